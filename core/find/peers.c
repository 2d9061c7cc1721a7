#include "find/behaviour_state.h"
#include "find/learning.h"

/*
 * Which sources have many users behind them. While nobody lists the peers they
 * are learned (semantics 5.1): calls from there were answered, and calls to
 * there, for 24 hours, and at least eight users came from there. Whoever is told
 * as an attacker begins anew.
 */

enum { HOURS_TO_LEARN = 24, MANY_USERS = 8 };

static const int64_t hour_us = (int64_t)3600 * RS_MICROSECONDS;

bool rs_is_gateway(const struct rs_subject *s)
{
    return __builtin_popcountll(s->users) >= MANY_USERS;
}

bool rs_is_ok(const struct rs_behaviour *b, const struct rs_subject *s)
{
    return s->ok_us && b->now_us - s->ok_us < hour_us;
}

static bool since_long(int64_t first_us, int64_t now_us)
{
    return first_us && now_us - first_us >= HOURS_TO_LEARN * hour_us;
}

static void learn(struct rs_behaviour *b, struct rs_subject *s)
{
    if (!s->learned && rs_is_gateway(s) && since_long(s->in_us, b->now_us) &&
        since_long(s->out_us, b->now_us))
        s->learned = true;
}

static void note_user(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    if (!s->users_us || b->now_us - s->users_us > hour_us) {
        s->users = 0;
        s->users_us = b->now_us;
    }
    s->users |= UINT64_C(1) << (rs_print(d->aor) & 63);
}

void rs_peer_answered(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    bool call = d->method == RS_METHOD_INVITE && d->status / 100 == 2;
    if (!d->accepted && !call)
        return;
    s->ok_us = b->now_us;
    s->ok_service = d->service_key.lo;
    note_user(b, s, d);
    if (!call || !rs_learning(b->policy))
        return;
    if (!s->out_us)
        s->out_us = b->now_us;
    struct rs_subject *callee = rs_table_find(&b->subjects, d->service_addr);
    if (callee && !callee->in_us)
        callee->in_us = b->now_us;
    learn(b, s);
}

void rs_peer_suspect(struct rs_behaviour *b, struct rs_digest source)
{
    struct rs_subject *s = rs_table_find(&b->subjects, source);
    if (!s)
        return;
    s->learned = false;
    s->out_us = s->in_us = s->users_us = 0;
    s->users = 0;
}
