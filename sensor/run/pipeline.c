/* The threads, and what the tracker's hands on to the outputs'. */
#include "run/pipeline_inside.h"

#include "base/err.h"
#include "run/threads.h"

#include <stdlib.h>

/* ---- tracker -> outputs ---- */

/* The parcel at hand is sent; messages in it keep their batch. */
static void send(struct rs_pipeline *p)
{
    struct rs_parcel *out = p->out;
    p->out = NULL;
    if (!out)
        return;
    if (out->batch)
        rs_belt_share(&p->belt, out->batch);
    rs_post_send(&p->post, out);
}

static struct rs_parcel *parcel(struct rs_pipeline *p)
{
    if (!p->out)
        p->out = rs_post_empty(&p->post, p->setup.live);
    return p->out;
}

#define PACK(call)                                                                                 \
    do {                                                                                           \
        struct rs_parcel *out = parcel(p);                                                         \
        if (out && !(call)) {                                                                      \
            send(p);                                                                               \
            out = parcel(p);                                                                       \
            if (out && !(call))                                                                    \
                out = NULL;                                                                        \
        }                                                                                          \
        p->lost += !out;                                                                           \
    } while (0)

static void finding(void *user, const struct rs_finding *f)
{
    struct rs_pipeline *p = user;
    PACK(rs_parcel_finding(out, f));
}

static bool pack_message(struct rs_pipeline *p, struct rs_parcel *out,
                         const struct rs_annotation *a)
{
    if (!rs_parcel_message(out, a))
        return false;
    out->batch = p->in;
    return true;
}

static void message(void *user, const struct rs_annotation *a)
{
    struct rs_pipeline *p = user;
    bool room = true;
    while (room && p->setup.live && rs_belt_is_short(&p->belt))
        room = rs_post_await_one(&p->post);
    if (room)
        PACK(pack_message(p, out, a));
    else
        p->lost++;
}

static void transaction(void *user, const struct rs_transaction_record *r)
{
    struct rs_pipeline *p = user;
    PACK(rs_parcel_transaction(out, r));
}

static void dialog(void *user, const struct rs_dialog_record *r)
{
    struct rs_pipeline *p = user;
    PACK(rs_parcel_dialog(out, r));
}

static void registration(void *user, const struct rs_registration_record *r)
{
    struct rs_pipeline *p = user;
    PACK(rs_parcel_registration(out, r));
}

static void secured(void *user, const struct rs_tls_outcome *t)
{
    struct rs_pipeline *p = user;
    PACK(rs_parcel_secured(out, t));
}

static void policy(void *user, const struct rs_policy *in_force)
{
    struct rs_pipeline *p = user;
    PACK(rs_parcel_policy(out, in_force));
}

static void passing_time(void *user, int64_t now_us)
{
    struct rs_pipeline *p = user;
    uint64_t lost = p->lost;
    PACK(rs_parcel_time(out, now_us));
    p->lost = lost; /* no result */
}

static void stats(void *user, const struct rs_stats *s)
{
    struct rs_pipeline *p = user;
    PACK(rs_parcel_stats(out, s));
}

/* Lookups, progress, flush: nothing that is counted. */
static void pass(void *user, const struct rs_item *item)
{
    struct rs_pipeline *p = user;
    uint64_t lost = p->lost;
    if (item->kind == RS_ITEM_LOOKUP)
        PACK(rs_parcel_lookup(out, item->data));
    else if (item->kind == RS_ITEM_PROGRESS)
        PACK(rs_parcel_progress(out, item->data));
    else if (parcel(p)) {
        p->out->flush = true;
        send(p);
    }
    p->lost = lost;
}

struct rs_results rs_pipeline_results(struct rs_pipeline *p)
{
    const struct rs_results *r = &p->setup.results;
    const struct rs_watcher_sink *w = &r->watcher;
    return (struct rs_results){
        .watcher = {.user = p,
                    .finding = w->finding ? finding : NULL,
                    .message = w->message ? message : NULL,
                    .transaction = w->transaction ? transaction : NULL,
                    .dialog = w->dialog ? dialog : NULL,
                    .registration = w->registration ? registration : NULL},
        .secured = {p, r->secured.session ? secured : NULL},
        .user = p,
        .policy = r->policy ? policy : NULL,
        .time = r->time ? passing_time : NULL,
        .stats = r->stats ? stats : NULL,
    };
}

