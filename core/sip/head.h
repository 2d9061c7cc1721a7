/*
 * bytes -> message: the pass over start line and header lines. Internal to the
 * parser: the front door is msg.h.
 *
 * head_pass.h goes over the lines and indexes the usual ones; it is compiled
 * once for each instruction set (sip/glance.h). A line that is not usual comes
 * to rs_head_line, which knows all of RFC 3261 7.3.1 and its damages.
 */
#ifndef RS_SIP_HEAD_H
#define RS_SIP_HEAD_H

#include "sip/msg.h"
#include "sip/start_line.h"

/* What the pass carries from line to line. */
struct rs_head {
    struct rs_msg *m;
    const char *begin, *end; /* of the octets */
    const char *line;        /* where the next line begins */
    struct rs_header *open;  /* the header whose continuation lines may follow, or NULL */
    struct rs_header spare;  /* takes what the index has no room for */
    const char *bare_cr;     /* the first CR without LF behind it, or NULL */
    enum rs_start_line_kind kind;
    bool kept_bare_lf;
    bool ended;              /* the empty line was found */
};

/* The start line, without its line end. */
void rs_head_start(struct rs_head *x, const char *line, const char *end);

/* A header line or the continuation of one, neither of them empty. */
void rs_head_line(struct rs_head *x, const char *line, const char *end);

/* The line ends with LF alone. */
void rs_head_bare_lf(struct rs_head *x, const char *line, const char *lf);

/*
 * Everything that has a row is found even when the index is full, so that
 * many unknown headers cannot hide the ones that matter: the last places are
 * for kinds not yet seen.
 */
enum { RS_HEAD_PLACES = RS_MSG_HEADERS_MAX - RS_HEADER__COUNT };

/* In two stores where octets lie from the lowest on: it is done for each line. */
static inline void rs_header_set(struct rs_header *h, size_t name, size_t name_len, size_t value,
                                 size_t value_len, size_t id)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t places = name | (uint64_t)value << 16 | (uint64_t)value_len << 32;
    const uint32_t what = (uint32_t)(name_len | id << 8);
    _Static_assert(offsetof(struct rs_header, value) == 2 &&
                       offsetof(struct rs_header, value_len) == 4 &&
                       offsetof(struct rs_header, next) == 6 &&
                       offsetof(struct rs_header, name_len) == 8 &&
                       offsetof(struct rs_header, id) == 9 && sizeof *h == 12,
                   "places and what have the fields of a header in their order");
    memcpy(h, &places, sizeof places);
    memcpy(&h->name_len, &what, sizeof what);
#else
    *h = (struct rs_header){.name = (uint16_t)name, .value = (uint16_t)value,
                            .value_len = (uint16_t)value_len, .name_len = (uint8_t)name_len,
                            .id = (uint8_t)id};
#endif
}

/* The header at place `at` of the index, the last one so far, has that id and no next. */
static inline void rs_head_chain(struct rs_msg *m, size_t id, size_t at)
{
    if (__builtin_expect(!m->first[id], 1)) {
        m->first[id] = (uint16_t)(at + 1);
        return;
    }
    struct rs_header *first = &m->header[m->first[id] - 1];
    m->header[first->next ? m->last[id] : m->first[id] - 1].next = (uint16_t)at;
    m->last[id] = (uint16_t)at;
    m->doubtful |= (rs_header_flags((enum rs_header_id)id) & RS_HEADER_SINGLE) != 0;
}

#endif
