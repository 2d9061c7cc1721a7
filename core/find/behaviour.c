#include "find/behaviour.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "find/behaviour_state.h"
#include "find/message_findings.h"

/* ---- life ---- */

static int init_tables(struct rs_behaviour *b, uint32_t most)
{
    /* The big objects are for those of whom more than one thing is known. */
    uint32_t fewer = most / 4 + 1;
    struct {
        struct rs_table *table;
        size_t size;
        uint32_t capacity;
    } rows[] = {
        {&b->subjects, sizeof(struct rs_subject), most},
        {&b->tries, rs_tried_size, most},
        {&b->logins, rs_login_size, most},
        {&b->guessers, rs_guesser_size, fewer},
        {&b->sprayers, rs_sprayer_size, fewer},
        {&b->accounts, rs_account_size, fewer},
        {&b->probers, rs_prober_size, fewer},
        {&b->scans, rs_scan_size, fewer},
        {&b->servers, rs_server_size, fewer},
        {&b->callees, rs_callee_size, fewer},
        {&b->fuzzers, rs_fuzzer_size, fewer},
        {&b->victims, rs_victim_size, fewer},
        {&b->callers, rs_caller_size, fewer},
        {&b->spenders, rs_spender_size, fewer},
        {&b->costly, rs_costly_size, fewer},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rs_table_init(rows[i].table, rows[i].size, rows[i].capacity) != RS_OK)
            return RS_ERR_MEMORY;
    /* None goes without. */
    uint32_t lists = (RS_PROBER_LISTS + RS_SCAN_LISTS) * fewer;
    uint32_t suspicions = 2 * RS_SUSPICIONS * fewer;
    if (rs_attempts_blocks_init(&b->attempts, lists) != RS_OK ||
        rs_slab_init(&b->origins, sizeof(struct rs_origin), suspicions) != RS_OK)
        return RS_ERR_MEMORY;
    return RS_OK;
}

struct rs_behaviour *rs_behaviour_new(const struct rs_limits *limits, const struct rs_hash_key *key,
                                      const struct rs_policy *policy,
                                      void (*report)(void *user, const struct rs_finding *f),
                                      void *user)
{
    struct rs_behaviour *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    rs_hash_init(&b->hash, key);
    b->base = rs_digest(&b->hash, "number", 6);
    b->report = report;
    b->user = user;
    rs_behaviour_policy(b, policy);
    if (init_tables(b, limits->subjects) != RS_OK) {
        rs_behaviour_free(b);
        return NULL;
    }
    return b;
}

void rs_behaviour_free(struct rs_behaviour *b)
{
    if (!b)
        return;
    rs_table_fini(&b->subjects);
    rs_table_fini(&b->tries);
    rs_table_fini(&b->logins);
    rs_table_fini(&b->guessers);
    rs_table_fini(&b->sprayers);
    rs_table_fini(&b->accounts);
    rs_table_fini(&b->probers);
    rs_table_fini(&b->scans);
    rs_slab_fini(&b->attempts);
    rs_slab_fini(&b->origins);
    rs_table_fini(&b->servers);
    rs_table_fini(&b->callees);
    rs_table_fini(&b->fuzzers);
    rs_table_fini(&b->victims);
    rs_table_fini(&b->callers);
    rs_table_fini(&b->spenders);
    rs_table_fini(&b->costly);
    free(b);
}

void rs_behaviour_policy(struct rs_behaviour *b, const struct rs_policy *policy)
{
    b->policy = policy;
    b->policy_number++;
}

/* ---- objects ---- */

enum { RANKS = RS_TABLE_RANKS };

static const int64_t idle_us = (int64_t)3600 * RS_MICROSECONDS;

static void drop(struct rs_behaviour *b, struct rs_table *t, struct rs_watched *w)
{
    if (t == &b->probers)
        rs_prober_forget(b, w);
    else if (t == &b->scans)
        rs_scan_forget(b, w);
    if (t == &b->subjects) {
        rs_credentials_keep(b, (struct rs_subject *)(void *)w);
        b->subjects_forgotten = true;
    }
    rs_table_remove(t, w);
}

/* Who is silent for long has lost his rank; else the lowest rank goes. */
static void make_room(struct rs_behaviour *b, struct rs_table *t)
{
    for (int rank = RANKS - 1; rank > 0; rank--) {
        struct rs_watched *w = rs_table_oldest_in(t, (unsigned)rank);
        if (w && b->now_us - w->last_us > idle_us) {
            drop(b, t, w);
            return;
        }
    }
    struct rs_watched *oldest = rs_table_oldest(t);
    if (oldest) /* else there is no room for any */
        drop(b, t, oldest);
}

void rs_watched_touch(const struct rs_behaviour *b, struct rs_watched *w)
{
    rs_table_touch(w);
    w->last_us = b->now_us;
}

void *rs_watched_add(struct rs_behaviour *b, struct rs_table *t, struct rs_digest key)
{
    if (rs_table_full(t))
        make_room(b, t);
    struct rs_watched *w = rs_table_add(t, key);
    if (w)
        w->last_us = b->now_us;
    return w;
}

