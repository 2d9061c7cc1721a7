#include "run/gather.h"

#include "base/memory.h"
#include "run/batch.h"

#include <stdlib.h>

/* Of a prepared message 3 kB are touched: more would not stay in the cache next to the processor. */
enum { GATHERED = 32 };

struct rs_gather {
    struct rs_direct *direct;
    struct rs_stage behind; /* direct's */
    void *room; /* the batch's */
    struct rs_batch *batch;
    struct rs_inflater *inflater;
};

struct rs_gather *rs_gather_new(struct rs_direct *direct)
{
    struct rs_gather *g = calloc(1, sizeof *g);
    if (!g)
        return NULL;
    g->direct = direct;
    g->behind = rs_direct_stage(direct);
    g->room = rs_memory_reserve(RS_BATCH_ROOM);
    if (g->room && (g->batch = rs_batch_new(g->room)))
        return g;
    rs_gather_free(g);
    return NULL;
}

void rs_gather_free(struct rs_gather *g)
{
    if (!g)
        return;
    rs_batch_free(g->batch);
    rs_memory_release(g->room, RS_BATCH_ROOM);
    rs_inflater_free(g->inflater);
    free(g);
}

/* Only messages are in it: nothing is passed on. */
static void hand_on(struct rs_gather *g)
{
    if (!g->batch->count)
        return;
    rs_batch_prepare(g->batch, rs_watcher_hash(rs_direct_watcher(g->direct)), &g->inflater);
    rs_batch_take(g->batch, g->direct, NULL);
    rs_batch_reset(g->batch);
}

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    struct rs_gather *g = user;
    if (!rs_batch_message(g->batch, origin, octets)) {
        hand_on(g);
        if (!rs_batch_message(g->batch, origin, octets)) {
            /* No memory for a copy; a body that was sent compressed stays closed then. */
            g->behind.message(g->behind.user, origin, octets);
            return;
        }
    }
    if (g->batch->count >= GATHERED)
        hand_on(g);
}

static void unreachable(void *user, const struct rs_origin *origin, enum rs_unreachable why,
                        struct rs_span octets)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.unreachable(g->behind.user, origin, why, octets);
}

static void secured(void *user, const struct rs_tls_outcome *outcome)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.secured(g->behind.user, outcome);
}

static void logged(void *user, const struct rs_origin *origin, const struct rs_logged *l)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.logged(g->behind.user, origin, l);
}

static void gap(void *user, const struct rs_origin *origin, uint64_t lost, const char *what)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.gap(g->behind.user, origin, lost, what);
}

static void expire(void *user, int64_t now_us)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.expire(g->behind.user, now_us);
}

static void policy(void *user, const struct rs_policy *p)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.policy(g->behind.user, p);
}

static void finish(void *user)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.finish(g->behind.user);
}

static void stats(void *user, const struct rs_stats *s)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.stats(g->behind.user, s);
}

static void flush(void *user)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.flush(g->behind.user);
}

static void progress(void *user, const char *line)
{
    struct rs_gather *g = user;
    hand_on(g);
    g->behind.progress(g->behind.user, line);
}

static bool alive(void *user)
{
    const struct rs_gather *g = user;
    return g->behind.alive(g->behind.user);
}

struct rs_stage rs_gather_stage(struct rs_gather *g)
{
    return (struct rs_stage){g,      message, unreachable, secured, logged, gap,     expire,
                             policy, finish,  stats,       flush,   progress, alive};
}
