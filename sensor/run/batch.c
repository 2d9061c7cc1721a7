#include "run/batch.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/prefetch.h"

enum { ALIGN = 16 };

struct rs_batch_body {
    struct rs_batch_body *next;
    char octets[];
};

/* ---- life ---- */

struct rs_batch *rs_batch_new(void *room)
{
    struct rs_batch *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->slot = room;
    b->memory = (unsigned char *)(b->slot + RS_BATCH_ITEMS);
    b->capacity = RS_BATCH_OCTETS;
    return b;
}

static void free_opened(struct rs_batch *b)
{
    while (b->opened) {
        struct rs_batch_body *body = b->opened;
        b->opened = body->next;
        free(body);
    }
}

void rs_batch_free(struct rs_batch *b)
{
    if (!b)
        return;
    free_opened(b);
    free(b->larger);
    free(b);
}

void rs_batch_reset(struct rs_batch *b)
{
    free_opened(b);
    b->count = b->messages = 0;
    b->used = 0;
}

/* ---- filling ---- */

/* One item that is larger than batches are: nothing points into the memory yet. */
static bool grow(struct rs_batch *b, size_t octets)
{
    if (b->count)
        return false;
    unsigned char *larger = realloc(b->larger, octets);
    if (!larger)
        return false;
    b->memory = b->larger = larger;
    b->capacity = octets;
    return true;
}

