#include "sip/header.h"

#include "sip/header_hash.h"
#include "sip/simd.h"

/* Zero padded: compared as one block. Apart from lengths and flags, to be quick to find. */
static const char texts[RS_HEADER__COUNT][RS_NAME_BLOCK] = {
#define RS_HEADER_ROW(id, name, compact, flags, source) [RS_HEADER_##id] = name,
#include "sip/headers.def"
#undef RS_HEADER_ROW
};

static const struct {
    uint8_t len, flags;
} rows[RS_HEADER__COUNT] = {
#define RS_HEADER_ROW(id, name, compact, flags, source)                                           \
    [RS_HEADER_##id] = {sizeof(name) - 1, flags},
#include "sip/headers.def"
#undef RS_HEADER_ROW
};

/*
 * Compact forms by their letter. A row without one has its place behind them,
 * where nobody looks: two rows never meet.
 */
enum { LETTERS = 26 };
#define COMPACT(letter) ((letter) - 'a')

static const uint8_t compact_ids[LETTERS + RS_HEADER__COUNT] = {
#define RS_HEADER_ROW(id, name, compact, flags_, source)                                           \
    [(compact) ? COMPACT(compact) : LETTERS + RS_HEADER_##id] = RS_HEADER_##id,
#include "sip/headers.def"
#undef RS_HEADER_ROW
};

static uint32_t word_lower(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v | 0x20202020u;
}

/* `lower` is a letter: the case bit makes nothing else equal to it. */
static inline bool is_letter(char c, char lower)
{
    return (c | 0x20) == lower;
}

/* A name of 1 to 3 octets. */
static inline enum rs_header_id find_short(const char *p, size_t n)
{
    if (n == 1) {
        char c = *p | 0x20;
        return c >= 'a' && c <= 'z' ? compact_ids[COMPACT(c)] : RS_HEADER_OTHER;
    }
    if (n == 2)
        return is_letter(p[0], 't') && is_letter(p[1], 'o') ? RS_HEADER_TO : RS_HEADER_OTHER;
    return is_letter(p[0], 'v') && is_letter(p[1], 'i') && is_letter(p[2], 'a') ? RS_HEADER_VIA
                                                                                : RS_HEADER_OTHER;
}

/* block: 32 readable octets, of which the first n are the name. */
static inline enum rs_header_id find_block(const char *block, size_t n)
{
    if (n - 1 >= RS_NAME_BLOCK)
        return RS_HEADER_OTHER;
    if (n < 4)
        return find_short(block, n);
    uint32_t mixed = word_lower(block) * hash_k1 ^ word_lower(block + n - 4) * hash_k2;
    mixed += (uint32_t)n * 0x9E3779B1u;
    const uint8_t id = hash_slot[mixed >> (32 - HASH_BITS)];
    return rows[id].len == n && rs_name_equal(block, texts[id], n) ? id : RS_HEADER_OTHER;
}

static enum rs_header_id find_copied(const char *p, size_t n)
{
    char block[RS_NAME_BLOCK] = {0};
    if (n - 1 >= RS_NAME_BLOCK)
        return RS_HEADER_OTHER;
    memcpy(block, p, n);
    return find_block(block, n);
}

enum rs_header_id rs_header_find_in(struct rs_span name, size_t readable)
{
    return readable < RS_NAME_BLOCK ? find_copied(name.p, name.n) : find_block(name.p, name.n);
}

enum rs_header_id rs_header_find(struct rs_span name)
{
    return rs_header_find_in(name, name.n);
}

enum rs_header_id rs_header_of_line(struct rs_span line, const char **colon)
{
    const char *at = rs_span_find(line, ':'), *end = at;
    while (end && end > line.p && rs_is_wsp(end[-1]))
        end--;
    enum rs_header_id id =
        at ? rs_header_find(rs_span_between(line.p, end)) : RS_HEADER_OTHER;
    if (colon && id != RS_HEADER_OTHER)
        *colon = at;
    return id;
}

const char *rs_header_text(enum rs_header_id id)
{
    return texts[id];
}

unsigned rs_header_flags(enum rs_header_id id)
{
    return rows[id].flags;
}
