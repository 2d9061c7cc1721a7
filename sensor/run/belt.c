#include "run/belt.h"

#include "base/err.h"
#include "base/memory.h"

#include <string.h>

/* ENOUGH: to be woken for one batch at a time costs more than to wait for a few. */
enum { ENOUGH = RS_BELT_BATCHES / 4, KEPT_MAX = RS_BELT_BATCHES / 2 };

enum { ROOM = RS_BELT_BATCHES * RS_BATCH_ROOM };

enum state { EMPTY, RAW, IN_WORK, READY };

int rs_belt_init(struct rs_belt *belt)
{
    memset(belt, 0, sizeof *belt);
    pthread_mutex_init(&belt->lock, NULL);
    pthread_cond_init(&belt->emptied, NULL);
    pthread_cond_init(&belt->filled, NULL);
    pthread_cond_init(&belt->made_ready, NULL);
    belt->room = rs_memory_reserve(ROOM);
    for (unsigned i = 0; i < RS_BELT_BATCHES && belt->room; i++) {
        if (!(belt->all[i] = rs_batch_new(belt->room + (size_t)i * RS_BATCH_ROOM)))
            return RS_ERR_MEMORY;
        belt->empty[belt->empty_count++] = belt->all[i];
    }
    return belt->room ? RS_OK : RS_ERR_MEMORY;
}

void rs_belt_fini(struct rs_belt *belt)
{
    for (unsigned i = 0; i < RS_BELT_BATCHES; i++)
        rs_batch_free(belt->all[i]);
    rs_memory_release(belt->room, ROOM);
    pthread_cond_destroy(&belt->made_ready);
    pthread_cond_destroy(&belt->filled);
    pthread_cond_destroy(&belt->emptied);
    pthread_mutex_destroy(&belt->lock);
}

static struct rs_batch *at(const struct rs_belt *belt, unsigned n)
{
    return belt->line[(belt->first + n) % RS_BELT_BATCHES];
}

static struct rs_batch *claim(struct rs_batch *b)
{
    b->state = IN_WORK;
    return b;
}

/* ---- capture ---- */

static struct rs_batch *newest_raw(const struct rs_belt *belt)
{
    for (unsigned n = belt->count; n-- > 0;)
        if (at(belt, n)->state == RAW)
            return claim(at(belt, n));
    return NULL;
}

struct rs_batch *rs_belt_empty(struct rs_belt *belt, bool *prepare)
{
    struct rs_batch *b = NULL;
    pthread_mutex_lock(&belt->lock);
    *prepare = !belt->empty_count && (b = newest_raw(belt)) != NULL;
    if (!b) {
        while (!belt->empty_count)
            pthread_cond_wait(&belt->emptied, &belt->lock);
        b = belt->empty[--belt->empty_count];
    }
    pthread_mutex_unlock(&belt->lock);
    return b;
}

void rs_belt_fill(struct rs_belt *belt, struct rs_batch *b)
{
    pthread_mutex_lock(&belt->lock);
    b->state = b->messages ? RAW : READY;
    b->users = 1;
    belt->line[(belt->first + belt->count++) % RS_BELT_BATCHES] = b;
    pthread_cond_broadcast(&belt->filled);
    pthread_mutex_unlock(&belt->lock);
}

void rs_belt_end(struct rs_belt *belt)
{
    pthread_mutex_lock(&belt->lock);
    belt->ended = true;
    pthread_cond_broadcast(&belt->filled);
    pthread_mutex_unlock(&belt->lock);
}

/* ---- preparing ---- */

static struct rs_batch *oldest_raw(const struct rs_belt *belt)
{
    for (unsigned n = 0; n < belt->count; n++)
        if (at(belt, n)->state == RAW)
            return claim(at(belt, n));
    return NULL;
}

struct rs_batch *rs_belt_raw(struct rs_belt *belt)
{
    struct rs_batch *b;
    pthread_mutex_lock(&belt->lock);
    while (!(b = oldest_raw(belt)) && !belt->ended)
        pthread_cond_wait(&belt->filled, &belt->lock);
    pthread_mutex_unlock(&belt->lock);
    return b;
}

void rs_belt_prepared(struct rs_belt *belt, struct rs_batch *b)
{
    pthread_mutex_lock(&belt->lock);
    b->state = READY;
    if (at(belt, 0) == b)
        pthread_cond_signal(&belt->made_ready);
    pthread_mutex_unlock(&belt->lock);
}

/* ---- tracker ---- */

struct rs_batch *rs_belt_next(struct rs_belt *belt, bool *raw)
{
    struct rs_batch *b = NULL;
    *raw = false;
    pthread_mutex_lock(&belt->lock);
    while (!belt->count && !belt->ended)
        pthread_cond_wait(&belt->filled, &belt->lock);
    if (belt->count) {
        b = at(belt, 0);
        *raw = b->state == RAW;
        if (*raw)
            claim(b);
        while (!*raw && b->state != READY)
            pthread_cond_wait(&belt->made_ready, &belt->lock);
        belt->first = (belt->first + 1) % RS_BELT_BATCHES;
        belt->count--;
    }
    pthread_mutex_unlock(&belt->lock);
    return b;
}

void rs_belt_share(struct rs_belt *belt, struct rs_batch *b)
{
    pthread_mutex_lock(&belt->lock);
    b->users++;
    pthread_mutex_unlock(&belt->lock);
}

void rs_belt_done(struct rs_belt *belt, struct rs_batch *b)
{
    pthread_mutex_lock(&belt->lock);
    bool last = --b->users == 0;
    pthread_mutex_unlock(&belt->lock);
    if (!last)
        return;
    rs_batch_reset(b);
    pthread_mutex_lock(&belt->lock);
    b->state = EMPTY;
    belt->empty[belt->empty_count++] = b;
    if (belt->empty_count >= ENOUGH || !belt->count)
        pthread_cond_signal(&belt->emptied);
    pthread_mutex_unlock(&belt->lock);
}

bool rs_belt_is_short(struct rs_belt *belt)
{
    pthread_mutex_lock(&belt->lock);
    unsigned in_hand = RS_BELT_BATCHES - belt->empty_count - belt->count;
    bool is_short = in_hand >= KEPT_MAX;
    pthread_mutex_unlock(&belt->lock);
    return is_short;
}
