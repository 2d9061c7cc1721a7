#include "track/join.h"

/*
 * What legs may have in common, and where it was met. A joint belongs to the
 * leg that had it; when that is forgotten, the next one that has it owns it.
 *
 * When the table is full, guesses (rank 0) go first, those met longest ago
 * before others, then what names legs (rank 1) in the same order. Guesses serve
 * for minutes at most and go after that in any case.
 */
enum {
    GUESS = 0,
    NAMED = 1,
    GUESS_LIFE_US = 180 * RS_SECOND_US,
    TRIMMED_EACH = 2 /* more than one added: the table shrinks to what is alive */
};

static struct rs_call *leg_at(const struct rs_tracker *t, uint32_t index, uint32_t check)
{
    struct rs_call *c = rs_table_at(&t->calls, index);
    return c && c->link.self && (uint32_t)c->number == check ? c : NULL;
}

struct rs_call *rs_joint_leg(const struct rs_tracker *t, const struct rs_joint *j)
{
    return leg_at(t, j->call, j->check);
}

struct rs_call *rs_joint_other(const struct rs_tracker *t, const struct rs_joint *j)
{
    return leg_at(t, j->other, j->other_check);
}

void rs_joint_set_other(struct rs_joint *j, const struct rs_call *c)
{
    j->other = c->link.self;
    j->other_check = (uint32_t)c->number;
}

void rs_joint_set_leg(const struct rs_tracker *t, struct rs_joint *j, const struct rs_call *c)
{
    j->call = c->link.self;
    j->check = (uint32_t)c->number;
    j->time_us = t->now_us;
}

static void trim(struct rs_tracker *t)
{
    for (int i = 0; i < TRIMMED_EACH; i++) {
        struct rs_joint *old = rs_table_oldest_in(&t->joints, GUESS);
        if (!old || t->now_us - old->time_us < GUESS_LIFE_US)
            break;
        rs_table_remove(&t->joints, old);
    }
    if (!rs_table_full(&t->joints))
        return;
    t->counters.evicted_joints++;
    struct rs_joint *oldest = rs_table_oldest(&t->joints);
    if (oldest) /* a table of no places has none */
        rs_table_remove(&t->joints, oldest);
}

struct rs_joint *rs_joint_add(struct rs_tracker *t, struct rs_digest key, enum rs_join why,
                              const struct rs_call *c)
{
    trim(t);
    struct rs_joint *j = rs_table_add(&t->joints, key);
    if (!j)
        return NULL;
    if (rs_join_score(why) == 100)
        rs_table_promote(&t->joints, j, NAMED);
    t->joint_kinds |= 1u << why;
    j->kind = (uint8_t)why;
    j->count = 1;
    rs_joint_set_leg(t, j, c);
    return j;
}

/* Met again: as good as new. */
static void begin_again(struct rs_tracker *t, struct rs_joint *j, const struct rs_call *c)
{
    j->count = 1;
    j->common = false;
    j->other = 0;
    rs_joint_set_leg(t, j, c);
    rs_table_touch(j);
}

/* Sixteen Call-IDs with one Session-ID are a device that has but one, or a lie. */
void rs_joint_shared(struct rs_tracker *t, struct rs_call *own, struct rs_digest key,
                     enum rs_join why)
{
    struct rs_joint *j = rs_table_find(&t->joints, key);
    if (!j) {
        rs_joint_add(t, key, why, own);
        return;
    }
    struct rs_call *other = rs_joint_leg(t, j);
    if (!other) {
        begin_again(t, j, own);
        return;
    }
    rs_table_touch(j);
    bool known = rs_leg_same_call(t, own, other);
    if (!known && (j->common || j->count >= RS_LEGS_MAX)) {
        j->common = true;
        t->counters.joins_refused++;
        return;
    }
    if (rs_leg_join(t, own, other, why) && !known) {
        j->count++;
        rs_joint_set_leg(t, j, own); /* the youngest lives longest */
    }
}

/*
 * The legs that had it are asked, and not all of their call: a device that makes
 * the same offer in each leg behind it took part in the leg before, which had
 * another one. Of several legs the first and the last stand for all: the device
 * is the one that the first came to, or the next in a row of them, or sends the
 * same once more.
 */
static bool fits(const struct rs_tracker *t, const struct rs_joint *j, const struct rs_call *own,
                 const struct rs_call *first, bool siblings)
{
    const struct rs_call *last = rs_joint_other(t, j);
    enum rs_beside a = rs_leg_beside(t, own, first);
    enum rs_beside b = last ? rs_leg_beside(t, own, last) : RS_BESIDE_NOTHING;
    if (!siblings && (a == RS_BESIDE_SIBLING || b == RS_BESIDE_SIBLING))
        return false;
    return a == RS_BESIDE_SENT_ON || b == RS_BESIDE_SENT_ON || b == RS_BESIDE_SIBLING;
}

void rs_joint_sent_on(struct rs_tracker *t, struct rs_call *own, struct rs_digest key,
                      enum rs_join why, int64_t window_us, bool siblings)
{
    struct rs_joint *j = rs_table_find(&t->joints, key);
    if (!j) {
        rs_joint_add(t, key, why, own);
        return;
    }
    struct rs_call *other = rs_joint_leg(t, j);
    if (!other || t->now_us - j->time_us > window_us) {
        begin_again(t, j, own);
        return;
    }
    j->time_us = t->now_us;
    rs_table_touch(j);
    if (own == other || j->common)
        return;
    if (!fits(t, j, own, other, siblings) || !rs_leg_join(t, own, other, why))
        j->common = !rs_leg_same_call(t, own, other); /* until it has been silent for that long */
    else
        rs_joint_set_other(j, own);
}
