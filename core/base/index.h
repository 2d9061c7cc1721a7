/*
 * The index of a bounded table: which objects have a key, by 32 bits of it, the
 * tag. Places stand in the order of their tags, each at or a little behind the
 * share of the whole that its tag is of all tags; so a search looks at a few
 * places side by side, ends at the first higher tag, and what is moved to a
 * larger or smaller index stays in order. As they become more, between two
 * thirds and four fifths of the places are in use (fuller ones cost more to
 * change); when they become fewer, at least a quarter.
 *
 *   tag * size / 2^32 = home      [ 3 ][ 7 ][ 8 ][   ][ 21 ] ... [ spare ]
 */
#ifndef RS_BASE_INDEX_H
#define RS_BASE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/prefetch.h"

struct rs_index_place {
    uint32_t object; /* 0: empty */
    uint32_t tag;
};

struct rs_index {
    struct rs_index_place *places;
    uint32_t size;  /* homes; a few spare places follow the last */
    uint32_t count; /* in use */
};

/* RS_OK or RS_ERR_MEMORY. */
int rs_index_init(struct rs_index *x);
void rs_index_fini(struct rs_index *x);

/* False: no memory. */
bool rs_index_put(struct rs_index *x, uint32_t tag, uint32_t object);
/* The pair must be there. */
void rs_index_take(struct rs_index *x, uint32_t tag, uint32_t object);

static inline const struct rs_index_place *rs_index_home(const struct rs_index *x, uint32_t tag)
{
    return &x->places[(uint64_t)tag * x->size >> 32];
}

/* A run that begins near the end of a line goes on in the next: as far as most go. */
static inline void rs_index_prefetch(const struct rs_index *x, uint32_t tag)
{
    enum { MOST = 6 };
    const struct rs_index_place *p = rs_index_home(x, tag);
    rs_prefetch(p);
    rs_prefetch(p + MOST);
}

/* The next place from p on that has the tag; NULL behind the last. */
static inline const struct rs_index_place *rs_index_from(const struct rs_index_place *p,
                                                         uint32_t tag)
{
    while (p->object && p->tag < tag)
        p++;
    return p->object && p->tag == tag ? p : NULL;
}

#endif