void *rs_watched_get_at(struct rs_behaviour *b, struct rs_table *t, struct rs_digest key,
                        uint32_t *at)
{
    struct rs_watched *w = rs_table_find_at(t, key, *at);
    if (w)
        rs_watched_touch(b, w);
    else
        w = rs_watched_add(b, t, key);
    *at = w ? w->link.self : 0;
    return w;
}

void *rs_watched_get(struct rs_behaviour *b, struct rs_table *t, struct rs_digest key)
{
    uint32_t unknown = 0;
    return rs_watched_get_at(b, t, key, &unknown);
}

void rs_watched_rank(struct rs_table *t, struct rs_watched *w, unsigned rank)
{
    if (w->link.rank < rank)
        rs_table_promote(t, w, rank);
}

/* The lists are asked once for each source. A new one may be known otherwise from before. */
static void look_up(const struct rs_behaviour *b, struct rs_subject *s, const struct rs_addr *a)
{
    if (!s->policy)
        s->scans = s->probes = b->subjects_forgotten;
    s->policy = b->policy_number;
    s->monitor = rs_policy_has_addr(b->policy, RS_LIST_MONITORS, a);
    s->peer = rs_policy_has_addr(b->policy, RS_LIST_PEERS, a);
}

static struct rs_subject *subject_of(struct rs_behaviour *b, const struct rs_deed *d)
{
    struct rs_subject *s = rs_watched_get(b, &b->subjects, d->source_key);
    if (s && s->policy != b->policy_number)
        look_up(b, s, &d->source->addr);
    return s;
}

void rs_behaviour_expect(const struct rs_behaviour *b, struct rs_digest asks)
{
    rs_table_prefetch_slot(&b->subjects, asks);
}

void rs_behaviour_expect_soon(const struct rs_behaviour *b, struct rs_digest asks)
{
    rs_table_prefetch_object(&b->subjects, asks);
}

struct rs_digest rs_subject_key(const struct rs_subject *s, const struct rs_deed *d)
{
    return rs_has_many(s) ? rs_digest_plus(d->aor, 1, 1) : d->source_key;
}

/* ---- what was put off ---- */

void rs_put_off(struct rs_behaviour *b, struct rs_digest key, int64_t delay_us)
{
    if (b->waiting_count == RS_WAITING_MAX)
        return; /* it is looked at with the next message that concerns it */
    uint32_t at = (b->waiting_first + b->waiting_count++) % RS_WAITING_MAX;
    b->waiting[at] = (struct rs_delayed){b->now_us + delay_us, key};
}

int64_t rs_behaviour_next_deadline(const struct rs_behaviour *b)
{
    return b->waiting_count ? b->waiting[b->waiting_first].due_us : INT64_MAX;
}

/* For itself: its registers need not be saved when nothing is due. */
static __attribute__((noinline)) void first_due(struct rs_behaviour *b)
{
    struct rs_delayed w = b->waiting[b->waiting_first];
    b->waiting_first = (b->waiting_first + 1) % RS_WAITING_MAX;
    b->waiting_count--;
    b->now_us = w.due_us;
    rs_probe_again(b, w.key);
    rs_scan_again(b, w.key);
}

void rs_behaviour_expire(struct rs_behaviour *b, int64_t now_us)
{
    while (rs_behaviour_next_deadline(b) <= now_us)
        first_due(b);
    if (now_us > b->now_us)
        b->now_us = now_us;
}

size_t rs_number_text(char *out, uint32_t value)
{
    char digits[10];
    size_t n = 0, i = 0;
    do
        digits[n++] = (char)('0' + value % 10);
    while (value /= 10);
    while (n)
        out[i++] = digits[--n];
    return i;
}

/* ---- telling ---- */

static void begin(struct rs_finding *f, const struct rs_deed *d, enum rs_finding_id id,
                  struct rs_digest owner, uint8_t severity, uint32_t count)
{
    rs_message_finding_fill(f, d->note, id, (enum rs_severity)severity);
    f->scope_key = owner.lo;
    f->count = count;
}

void rs_telling_begin(struct rs_telling *t, const struct rs_deed *d, enum rs_finding_id id,
                      struct rs_digest owner, uint32_t count)
{
    begin(&t->f, d, id, owner, rs_catalogue_get(id)->severity, count);
    t->text.used = 0;
}

void rs_telling_begin_at(const struct rs_behaviour *b, struct rs_telling *t,
                         const struct rs_origin *at, enum rs_finding_id id, struct rs_digest owner,
                         uint32_t count)
{
    memset(&t->f, 0, sizeof t->f);
    t->f.id = id;
    t->f.severity = rs_catalogue_get(id)->severity;
    t->f.confidence = 100;
    t->f.time_us = t->f.last_us = b->now_us;
    t->f.first_us = at->time_us;
    t->f.frame = t->f.frames[0] = at->frame;
    t->f.frame_count = 1;
    t->f.origin = *at;
    t->f.scope_key = owner.lo;
    t->f.count = count;
    t->text.used = 0;
}

