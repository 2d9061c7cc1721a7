#include "sip/header.h"

#include "sip/header_find.h"

static const char *const names[RS_HEADER__COUNT] = {
    [RS_HEADER_OTHER] = "",
#define RS_HEADER_ROW(id, name, compact, flags, source) [RS_HEADER_##id] = name,
#include "sip/headers.def"
#undef RS_HEADER_ROW
};

const char rs_header_folded[RS_HEADER__COUNT][RS_NAME_BLOCK] = {RS_HEADER_FOLDED_NAMES};
const uint8_t rs_header_slot[1 << RS_HEADER_HASH_BITS] = {RS_HEADER_HASH_SLOTS};

#define COMPACT(letter) ((letter) - 'a')

const uint8_t rs_header_compact[RS_HEADER_LETTERS + RS_HEADER__COUNT] = {
#define RS_HEADER_ROW(id, name, compact, flags, source)                                            \
    [(compact) ? COMPACT(compact) : RS_HEADER_LETTERS + RS_HEADER_##id] = RS_HEADER_##id,
#include "sip/headers.def"
#undef RS_HEADER_ROW
};

const uint8_t rs_header_flag_bits[RS_HEADER__COUNT] = {
#define RS_HEADER_ROW(id, name, compact, flags, source) [RS_HEADER_##id] = (flags),
#include "sip/headers.def"
#undef RS_HEADER_ROW
};

enum rs_header_id rs_header_find(struct rs_span name)
{
    char copy[RS_NAME_LEAD + RS_NAME_BLOCK] = "\r\n", *block = copy + RS_NAME_LEAD;
    if (name.n == 1)
        return rs_header_find_letter(name.p[0]);
    if (name.n - 2 >= RS_NAME_BLOCK - 2)
        return RS_HEADER_OTHER;
    memcpy(block, name.p, name.n);
    block[name.n] = ':';
    const struct rs_look look = rs_look_init();
    size_t id;
    bool found = rs_header_find_block(&look, block, name.n, (2u << name.n) - 1, &id);
    return found && rs_span_eq_nocase(name, rs_span_str(names[id])) ? (enum rs_header_id)id
                                                                    : RS_HEADER_OTHER;
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
    return names[id];
}
