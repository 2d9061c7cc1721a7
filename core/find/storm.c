#include "find/storm.h"

enum {
    WINDOW_US = 60000000,
    BURST_US = 10000000,
    BURST_RETRANSMISSIONS = 100,
    LEAST_TRANSACTIONS = 50,
    RATIO_PERCENT = 10
};

struct server {
    struct rs_table_link link;
    int64_t window_us, burst_us;
    uint32_t requests, retransmissions, burst;
    bool told; /* in this window */
};

int rs_storms_init(struct rs_storms *s, uint32_t capacity)
{
    return rs_table_init(&s->table, sizeof(struct server), capacity);
}

void rs_storms_fini(struct rs_storms *s)
{
    rs_table_fini(&s->table);
}

static struct server *server_get(struct rs_storms *s, struct rs_digest key, int64_t now_us)
{
    struct server *v = rs_table_find(&s->table, key);
    if (!v && rs_table_full(&s->table))
        rs_table_remove(&s->table, rs_table_oldest(&s->table));
    if (!v && (v = rs_table_add(&s->table, key)))
        v->window_us = v->burst_us = now_us;
    return v;
}

static void roll(struct server *v, int64_t now_us)
{
    if (now_us - v->window_us >= WINDOW_US) {
        v->window_us = now_us;
        v->requests = v->retransmissions = 0;
        v->told = false;
    }
    if (now_us - v->burst_us >= BURST_US) {
        v->burst_us = now_us;
        v->burst = 0;
    }
}

static const char *crossed(const struct server *v)
{
    if (v->burst >= BURST_RETRANSMISSIONS)
        return "burst";
    uint32_t all = v->requests + v->retransmissions;
    if (v->requests >= LEAST_TRANSACTIONS && v->retransmissions * 100 > all * RATIO_PERCENT)
        return "ratio";
    return NULL;
}

struct rs_storm_verdict rs_storms_request(struct rs_storms *s, struct rs_digest server,
                                          int64_t now_us, bool retransmission)
{
    struct rs_storm_verdict none = {0};
    struct server *v = server_get(s, server, now_us);
    if (!v)
        return none;
    roll(v, now_us);
    rs_table_touch(v);
    v->requests += !retransmission;
    v->retransmissions += retransmission;
    v->burst += retransmission;
    const char *subkind = retransmission && !v->told ? crossed(v) : NULL;
    if (!subkind)
        return none;
    v->told = true;
    return (struct rs_storm_verdict){true, v->requests, v->retransmissions, subkind};
}
