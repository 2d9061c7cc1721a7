#include "rows.h"

#include <glib.h>
#include <string.h>

void rs_rows_init(struct rs_rows *r, size_t size, uint32_t limit)
{
    *r = (struct rs_rows){.size = size, .limit = limit};
}

void rs_rows_fini(struct rs_rows *r)
{
    for (uint32_t i = 0; i < r->chunks; i++)
        g_free(r->chunk[i]);
    g_free(r->chunk);
    *r = (struct rs_rows){.size = r->size, .limit = r->limit};
}

static void add_chunk(struct rs_rows *r)
{
    if (r->chunks == r->room) {
        r->room = r->room ? r->room * 2 : 16;
        r->chunk = g_realloc_n(r->chunk, r->room, sizeof *r->chunk);
    }
    r->chunk[r->chunks++] = g_malloc_n(RS_ROWS_CHUNK, r->size);
}

void *rs_rows_add(struct rs_rows *r)
{
    if (r->count >= r->limit) {
        r->refused++;
        return NULL;
    }
    if (r->count == r->chunks * RS_ROWS_CHUNK)
        add_chunk(r);
    return memset(rs_rows_at(r, r->count++), 0, r->size);
}

void *rs_rows_reach(struct rs_rows *r, uint64_t place)
{
    if (place >= r->limit) {
        r->refused++;
        return NULL;
    }
    while (r->count <= place)
        rs_rows_add(r);
    return rs_rows_at(r, (uint32_t)place);
}

void rs_rows_drop_last(struct rs_rows *r)
{
    if (r->count)
        r->count--;
}

size_t rs_rows_octets(const struct rs_rows *r)
{
    return r->room * sizeof *r->chunk + (size_t)r->chunks * RS_ROWS_CHUNK * r->size;
}
