#include "find/injection.h"

#include "base/finding.h"

/* ---- worth a look? ---- */

/* # $ % & ' ( ) * / \ ` { | } ~ and what is no ASCII */
#if defined(__SSE2__) && !defined(RS_PORTABLE)
#include <emmintrin.h>

static __m128i octets(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static __m128i suspicious(__m128i v)
{
    /* As signed numbers, only the last of a range + n is 127. */
    __m128i range = _mm_cmpgt_epi8(_mm_add_epi8(v, _mm_set1_epi8(127 - 0x2a)),
                                   _mm_set1_epi8(127 - 8));
    __m128i single = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('/')),
                                  _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\')),
                                               _mm_cmpeq_epi8(v, _mm_set1_epi8('`'))));
    return _mm_or_si128(_mm_or_si128(range, single), _mm_cmpgt_epi8(v, _mm_set1_epi8(0x7a)));
}

/* Fewer than 16, by two looks that may overlap. */
static bool few_may(const char *p, size_t n)
{
    uint64_t two[2] = {0, 0};
    if (n >= 8) {
        memcpy(&two[0], p, 8);
        memcpy(&two[1], p + n - 8, 8);
    } else if (n >= 4) {
        memcpy(&two[0], p, 4);
        memcpy(&two[1], p + n - 4, 4);
    } else {
        memcpy(two, p, n);
    }
    __m128i v = _mm_set_epi64x((long long)two[1], (long long)two[0]);
    return _mm_movemask_epi8(_mm_or_si128(suspicious(v), v)); /* what is no ASCII is below 0 */
}

bool rs_injection_may(struct rs_span s)
{
    if (s.n < 16)
        return s.n && few_may(s.p, s.n);
    __m128i seen = suspicious(octets(s.p + s.n - 16));
    for (size_t at = 0; s.n - at > 16; at += 16)
        seen = _mm_or_si128(seen, suspicious(octets(s.p + at)));
    return _mm_movemask_epi8(seen);
}

#else

static bool is_suspicious(char c)
{
    unsigned char u = (unsigned char)c;
    return (unsigned char)(u - 0x23) < 8 || u == '/' || u == '\\' || u == '`' || u > 0x7a;
}

bool rs_injection_may(struct rs_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_suspicious(s.p[i]))
            return true;
    return false;
}

#endif

/* ---- the text as a program behind would read it ---- */

struct plain {
    size_t n;
    char text[RS_INJECTION_LOOKED_AT];
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '+';
}

static void put(struct plain *to, char c)
{
    if (is_blank(c))
        c = ' ';
    if (to->n < sizeof to->text && (c != ' ' || !to->n || to->text[to->n - 1] != ' '))
        to->text[to->n++] = (char)rs_lower((unsigned char)c);
}

static int escaped(struct rs_span s, size_t i)
{
    if (s.p[i] != '%' || s.n - i < 3)
        return -1;
    int high = rs_hex_value(s.p[i + 1]), low = rs_hex_value(s.p[i + 2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Lower case, escapes resolved, white space and comments of SQL as one blank. */
static void read_plain(struct rs_span s, struct plain *to)
{
    to->n = 0;
    for (size_t i = 0; i < s.n; i++) {
        int c = escaped(s, i);
        if (c >= 0) {
            put(to, (char)c);
            i += 2;
        } else if (s.n - i >= 4 && memcmp(s.p + i, "/**/", 4) == 0) {
            put(to, ' ');
            i += 3;
        } else {
            put(to, s.p[i]);
        }
    }
}

/* ---- the table ---- */

static const struct {
    uint8_t class;
    struct rs_span first, then;
} payloads[] = {
#define RS_PAYLOAD(class, first, then)                                                             \
    {RS_INJECTION_##class, RS_SPAN_INIT(first), RS_SPAN_INIT(then)},
#include "find/injection.def"
};

static const struct {
    const char *name;
    uint8_t severity;
} classes[RS_INJECTION__COUNT] = {
    [RS_INJECTION_NONE] = {"", RS_INFO},
#define RS_INJECTION(class, name, severity) [RS_INJECTION_##class] = {name, RS_##severity},
#include "find/injection.def"
};

/* Behind the first place where it stands, or NULL. */
static const char *behind(struct rs_span s, struct rs_span text)
{
    const char *p = s.p, *end = rs_span_end(s);
    if (!text.n)
        return p;
    while ((size_t)(end - p) >= text.n &&
           (p = memchr(p, text.p[0], (size_t)(end - p) - text.n + 1))) {
        if (memcmp(p, text.p, text.n) == 0)
            return p + text.n;
        p++;
    }
    return NULL;
}

static enum rs_injection find_payload(struct rs_span s)
{
    for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        const char *rest = behind(s, payloads[i].first);
        if (rest && behind(rs_span_between(rest, rs_span_end(s)), payloads[i].then))
            return (enum rs_injection)payloads[i].class;
    }
    return RS_INJECTION_NONE;
}

/* A line end that would end a header, or begin one. */
static bool has_crlf(struct rs_span s)
{
    for (size_t i = 0; i < s.n; i++) {
        int c = escaped(s, i);
        bool both = c == '\r' && s.n - i > 3 && escaped(s, i + 3) == '\n';
        if (both || ((c == '\r' || c == '\n') && rs_span_find(rs_span_skip(s, i), ':')))
            return true;
    }
    return false;
}

/* %n alone writes to memory; four of the others read it. "100%natural" and %73 are neither. */
static bool has_format(struct rs_span s)
{
    enum { MANY = 4 };
    unsigned reads = 0;
    for (size_t i = 0; i + 1 < s.n; i++) {
        if (s.p[i] != '%' || escaped(s, i) >= 0)
            continue;
        bool ends = i + 2 >= s.n || !rs_is_token_char(s.p[i + 2]) || s.p[i + 2] == '%';
        if (s.p[i + 1] == 'n' && ends)
            return true;
        reads += s.p[i + 1] == 's' || s.p[i + 1] == 'x' || s.p[i + 1] == 'p';
    }
    return reads >= MANY;
}

enum rs_injection rs_injection_look(struct rs_span text)
{
    struct plain once, twice;
    text = rs_span_first(text, RS_INJECTION_LOOKED_AT);
    read_plain(text, &once);
    struct rs_span plain = rs_span(once.text, once.n);
    if (has_crlf(text) || has_crlf(plain))
        return RS_INJECTION_CRLF;
    enum rs_injection found = find_payload(plain);
    if (!found && rs_span_find(plain, '%')) {
        read_plain(plain, &twice);
        found = find_payload(rs_span(twice.text, twice.n));
    }
    return found || !has_format(text) ? found : RS_INJECTION_FORMAT;
}

const char *rs_injection_name(enum rs_injection i)
{
    return classes[i].name;
}

int rs_injection_severity(enum rs_injection i)
{
    return classes[i].severity;
}
