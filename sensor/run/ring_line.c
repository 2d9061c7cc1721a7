#include "run/ring_line.h"

#include "base/err.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_OCTETS = 64 * 1024, PAGE_KEPT = 4 * PAGE_OCTETS };

int rs_line_init(struct rs_line *l)
{
    memset(l, 0, sizeof *l);
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->room, NULL);
    for (unsigned i = 0; i < RS_LINE_PAGES; i++) {
        l->page[i].memory = malloc(PAGE_OCTETS);
        l->page[i].capacity = PAGE_OCTETS;
        if (!l->page[i].memory)
            return RS_ERR_MEMORY;
    }
    return RS_OK;
}

void rs_line_fini(struct rs_line *l)
{
    for (unsigned i = 0; i < RS_LINE_PAGES; i++)
        free(l->page[i].memory);
    pthread_cond_destroy(&l->room);
    pthread_mutex_destroy(&l->lock);
}

/* ---- the ring's thread ---- */

/* Packets that the kernel put together are rare: what they needed does not stay. */
static void clear(struct rs_page *p)
{
    unsigned char *less = p->capacity > PAGE_KEPT ? realloc(p->memory, PAGE_OCTETS) : NULL;
    p->count = p->next = 0;
    p->used = 0;
    if (!less)
        return;
    p->memory = less;
    p->capacity = PAGE_OCTETS;
}

struct rs_page *rs_line_empty(struct rs_line *l)
{
    pthread_mutex_lock(&l->lock);
    while (l->count == RS_LINE_PAGES && !l->ended)
        pthread_cond_wait(&l->room, &l->lock);
    struct rs_page *p = l->ended ? NULL : &l->page[(l->first + l->count) % RS_LINE_PAGES];
    pthread_mutex_unlock(&l->lock);
    if (p)
        clear(p);
    return p;
}

static bool make_room(struct rs_page *p, size_t octets)
{
    if (p->capacity - p->used >= octets)
        return true;
    size_t wanted = 2 * p->capacity > p->used + octets ? 2 * p->capacity : p->used + octets;
    unsigned char *larger = realloc(p->memory, wanted);
    if (!larger)
        return false;
    p->memory = larger;
    p->capacity = wanted;
    return true;
}

bool rs_page_add(struct rs_page *p, const struct rs_frame *frame, int64_t time_ns)
{
    if (p->count == RS_PAGE_FRAMES || !make_room(p, frame->data.n))
        return false;
    memcpy(p->memory + p->used, frame->data.p, frame->data.n);
    p->frame[p->count++] = (struct rs_page_frame){.time_ns = time_ns,
                                                  .link_type = frame->link_type,
                                                  .octets = (uint32_t)frame->data.n,
                                                  .original_len = frame->original_len,
                                                  .at = p->used};
    p->used += frame->data.n;
    return true;
}

void rs_line_put(struct rs_line *l, int64_t now_us)
{
    pthread_mutex_lock(&l->lock);
    l->page[(l->first + l->count) % RS_LINE_PAGES].came_us = now_us;
    l->count++;
    pthread_mutex_unlock(&l->lock);
}

/* ---- the merger ---- */

struct rs_page *rs_line_first(struct rs_line *l)
{
    pthread_mutex_lock(&l->lock);
    struct rs_page *p = l->count ? &l->page[l->first] : NULL;
    pthread_mutex_unlock(&l->lock);
    return p;
}

void rs_line_done(struct rs_line *l)
{
    pthread_mutex_lock(&l->lock);
    l->first = (l->first + 1) % RS_LINE_PAGES;
    l->count--;
    pthread_cond_signal(&l->room);
    pthread_mutex_unlock(&l->lock);
}

void rs_line_end(struct rs_line *l)
{
    pthread_mutex_lock(&l->lock);
    l->ended = true;
    pthread_cond_signal(&l->room);
    pthread_mutex_unlock(&l->lock);
}
