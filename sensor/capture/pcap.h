/*
 * bytes -> frames: the classic capture format of libpcap
 * (draft-ietf-opsawg-pcap), written by any machine, in micro- or nanoseconds,
 * and Kuznetzov's variant with longer record headers. libpcap itself is not
 * used for files: it needs a FILE, cannot be fuzzed without one, and refuses
 * pcapng files whose interfaces differ.
 */
#ifndef RS_CAPTURE_PCAP_H
#define RS_CAPTURE_PCAP_H

#include "capture/step.h"

struct rs_pcap {
    bool begun;      /* the file header was read */
    bool swapped;    /* other byte order than ours */
    bool nanoseconds;
    uint8_t header;  /* octets of a record header: 16 or 24 */
    uint32_t link_type;
};

enum { RS_MAGIC_OCTETS = 4 };

/* RS_MAGIC_OCTETS from the beginning of a file: is it this format? */
bool rs_pcap_recognise(const char *magic);

/*
 * Begin with *p all zero. Fills the frame but for number and interface.
 * in: from the next record on, as many octets as there are.
 */
struct rs_step rs_pcap_step(struct rs_pcap *p, struct rs_span in, struct rs_frame *frame);

#endif
