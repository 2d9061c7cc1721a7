#include "outputs/utf8.h"

#include <glib.h>

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static unsigned decode_two(const char *p, size_t n, uint32_t *point)
{
    if (n < 2 || !is_tail(p[1]))
        return 0;
    *point = (uint32_t)(p[0] & 0x1f) << 6 | (uint32_t)(p[1] & 0x3f);
    return 2;
}

static unsigned decode_three(const char *p, size_t n, uint32_t *point)
{
    if (n < 3 || !is_tail(p[1]) || !is_tail(p[2]))
        return 0;
    *point = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 |
             (uint32_t)(p[2] & 0x3f);
    return *point < 0x800 || (*point >= 0xd800 && *point < 0xe000) ? 0 : 3;
}

static unsigned decode_four(const char *p, size_t n, uint32_t *point)
{
    if (n < 4 || !is_tail(p[1]) || !is_tail(p[2]) || !is_tail(p[3]))
        return 0;
    *point = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
             (uint32_t)(p[2] & 0x3f) << 6 | (uint32_t)(p[3] & 0x3f);
    return *point < 0x10000 || *point > 0x10ffff ? 0 : 4;
}

unsigned rs_utf8_decode(const char *p, size_t n, uint32_t *point)
{
    unsigned char c = (unsigned char)p[0];

    if (c < 0x80) {
        *point = c;
        return 1;
    }
    if (c >= 0xc2 && c < 0xe0)
        return decode_two(p, n, point);
    if (c >= 0xe0 && c < 0xf0)
        return decode_three(p, n, point);
    if (c >= 0xf0 && c < 0xf5)
        return decode_four(p, n, point);
    return 0;
}

bool rs_utf8_is_printable(uint32_t point)
{
    if (point < 0x80)
        return point >= 0x20 && point != 0x7f;
    if (point == 0x2028 || point == 0x2029) /* separators of lines and paragraphs */
        return false;
    /* g_unichar_isprint: no controls and no formats (bidi, joiners, tags). */
    return g_unichar_isprint(point) && !g_unichar_iszerowidth(point);
}

static unsigned escape_octet(char c, char *out)
{
    static const char hex[] = "0123456789ABCDEF";

    out[0] = '\\';
    out[1] = 'x';
    out[2] = hex[(unsigned char)c >> 4];
    out[3] = hex[(unsigned char)c & 15];
    return 4;
}

unsigned rs_glyph_next(struct rs_span *rest, char *out, unsigned *columns)
{
    unsigned octets, length = 0;
    uint32_t point = 0;

    if (rest->n == 0)
        return 0;
    octets = rs_utf8_decode(rest->p, rest->n, &point);
    if (octets && rs_utf8_is_printable(point)) {
        memcpy(out, rest->p, octets);
        length = octets;
        *columns = g_unichar_iswide(point) ? 2 : 1;
    } else {
        if (!octets)
            octets = 1;
        for (unsigned i = 0; i < octets; i++)
            length += escape_octet(rest->p[i], out + length);
        *columns = length;
    }
    out[length] = '\0'; /* at most 4 octets of 4 and the NUL */
    *rest = rs_span_skip(*rest, octets);
    return length;
}
