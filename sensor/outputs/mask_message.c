#include "outputs/mask_message.h"

#include "sip/via.h"

enum how { LEFT_OUT, TEXT, ADDRESS, VIA, CALL_ID };

static const unsigned char fields[RS_HEADER__COUNT] = {
#define RS_MASK_FIELD(ID, how) [RS_HEADER_##ID] = how,
#include "outputs/mask_fields.def"
#undef RS_MASK_FIELD
};

static void put_str(struct rs_mask_text *t, const char *s)
{
    rs_mask_put(t, rs_span_str(s));
}

/* ---- fields ---- */

/* The value of a parameter behind the URI; empty: it has none. */
static struct rs_span param(struct rs_span params, const char *name)
{
    const char *at = rs_span_find_nocase(params, rs_span_str(name));
    struct rs_span value = at ? rs_span_skip(rs_span_between(at, rs_span_end(params)), strlen(name))
                              : RS_SPAN_NONE;
    size_t n = 0;
    while (n < value.n && !strchr(";, \t\r\n>", value.p[n] ? value.p[n] : ' '))
        n++;
    return rs_span_first(value, n);
}

static void put_address(struct rs_mask_text *t, struct rs_span value)
{
    if (rs_span_eq(value, RS_SPAN("*"))) {
        rs_mask_put(t, value);
        return;
    }
    struct rs_span rest, first = rs_span_cut(value, ',', &rest);
    const char *quote = first.n && first.p[0] == '"' ? memchr(first.p + 1, '"', first.n - 1) : NULL;
    struct rs_span named = quote ? rs_span_between(quote, rs_span_end(first)) : first;
    const char *open = rs_span_find(named, '<'), *close = NULL;
    if (open)
        close = rs_span_find(rs_span_between(open, rs_span_end(first)), '>');
    struct rs_span uri = open && close ? rs_span_between(open + 1, close) : rs_span_cut(first, ';', &rest);
    struct rs_span params = open && close ? rs_span_between(close, rs_span_end(first)) : rest;
    put_str(t, "<");
    rs_mask_put_uri(t, uri);
    put_str(t, ">");
    struct rs_span tag = param(params, ";tag="), expires = param(params, ";expires=");
    if (tag.n) {
        put_str(t, ";tag=");
        rs_mask_put_id(t, tag);
    }
    if (rs_span_is_digits(expires)) {
        put_str(t, ";expires=");
        rs_mask_put(t, expires);
    }
}

static void put_via(struct rs_mask_text *t, struct rs_span value)
{
    struct rs_span rest, first = rs_span_cut(value, ',', &rest);
    struct rs_span params, sent = rs_span_cut(first, ';', &params);
    struct rs_span branch = param(rs_span_between(rs_span_end(sent), rs_span_end(first)), ";branch=");
    const char *blank = rs_span_find(sent, ' ');
    if (!blank)
        return;
    rs_mask_put(t, rs_span_between(sent.p, blank + 1));
    rs_mask_put_host(t, rs_span_trim(rs_span_between(blank + 1, rs_span_end(sent))));
    if (branch.n) {
        put_str(t, ";branch=");
        rs_mask_put_id(t, branch);
    }
}

static void put_field(struct rs_mask_text *t, const struct rs_msg *m, const struct rs_header *h)
{
    struct rs_span value = rs_header_value(m, h);
    if (fields[h->id] == LEFT_OUT)
        return;
    rs_mask_put(t, rs_header_name(m, h));
    put_str(t, ": ");
    switch ((enum how)fields[h->id]) {
    case ADDRESS: put_address(t, value); break;
    case VIA: put_via(t, value); break;
    case CALL_ID: rs_mask_put_id(t, value); break;
    default:
        /* A sequence number is no telephone's. */
        if (h->id == RS_HEADER_CSEQ || h->id == RS_HEADER_RSEQ || h->id == RS_HEADER_RACK ||
            h->id == RS_HEADER_EXPIRES || h->id == RS_HEADER_SESSION_EXPIRES)
            rs_mask_put(t, value);
        else
            rs_mask_put_text(t, value);
    }
    put_str(t, "\r\n");
}

/* ---- body ---- */

static bool kept_line(struct rs_span line)
{
    static const char *const kept[] = {"v=", "c=", "m=", "a=send", "a=recv", "a=inactive"};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (rs_span_starts_nocase(line, rs_span_str(kept[i])))
            return true;
    return false;
}

/* Of SDP: where media go. Of all else: nothing. */
static void put_body(struct rs_mask_text *t, struct rs_span body)
{
    if (!rs_span_starts_nocase(body, RS_SPAN("v=0")))
        return;
    while (body.n) {
        const char *end = rs_span_find(body, '\n');
        struct rs_span line = end ? rs_span_between(body.p, end) : body;
        body = rs_span_skip(body, line.n + 1);
        line = rs_span_trim(line);
        if (!kept_line(line))
            continue;
        if (line.p[0] == 'm')
            rs_mask_put(t, line);
        else
            rs_mask_put_text(t, line);
        put_str(t, rs_span_starts_nocase(line, RS_SPAN("v=")) ? "\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\n"
                                                              : "\r\n");
    }
}

/* ---- all of it ---- */

static void put_start_line(struct rs_mask_text *t, const struct rs_msg *m)
{
    if (m->kind == RS_MSG_REQUEST) {
        rs_mask_put_text(t, m->method_name);
        put_str(t, " ");
        rs_mask_put_uri(t, m->uri);
        put_str(t, " ");
        rs_mask_put(t, m->version);
    } else {
        rs_mask_put(t, m->version);
        put_str(t, " ");
        rs_mask_put(t, m->status_text);
        put_str(t, " ");
        rs_mask_put_text(t, m->reason);
    }
    put_str(t, "\r\n");
}

struct rs_span rs_mask_message_text(struct rs_mask_text *t, const struct rs_msg *m)
{
    size_t from = t->used;
    put_start_line(t, m);
    for (unsigned i = 0; i < m->header_count; i++)
        put_field(t, m, &m->header[i]);
    put_str(t, "\r\n");
    put_body(t, rs_msg_content(m));
    return rs_span(t->room + from, t->used - from);
}
