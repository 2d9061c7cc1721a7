#include "run/direct.h"

#include "notice.h"

#include <stdlib.h>

struct rs_direct {
    struct rs_watcher *watcher;
    struct rs_results results;
};

struct rs_direct *rs_direct_new(const struct rs_watcher_options *options,
                                const struct rs_results *results)
{
    struct rs_direct *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->results = *results;
    d->watcher = rs_watcher_new(options, &results->watcher);
    if (d->watcher)
        return d;
    free(d);
    return NULL;
}

void rs_direct_free(struct rs_direct *d)
{
    if (!d)
        return;
    rs_watcher_free(d->watcher);
    free(d);
}

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    struct rs_direct *d = user;
    rs_watcher_message(d->watcher, origin, octets); /* not SIP after all: the watcher counts it */
}

static void unreachable(void *user, const struct rs_origin *origin, enum rs_unreachable why,
                        struct rs_span octets)
{
    struct rs_direct *d = user;
    rs_watcher_unreachable(d->watcher, origin, why, octets);
}

static void secured(void *user, const struct rs_tls_outcome *outcome)
{
    struct rs_direct *d = user;
    if (d->results.secured.session)
        d->results.secured.session(d->results.secured.user, outcome);
}

static void logged(void *user, const struct rs_origin *origin, const struct rs_logged *l)
{
    struct rs_direct *d = user;
    rs_watcher_logged(d->watcher, origin, l);
}

static void gap(void *user, const struct rs_origin *origin, uint64_t lost, const char *what)
{
    struct rs_direct *d = user;
    if (what)
        rs_watcher_gap(d->watcher, origin, lost, what);
    else
        rs_watcher_unseen(d->watcher, origin->time_us, lost > 0);
}

static void expire(void *user, int64_t now_us)
{
    struct rs_direct *d = user;
    rs_watcher_expire(d->watcher, now_us);
    if (d->results.time)
        d->results.time(d->results.user, now_us);
}

static void policy(void *user, const struct rs_policy *p)
{
    struct rs_direct *d = user;
    rs_watcher_policy(d->watcher, p);
    if (d->results.policy)
        d->results.policy(d->results.user, p);
}

static void finish(void *user)
{
    struct rs_direct *d = user;
    rs_watcher_finish(d->watcher);
}

static void stats(void *user, const struct rs_stats *s)
{
    struct rs_direct *d = user;
    struct rs_stats whole = *s;
    whole.watcher = rs_watcher_counters(d->watcher);
    whole.quality = rs_watcher_quality(d->watcher);
    if (d->results.stats)
        d->results.stats(d->results.user, &whole);
}

static void flush(void *user)
{
    struct rs_direct *d = user;
    if (d->results.flush)
        d->results.flush(d->results.user);
}

static void progress(void *user, const char *line)
{
    flush(user);
    rs_notice_passing(line);
}

static bool alive(void *user)
{
    struct rs_direct *d = user;
    return !d->results.alive || d->results.alive(d->results.user);
}

struct rs_stage rs_direct_stage(struct rs_direct *d)
{
    return (struct rs_stage){d,      message, unreachable, secured, logged, gap,     expire,
                             policy, finish,  stats,       flush,   progress, alive};
}

struct rs_watcher *rs_direct_watcher(struct rs_direct *d)
{
    return d->watcher;
}

uint64_t rs_direct_messages(struct rs_direct *d)
{
    const struct rs_watcher_counters *c = rs_watcher_counters(d->watcher);
    return c->messages + c->not_sip;
}
