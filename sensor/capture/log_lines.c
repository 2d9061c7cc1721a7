#include "capture/log_lines.h"

#include <stdlib.h>

#include "base/err.h"

/* ---- what it is written in ---- */

static bool begins(struct rs_span in, const char *mark, size_t n)
{
    return in.n >= n && memcmp(in.p, mark, n) == 0;
}

/* Returns the octets of the mark. Without one, a NUL beside the first letter tells. */
static size_t find_encoding(struct rs_log_lines *l, struct rs_span in)
{
    l->encoding = RS_LOG_OCTETS;
    if (begins(in, "\xef\xbb\xbf", 3))
        return 3;
    if (begins(in, "\xff\xfe", 2) || begins(in, "\xfe\xff", 2)) {
        l->encoding = *in.p == '\xff' ? RS_LOG_UTF16_LE : RS_LOG_UTF16_BE;
        return 2;
    }
    if (in.n >= 2 && in.p[0] && !in.p[1])
        l->encoding = RS_LOG_UTF16_LE;
    else if (in.n >= 2 && !in.p[0] && in.p[1])
        l->encoding = RS_LOG_UTF16_BE;
    return 0;
}

/* ---- UTF-16 ---- */

static unsigned unit(const struct rs_log_lines *l, const char *p)
{
    unsigned a = (unsigned char)p[0], b = (unsigned char)p[1];
    return l->encoding == RS_LOG_UTF16_LE ? b << 8 | a : a << 8 | b;
}

static size_t put_utf8(char *p, uint32_t c)
{
    if (c < 0x80) {
        p[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        p[0] = (char)(0xc0 | c >> 6);
        p[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        p[0] = (char)(0xe0 | c >> 12);
        p[1] = (char)(0x80 | (c >> 6 & 0x3f));
        p[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    p[0] = (char)(0xf0 | c >> 18);
    p[1] = (char)(0x80 | (c >> 12 & 0x3f));
    p[2] = (char)(0x80 | (c >> 6 & 0x3f));
    p[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* Three octets at most come of two: half a surrogate pair becomes U+FFFD. */
static struct rs_span convert(struct rs_log_lines *l, struct rs_span raw)
{
    size_t n = 0;
    for (size_t i = 0; i + 2 <= raw.n; i += 2) {
        uint32_t c = unit(l, raw.p + i);
        unsigned next = i + 4 <= raw.n ? unit(l, raw.p + i + 2) : 0;
        if (c >= 0xd800 && c < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (next - 0xdc00);
            i += 2;
        } else if (c >= 0xd800 && c < 0xe000) {
            c = 0xfffd;
        }
        n += put_utf8(l->converted + n, c);
    }
    return rs_span(l->converted, n);
}

/* ---- lines ---- */

/* Octets of the line without its LF; SIZE_MAX: there is none in sight. */
static size_t find_end(const struct rs_log_lines *l, struct rs_span in, size_t *end_len)
{
    *end_len = l->encoding == RS_LOG_OCTETS ? 1 : 2;
    if (l->encoding == RS_LOG_OCTETS) {
        const char *lf = in.n ? memchr(in.p, '\n', in.n) : NULL;
        return lf ? (size_t)(lf - in.p) : SIZE_MAX;
    }
    for (size_t i = 0; i + 2 <= in.n; i += 2)
        if (unit(l, in.p + i) == '\n')
            return i;
    return SIZE_MAX;
}

static struct rs_span without_cr(struct rs_span s)
{
    return s.n && s.p[s.n - 1] == '\r' ? rs_span_first(s, s.n - 1) : s;
}

int rs_log_line(struct rs_log_lines *l, struct rs_span in, bool last, struct rs_span *line,
                size_t *octets)
{
    size_t mark = 0, end_len;
    if (l->encoding == RS_LOG_UNKNOWN) {
        if (in.n < 3 && !last)
            return 0;
        mark = find_encoding(l, in);
    }
    in = rs_span_skip(in, mark);
    struct rs_span look = rs_span_first(in, RS_LOG_LINE_MAX);
    size_t n = find_end(l, look, &end_len);
    if (n == SIZE_MAX && look.n < RS_LOG_LINE_MAX && !(last && in.n)) {
        if (mark) /* it will be found again */
            l->encoding = RS_LOG_UNKNOWN;
        return 0;
    }
    *octets = mark + (n == SIZE_MAX ? look.n : n + end_len);
    *line = rs_span_first(in, n == SIZE_MAX ? look.n : n);
    if (l->encoding != RS_LOG_OCTETS) {
        if (!l->converted && !(l->converted = malloc(RS_LOG_LINE_MAX / 2 * 3)))
            return RS_ERR_MEMORY;
        *line = convert(l, *line);
    }
    *line = without_cr(*line);
    return 1;
}

void rs_log_lines_fini(struct rs_log_lines *l)
{
    free(l->converted);
    l->converted = NULL;
}
