#include "base/chars.h"

int rs_hex_value(char c)
{
    if (rs_is_digit(c))
        return c - '0';
    unsigned char lower = rs_lower((unsigned char)c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool rs_is_token_char(char c)
{
    return rs_char_is(c, RS_CHAR_TOKEN);
}

bool rs_span_is_token(struct rs_span s)
{
    return s.n && rs_skip(s.p, s.p + s.n, RS_CHAR_TOKEN) == s.p + s.n;
}

bool rs_span_is_digits(struct rs_span s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!rs_is_digit(s.p[i]))
            return false;
    }
    return s.n > 0;
}

static bool same_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (rs_lower((unsigned char)a[i]) != rs_lower((unsigned char)b[i]))
            return false;
    }
    return true;
}

bool rs_span_eq_nocase(struct rs_span a, struct rs_span b)
{
    return a.n == b.n && same_nocase(a.p, b.p, a.n);
}

bool rs_span_starts_nocase(struct rs_span s, struct rs_span prefix)
{
    return s.n >= prefix.n && same_nocase(s.p, prefix.p, prefix.n);
}

int rs_span_compare(struct rs_span a, struct rs_span b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    return order ? order : (a.n > b.n) - (a.n < b.n);
}

const char *rs_span_find(struct rs_span s, char c)
{
    return s.n ? memchr(s.p, c, s.n) : NULL;
}

const char *rs_span_find_nocase(struct rs_span s, struct rs_span needle)
{
    for (size_t i = 0; i + needle.n <= s.n; i++) {
        if (same_nocase(s.p + i, needle.p, needle.n))
            return s.p + i;
    }
    return NULL;
}

struct rs_span rs_span_trim(struct rs_span s)
{
    const char *end = rs_span_end(s);
    const char *begin = rs_skip_lws(s.p, end);

    return rs_span_between(begin, rs_skip_lws_back(begin, end));
}

bool rs_span_to_u64(struct rs_span s, uint64_t max, uint64_t *value)
{
    enum { SAFE = 18 }; /* no sum of so many digits overflows */
    uint64_t sum = 0;
    bool over = false;
    size_t i = 0;

    *value = 0;
    for (; i < s.n && i < SAFE && rs_is_digit(s.p[i]); i++)
        sum = sum * 10 + (uint64_t)(s.p[i] - '0');
    for (; i < s.n; i++) {
        if (!rs_is_digit(s.p[i]))
            return false;
        uint64_t digit = (uint64_t)(s.p[i] - '0');
        over = over || sum > (UINT64_MAX - digit) / 10;
        sum = sum * 10 + digit;
    }
    over = over || sum > max;
    *value = over ? max : sum;
    return s.n && !over;
}

struct rs_span rs_span_cut(struct rs_span s, char separator, struct rs_span *rest)
{
    const char *end = rs_span_end(s);

    /* Most values that could be a list are none: the rest is not looked at twice. */
    for (const char *p = rs_span_find(s, separator) ? s.p : end; p < end; p++) {
        if (*p == separator) {
            *rest = rs_span_between(p + 1, end);
            return rs_span_trim(rs_span_between(s.p, p));
        }
        if (*p == '"' || *p == '<' || *p == '\\')
            p = rs_protected_end(p, end, separator);
    }
    *rest = RS_SPAN_NONE;
    return rs_span_trim(s);
}

static bool has_line_end(const char *p, const char *end)
{
    for (; p < end; p++) {
        if (*p == '\r' || *p == '\n')
            return true;
    }
    return false;
}

/*
 * The white space [p, end) to buf, a fold as one space; the number of octets
 * written.
 */
static size_t copy_lws(const char *p, const char *end, char *buf, size_t room)
{
    size_t n = (size_t)(end - p);

    if (has_line_end(p, end)) {
        buf[0] = ' ';
        return 1;
    }
    n = n < room ? n : room;
    memcpy(buf, p, n);
    return n;
}

size_t rs_span_copy(struct rs_span s, char *buf, size_t cap)
{
    const char *end = rs_span_end(s);
    size_t n = 0;

    for (const char *p = s.p; p < end && n + 1 < cap;) {
        if (rs_is_lws(*p)) {
            const char *text = rs_skip_lws(p, end);
            n += copy_lws(p, text, buf + n, cap - 1 - n);
            p = text;
        } else {
            buf[n++] = *p ? *p : '?';
            p++;
        }
    }
    buf[n] = '\0';
    return n;
}
