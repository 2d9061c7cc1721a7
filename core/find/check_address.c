#include "find/checks.h"

/* URIs and name-addrs (P113): Request-URI, From, To, and each value of the address headers. */

/* What the parsers saw, as bits, and the kind of fault that it is. */
struct fault_map {
    uint16_t bit;
    uint8_t kind;
};

static const struct fault_map uri_faults[] = {
    {RS_URI_FAULT_SPACE, RS_FAULT_URI_SPACE},   {RS_URI_FAULT_AT, RS_FAULT_URI_AT},
    {RS_URI_FAULT_IPV6, RS_FAULT_URI_IPV6},     {RS_URI_FAULT_HOST, RS_FAULT_URI_HOST},
    {RS_URI_FAULT_PORT, RS_FAULT_URI_PORT},     {RS_URI_FAULT_ESCAPE, RS_FAULT_URI_ESCAPE},
    {RS_URI_FAULT_SCHEME, RS_FAULT_URI_SCHEME}, {RS_URI_FAULT_NUL, RS_FAULT_CHAR_ESCAPED_NUL},
};

static const struct fault_map addr_faults[] = {
    {RS_NAME_ADDR_QUOTE, RS_FAULT_ADDR_QUOTE},
    {RS_NAME_ADDR_BRACKET, RS_FAULT_ADDR_BRACKET},
    {RS_NAME_ADDR_NEEDS_BRACKETS, RS_FAULT_ADDR_NEEDS_BRACKETS},
    {RS_NAME_ADDR_DISPLAY, RS_FAULT_ADDR_DISPLAY},
    {RS_NAME_ADDR_DISPLAY_UTF8, RS_FAULT_ADDR_DISPLAY_UTF8},
    {RS_NAME_ADDR_EMPTY_PARAM, RS_FAULT_ADDR_EMPTY_PARAM},
    {RS_NAME_ADDR_TWO_TAGS, RS_FAULT_REPEATED_TAG},
    {RS_NAME_ADDR_EMPTY, RS_FAULT_ADDR_EMPTY_VALUE},
    {RS_NAME_ADDR_GARBAGE, RS_FAULT_ADDR_GARBAGE},
};

static void note_uri(const struct rs_check *c, enum rs_header_id id, const struct rs_uri *u,
                     uint32_t faults, struct rs_span where)
{
    if (!u->text.n && faults) {
        rs_check_note(c, RS_FAULT_URI_EMPTY, id, where);
        return;
    }
    for (size_t i = 0; i < sizeof uri_faults / sizeof *uri_faults; i++)
        if (faults & uri_faults[i].bit)
            rs_check_note(c, uri_faults[i].kind, id, u->text);
}

/* Only From and To have a tag parameter (RFC 3261 19.3); elsewhere it is anyone's. */
static bool has_tag(enum rs_header_id id)
{
    return id == RS_HEADER_FROM || id == RS_HEADER_TO;
}

static uint32_t judged(enum rs_header_id id, uint32_t faults)
{
    /* Non-token octets that are all UTF-8 are usual: the milder kind alone. */
    if (faults & RS_NAME_ADDR_DISPLAY_UTF8)
        faults &= ~(uint32_t)RS_NAME_ADDR_DISPLAY;
    return has_tag(id) ? faults : faults & ~(uint32_t)RS_NAME_ADDR_TWO_TAGS;
}

static void note_address(const struct rs_check *c, enum rs_header_id id,
                         const struct rs_name_addr *a, struct rs_span value)
{
    uint32_t faults = judged(id, a->faults);
    for (size_t i = 0; i < sizeof addr_faults / sizeof *addr_faults; i++)
        if (faults & addr_faults[i].bit)
            rs_check_note(c, addr_faults[i].kind, id, value);
    if (!(faults & RS_NAME_ADDR_EMPTY))
        note_uri(c, id, &a->uri, a->uri.faults, value);
}

static void judge(const struct rs_check *c, enum rs_header_id id, const struct rs_name_addr *a,
                  struct rs_span value)
{
    if (!a->usual && (a->faults | a->uri.faults))
        note_address(c, id, a, value);
    if (id == RS_HEADER_CONTACT && a->params.n)
        rs_check_contact_params(c, a->params);
}

static void check_value(const struct rs_check *c, enum rs_header_id id, struct rs_span value)
{
    struct rs_name_addr a;
    if (!value.n) { /* ",,": as many as fit, and all that is to be said of each is known */
        rs_check_note(c, RS_FAULT_ADDR_EMPTY_VALUE, id, value);
        return;
    }
    rs_name_addr_parse(value, &a);
    judge(c, id, &a, value);
}

/* Of From and To the view knows when there is nothing to remark. */
static void check_viewed(const struct rs_check *c, enum rs_header_id id,
                         const struct rs_name_addr *a)
{
    struct rs_span value = rs_msg_value(c->m, id);
    if (value.n && !a->usual)
        check_value(c, id, value);
}

/*
 * One line of any other address header; an empty one is P106 where that is
 * wrong. What is usual as a whole has no comma, and is no list.
 */
static void check_line(const struct rs_check *c, const struct rs_header *h)
{
    struct rs_span rest = rs_header_value(c->m, h);
    struct rs_name_addr a;
    if (c->v->contact_usual && rest.p == c->v->contact.p) {
        if (c->v->contact_params.n)
            rs_check_contact_params(c, c->v->contact_params);
        return;
    }
    if (rs_name_addr_usual(rest, &a)) {
        judge(c, h->id, &a, rest);
        return;
    }
    if (!(rs_header_flag_bits[h->id] & RS_HEADER_LIST)) {
        check_value(c, h->id, rest);
        return;
    }
    while (rest.p) {
        struct rs_span value = rs_span_cut(rest, ',', &rest);
        check_value(c, h->id, value);
    }
}

/* In the Request-URI white space and <> are the start line's faults, P101. */
static void check_request_uri(const struct rs_check *c)
{
    struct rs_span text = c->m->uri;
    struct rs_uri u;
    if (text.n && text.p[0] == '<')
        text = rs_span(text.p + 1, text.n - 1 - (text.n > 1 && text.p[text.n - 1] == '>'));
    if (!text.n)
        return;
    rs_uri_parse(text, &u);
    uint32_t faults = u.faults & ~(uint32_t)RS_URI_FAULT_SPACE;
    if (faults)
        note_uri(c, RS_HEADER_OTHER, &u, faults, text);
    /* RFC 3261 19.1.1 table 1: headers are not allowed there. */
    if (u.headers.p)
        rs_check_note(c, RS_FAULT_URI_HEADERS, RS_HEADER_OTHER, text);
}

void rs_check_address(const struct rs_check *c)
{
    if (c->m->kind == RS_MSG_REQUEST)
        check_request_uri(c);
    check_viewed(c, RS_HEADER_FROM, &c->v->from);
    check_viewed(c, RS_HEADER_TO, &c->v->to);
    const struct rs_header *h = c->m->header, *end = h + c->m->header_count;
    for (; h < end; h++)
        if (rs_header_flag_bits[h->id] & RS_HEADER_ADDRESS && h->value_len && !has_tag(h->id))
            check_line(c, h);
}
