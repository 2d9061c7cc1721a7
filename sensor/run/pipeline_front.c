/* The capture's side: all is copied into batches. */
#include "run/pipeline_inside.h"

#include <string.h>

void rs_pipeline_push(struct rs_pipeline *p)
{
    struct rs_batch *b = p->filling;
    p->filling = NULL;
    if (b)
        rs_belt_fill(&p->belt, b);
}

/* The batch that is being filled. Instead of waiting for an empty one others are prepared. */
static struct rs_batch *filling(struct rs_pipeline *p)
{
    while (!p->filling) {
        bool raw;
        struct rs_batch *b = rs_belt_empty(&p->belt, &raw);
        if (!raw) {
            p->filling = b;
            break;
        }
        rs_batch_prepare(b, rs_watcher_hash(rs_direct_watcher(p->direct)), &p->inflater);
        rs_belt_prepared(&p->belt, b);
    }
    return p->filling;
}

/* Room for an item; NULL: there is no memory for one of that size. */
static void *put(struct rs_pipeline *p, enum rs_item_kind kind, size_t octets)
{
    void *room = rs_batch_put(filling(p), kind, octets);
    if (room)
        return room;
    rs_pipeline_push(p);
    return rs_batch_put(filling(p), kind, octets);
}

/* ---- lookups ---- */

static void tell_lookup(void *user, const struct rs_lookup *l, const char *name)
{
    struct rs_lookup *copy = put(user, RS_ITEM_LOOKUP, sizeof *l + l->name_len);
    if (!copy)
        return;
    *copy = *l;
    memcpy(copy->name, name, l->name_len);
}

void rs_pipeline_tunnel(void *pipeline, uint32_t number, const struct rs_tunnel_stack *stack)
{
    struct rs_lookup l = {.kind = RS_LOOKUP_TUNNEL,
                          .is.tunnel = {.number = number, .stack = *stack}};
    tell_lookup(pipeline, &l, "");
}

/* What the outputs have to know before they are told of what comes now. */
static void tell_lookups(struct rs_pipeline *p)
{
    rs_lookups_tell(&p->setup.lookups, &p->told, p, tell_lookup);
}

/* ---- the stage ---- */

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    struct rs_pipeline *p = user;
    tell_lookups(p);
    if (rs_batch_message(filling(p), origin, octets))
        return;
    rs_pipeline_push(p);
    rs_batch_message(filling(p), origin, octets);
}

static void unreachable(void *user, const struct rs_origin *origin, enum rs_unreachable why,
                        struct rs_span octets)
{
    struct rs_pipeline *p = user;
    const struct rs_item_unreachable u = {*origin, why, octets};
    tell_lookups(p);
    if (rs_batch_unreachable(filling(p), &u))
        return;
    rs_pipeline_push(p);
    rs_batch_unreachable(filling(p), &u);
}

static void secured(void *user, const struct rs_tls_outcome *outcome)
{
    struct rs_pipeline *p = user;
    tell_lookups(p);
    struct rs_tls_outcome *copy = put(p, RS_ITEM_SECURED, sizeof *copy);
    if (copy)
        *copy = *outcome;
}

static void logged(void *user, const struct rs_origin *origin, const struct rs_logged *logged)
{
    struct rs_pipeline *p = user;
    const struct rs_item_logged l = {*origin, *logged};
    tell_lookups(p);
    if (rs_batch_logged(filling(p), &l))
        return;
    rs_pipeline_push(p);
    rs_batch_logged(filling(p), &l);
}

static void gap(void *user, const struct rs_origin *origin, uint64_t lost, const char *what)
{
    struct rs_pipeline *p = user;
    tell_lookups(p);
    struct rs_item_gap *g = put(p, RS_ITEM_GAP, sizeof *g);
    if (g)
        *g = (struct rs_item_gap){*origin, lost, what};
}

static void expire(void *user, int64_t now_us)
{
    tell_lookups(user);
    int64_t *copy = put(user, RS_ITEM_EXPIRE, sizeof *copy);
    if (copy)
        *copy = now_us;
    rs_pipeline_push(user); /* the link is silent */
}

static void policy(void *user, const struct rs_policy *policy)
{
    const struct rs_policy **copy = put(user, RS_ITEM_POLICY, sizeof *copy);
    if (copy)
        *copy = policy;
}

static void finish(void *user)
{
    tell_lookups(user);
    put(user, RS_ITEM_FINISH, 0);
}

static void stats(void *user, const struct rs_stats *s)
{
    tell_lookups(user);
    struct rs_item_stats *copy = put(user, RS_ITEM_STATS, sizeof *copy);
    if (!copy)
        return;
    copy->stats = *s;
    copy->packets = *s->packets;
    copy->stats.packets = &copy->packets;
}

static void flush(void *user)
{
    put(user, RS_ITEM_FLUSH, 0);
    rs_pipeline_push(user);
}

static void progress(void *user, const char *line)
{
    char *copy = put(user, RS_ITEM_PROGRESS, strlen(line) + 1);
    if (copy)
        memcpy(copy, line, strlen(line) + 1);
}

static bool alive(void *user)
{
    struct rs_pipeline *p = user;
    return !rs_post_is_deaf(&p->post);
}

struct rs_stage rs_pipeline_stage(struct rs_pipeline *p)
{
    return (struct rs_stage){p,      message, unreachable, secured, logged, gap,     expire,
                             policy, finish,  stats,       flush,   progress, alive};
}
