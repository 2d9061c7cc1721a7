#include "find/quality_tell.h"

/*
 * Q507: all phones register at once. The last ten seconds against the habit of
 * the hour, as soon as there is one; retries with credentials are the same
 * registration.
 */

enum { SLOT_US = 10000000, HOUR_SLOTS = 360, WARM_SLOTS = 6 };

static uint64_t print_of(const struct rs_quality *q, const struct rs_annotation *a)
{
    struct rs_span aor = a->view->to.uri.text;
    return rs_digest(&q->services.hash, aor.p, aor.n).lo;
}

/* The slot that is over becomes part of the habit: a mean at first, smoothed over an hour then. */
static void take_slot(struct rs_avalanche *v, uint32_t count)
{
    uint32_t weight = v->slots < HOUR_SLOTS ? ++v->slots : HOUR_SLOTS;
    int64_t habit = v->habit_1024, new = (int64_t)count * 1024;
    v->habit_1024 = (uint32_t)(habit + (new - habit) / weight);
}

/* True when a slot has passed in which there was no storm: the next one is another. */
static bool roll(struct rs_avalanche *v, int64_t now_us, uint32_t least)
{
    int64_t slot_us = now_us - now_us % SLOT_US;
    if (!v->began_us)
        v->began_us = v->slot_us = slot_us;
    if (slot_us <= v->slot_us)
        return false;
    int64_t empty = (slot_us - v->slot_us) / SLOT_US - 1;
    bool calm = empty > 0 || v->count < least / 2;
    take_slot(v, v->count);
    for (int64_t i = 0; i < empty && i < HOUR_SLOTS; i++)
        take_slot(v, 0);
    v->slot_us = slot_us;
    v->count = 0;
    return calm;
}

/* Counting users is the dear part: last. */
static bool is_storm(const struct rs_quality *q, struct rs_avalanche *v, int64_t now_us)
{
    uint64_t least = rs_policy_number(q->policy, RS_NUMBER_Q507_REGISTERS);
    uint64_t factor = rs_policy_number(q->policy, RS_NUMBER_Q507_FACTOR);
    return v->slots >= WARM_SLOTS && v->count >= least &&
           v->count * UINT64_C(1024) >= factor * v->habit_1024 &&
           rs_distinct_count(&v->users, now_us, SLOT_US) >=
               rs_policy_number(q->policy, RS_NUMBER_Q507_USERS);
}

void rs_quality_avalanche(struct rs_quality *q, const struct rs_annotation *a)
{
    struct rs_service *s = rs_service_get(&q->services, &a->origin->dst, a->origin->time_us);
    if (!s)
        return;
    struct rs_avalanche *v = &s->avalanche;
    bool calm = roll(v, a->origin->time_us,
                     rs_policy_number(q->policy, RS_NUMBER_Q507_REGISTERS));
    v->count++;
    rs_distinct_add(&v->users, print_of(q, a), a->origin->time_us, SLOT_US);
    bool more;
    if (calm)
        s->active &= (uint16_t)~(1u << RS_ACTIVE_STORM);
    if (!rs_quality_crosses(s, RS_ACTIVE_STORM, is_storm(q, v, a->origin->time_us), false, &more))
        return;
    struct rs_quality_report r;
    rs_quality_report(&r, s, a, RS_FINDING_Q507, more, a->origin->time_us);
    rs_evidence_number(&r.text, &r.f, "registers", v->count);
    rs_evidence_number(&r.text, &r.f, "habit", v->habit_1024 / 1024);
    uint32_t users = rs_distinct_count(&v->users, a->origin->time_us, SLOT_US);
    /* What is counted exactly: a sketch would say another number with each key. */
    rs_evidence_number(&r.text, &r.f, "users",
                       users < RS_DISTINCT_EXACT ? users : RS_DISTINCT_EXACT);
    r.f.count = v->count;
    q->tell(q->user, &r.f);
}
