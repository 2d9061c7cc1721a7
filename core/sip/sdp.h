/*
 * SDP: the lines a watcher of SIP asks for (RFC 8866, 3264).
 * A line walker and a summary; nothing is copied.
 */
#ifndef RS_SIP_SDP_H
#define RS_SIP_SDP_H

#include "base/endpoint.h"
#include "base/err.h"
#include "base/span.h"

enum { RS_SDP_MEDIA_MAX = 16 };

enum rs_sdp_direction { RS_SDP_SENDRECV, RS_SDP_SENDONLY, RS_SDP_RECVONLY, RS_SDP_INACTIVE };

enum rs_sdp_fault {
    RS_SDP_FAULT_ORDER = 1,     /* v=, o=, s= or t= missing or not where they belong */
    RS_SDP_FAULT_CONNECTION = 2, /* a medium without c= of its own or of the session */
    RS_SDP_FAULT_PAYLOAD = 4,   /* payload type above 127 in m= of RTP or rtpmap */
    RS_SDP_FAULT_LINE = 8,      /* a line that is no x=..., or an m=, c= or o= that is cut short */
    RS_SDP_FAULT_MANY = 16      /* more media than kept */
};

struct rs_sdp_media {
    struct rs_span media;   /* "audio" */
    uint16_t port;
    struct rs_span protocol, formats;
    struct rs_addr addr;    /* of its c= or the session's; family 0: none or a name */
    uint8_t direction;      /* enum rs_sdp_direction */
};

struct rs_sdp {
    struct rs_span origin_user, session_id, session_version, origin_addr; /* o= */
    struct rs_span name;    /* s= */
    struct rs_addr addr;    /* c= of the session */
    uint8_t direction;
    struct rs_sdp_media media[RS_SDP_MEDIA_MAX];
    uint8_t media_count;
    uint32_t faults;        /* enum rs_sdp_fault */
    struct rs_span fault_at; /* the line of the first fault; the whole when something is missing */
};

/*
 * RS_OK, or RS_ERR_MALFORMED when it does not begin as SDP; filled as far as
 * possible.
 */
int rs_sdp_parse(struct rs_span text, struct rs_sdp *out);

/*
 * Walk: type letter and value of the next line; lines end with CRLF, LF or CR,
 * empty ones are skipped. A line that is no x=... has the type 0 and is given
 * whole. False at the end.
 */
bool rs_sdp_next_line(struct rs_span *rest, char *type, struct rs_span *value);

#endif
