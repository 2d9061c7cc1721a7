/*
 * bytes -> frames: pcapng (draft-ietf-opsawg-pcapng), the whole of it that
 * carries frames: any number of sections in either byte order, any number of
 * interfaces with their own link type, clock resolution and offset; Enhanced,
 * Simple and the old Packet Block; and the lines of Decryption Secrets Blocks.
 * Other blocks are stepped over unread.
 */
#ifndef RS_CAPTURE_PCAPNG_H
#define RS_CAPTURE_PCAPNG_H

#include "capture/step.h"

enum {
    RS_PCAPNG_MAGIC = 0x0a0d0d0a,     /* the same in both byte orders */
    RS_PCAPNG_INTERFACES_MAX = 65536  /* in one section; a file with more is broken */
};

/* One Interface Description Block. */
struct rs_pcapng_interface {
    uint16_t link_type;
    uint32_t snaplen;          /* 0: none */
    uint64_t units_per_second; /* of its time stamps */
    int64_t offset_s;          /* to add to them */
};

struct rs_pcapng {
    bool begun;       /* in a section */
    bool swapped;     /* the section has the other byte order than ours */
    struct rs_pcapng_interface *interfaces; /* of the section */
    uint32_t interface_count, interface_room;
    uint32_t secrets_left, secrets_tail; /* octets of a key log; and of its block behind them */
    int64_t last_us;  /* Simple Packet Blocks have no time: they get the last one */
};

/*
 * Begin with *p all zero. Fills the frame but for number and interface.
 * in: from the next block on, as many octets as there are.
 */
struct rs_step rs_pcapng_step(struct rs_pcapng *p, struct rs_span in, struct rs_frame *frame);

void rs_pcapng_fini(struct rs_pcapng *p);

#endif
