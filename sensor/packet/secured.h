/*
 * Inside the arrow bytes -> packet -> message: the object behind lanes of TLS,
 * for its files.
 *
 *   secured.c         one session for both directions of a connection
 *   secured_told.c    what became of it, told once; connections begun before
 *   secured_room.c    who goes when there is no room for one more
 *
 * The decoder owns the lists and the memory of flows; a link is owned by its
 * streams and goes with the last of them.
 */
#ifndef RS_PACKET_SECURED_H
#define RS_PACKET_SECURED_H

#include "packet/lane.h"
#include "packet/tls.h"

struct rs_secured {
    struct rs_decoder *decoder;
    struct rs_tls_session *session;
    struct rs_secured *older, *newer; /* neighbours in its list, by their last octets */
    struct rs_lane lane[2];
    struct rs_tcp_stream *stream[2];
    struct rs_origin origin[2]; /* of the last octets of each direction */
    int64_t met_us;             /* time and frame of the first octets */
    uint64_t met_frame;
    bool gap[2];                /* to be told to the session before its next octets */
    bool counted;
    bool readable;              /* octets came out */
    bool sip;                   /* and were SIP: it stands in the second list */
    bool told;                  /* what became of it */
    bool over;                  /* no SIP will come of it */
};

/* Sessions by their last octets. What is not known to be SIP goes first. */
struct rs_secured_lists {
    struct rs_secured *oldest[2], *newest[2];
    uint64_t *seen; /* connections that cannot be read; NULL until the first */
};

/* ---- secured_room.c ---- */

void rs_secured_enlist(struct rs_secured *link);
void rs_secured_delist(struct rs_secured *link);
/* It has octets, or has been found to be SIP: it goes later than the others now. */
void rs_secured_touch(struct rs_secured *link, bool sip);
/* Let go of sessions silent for long, until a new one has room. */
void rs_secured_make_room(struct rs_decoder *d);

/* ---- secured_told.c ---- */

void rs_secured_count(struct rs_secured *link);
void rs_secured_tell_readable(struct rs_secured *link);
void rs_secured_tell_unread(struct rs_secured *link, enum rs_tls_reason reason);

/* Octets of a stream that is not remembered: the middle of a TLS connection, perhaps. */
struct rs_packet;
void rs_secured_stranger(struct rs_packet *p, struct rs_span octets);

#endif
