#include "find/checks.h"

/* Present where needed (P105), with a value (P106), and once (P107). */

static bool absent(const struct rs_check *c, enum rs_header_id id)
{
    return c->m->first[id] == 0;
}

/* RFC 3261 8.1.1 and 8.2.6.2: the five that requests and responses share. */
static void check_mandatory(const struct rs_check *c)
{
    if (absent(c, RS_HEADER_VIA) || absent(c, RS_HEADER_FROM) || absent(c, RS_HEADER_TO) ||
        absent(c, RS_HEADER_CALL_ID) || absent(c, RS_HEADER_CSEQ))
        rs_check_note(c, RS_FAULT_MISSING_MANDATORY, RS_HEADER_OTHER, c->m->start_line);
}

/* RFC 3261 8.1.1.8, 12.1.1, 6665 4.1.2, 3515 2.2: who wants to be reached says where. */
static bool needs_contact(const struct rs_msg *m)
{
    if (m->kind == RS_MSG_REQUEST)
        return rs_method_flags(m->method) & RS_METHOD_NEEDS_CONTACT;
    return m->method == RS_METHOD_INVITE && m->status >= 200 && m->status < 300;
}

/*
 * An agent of RFC 2543: no branch with the cookie, and no tag in From, which
 * RFC 3261 made mandatory (8.1.1.3). Lync sends Vias without branch but tags.
 */
static bool speaks_2543(const struct rs_check *c)
{
    return !c->v->via.cookie && !c->v->from.tag.p;
}

static void check_contact(const struct rs_check *c)
{
    if (!absent(c, RS_HEADER_CONTACT) || !needs_contact(c->m))
        return;
    rs_check_note(c, speaks_2543(c) ? RS_FAULT_MISSING_CONTACT_2543 : RS_FAULT_MISSING_CONTACT,
                  RS_HEADER_CONTACT, c->m->start_line);
}

static void check_max_forwards(const struct rs_check *c)
{
    if (c->m->kind == RS_MSG_REQUEST && absent(c, RS_HEADER_MAX_FORWARDS))
        rs_check_note(c, RS_FAULT_MISSING_MAX_FORWARDS, RS_HEADER_MAX_FORWARDS, c->m->start_line);
}

/* Neighbours in the chain are compared: each value is looked at twice at most. */
static void check_repeated(const struct rs_check *c, const struct rs_header *h)
{
    const struct rs_header *next = rs_msg_next(c->m, h);
    struct rs_span a = rs_header_value(c->m, h), b = rs_header_value(c->m, next);
    rs_check_note(c, rs_span_eq(a, b) ? RS_FAULT_REPEATED_EQUAL : RS_FAULT_REPEATED_DIFFERENT,
                  h->id, b);
}

static void check_lines(const struct rs_check *c)
{
    const struct rs_header *h = c->m->header, *end = h + c->m->header_count;
    for (; h < end; h++) {
        unsigned flags = rs_header_flag_bits[h->id];
        if (!h->value_len && flags & RS_HEADER_NOT_EMPTY)
            rs_check_note(c, RS_FAULT_EMPTY_HEADER, h->id, rs_header_name(c->m, h));
        if (h->next && flags & RS_HEADER_SINGLE)
            check_repeated(c, h);
    }
}

void rs_check_presence(const struct rs_check *c)
{
    if (c->m->doubtful)
        check_lines(c);
    if (c->m->kind == RS_MSG_REQUEST && !c->m->uri.n)
        rs_check_note(c, RS_FAULT_EMPTY_HEADER, RS_HEADER_OTHER, c->m->start_line);
    if (c->o->truncated)
        return; /* what is missing may stand behind the cut */
    check_mandatory(c);
    check_contact(c);
    check_max_forwards(c);
}
