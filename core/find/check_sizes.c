#include "find/checks.h"

/* Fields longer than anyone needs (P115). The sizes of a Via stand in check_via.c. */

static void check_start_line(const struct rs_check *c)
{
    if (c->m->kind != RS_MSG_REQUEST)
        return;
    rs_check_size(c, RS_HEADER_OTHER, c->m->method_name, RS_LIMIT_METHOD);
    rs_check_size(c, RS_HEADER_OTHER, c->m->uri, RS_LIMIT_REQUEST_URI);
}

/* A Contact line may hold many; the limit is for one. */
static void check_contacts(const struct rs_check *c)
{
    const struct rs_header *h = rs_msg_first(c->m, RS_HEADER_CONTACT);
    for (; h; h = rs_msg_next(c->m, h)) {
        struct rs_span rest = rs_header_value(c->m, h);
        while (rest.n > RS_LIMIT_ADDRESS) {
            struct rs_span value = rs_span_cut(rest, ',', &rest);
            rs_check_size(c, RS_HEADER_CONTACT, value, RS_LIMIT_ADDRESS);
        }
    }
}

static void check_lines(const struct rs_check *c)
{
    if (c->m->head_len <= RS_LIMIT_LINE)
        return; /* no room for such a line */
    for (uint16_t i = 0; i < c->m->header_count; i++) {
        const struct rs_header *h = &c->m->header[i];
        size_t n = (size_t)h->value + h->value_len - h->name;
        if (n > RS_LIMIT_LINE)
            rs_check_note(c, RS_FAULT_OVERSIZE_LINE, h->id, rs_span(c->m->octets.p + h->name, n));
    }
}

static void check_counts(const struct rs_check *c)
{
    if (c->m->header_count > RS_LIMIT_HEADERS)
        rs_check_note(c, RS_FAULT_OVERSIZE_COUNT, RS_HEADER_OTHER, RS_SPAN_NONE);
    if (c->v->via_count > RS_LIMIT_VIAS)
        rs_check_note(c, RS_FAULT_OVERSIZE_VIAS, RS_HEADER_VIA, rs_msg_value(c->m, RS_HEADER_VIA));
}

void rs_check_sizes(const struct rs_check *c)
{
    check_start_line(c);
    rs_check_size(c, RS_HEADER_FROM, rs_msg_value(c->m, RS_HEADER_FROM), RS_LIMIT_ADDRESS);
    rs_check_size(c, RS_HEADER_TO, rs_msg_value(c->m, RS_HEADER_TO), RS_LIMIT_ADDRESS);
    rs_check_size(c, RS_HEADER_FROM, c->v->from.tag, RS_LIMIT_TAG);
    rs_check_size(c, RS_HEADER_TO, c->v->to.tag, RS_LIMIT_TAG);
    rs_check_size(c, RS_HEADER_CALL_ID, c->v->call_id, RS_LIMIT_CALL_ID);
    rs_check_size(c, RS_HEADER_CSEQ, rs_msg_value(c->m, RS_HEADER_CSEQ), RS_LIMIT_CSEQ);
    check_contacts(c);
    check_lines(c);
    check_counts(c);
}
