#include "alerts/alerts.h"

#include <stdlib.h>

#include "alerts/kept.h"

enum { SECOND_US = 1000000, BUCKETS_PER_PLACE = 2 };

/* Of one finding: those open, by their last event. */
struct line {
    uint32_t newest, oldest, count;
    int64_t silence_us; /* until one is closed */
};

struct rs_alerts {
    struct rs_alerts_sink sink;
    struct rs_alerts_counters counters;
    struct rs_kept *place;  /* [0] is nobody */
    uint32_t *bucket;
    uint32_t places, buckets, free, never_used, open;
    uint32_t first_update, last_update; /* by update_us */
    int64_t update_us;      /* [alerts] update */
    int64_t now_us, due_us; /* due: nothing happens before it */
    struct line line[RS_FINDING__COUNT];
};

const char *rs_alert_state_name(enum rs_alert_state s)
{
    static const char *const names[] = {"once", "open", "update", "close"};
    return names[s];
}

const char *rs_alert_end_name(enum rs_alert_end e)
{
    static const char *const names[] = {"silence", "end_of_input", "no_room"};
    return names[e];
}

/* ---- settings ---- */

/* The longest of its own, that of the catalogue, or the one for all. */
static uint32_t window_s(const struct rs_policy *p, enum rs_finding_id id)
{
    uint32_t window = 0;
    for (int n = 0; n < RS_NUMBER__COUNT; n++) {
        const struct rs_number_row *row = rs_number_row((enum rs_number)n);
        if (row->finding == id && !strcmp(row->name, "window") && row->unit &&
            !strcmp(row->unit, "s"))
            window = rs_policy_number(p, (enum rs_number)n);
    }
    if (!window)
        window = rs_catalogue_get(id)->window_ms / 1000;
    return window ? window : rs_policy_setting(p, RS_SETTING_WINDOW);
}

void rs_alerts_policy(struct rs_alerts *a, const struct rs_policy *policy)
{
    a->update_us = (int64_t)rs_policy_setting(policy, RS_SETTING_UPDATE) * SECOND_US;
    int64_t silence = rs_policy_setting(policy, RS_SETTING_SILENCE);
    for (int id = 0; id < RS_FINDING__COUNT; id++)
        a->line[id].silence_us = silence * window_s(policy, (enum rs_finding_id)id) * SECOND_US;
    if (!a->place)
        a->places = rs_policy_setting(policy, RS_SETTING_SCOPES);
    a->due_us = INT64_MIN; /* looked at anew */
}

/* ---- life ---- */

struct rs_alerts *rs_alerts_new(const struct rs_alerts_sink *sink)
{
    struct rs_alerts *a = calloc(1, sizeof *a);
    struct rs_policy *defaults = rs_policy_new();
    if (a && defaults) {
        a->sink = *sink;
        rs_alerts_policy(a, defaults);
        rs_policy_free(defaults);
        return a;
    }
    rs_policy_free(defaults);
    free(a);
    return NULL;
}

void rs_alerts_free(struct rs_alerts *a)
{
    if (!a)
        return;
    for (uint32_t i = 1; a->place && i <= a->never_used; i++)
        rs_kept_fini(&a->place[i]);
    free(a->place);
    free(a->bucket);
    free(a);
}

/* With the first finding that has a life: most captures have none. */
static bool make_room(struct rs_alerts *a)
{
    if (a->place)
        return true;
    for (a->buckets = 16; a->buckets < a->places * BUCKETS_PER_PLACE;)
        a->buckets *= 2;
    a->place = calloc((size_t)a->places + 1, sizeof *a->place);
    a->bucket = calloc(a->buckets, sizeof *a->bucket);
    if (a->place && a->bucket)
        return true;
    free(a->place);
    free(a->bucket);
    a->place = NULL;
    a->bucket = NULL;
    return false;
}

/* ---- the table ---- */

/* Keys are digests under a secret, or numbers that we give ourselves: mixing is enough. */
static uint32_t *bucket_of(const struct rs_alerts *a, enum rs_finding_id id, uint64_t key)
{
    uint64_t h = (key ^ ((uint64_t)id << 48)) * 0x9E3779B97F4A7C15u;
    return &a->bucket[(h >> 32) & (a->buckets - 1)];
}

