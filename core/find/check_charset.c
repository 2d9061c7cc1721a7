#include "find/checks.h"

/*
 * Characters of the head (P114): UTF-8 and no control octets, RFC 3261 7 and
 * 25.1. Nearly every head is plain ASCII, as the parser saw when it looked for
 * the line ends; only where it is not, each octet is judged.
 */

static inline bool is_plain(unsigned char c)
{
    return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\r' || c == '\n';
}

struct walk {
    const struct rs_check *c;
    const char *end;
    bool quoted; /* inside a quoted string */
};

static enum rs_header_id header_at(const struct rs_msg *m, const char *p)
{
    size_t at = (size_t)(p - m->octets.p);
    for (uint16_t i = 0; i < m->header_count; i++)
        if (at >= m->header[i].name && at < (size_t)m->header[i].value + m->header[i].value_len)
            return m->header[i].id;
    return RS_HEADER_OTHER;
}

static void note(const struct walk *w, enum rs_fault_kind kind, const char *p)
{
    if (!rs_faults_has(w->c->faults, kind))
        rs_check_note(w->c, kind, header_at(w->c->m, p), rs_span(p, 1));
}

static inline bool is_cont(const char *p, unsigned char low, unsigned char high)
{
    return (unsigned char)*p >= low && (unsigned char)*p <= high;
}

/* Octets of the well-formed UTF-8 sequence at p (Unicode table 3-7), 0 for none. */
static size_t utf8_len(const char *p, const char *end)
{
    unsigned char c = (unsigned char)*p;
    size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4 || (size_t)(end - p) < n)
        return 0;
    unsigned char low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    unsigned char high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    if (!is_cont(p + 1, low, high))
        return 0;
    for (size_t i = 2; i < n; i++)
        if (!is_cont(p + i, 0x80, 0xbf))
            return 0;
    return n;
}

/* An octet above ASCII; what follows its sequence. */
static const char *pass_high(const struct walk *w, const char *p)
{
    size_t n = utf8_len(p, w->end);
    if (n)
        return p + n;
    /* Old exchanges write ISO 8859-1 display names. */
    bool latin1 = w->quoted && (unsigned char)*p >= 0xa0;
    note(w, latin1 ? RS_FAULT_CHAR_LATIN1 : RS_FAULT_CHAR_UTF8, p);
    return p + 1;
}

/* RFC 3261 25.1: quoted-pair = "\" (%x00-09 / %x0B-0C / %x0E-7F), any control but CR and LF. */
static bool is_quoted_pair(const struct walk *w, const char *p)
{
    return w->quoted && *p == '\\' && p + 1 < w->end && (unsigned char)p[1] < 0x80 &&
           p[1] != '\r' && p[1] != '\n';
}

static const char *pass(struct walk *w, const char *p)
{
    unsigned char c = (unsigned char)*p;
    if (c >= 0x80)
        return pass_high(w, p);
    if (is_quoted_pair(w, p))
        return p + 2;
    if (c == '"')
        w->quoted = !w->quoted;
    else if (c == '\n' && !(p + 1 < w->end && rs_is_wsp(p[1])))
        w->quoted = false; /* a quoted string ends with its header */
    else if (c == 0)
        note(w, RS_FAULT_CHAR_NUL, p);
    else if (!is_plain(c))
        note(w, RS_FAULT_CHAR_CONTROL, p);
    return p + 1;
}

/* Back to where the header with that octet begins: the line, before its folds. */
static const char *header_begin(const char *begin, const char *p)
{
    for (; p > begin; p--)
        if (p[-1] == '\n' && !rs_is_wsp(*p))
            break;
    return p;
}

void rs_check_charset(const struct rs_check *c)
{
    const char *begin = c->m->octets.p, *end = begin + c->m->head_len;
    if (!c->m->strange)
        return;
    struct walk w = {c, end, false};
    for (const char *p = header_begin(begin, c->m->strange); p < end;)
        p = pass(&w, p);
}
