/*
 * message -> transaction: the fields every message is tracked by, understood
 * once and shared by tracker and checks. Borrows from the message.
 */
#ifndef RS_TRACK_VIEW_H
#define RS_TRACK_VIEW_H

#include "sip/auth.h"
#include "sip/msg.h"
#include "sip/name_addr.h"
#include "sip/ordinary_sdp.h"
#include "sip/values.h"
#include "sip/via.h"

enum { RS_VIEW_VIAS_MAX = 255 };

/* The body, where it is SDP and nothing else, sent plain. */
enum rs_view_sdp { RS_VIEW_SDP_NONE, RS_VIEW_SDP_ORDINARY, RS_VIEW_SDP_OTHER };

struct rs_view {
    struct rs_via via;        /* the top one; value.p == NULL: none */
    struct rs_span via2;      /* the second via-parm, whole; p == NULL: none */
    struct rs_via second;     /* the same, where `usual` in it is set; else it means nothing */
    uint8_t via_count;        /* cut at RS_VIEW_VIAS_MAX */
    struct rs_name_addr from, to; /* tag, params; of the URI only its text */
    bool from_ok, to_ok;
    struct rs_span call_id;
    struct rs_cseq cseq;
    bool cseq_ok;             /* number and method are there */
    struct rs_span contact;   /* first value, whole; p == NULL: none */
    bool contact_usual;       /* it is its whole line, and nothing is wrong with it: it has these */
    struct rs_span contact_host, contact_params; /* as in its rs_name_addr */
    uint8_t method;           /* enum rs_method: request's own, response's from CSeq */
    const struct rs_header *auth_line; /* its first line of credentials or challenge; NULL: none */
    bool auth_ok;             /* ... which is in `auth` */
    struct rs_auth auth;
    uint8_t sdp;              /* enum rs_view_sdp */
    struct rs_sdp_places sdp_places; /* of an ordinary one: from the body's first octet */
    bool trackable;           /* Via, From, To, Call-ID and CSeq are all usable */
};

void rs_view_make(struct rs_view *v, const struct rs_msg *m);

/* A line of credentials or a challenge, understood: what the view knows is not read again. */
int rs_view_auth(const struct rs_view *v, const struct rs_msg *m, const struct rs_header *line,
                 struct rs_auth *out);

#endif