static struct rs_kept *find(const struct rs_alerts *a, const struct rs_finding *f)
{
    uint32_t at = a->bucket ? *bucket_of(a, f->id, f->scope_key) : RS_KEPT_NONE;
    while (at && (a->place[at].finding.id != f->id ||
                  a->place[at].finding.scope_key != f->scope_key))
        at = a->place[at].next;
    return at ? &a->place[at] : NULL;
}

static uint32_t number_of(const struct rs_alerts *a, const struct rs_kept *k)
{
    return (uint32_t)(k - a->place);
}

/* ---- the lines: by the last event ---- */

static void line_leave(struct rs_alerts *a, struct rs_kept *k)
{
    struct line *l = &a->line[k->finding.id];
    *(k->newer ? &a->place[k->newer].older : &l->newest) = k->older;
    *(k->older ? &a->place[k->older].newer : &l->oldest) = k->newer;
    l->count--;
}

static void line_enter(struct rs_alerts *a, struct rs_kept *k)
{
    struct line *l = &a->line[k->finding.id];
    uint32_t n = number_of(a, k);
    k->older = l->newest;
    k->newer = RS_KEPT_NONE;
    *(l->newest ? &a->place[l->newest].newer : &l->oldest) = n;
    l->newest = n;
    l->count++;
}

/* ---- the queue of updates ---- */

static void queue_leave(struct rs_alerts *a, struct rs_kept *k)
{
    *(k->before ? &a->place[k->before].behind : &a->first_update) = k->behind;
    *(k->behind ? &a->place[k->behind].before : &a->last_update) = k->before;
}

static void queue_enter(struct rs_alerts *a, struct rs_kept *k, int64_t from_us)
{
    uint32_t n = number_of(a, k);
    k->update_us = from_us + a->update_us;
    k->before = a->last_update;
    k->behind = RS_KEPT_NONE;
    *(a->last_update ? &a->place[a->last_update].behind : &a->first_update) = n;
    a->last_update = n;
    if (k->update_us < a->due_us)
        a->due_us = k->update_us;
}

/* ---- telling ---- */

static void tell(struct rs_alerts *a, struct rs_kept *k, enum rs_alert_state state,
                 int64_t time_us)
{
    k->now.state = state;
    k->now.time_us = time_us;
    k->now.finding = &k->finding;
    k->told_count = k->now.count;
    a->sink.alert(a->sink.user, &k->now);
}

/* Told once, without a life. */
static void tell_once(struct rs_alerts *a, const struct rs_finding *f)
{
    struct rs_alert once = {.state = RS_ALERT_ONCE,
                            .finding = f,
                            .time_us = f->time_us,
                            .count = f->count,
                            .first_us = f->first_us,
                            .last_us = f->last_us,
                            .first_frame = f->frame,
                            .last_frame = f->frame,
                            .frame_count = f->frame_count};
    memcpy(once.frames, f->frames, sizeof once.frames);
    a->sink.alert(a->sink.user, &once);
}

static void close_one(struct rs_alerts *a, struct rs_kept *k, enum rs_alert_end end,
                      int64_t time_us)
{
    uint32_t n = number_of(a, k), *at = bucket_of(a, k->finding.id, k->finding.scope_key);
    k->now.end = end;
    tell(a, k, RS_ALERT_CLOSE, time_us);
    a->counters.closed++;
    a->counters.evicted += end == RS_ALERT_NO_ROOM;
    while (*at != n)
        at = &a->place[*at].next;
    *at = k->next;
    line_leave(a, k);
    queue_leave(a, k);
    rs_kept_fini(k);
    k->next = a->free;
    a->free = n;
    a->open--;
}

/* Of the finding that has most of them open, the one silent for longest. */
static void evict(struct rs_alerts *a)
{
    const struct line *most = &a->line[0];
    for (int id = 1; id < RS_FINDING__COUNT; id++)
        if (a->line[id].count > most->count)
            most = &a->line[id];
    close_one(a, &a->place[most->oldest], RS_ALERT_NO_ROOM, a->now_us);
}

static struct rs_kept *take_place(struct rs_alerts *a)
{
    if (a->open == a->places)
        evict(a);
    uint32_t n = a->free ? a->free : ++a->never_used;
    if (a->free)
        a->free = a->place[n].next;
    return &a->place[n];
}

