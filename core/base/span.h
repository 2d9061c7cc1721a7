/*
 * Spans: borrowed runs of octets.
 *
 * The material of the arrow "bytes -> packet -> message": every parser takes
 * and gives spans. A span never owns what it points at, need not end with NUL,
 * may hold any octet, and lives as long as the buffer it was cut from.
 */
#ifndef RS_BASE_SPAN_H
#define RS_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct rs_span {
    const char *p; /* may be NULL when n is 0 */
    size_t n;      /* octets */
};

#define RS_SPAN_NONE ((struct rs_span){NULL, 0})
#define RS_SPAN(literal) ((struct rs_span){(literal), sizeof(literal) - 1})
#define RS_SPAN_INIT(literal) {(literal), sizeof(literal) - 1} /* in a static table */

static inline struct rs_span rs_span(const char *p, size_t n)
{
    return (struct rs_span){p, n};
}

static inline struct rs_span rs_span_str(const char *s)
{
    return (struct rs_span){s, s ? strlen(s) : 0};
}

/* From `begin` to `end` (not included); both in the same buffer. */
static inline struct rs_span rs_span_between(const char *begin, const char *end)
{
    return (struct rs_span){begin, (size_t)(end - begin)};
}

static inline const char *rs_span_end(struct rs_span s)
{
    return s.n ? s.p + s.n : s.p;
}

/* The rest after `n` octets; empty when there are fewer. */
static inline struct rs_span rs_span_skip(struct rs_span s, size_t n)
{
    return n >= s.n ? rs_span(rs_span_end(s), 0) : rs_span(s.p + n, s.n - n);
}

static inline struct rs_span rs_span_first(struct rs_span s, size_t n)
{
    return rs_span(s.p, n < s.n ? n : s.n);
}

static inline bool rs_span_eq(struct rs_span a, struct rs_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Octet to lower case in ASCII, other octets unchanged. */
static inline unsigned char rs_lower(unsigned char c)
{
    return (unsigned char)(c - 'A') < 26 ? c | 0x20 : c;
}

static inline bool rs_is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* SP or HTAB. */
static inline bool rs_is_wsp(char c)
{
    return c == ' ' || c == '\t';
}

/* Linear white space with folds taken in: SP, HTAB, CR or LF. */
static inline bool rs_is_lws(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Value of a hexadecimal digit, or -1. */
int rs_hex_value(char c);

/* RFC 3261 25.1 `token` characters: alphanum and -.!%*_+`'~ */
bool rs_is_token_char(char c);

/* Not empty and nothing but token characters. */
bool rs_span_is_token(struct rs_span s);

/* Not empty and nothing but digits. */
bool rs_span_is_digits(struct rs_span s);

/* ASCII case folded comparison, as for tokens (RFC 3261 7.3.1). */
bool rs_span_eq_nocase(struct rs_span a, struct rs_span b);
bool rs_span_starts_nocase(struct rs_span s, struct rs_span prefix);

/* Order of octets, then of lengths: <0, 0, >0. */
int rs_span_compare(struct rs_span a, struct rs_span b);

/*
 * First occurrence of an octet / of `needle` without regard to case; NULL if
 * there is none.
 */
const char *rs_span_find(struct rs_span s, char c);
const char *rs_span_find_nocase(struct rs_span s, struct rs_span needle);

/* Without linear white space (folds too) at both ends. */
struct rs_span rs_span_trim(struct rs_span s);

/*
 * 1*DIGIT in the whole span. Returns true and sets *value; false when the span
 * is empty, has another octet, or the value is above `max` (*value is then
 * `max` for an overflow, 0 otherwise).
 */
bool rs_span_to_u64(struct rs_span s, uint64_t max, uint64_t *value);

/*
 * Cut `s` at the first `separator` that stands outside quoted strings and
 * angle brackets: returns what is before it, trimmed, and leaves in *rest what
 * comes after. *rest has p == NULL when nothing is left. Linear; a quote or
 * bracket without its other half does not protect what follows it.
 */
struct rs_span rs_span_cut(struct rs_span s, char separator, struct rs_span *rest);

/*
 * Copy into buf[cap] as a C string, folds turned to one space, NUL octets to
 * "?"; cut if it does not fit. Returns the length written without the NUL.
 * cap must be at least 1.
 */
size_t rs_span_copy(struct rs_span s, char *buf, size_t cap);

#endif
