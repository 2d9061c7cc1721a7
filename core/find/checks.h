/*
 * message -> faults, inside: what the files check_*.c share. One file is one
 * group of the catalogue; check_message.c is the list of calls. Included by
 * those files only.
 */
#ifndef RS_FIND_CHECKS_H
#define RS_FIND_CHECKS_H

#include "find/check_message.h"

/* One message under inspection; everything borrowed. */
struct rs_check {
    struct rs_faults *faults;
    const struct rs_msg *m;
    const struct rs_view *v;
    const struct rs_origin *o;
};

/* P115, from the catalogue: octets of a field, then counts. */
enum rs_size_limit {
    RS_LIMIT_METHOD = 32,
    RS_LIMIT_REQUEST_URI = 512,
    RS_LIMIT_ADDRESS = 512, /* one value of From, To, Contact */
    RS_LIMIT_CALL_ID = 256,
    RS_LIMIT_VIA = 512, /* one value */
    RS_LIMIT_BRANCH = 128,
    RS_LIMIT_TAG = 128,
    RS_LIMIT_CSEQ = 24,
    RS_LIMIT_FAR = 4, /* times the limit: no longer only long */
    RS_LIMIT_LINE = 8192,
    RS_LIMIT_HEADERS = 128,
    RS_LIMIT_VIAS = 70
};

/* P116, octets. */
enum rs_message_limit {
    RS_LIMIT_UDP_REQUEST = 1300, /* RFC 3261 18.1.1, path MTU unknown */
    RS_LIMIT_MESSAGE = 65535,
    RS_LIMIT_BODY = 256 * 1024
};

void rs_check_presence(const struct rs_check *c); /* P105 P106 P107 */
void rs_check_cseq(const struct rs_check *c);     /* P108 (requests) P109 */
void rs_check_length(const struct rs_check *c);   /* P110 P111 P116 */
void rs_check_address(const struct rs_check *c);  /* P113, P107 two tags, P114 %00 */
void rs_check_charset(const struct rs_check *c);  /* P114 */
void rs_check_sizes(const struct rs_check *c);    /* P115 */
void rs_check_values(const struct rs_check *c);   /* P117, P112 numbers and dates */
void rs_check_via(const struct rs_check *c);      /* P118, P115 of a Via */
void rs_check_body(const struct rs_check *c);     /* P120 */

/* P112: the numbers among the parameters of one Contact value. */
void rs_check_contact_params(const struct rs_check *c, struct rs_span params);

static inline void rs_check_note(const struct rs_check *c, enum rs_fault_kind kind,
                                 enum rs_header_id header, struct rs_span where)
{
    rs_faults_add(c->faults, kind, header, where);
}

/* P115: the field, and whether it is longer than its limit or far longer. */
static inline void rs_check_size(const struct rs_check *c, enum rs_header_id header,
                                 struct rs_span field, enum rs_size_limit limit)
{
    if (field.n <= (size_t)limit)
        return;
    rs_check_note(c, RS_FAULT_OVERSIZE_FIELD, header, field);
    if (field.n > (size_t)limit * RS_LIMIT_FAR)
        rs_check_note(c, RS_FAULT_OVERSIZE_FIELD_FAR, header, field);
}

#endif