static void open_one(struct rs_alerts *a, const struct rs_finding *f)
{
    if (!make_room(a)) {
        tell_once(a, f);
        return;
    }
    struct rs_kept *k = take_place(a);
    if (!rs_kept_init(k, f)) {
        k->next = a->free;
        a->free = number_of(a, k);
        tell_once(a, f);
        return;
    }
    uint32_t *bucket = bucket_of(a, f->id, f->scope_key);
    k->next = *bucket;
    *bucket = number_of(a, k);
    a->open++;
    line_enter(a, k);
    queue_enter(a, k, f->time_us);
    int64_t silent_us = f->time_us + a->line[f->id].silence_us;
    if (silent_us < a->due_us)
        a->due_us = silent_us;
    a->counters.opened++;
    tell(a, k, RS_ALERT_OPEN, f->time_us);
}

static void fold(struct rs_alerts *a, struct rs_kept *k, const struct rs_finding *f)
{
    a->counters.folded++;
    bool worse = rs_kept_count(k, f);
    line_leave(a, k);
    line_enter(a, k);
    if (!worse)
        return;
    a->counters.updates++;
    tell(a, k, RS_ALERT_UPDATE, f->time_us);
}

/*
 * What stands for itself: damage, a transaction or dialog that went wrong. Its
 * next one is another's, or news of its own.
 */
static bool has_life(const struct rs_finding *f)
{
    const struct rs_catalogue_entry *c = rs_catalogue_get(f->id);
    if (f->more)
        return true;
    if (f->scope_key == f->frame)
        return false;
    return c->scope > RS_SCOPE_DIALOG || c->id[0] == 'S' || c->id[0] == 'Q';
}

void rs_alerts_finding(struct rs_alerts *a, const struct rs_finding *f)
{
    rs_alerts_time(a, f->time_us);
    struct rs_kept *k = has_life(f) ? find(a, f) : NULL;
    if (k)
        fold(a, k, f);
    else if (has_life(f))
        open_one(a, f);
    else
        tell_once(a, f);
}

/* ---- time ---- */

static int64_t silent_at(const struct rs_alerts *a, const struct line *l)
{
    return l->oldest ? a->place[l->oldest].now.last_us + l->silence_us : INT64_MAX;
}

/* What is due first; NULL: an update. */
static const struct line *first_due(const struct rs_alerts *a, int64_t *due_us)
{
    const struct line *best = NULL;
    *due_us = a->first_update ? a->place[a->first_update].update_us : INT64_MAX;
    for (int id = 0; id < RS_FINDING__COUNT; id++)
        if (silent_at(a, &a->line[id]) < *due_us) {
            best = &a->line[id];
            *due_us = silent_at(a, best);
        }
    return best;
}

static void update_one(struct rs_alerts *a, struct rs_kept *k)
{
    int64_t due_us = k->update_us;
    queue_leave(a, k);
    queue_enter(a, k, due_us);
    if (k->now.count == k->told_count)
        return;
    a->counters.updates++;
    tell(a, k, RS_ALERT_UPDATE, due_us);
}

void rs_alerts_time(struct rs_alerts *a, int64_t now_us)
{
    if (now_us > a->now_us)
        a->now_us = now_us;
    while (a->open && a->due_us <= a->now_us) {
        const struct line *silent = first_due(a, &a->due_us);
        if (a->due_us > a->now_us)
            return;
        int64_t due_us = a->due_us;
        if (silent)
            close_one(a, &a->place[silent->oldest], RS_ALERT_SILENCE, due_us);
        else
            update_one(a, &a->place[a->first_update]);
        a->due_us = INT64_MIN;
    }
    if (!a->open)
        a->due_us = INT64_MAX;
}

void rs_alerts_finish(struct rs_alerts *a, int64_t now_us)
{
    rs_alerts_time(a, now_us);
    while (a->first_update)
        close_one(a, &a->place[a->first_update], RS_ALERT_END_OF_INPUT, a->now_us);
}

const struct rs_alerts_counters *rs_alerts_counters(const struct rs_alerts *a)
{
    return &a->counters;
}
