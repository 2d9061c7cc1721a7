#include "sip/name_addr.h"

#include "base/chars.h"
#include "sip/glance.h"
#include "sip/params.h"

/*
 * How the address is written:
 *
 *   [display] "<" URI ">" params      open is the "<"
 *   URI params                        open is NULL, stop is where the URI ends
 */
struct shape {
    const char *value;     /* its begin */
    const char *begin;     /* behind a quoted string before the URI, or the value's begin */
    const char *open, *stop;
    const char *quote_end; /* of a quoted string that begins the value */
    uint32_t faults;
};

static const char *last_open(const char *begin, const char *end)
{
    for (const char *p = end; p > begin; p--) {
        if (p[-1] == '<')
            return p - 1;
    }
    return NULL;
}

/*
 * A quoted string at `p`: its last octet. Without an end it is a fault, and
 * the last "<" of the value opens the URI (the one way to still find it).
 */
static const char *pass_quote(struct shape *s, const char *p, const char *end)
{
    const char *close = rs_quote_end(p + 1, end);

    if (!close) {
        s->faults |= RS_NAME_ADDR_QUOTE;
        s->open = last_open(s->value, end);
        s->quote_end = NULL;
        return p;
    }
    if (p == s->value)
        s->quote_end = close + 1;
    if (!s->stop)
        s->begin = close + 1;
    return close;
}

/*
 * RFC 3261 20: without <> the URI ends at ; , or ?. A display name may hold
 * those too when it is sent wrongly ("Bell, Alexander <sip:...>"), so they end
 * a URI only if something with a ":" stands before them.
 */
static struct shape find_shape(const char *p, const char *end)
{
    struct shape s = {.value = p, .begin = p};
    bool colon = false;

    for (; p < end && !s.open; p++) {
        if (!rs_char_is(*p, RS_CHAR_ADDR_STOP))
            continue;
        if (*p == '<') {
            s.open = p;
        } else if (*p == '"') {
            if (s.faults)
                continue;
            p = pass_quote(&s, p, end);
        } else if (*p == ':') {
            colon = colon || !s.stop;
        } else {
            if (!s.stop)
                s.stop = p;
            if (colon)
                break;
        }
    }
    return s;
}

static void take_display(struct rs_name_addr *out, const struct shape *s, const char *p)
{
    const char *end = rs_skip_lws_back(p, s->open ? s->open : s->begin);

    if (p == end)
        return;
    if (s->quote_end == end)
        out->display = rs_span_between(p + 1, end - 1);
    else if (*p == '"' && s->faults & RS_NAME_ADDR_QUOTE)
        out->display = rs_span_between(p + 1, end);
    else
        out->display = rs_span_between(p, end);
}

/* The URI between < and >; where its parameters may begin. */
static const char *take_bracketed(struct rs_name_addr *out, const char *p, const char *end)
{
    const char *close = p < end ? memchr(p, '>', (size_t)(end - p)) : NULL;

    if (close) {
        out->uri.text = rs_span_between(p, close);
        return close + 1;
    }
    out->faults |= RS_NAME_ADDR_BRACKET;
    for (close = p; close < end && *close != ';' && *close != ',' && *close != '?'; close++) {
    }
    out->uri.text = rs_span_between(p, close);
    return close;
}

/* An addr-spec; where its parameters may begin. */
static const char *take_bare(struct rs_name_addr *out, const struct shape *s, const char *end)
{
    const char *begin = rs_skip_lws(s->begin, end);
    const char *stop = s->stop ? s->stop : end;

    out->uri.text = rs_span_between(begin, rs_skip_lws_back(begin, stop));
    if (stop == end || *stop == ';')
        return stop;
    out->faults |= *stop == '>' ? RS_NAME_ADDR_BRACKET : RS_NAME_ADDR_NEEDS_BRACKETS;
    return stop + 1;
}

/*
 * The header's parameters; anything between the URI and the first ";" is passed
 * over.
 */
static void take_params(struct rs_name_addr *out, const char *p, const char *end)
{
    struct rs_span rest;

    p = rs_skip_lws(p, end);
    if (p == end)
        return;
    if (*p != ';') {
        out->faults |= RS_NAME_ADDR_GARBAGE;
        rs_span_cut(rs_span_between(p, end), ';', &rest);
        if (!rest.p)
            return;
        p = rest.p - 1;
    }
    out->params = rs_span_between(p, end);
}

static void find_tag(struct rs_name_addr *out)
{
    struct rs_span rest = out->params;
    struct rs_param param;
    bool found = false;

    while (rs_param_next(&rest, ';', &param)) {
        if (!param.name.n)
            out->faults |= RS_NAME_ADDR_EMPTY_PARAM;
        if (!rs_param_is_tag(param.name))
            continue;
        if (found)
            out->faults |= RS_NAME_ADDR_TWO_TAGS;
        else
            out->tag = param.value;
        found = true;
    }
}

/* "sip:" first, because nearly all are. */
static inline bool has_colon(struct rs_span text)
{
    return (text.n > 3 && text.p[3] == ':') || rs_span_find(text, ':');
}

/* Front door --------------------------------------------------------------- */

bool rs_name_addr_usual(struct rs_span value, struct rs_name_addr *out)
{
    return rs_glance()->name_addr(value, out);
}

int rs_name_addr_scan(struct rs_span value, struct rs_name_addr *out)
{
    if (rs_name_addr_usual(value, out))
        return RS_OK;

    const char *end = rs_span_end(value);
    const char *p = rs_skip_lws(value.p, end);

    memset(out, 0, sizeof *out);
    end = rs_skip_lws_back(p, end);
    if (p == end) {
        out->faults = RS_NAME_ADDR_EMPTY;
        return RS_ERR_MALFORMED;
    }
    if (end - p == 1 && *p == '*') {
        out->wildcard = true;
        return RS_OK;
    }

    struct shape s = find_shape(p, end);

    out->faults = s.faults;
    take_display(out, &s, p);
    take_params(out, s.open ? take_bracketed(out, s.open + 1, end) : take_bare(out, &s, end), end);
    if (out->params.n)
        find_tag(out);
    if (!s.open && out->display.n)
        out->faults |= RS_NAME_ADDR_NEEDS_BRACKETS;
    return has_colon(out->uri.text) ? RS_OK : RS_ERR_MALFORMED;
}

/* RFC 3261 25.1 display-name without quotes: *(token LWS). */
static void check_display(struct rs_name_addr *out)
{
    bool wrong = false, ascii = false;

    for (size_t i = 0; i < out->display.n; i++) {
        char c = out->display.p[i];
        if (!rs_char_is(c, RS_CHAR_TOKEN | RS_CHAR_LWS)) {
            wrong = true;
            ascii = ascii || (unsigned char)c < 0x80;
        }
    }
    if (wrong)
        out->faults |= RS_NAME_ADDR_DISPLAY | (ascii ? 0 : RS_NAME_ADDR_DISPLAY_UTF8);
}

int rs_name_addr_parse(struct rs_span value, struct rs_name_addr *out)
{
    int err = rs_name_addr_scan(value, out);

    if (out->usual || out->wildcard || out->faults & RS_NAME_ADDR_EMPTY)
        return err;
    /* A display name that was a quoted string begins one octet further in. */
    if (out->display.n && out->display.p == rs_skip_lws(value.p, rs_span_end(value)))
        check_display(out);
    return rs_uri_parse(out->uri.text, &out->uri);
}
