#include "outputs/mask_text.h"

#include "base/strings.h"
#include "sip/uri.h"

enum { USER_DIGITS = 10, ID_DIGITS = 12, NUMBER_LEAST = 5 };

/* ---- pseudonyms ---- */

static struct rs_digest digest(const struct rs_mask_text *t, char kind, struct rs_span s)
{
    return rs_digest_with(&t->hash, rs_digest(&t->hash, &kind, 1), s.p, s.n);
}

struct rs_addr rs_mask_addr(const struct rs_mask_text *t, const struct rs_addr *a)
{
    struct rs_addr masked = *a;
    struct rs_digest d = digest(t, 'a', rs_span((const char *)a->octet, sizeof a->octet));
    if (a->family == 4) {
        memcpy(masked.octet, &d.lo, 4);
        masked.octet[0] |= 0xF0; /* 240.0.0.0/4: nobody's (RFC 1112 4) */
    } else if (a->family == 6) {
        static const unsigned char prefix[] = {0x20, 0x01, 0x0d, 0xb8}; /* RFC 3849 */
        memcpy(masked.octet, prefix, 4);
        memcpy(masked.octet + 4, &d.hi, 8);
        memcpy(masked.octet + 12, &d.lo, 4);
    }
    return masked;
}

void rs_mask_put(struct rs_mask_text *t, struct rs_span s)
{
    size_t left = sizeof t->room - t->used;
    s = rs_span_first(s, left);
    if (s.n)
        memcpy(t->room + t->used, s.p, s.n);
    t->used += s.n;
}

static void put_str(struct rs_mask_text *t, const char *s)
{
    rs_mask_put(t, rs_span_str(s));
}

static void put_hex(struct rs_mask_text *t, uint64_t value, unsigned digits)
{
    static const char hex[] = "0123456789abcdef";
    while (digits--) {
        rs_mask_put(t, rs_span(&hex[value & 15], 1));
        value >>= 4;
    }
}

void rs_mask_put_user(struct rs_mask_text *t, struct rs_span user)
{
    put_str(t, "u-");
    put_hex(t, digest(t, 'u', user).lo, USER_DIGITS);
}

/* The core keeps no more of them than RS_TEXT_MAX: equal in all records. */
void rs_mask_put_id(struct rs_mask_text *t, struct rs_span id)
{
    id = rs_span_first(id, RS_TEXT_MAX);
    if (rs_span_starts_nocase(id, RS_SPAN("z9hG4bK")))
        rs_mask_put(t, rs_span_first(id, 7)); /* RFC 3261 8.1.1.7 */
    put_str(t, "i-");
    put_hex(t, digest(t, 'i', id).lo, ID_DIGITS);
}

/* ---- addresses ---- */

static bool put_addr(struct rs_mask_text *t, struct rs_span text)
{
    struct rs_addr a;
    char buf[64];
    bool bracket = text.n > 2 && text.p[0] == '[' && text.p[text.n - 1] == ']';
    struct rs_span inner = bracket ? rs_span(text.p + 1, text.n - 2) : text;
    if (!rs_addr_parse(inner.p, inner.n, &a))
        return false;
    a = rs_mask_addr(t, &a);
    rs_addr_text(&a, buf);
    put_str(t, bracket ? "[" : "");
    put_str(t, buf);
    put_str(t, bracket ? "]" : "");
    return true;
}

/* ADDRESS or ADDRESS:PORT */
static bool put_endpoint(struct rs_mask_text *t, struct rs_span text)
{
    if (put_addr(t, text))
        return true;
    size_t n = text.n;
    while (n && rs_is_digit(text.p[n - 1]))
        n--;
    if (n < 2 || n == text.n || text.p[n - 1] != ':' || !put_addr(t, rs_span_first(text, n - 1)))
        return false;
    rs_mask_put(t, rs_span_skip(text, n - 1));
    return true;
}

void rs_mask_put_host(struct rs_mask_text *t, struct rs_span host)
{
    if (!put_endpoint(t, host))
        rs_mask_put(t, host);
}

/* ---- URIs ---- */

