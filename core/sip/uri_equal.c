/* Comparing URIs (RFC 3261 19.1.4, RFC 3966 5). */
#include "sip/uri.h"
#include "sip/uri_char.h"

static bool same(struct rs_span a, struct rs_span b)
{
    const char *p = a.p, *q = b.p;
    int c, d;

    do {
        c = rs_uri_next_char(&p, rs_span_end(a));
        d = rs_uri_next_char(&q, rs_span_end(b));
    } while (c == d && c != RS_URI_END);
    return c == d;
}

static bool same_nocase(struct rs_span a, struct rs_span b)
{
    const char *p = a.p, *q = b.p;
    int c, d;

    do {
        c = rs_uri_fold(rs_uri_next_char(&p, rs_span_end(a)));
        d = rs_uri_fold(rs_uri_next_char(&q, rs_span_end(b)));
    } while (c == d && c != RS_URI_END);
    return c == d;
}

/* Parameters and headers --------------------------------------------------- */

struct pair {
    struct rs_span name, value;
};

/*
 * The next name[=value] up to `separator`; neither quotes nor brackets mean
 * anything in a URI.
 */
static bool next_pair(struct rs_span *rest, char separator, struct pair *out)
{
    const char *p = rest->p, *end = rs_span_end(*rest), *stop, *equal;

    while (p < end && *p == separator)
        p++;
    if (p == end)
        return false;
    stop = memchr(p, separator, (size_t)(end - p));
    stop = stop ? stop : end;
    equal = memchr(p, '=', (size_t)(stop - p));
    out->name = rs_span_between(p, equal ? equal : stop);
    out->value = equal ? rs_span_between(equal + 1, stop) : RS_SPAN_NONE;
    *rest = rs_span_between(stop, end);
    return true;
}

/* How many, but no more than one above the limit. */
static int count_pairs(struct rs_span s, char separator)
{
    struct pair pair;
    int n = 0;

    while (n <= RS_URI_PARAMS_COMPARED && next_pair(&s, separator, &pair))
        n++;
    return n;
}

static bool find_pair(struct rs_span s, char separator, struct rs_span name, struct pair *out)
{
    while (next_pair(&s, separator, out)) {
        if (same_nocase(out->name, name))
            return true;
    }
    return false;
}

/* A parameter that, standing in only one of two URIs, makes them differ. */
static bool never_ignored(struct rs_span name)
{
    static const struct rs_span param[] = {
        RS_SPAN_INIT("user"),  RS_SPAN_INIT("ttl"),       RS_SPAN_INIT("method"),
        RS_SPAN_INIT("maddr"), RS_SPAN_INIT("transport"),
    };

    for (size_t i = 0; i < sizeof param / sizeof *param; i++) {
        if (same_nocase(name, param[i]))
            return true;
    }
    return false;
}

/* Each of a's parameters agrees with b; `all`: none may be missing there. */
static bool params_agree(struct rs_span a, struct rs_span b, bool all)
{
    struct pair mine, other;

    while (next_pair(&a, ';', &mine)) {
        if (find_pair(b, ';', mine.name, &other)) {
            if (!same_nocase(mine.value, other.value))
                return false;
        } else if (all || never_ignored(mine.name)) {
            return false;
        }
    }
    return true;
}

static bool same_params(struct rs_span a, struct rs_span b, bool all)
{
    if (count_pairs(a, ';') > RS_URI_PARAMS_COMPARED ||
        count_pairs(b, ';') > RS_URI_PARAMS_COMPARED)
        return same_nocase(a, b);
    return params_agree(a, b, all) && params_agree(b, a, all);
}

/* How often a header with this name and value stands among them. */
static int count_header(struct rs_span headers, const struct pair *wanted)
{
    struct pair pair;
    int n = 0;

    while (next_pair(&headers, '&', &pair))
        n += same_nocase(pair.name, wanted->name) && same(pair.value, wanted->value);
    return n;
}

static bool same_headers(struct rs_span a, struct rs_span b)
{
    struct rs_span rest = a;
    struct pair pair;
    int count = count_pairs(a, '&');

    if (count != count_pairs(b, '&'))
        return false;
    if (count > RS_URI_PARAMS_COMPARED)
        return same(a, b);
    while (next_pair(&rest, '&', &pair)) {
        if (count_header(a, &pair) != count_header(b, &pair))
            return false;
    }
    return true;
}

/* Equality ----------------------------------------------------------------- */

static bool same_host(struct rs_span a, struct rs_span b)
{
    struct rs_addr x, y;

    if (rs_span_eq_nocase(a, b))
        return true;
    return rs_addr_parse(a.p, a.n, &x) && rs_addr_parse(b.p, b.n, &y) && rs_addr_eq(&x, &y);
}

static bool same_sip(const struct rs_uri *a, const struct rs_uri *b)
{
    return a->has_user == b->has_user && same(a->user, b->user) &&
           (a->password.p == NULL) == (b->password.p == NULL) &&
           same(a->password, b->password) && same_host(a->host, b->host) &&
           a->port == b->port && same_params(a->params, b->params, false) &&
           same_headers(a->headers, b->headers);
}

/*
 * RFC 3966 5: without visual separators and case; all parameters, in any order.
 */
static bool same_tel(const struct rs_uri *a, const struct rs_uri *b)
{
    const char *p = a->user.p, *q = b->user.p;
    int c, d;

    do {
        c = rs_uri_next_digit(&p, rs_span_end(a->user));
        d = rs_uri_next_digit(&q, rs_span_end(b->user));
    } while (c == d && c != RS_URI_END);
    return c == d && same_params(a->params, b->params, true);
}

bool rs_uri_equal(const struct rs_uri *a, const struct rs_uri *b)
{
    if (rs_span_eq(a->text, b->text)) /* the same, whatever is wrong in it */
        return true;
    if (a->scheme != b->scheme)
        return false;
    switch (a->scheme) {
    case RS_URI_SIP:
    case RS_URI_SIPS:
        return same_sip(a, b);
    case RS_URI_TEL:
        return same_tel(a, b);
    default:
        return rs_span_eq_nocase(a->scheme_name, b->scheme_name) &&
               rs_span_eq(rs_span_skip(a->text, a->scheme_name.n),
                          rs_span_skip(b->text, b->scheme_name.n));
    }
}