void rs_telling_threshold(struct rs_telling *t, uint32_t threshold, int64_t window_us)
{
    rs_evidence_number(&t->text, &t->f, "threshold", threshold);
    rs_evidence_number(&t->text, &t->f, "window_s", (uint64_t)(window_us / RS_MICROSECONDS));
}

void rs_telling_distinct(struct rs_telling *t, const char *name, struct rs_distinct *d,
                         int64_t now_us, int64_t window_us)
{
    uint32_t n = rs_distinct_count(d, now_us, window_us);
    if (d->sketched)
        rs_evidence_text(&t->text, &t->f, name, RS_SPAN("more than 64"));
    else
        rs_evidence_number(&t->text, &t->f, name, n);
}

void rs_telling_end(struct rs_behaviour *b, struct rs_telling *t)
{
    bool attack = rs_catalogue_get(t->f.id)->group == RS_GROUP_SECURITY;
    bool answer = t->f.status != 0;
    if (attack && t->f.id != RS_FINDING_S413)
        rs_peer_suspect(b, rs_address_key(&b->hash, answer ? &t->f.origin.dst.addr
                                                           : &t->f.origin.src.addr));
    b->report(b->user, &t->f);
}

void rs_tell_more(struct rs_behaviour *b, const struct rs_deed *d, enum rs_finding_id id,
                  struct rs_digest owner, uint8_t severity)
{
    struct rs_finding f;
    begin(&f, d, id, owner, severity, 1);
    f.more = true;
    b->report(b->user, &f);
}

/* ---- messages ---- */

/* What came to it went on: many are behind it. */
static void note_relay(struct rs_behaviour *b, const struct rs_annotation *n)
{
    if (n->role != RS_ROLE_REQUEST || !n->other_leg || n->transaction.via_count < 2)
        return;
    struct rs_subject *s = rs_table_find(&b->subjects, n->ahead->asks);
    if (s)
        s->relays = true;
}

static void request(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    rs_flood_request(b, s, d);
    rs_reflect_request(b, s, d);
    if (!d->opening)
        return;
    if (d->credentials)
        rs_credentials_sent(b, s, d);
    if (!s->opened) {
        rs_first_keep(b, s, d);
    } else if (!rs_first_again(b, s, d)) {
        rs_scan_request(b, s, d);
        rs_probe_request(b, s, d);
    }
    rs_flood_call(b, d);
    rs_fraud_call(b, s, d);
}

static void answer(struct rs_behaviour *b, struct rs_subject *s, struct rs_deed *d)
{
    if (!d->opening)
        return;
    rs_credentials_answered(b, s, d);
    if (d->kind == RS_DEED_FINAL)
        rs_peer_answered(b, s, d);
    rs_scan_answer(b, s, d);
    rs_probe_answer(b, s, d);
    if (d->kind != RS_DEED_FINAL)
        return;
    rs_flood_call_ended(b, d);
    rs_caller_answered(b, s, d);
    rs_fraud_answered(b, d);
}

void rs_behaviour_begin(struct rs_behaviour *b, const struct rs_annotation *note)
{
    b->now_us = note->origin->time_us;
    b->note = note;
    rs_deed_make(&b->deed, &b->hash, note);
    b->doer = b->deed.kind == RS_DEED_NONE ? NULL : subject_of(b, &b->deed);
    if (b->doer)
        rs_deed_expect(b, b->doer, &b->deed);
}

void rs_behaviour_message(struct rs_behaviour *b)
{
    struct rs_deed *d = &b->deed;
    if (b->note->other_leg)
        note_relay(b, b->note);
    if (b->hot_us)
        rs_reflect_message(b, b->note);
    if (!b->doer || b->doer->monitor)
        return;
    if (d->kind == RS_DEED_REQUEST || d->kind == RS_DEED_DAMAGED)
        request(b, b->doer, d);
    else
        answer(b, b->doer, d);
}

/* ---- events: before the note of the message that they come from is complete ---- */

static void hung_up(struct rs_behaviour *b, const struct rs_event *e, const struct rs_annotation *n)
{
    const struct rs_dialog *g = e->dialog;
    struct rs_deed d = {.note = n, .now_us = e->time_us, .source = e->opener};
    d.source_key = rs_address_key(&b->hash, &e->opener->addr);
    struct rs_subject *s = rs_table_find(&b->subjects, d.source_key);
    if (!s || s->monitor)
        return;
    d.aor = rs_aor_key(&b->hash, e->from_caller ? &n->view->from : &n->view->to, NULL);
    rs_caller_hung_up(b, s, &d, e->interval_us);
    rs_fraud_hung_up(b, &d, g->number);
}

void rs_behaviour_event(struct rs_behaviour *b, const struct rs_event *e,
                        const struct rs_annotation *n)
{
    if (e->time_us > b->now_us)
        b->now_us = e->time_us;
    if (e->kind == RS_EVENT_HANGUP)
        hung_up(b, e, n);
    else if (e->kind == RS_EVENT_RESPONSE_UNMATCHED && !e->partial)
        rs_reflect_unasked(b, e);
}

void rs_behaviour_fault(struct rs_behaviour *b, const struct rs_finding *f)
{
    b->now_us = f->time_us;
    rs_fuzz_fault(b, f);
}