/* ---- threads ---- */

static void prepare(struct rs_pipeline *p, struct rs_batch *b, struct rs_inflater **inflater)
{
    rs_batch_prepare(b, rs_watcher_hash(rs_direct_watcher(p->direct)), inflater);
}

static void *track(void *user)
{
    struct rs_pipeline *p = user;
    const struct rs_passing passing = {p, pass};
    struct rs_inflater *inflater = NULL;
    bool raw;
    rs_thread_begin("rs-tracker", &p->setup, 1);
    while ((p->in = rs_belt_next(&p->belt, &raw))) {
        if (raw)
            prepare(p, p->in, &inflater);
        rs_batch_take(p->in, p->direct, &passing);
        send(p);
        rs_belt_done(&p->belt, p->in);
        if (p->lost)
            rs_post_lose(&p->post, p->lost);
        p->lost = 0;
    }
    rs_post_end(&p->post);
    rs_inflater_free(inflater);
    return NULL;
}

static void *help(void *user)
{
    struct rs_helper *h = user;
    struct rs_inflater *inflater = NULL;
    struct rs_batch *b;
    rs_thread_begin("rs-helper", &h->pipeline->setup, h->number);
    while ((b = rs_belt_raw(&h->pipeline->belt))) {
        prepare(h->pipeline, b, &inflater);
        rs_belt_prepared(&h->pipeline->belt, b);
    }
    rs_inflater_free(inflater);
    return NULL;
}

static void *write_out(void *user)
{
    struct rs_pipeline *p = user;
    const struct rs_results *to = &p->setup.results;
    struct rs_parcel *parcel;
    rs_thread_begin("rs-outputs", &p->setup, p->setup.cpu_count);
    while ((parcel = rs_post_next(&p->post))) {
        rs_parcel_unpack(parcel, to, &p->lookups);
        if (parcel->batch)
            rs_belt_done(&p->belt, parcel->batch);
        rs_post_done(&p->post, parcel, to->alive && !to->alive(to->user));
    }
    return NULL;
}

static bool begin(struct rs_pipeline *p, void *(*work)(void *), void *user)
{
    bool begun = rs_thread_create(&p->thread[p->threads], work, user) == RS_OK;
    p->threads += begun;
    return begun;
}

int rs_pipeline_start(struct rs_pipeline *p, struct rs_direct *direct)
{
    p->direct = direct;
    bool begun = begin(p, track, p) && begin(p, write_out, p);
    for (unsigned i = 2; i < p->setup.workers && begun; i++) {
        p->helper[i] = (struct rs_helper){p, i};
        begun = begin(p, help, &p->helper[i]);
    }
    rs_thread_bind(&p->setup, 0);
    return begun ? RS_OK : RS_ERR_MEMORY;
}

void rs_pipeline_stop(struct rs_pipeline *p)
{
    rs_pipeline_push(p);
    rs_belt_end(&p->belt);
    while (p->threads)
        pthread_join(p->thread[--p->threads], NULL);
}

uint64_t rs_pipeline_lost(struct rs_pipeline *p)
{
    return rs_post_lost(&p->post);
}

/* ---- life ---- */

struct rs_pipeline *rs_pipeline_new(const struct rs_pipeline_setup *setup)
{
    struct rs_pipeline *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->setup = *setup;
    int belt = rs_belt_init(&p->belt), post = rs_post_init(&p->post);
    if (belt == RS_OK && post == RS_OK &&
        rs_lookups_copy_init(&p->lookups, &setup->lookups) == RS_OK)
        return p;
    rs_pipeline_free(p);
    return NULL;
}

void rs_pipeline_free(struct rs_pipeline *p)
{
    if (!p)
        return;
    rs_pipeline_stop(p);
    rs_inflater_free(p->inflater);
    rs_belt_fini(&p->belt);
    rs_post_fini(&p->post);
    rs_lookups_copy_fini(&p->lookups);
    free(p);
}

struct rs_lookups rs_pipeline_lookups(const struct rs_pipeline *p)
{
    return rs_lookups_copy_view(&p->lookups, &p->setup.lookups);
}
