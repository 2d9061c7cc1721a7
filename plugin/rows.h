/*
 * A growing array of equal things that never move once they are there: the
 * records and facts of the store. It owns its memory, in chunks, and stops
 * growing at a limit that its owner set; what was refused is counted.
 */
#ifndef RS_PLUGIN_ROWS_H
#define RS_PLUGIN_ROWS_H

#include <stddef.h>
#include <stdint.h>

enum { RS_ROWS_CHUNK = 1024 };

struct rs_rows {
    size_t size;       /* octets of one */
    uint32_t count, limit;
    uint32_t chunks, room; /* chunks there are, and places for them */
    unsigned char **chunk;
    uint64_t refused;
};

void rs_rows_init(struct rs_rows *r, size_t size, uint32_t limit);
void rs_rows_fini(struct rs_rows *r);

/* One more at the end, all zero; NULL at the limit. */
void *rs_rows_add(struct rs_rows *r);

/* That one, with all before it made (zero) where they are not there yet; NULL above the limit. */
void *rs_rows_reach(struct rs_rows *r, uint64_t place);

/* The last one was made for nothing. */
void rs_rows_drop_last(struct rs_rows *r);

/* place is below count. */
static inline void *rs_rows_at(const struct rs_rows *r, uint32_t place)
{
    return r->chunk[place / RS_ROWS_CHUNK] + place % RS_ROWS_CHUNK * r->size;
}

/* Octets it holds. */
size_t rs_rows_octets(const struct rs_rows *r);

#endif
