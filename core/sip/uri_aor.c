/* The address of record (RFC 3261 10.3 step 5), and texts without escapes. */
#include "sip/uri.h"
#include "sip/uri_char.h"

struct out {
    char *p, *end;
};

static void put(struct out *o, int c)
{
    if (o->p < o->end)
        *o->p++ = (char)c;
}

static void put_lower(struct out *o, struct rs_span s)
{
    for (size_t i = 0; i < s.n; i++)
        put(o, rs_lower((unsigned char)s.p[i]));
}

static void put_escaped(struct out *o, int c)
{
    put(o, '%');
    put(o, "0123456789ABCDEF"[c >> 4]);
    put(o, "0123456789ABCDEF"[c & 15]);
}

/*
 * RFC 3261 10.3 step 5: unescaped, unless the character could not stand there
 * bare.
 */
static void put_user(struct out *o, struct rs_span user)
{
    const char *end = rs_span_end(user);

    for (const char *p = user.p; p < end;) {
        bool escape = *p == '%';
        const char *begin = p;
        int c = rs_uri_next_char(&p, end) & 0xff;
        if (escape && p - begin == 3 && !rs_char_is((char)c, RS_CHAR_USER))
            put_escaped(o, c);
        else
            put(o, c);
    }
}

static void put_port(struct out *o, unsigned port)
{
    unsigned unit = 10000;

    put(o, ':');
    while (unit > port)
        unit /= 10;
    for (; unit; unit /= 10)
        put(o, (int)('0' + port / unit % 10));
}

static void put_sip(struct out *o, const struct rs_uri *u)
{
    bool ipv6 = rs_span_find(u->host, ':') != NULL;

    if (u->has_user) {
        put_user(o, u->user);
        put(o, '@');
    }
    if (ipv6)
        put(o, '[');
    put_lower(o, u->host);
    if (ipv6)
        put(o, ']');
    if (u->port)
        put_port(o, u->port);
}

static void put_tel(struct out *o, struct rs_span number)
{
    const char *p = number.p;
    int c;

    while ((c = rs_uri_next_digit(&p, rs_span_end(number))) != RS_URI_END)
        put(o, c);
}

size_t rs_uri_aor(const struct rs_uri *u, char *buf, size_t cap)
{
    struct out o = {buf, buf + cap};

    put_lower(&o, u->scheme_name);
    if (u->scheme_name.n)
        put(&o, ':');
    if (u->scheme <= RS_URI_SIPS)
        put_sip(&o, u);
    else if (u->scheme == RS_URI_TEL)
        put_tel(&o, u->user);
    else
        for (size_t i = u->scheme_name.n + (u->scheme_name.n > 0); i < u->text.n; i++)
            put(&o, u->text.p[i]);
    return (size_t)(o.p - buf);
}

size_t rs_uri_unescape(struct rs_span text, char *buf, size_t cap)
{
    const char *end = rs_span_end(text);
    size_t n = 0;

    for (const char *p = text.p; p < end && n < cap; p++) {
        int octet = *p == '%' ? rs_uri_escaped_octet(p, end) : -1;
        buf[n++] = octet < 0 ? *p : (char)octet;
        if (octet >= 0)
            p += 2;
    }
    return n;
}
