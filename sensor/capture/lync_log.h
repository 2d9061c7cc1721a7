/*
 * bytes -> frames: logs of Lync and Skype for Business as text (semantics 4.5):
 * the servers' (SIPStack, as OCSLogger, CLS and Snooper write it), the client's
 * (.uccapilog), and Avaya Contact Center's, which has the same marks.
 *
 * Each logged SIP message is a frame of link type RS_LINK_EXPORTED, numbered
 * from 1: frame numbers are message numbers. What a server notes about a
 * message (LogType: diagnostic) is a frame of link type RS_LINK_LOG_NOTE, which
 * has no number of its own.
 *
 * A reader like pcap.c, with two differences: its frames stand in its own room,
 * since they are put together from lines, and it must be told when nothing more
 * comes (`last`), since the last entry may have no end. Nothing in a log is
 * broken beyond use: what cannot be understood is passed over.
 */
#ifndef RS_CAPTURE_LYNC_LOG_H
#define RS_CAPTURE_LYNC_LOG_H

#include "capture/hosts.h"
#include "capture/log_lines.h"
#include "capture/log_message.h"
#include "capture/log_record.h"
#include "capture/step.h"

/* A number that no capture file has: its link types have 16 bits. */
#define RS_LINK_LOG_NOTE 0x10000u

enum { RS_LOG_NOTE_MAX = 2048 };

enum rs_lync_log_state {
    RS_LOG_OUTSIDE,
    RS_LOG_FIELDS, /* of a server's entry, before its start line */
    RS_LOG_HEAD,   /* a server's message: headers */
    RS_LOG_BODY,
    RS_LOG_CLIENT_FIRST, /* a client's message: the next line is its first */
    RS_LOG_CLIENT_HEAD,
    RS_LOG_CLIENT_BODY
};

struct rs_lync_log {
    struct rs_log_lines lines;
    struct rs_log_message message;
    struct rs_hosts *hosts; /* borrowed; NULL: names have no address */
    bool last;              /* set by the caller: what is shown is the rest */
    bool more;              /* the message given may have another one behind it */
    uint8_t state;          /* enum rs_lync_log_state */
    int64_t time_us;        /* of the entry */
    bool outgoing, diagnostic;
    uint32_t trace;
    char machine[RS_HOST_NAME]; /* that wrote the entry; "": not told */
    char peer[RS_HOST_NAME + 8], local[RS_HOST_NAME + 8]; /* with ports */
    char peer_ip[RS_ENDPOINT_TEXT + 2];
    char note[RS_LOG_NOTE_MAX]; /* fields of a diagnostic entry, a line each */
    size_t note_len;
};

/*
 * Begin with *l all zero but for hosts. Fills the frame but for number and
 * interface. in: from the next line on, as many octets as there are.
 */
struct rs_step rs_lync_log_step(struct rs_lync_log *l, struct rs_span in, struct rs_frame *frame);

void rs_lync_log_fini(struct rs_lync_log *l);

#endif