static void put_port(struct rs_mask_text *t, unsigned port)
{
    char digit[8];
    size_t n = sizeof digit;
    do {
        digit[--n] = (char)('0' + port % 10);
        port /= 10;
    } while (port);
    put_str(t, ":");
    rs_mask_put(t, rs_span(digit + n, sizeof digit - n));
}

void rs_mask_put_uri(struct rs_mask_text *t, struct rs_span text)
{
    struct rs_uri u;
    if (rs_uri_parse(text, &u) != RS_OK) {
        rs_mask_put_words(t, text);
        return;
    }
    rs_mask_put(t, u.scheme_name);
    put_str(t, ":");
    if (u.scheme == RS_URI_OTHER) {
        rs_mask_put_words(t, rs_span_skip(u.text, u.scheme_name.n + 1));
        return;
    }
    if (u.has_user || u.scheme == RS_URI_TEL)
        rs_mask_put_user(t, u.user);
    if (u.scheme == RS_URI_TEL)
        return;
    put_str(t, u.has_user ? "@" : "");
    bool ipv6 = rs_span_find(u.host, ':') != NULL;
    put_str(t, ipv6 ? "[" : "");
    rs_mask_put_host(t, u.host);
    put_str(t, ipv6 ? "]" : "");
    if (u.port)
        put_port(t, u.port);
}

/* ---- any text ---- */

static bool in_word(char c)
{
    unsigned char lower = rs_lower((unsigned char)c);
    return (lower >= 'a' && lower <= 'z') || rs_is_digit(c) || strchr("._-+:%~[]!*'", c) != NULL ||
           (unsigned char)c >= 0x80;
}

static size_t word_len(struct rs_span s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] && in_word(s.p[n]))
        n++;
    return n;
}

static bool is_uri(struct rs_span s)
{
    static const char *const schemes[] = {"sip:", "sips:", "tel:", "im:", "pres:", "xmpp:", "mailto:"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (rs_span_starts_nocase(s, rs_span_str(schemes[i])))
            return true;
    return false;
}

static size_t uri_len(struct rs_span s)
{
    size_t n = 0;
    while (n < s.n && (unsigned char)s.p[n] > ' ' && !strchr("<>\",|", s.p[n]))
        n++;
    return n;
}

/* Runs of digits that could be somebody's number. */
static void put_numbers(struct rs_mask_text *t, struct rs_span s)
{
    while (s.n) {
        size_t n = 0;
        while (n < s.n && rs_is_digit(s.p[n]))
            n++;
        if (n >= NUMBER_LEAST)
            rs_mask_put_user(t, rs_span_first(s, n));
        else
            rs_mask_put(t, rs_span_first(s, n ? n : 1));
        s = rs_span_skip(s, n ? n : 1);
    }
}

void rs_mask_put_text(struct rs_mask_text *t, struct rs_span s)
{
    while (s.n) {
        size_t n = word_len(s);
        if (!n) {
            rs_mask_put(t, rs_span_first(s, 1));
            s = rs_span_skip(s, 1);
            continue;
        }
        struct rs_span word = rs_span_first(s, n);
        if (is_uri(s)) {
            word = rs_span_first(s, uri_len(s));
            rs_mask_put_uri(t, word);
        } else if (n < s.n && s.p[n] == '@') {
            rs_mask_put_user(t, word);
        } else if (!put_endpoint(t, word)) {
            put_numbers(t, word);
        }
        s = rs_span_skip(s, word.n);
    }
}

void rs_mask_put_words(struct rs_mask_text *t, struct rs_span s)
{
    while (s.n) {
        size_t n = 0;
        while (n < s.n && !strchr(" ,;|", s.p[n] ? s.p[n] : ' '))
            n++;
        struct rs_span word = rs_span_first(s, n);
        if (is_uri(word))
            rs_mask_put_uri(t, word);
        else if (n && !put_endpoint(t, word))
            rs_mask_put_user(t, word);
        s = rs_span_skip(s, n);
        rs_mask_put(t, rs_span_first(s, 1));
        s = rs_span_skip(s, 1);
    }
}

struct rs_span rs_masked(struct rs_mask_text *t, struct rs_span s,
                         void (*put)(struct rs_mask_text *t, struct rs_span s))
{
    size_t from = t->used;
    if (!s.n)
        return s;
    put(t, s);
    return rs_span(t->room + from, t->used - from);
}
