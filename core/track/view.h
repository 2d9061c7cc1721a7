/*
 * message -> transaction: the fields every message is tracked by, understood
 * once and shared by tracker and checks. Borrows from the message.
 */
#ifndef RS_TRACK_VIEW_H
#define RS_TRACK_VIEW_H

#include "sip/msg.h"
#include "sip/name_addr.h"
#include "sip/values.h"
#include "sip/via.h"

enum { RS_VIEW_VIAS_MAX = 255 };

struct rs_view {
    struct rs_via via;        /* the top one; value.p == NULL: none */
    struct rs_span via2;      /* the second via-parm, whole; p == NULL: none */
    uint8_t via_count;        /* cut at RS_VIEW_VIAS_MAX */
    struct rs_name_addr from, to; /* tag, params; of the URI only its text */
    bool from_ok, to_ok;
    struct rs_span call_id;
    struct rs_cseq cseq;
    bool cseq_ok;             /* number and method are there */
    struct rs_span contact;   /* first value, whole; p == NULL: none */
    uint8_t method;           /* enum rs_method: request's own, response's from CSeq */
    bool trackable;           /* Via, From, To, Call-ID and CSeq are all usable */
};

void rs_view_make(struct rs_view *v, const struct rs_msg *m);

#endif
