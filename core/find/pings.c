#include "find/pings.h"

#include "base/endpoint_key.h"

struct ping {
    struct rs_table_link link;
    int64_t last_us, interval_us, last_good_us;
    uint32_t equal, failed;
    bool learned, told;
};

int rs_pings_init(struct rs_pings *p, const struct rs_hash_key *key, uint32_t capacity)
{
    rs_hash_init(&p->hash, key);
    return rs_table_init(&p->table, sizeof(struct ping), capacity);
}

void rs_pings_fini(struct rs_pings *p)
{
    rs_table_fini(&p->table);
}

/* Who asks may use another port each time. */
static struct rs_digest key_of(const struct rs_pings *p, const struct rs_addr *asks,
                               const struct rs_endpoint *asked)
{
    struct rs_digest from = rs_address_key(&p->hash, asks);
    return rs_digest_plus(rs_endpoint_key(&p->hash, asked), from.lo, from.hi);
}

static struct ping *ping_get(struct rs_pings *p, struct rs_digest key, int64_t now_us)
{
    struct ping *e = rs_table_find(&p->table, key);
    if (e)
        return e;
    if (rs_table_full(&p->table))
        rs_table_remove(&p->table, rs_table_oldest(&p->table));
    if ((e = rs_table_add(&p->table, key))) {
        e->last_us = now_us;
        e->last_good_us = -1;
    }
    return e;
}

/* Within a tenth, as timers of phones and servers are. */
static bool is_equal(int64_t a_us, int64_t b_us)
{
    int64_t differ = a_us > b_us ? a_us - b_us : b_us - a_us;
    return differ <= b_us / 10;
}

void rs_pings_request(struct rs_pings *p, const struct rs_policy *policy,
                      const struct rs_origin *o)
{
    struct ping *e = ping_get(p, key_of(p, &o->src.addr, &o->dst), o->time_us);
    if (!e)
        return;
    int64_t interval = o->time_us - e->last_us;
    rs_table_touch(e);
    e->last_us = o->time_us;
    if (interval <= 0)
        return;
    if (e->interval_us && is_equal(interval, e->interval_us)) {
        e->equal++;
    } else if (!e->learned) {
        e->equal = 1;
        e->interval_us = interval;
    }
    if (!e->learned && e->equal >= rs_policy_number(policy, RS_NUMBER_Q508_CADENCE)) {
        e->learned = true;
        rs_table_promote(&p->table, e, 1);
    }
}

static struct rs_ping_verdict failed(struct ping *e, const struct rs_policy *policy)
{
    struct rs_ping_verdict v = {.failed = ++e->failed,
                                .interval_us = e->interval_us,
                                .last_good_us = e->last_good_us};
    v.unreachable = e->learned && e->failed >= rs_policy_number(policy, RS_NUMBER_Q508_PINGS);
    v.more = e->told;
    e->told |= v.unreachable;
    return v;
}

static struct rs_ping_verdict verdict(struct ping *e, const struct rs_policy *policy, bool good,
                                      int64_t now_us)
{
    if (!e)
        return (struct rs_ping_verdict){0};
    if (!good)
        return failed(e, policy);
    e->failed = 0;
    e->told = false;
    e->last_good_us = now_us;
    return (struct rs_ping_verdict){0};
}

struct rs_ping_verdict rs_pings_answer(struct rs_pings *p, const struct rs_policy *policy,
                                       const struct rs_origin *o, unsigned status)
{
    struct ping *e = rs_table_find(&p->table, key_of(p, &o->dst.addr, &o->src));
    return verdict(e, policy, status < 500 && status != 408, o->time_us);
}

struct rs_ping_verdict rs_pings_silence(struct rs_pings *p, const struct rs_policy *policy,
                                        const struct rs_origin *o)
{
    struct ping *e = rs_table_find(&p->table, key_of(p, &o->src.addr, &o->dst));
    return verdict(e, policy, false, o->time_us);
}