void *rs_batch_put(struct rs_batch *b, enum rs_item_kind kind, size_t octets)
{
    octets = (octets + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (b->count == RS_BATCH_ITEMS || (b->capacity - b->used < octets && !grow(b, octets)))
        return NULL;
    struct rs_item *i = &b->item[b->count++];
    *i = (struct rs_item){(uint8_t)kind, b->memory + b->used};
    b->used += octets;
    return i->data;
}

bool rs_batch_message(struct rs_batch *b, const struct rs_origin *origin, struct rs_span octets)
{
    char *copy = rs_batch_put(b, RS_ITEM_MESSAGE, octets.n);
    if (!copy)
        return false;
    memcpy(copy, octets.p, octets.n);
    b->slot[b->messages].origin = *origin;
    b->octets[b->messages++] = rs_span(copy, octets.n);
    return true;
}

/* The text at `to`; returns what is behind it. */
static char *keep(struct rs_span *text, char *to)
{
    if (!text->n)
        return to;
    memcpy(to, text->p, text->n);
    text->p = to;
    return to + text->n;
}

bool rs_batch_unreachable(struct rs_batch *b, const struct rs_item_unreachable *u)
{
    struct rs_item_unreachable *copy =
        rs_batch_put(b, RS_ITEM_UNREACHABLE, sizeof *copy + u->octets.n);
    if (!copy)
        return false;
    *copy = *u;
    keep(&copy->octets, (char *)(copy + 1));
    return true;
}

bool rs_batch_logged(struct rs_batch *b, const struct rs_item_logged *l)
{
    const struct rs_logged *g = &l->logged;
    size_t texts =
        g->severity.n + g->text.n + g->result.n + g->call_id.n + g->cseq.n + g->peer.n + g->data.n;
    struct rs_item_logged *copy = rs_batch_put(b, RS_ITEM_LOGGED, sizeof *copy + texts);
    if (!copy)
        return false;
    *copy = *l;
    char *to = keep(&copy->logged.severity, (char *)(copy + 1));
    to = keep(&copy->logged.text, to);
    to = keep(&copy->logged.result, to);
    to = keep(&copy->logged.call_id, to);
    to = keep(&copy->logged.cseq, to);
    to = keep(&copy->logged.peer, to);
    keep(&copy->logged.data, to);
    return true;
}

/* ---- preparing ---- */

struct opening {
    struct rs_batch *batch;
    struct rs_inflater **inflater;
};

/* A compressed body, opened; it is kept as long as the batch. */
static struct rs_span open_body(void *user, struct rs_span body)
{
    struct opening *o = user;
    struct rs_span out;
    if (!*o->inflater)
        *o->inflater = rs_inflater_new();
    if (!*o->inflater || rs_inflate_body(*o->inflater, body, &out) != RS_OK)
        return RS_SPAN_NONE;
    struct rs_batch_body *kept = malloc(sizeof *kept + out.n + 1); /* empty is not NULL */
    if (!kept)
        return RS_SPAN_NONE;
    memcpy(kept->octets, out.p, out.n);
    kept->next = o->batch->opened;
    o->batch->opened = kept;
    return rs_span(kept->octets, out.n);
}

void rs_batch_prepare(struct rs_batch *b, const struct rs_hash *hash, struct rs_inflater **inflater)
{
    struct opening opening = {b, inflater};
    const struct rs_watcher_opener opener = {&opening, open_body};
    for (unsigned i = 0; i < b->messages; i++) {
        struct rs_prepared *p = &b->slot[i];
        rs_prepare(p, hash, &opener, &p->origin, b->octets[i]);
    }
}

/* ---- taking ---- */

/* Memory is asked for before it is needed: places of tables first, what stands there then. */
static void look_ahead(struct rs_watcher *w, struct rs_batch *b, unsigned message)
{
    if (message + 2 < b->messages)
        rs_watcher_expect(w, &b->slot[message + 2]);
    if (message + 1 < b->messages)
        rs_watcher_expect_soon(w, &b->slot[message + 1]);
}

/* The first two have nobody before them: what they need is at least asked for at once. */
static void begin(struct rs_watcher *w, struct rs_batch *b)
{
    for (unsigned i = 0; i < 2 && i < b->messages; i++)
        rs_watcher_expect(w, &b->slot[i]);
    if (b->messages)
        rs_watcher_expect_soon(w, &b->slot[0]);
}

/*
 * What another thread has prepared lies in that one's caches: as much of it as
 * is looked at in most messages. More costs more than it saves, as a core waits
 * for a few dozen lines at a time: credentials and the index of header fields
 * are needed by few, and texts at the end of a message as well.
 */
static void fetch(const struct rs_batch *b, unsigned message)
{
    enum { OCTETS = 512, DISTANCE = 3 };
    const size_t sdp = offsetof(struct rs_prepared, view.sdp);
    message += DISTANCE;
    if (message >= b->messages)
        return;
    const struct rs_prepared *p = &b->slot[message];
    const struct rs_span octets = b->octets[message];
    rs_prefetch_all(p, offsetof(struct rs_prepared, view.auth));
    rs_prefetch_all(&p->view.sdp, offsetof(struct rs_prepared, msg.first) + RS_CACHE_LINE - sdp);
    rs_prefetch(&p->msg.faults);
    rs_prefetch_all(octets.p, octets.n < OCTETS ? octets.n : OCTETS);
}

static void take_message(struct rs_batch *b, struct rs_watcher *w, unsigned message, bool far)
{
    if (far)
        fetch(b, message);
    look_ahead(w, b, message);
    rs_watcher_take(w, &b->slot[message]); /* not SIP after all: the watcher counts it */
}

static void take_item(const struct rs_item *i, const struct rs_stage *s,
                      const struct rs_passing *passing)
{
    const struct rs_item_unreachable *u = i->data;
    const struct rs_item_logged *l = i->data;
    const struct rs_item_gap *g = i->data;
    switch (i->kind) {
    case RS_ITEM_UNREACHABLE:
        s->unreachable(s->user, &u->origin, u->why, u->octets);
        break;
    case RS_ITEM_SECURED:
        s->secured(s->user, i->data);
        break;
    case RS_ITEM_LOGGED:
        s->logged(s->user, &l->origin, &l->logged);
        break;
    case RS_ITEM_GAP:
        s->gap(s->user, &g->origin, g->lost, g->what);
        break;
    case RS_ITEM_EXPIRE:
        s->expire(s->user, *(const int64_t *)i->data);
        break;
    case RS_ITEM_POLICY:
        s->policy(s->user, *(const struct rs_policy *const *)i->data);
        break;
    case RS_ITEM_STATS:
        s->stats(s->user, &((const struct rs_item_stats *)i->data)->stats);
        break;
    case RS_ITEM_FINISH:
        s->finish(s->user);
        break;
    default:
        passing->pass(passing->user, i);
        break;
    }
}

void rs_batch_take(struct rs_batch *b, struct rs_direct *direct, const struct rs_passing *passing)
{
    const struct rs_stage stage = rs_direct_stage(direct);
    struct rs_watcher *w = rs_direct_watcher(direct);
    unsigned message = 0;
    begin(w, b);
    for (unsigned i = 0; i < b->count; i++)
        if (b->item[i].kind == RS_ITEM_MESSAGE)
            take_message(b, w, message++, passing);
        else
            take_item(&b->item[i], &stage, passing);
}
