/*
 * JSON strings (RFC 8259 7): what is plain ASCII is copied eight octets at a
 * time.
 */
#include "outputs/json.h"
#include "outputs/utf8.h"
#include "outputs/writer_inside.h"

enum { ESCAPE_MAX = 6 };

/*
 * The high bit of each octet that cannot be copied as it is: below 0x20, a
 * quote, a backslash, or not ASCII. Borrows may mark an octet behind a marked
 * one too often, never too rarely, and only the lowest mark is used.
 */
static uint64_t special_octets(uint64_t v)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t control = v - ones * 0x20;
    uint64_t quote = (v ^ ones * '"') - ones;
    uint64_t backslash = (v ^ ones * '\\') - ones;

    return (control | quote | backslash | v) & high;
}

static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

/* Octets at the front that need no escape. */
static size_t plain_run(const char *p, size_t n)
{
    size_t at = 0;

    for (; n - at >= 8; at += 8) {
        uint64_t v;

        memcpy(&v, p + at, 8);
        if (special_octets(v))
            break;
    }
    while (at < n && is_plain(p[at]))
        at++;
    return at;
}

static size_t escape_ascii(char c, char *out)
{
    static const char hex[] = "0123456789abcdef";
    static const char names[] = "btn?fr"; /* 8 to 13; 11 has no name */

    out[0] = '\\';
    if (c == '"' || c == '\\') {
        out[1] = c;
        return 2;
    }
    if (c >= 8 && c <= 13 && c != 11) {
        out[1] = names[c - 8];
        return 2;
    }
    memcpy(out + 1, "u00", 3);
    out[4] = hex[(unsigned char)c >> 4];
    out[5] = hex[(unsigned char)c & 15];
    return 6;
}

/* One character that is not plain. Returns how many octets of input it took. */
static size_t escape_one(struct rs_span s, char *out, size_t *length)
{
    uint32_t point;
    unsigned octets = rs_utf8_decode(s.p, s.n, &point);

    if (octets > 1) {
        memcpy(out, s.p, octets);
        *length = octets;
        return octets;
    }
    if (octets == 1) {
        *length = escape_ascii(s.p[0], out);
        return 1;
    }
    memcpy(out, "\xef\xbf\xbd", 3); /* U+FFFD */
    *length = 3;
    return 1;
}

/*
 * Write s, at most `max` octets of output; what was cut is told by an ellipsis.
 */
static void put_escaped(struct rs_writer *w, struct rs_span s, size_t max)
{
    char escaped[ESCAPE_MAX];
    size_t room = max;

    while (s.n) {
        size_t run = plain_run(s.p, s.n), length = 0, taken = 0;

        if (run > room)
            run = room;
        rs_put(w, s.p, run);
        room -= run;
        s = rs_span_skip(s, run);
        if (!s.n)
            return;
        if (room)
            taken = escape_one(s, escaped, &length);
        if (!taken || length > room) {
            rs_put(w, "\xe2\x80\xa6", 3);
            return;
        }
        rs_put(w, escaped, length);
        room -= length;
        s = rs_span_skip(s, taken);
    }
}

void rs_put_json(struct rs_writer *w, struct rs_span s)
{
    rs_put_json_cut(w, s, SIZE_MAX);
}

void rs_put_json_cut(struct rs_writer *w, struct rs_span s, size_t max)
{
    rs_put_char(w, '"');
    put_escaped(w, s, max);
    rs_put_char(w, '"');
}
