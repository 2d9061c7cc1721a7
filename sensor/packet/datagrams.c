#include "packet/datagrams.h"

enum { SHARE_DIVISOR = 4 };

int rs_fragments_init(struct rs_fragments *f, const struct rs_packet_limits *limits,
                      struct rs_packet_counters *counters)
{
    memset(f, 0, sizeof *f);
    f->limits = limits;
    f->counters = counters;
    f->pool.limit = limits->fragment_octets;
    return rs_table_init(&f->table, sizeof(struct rs_datagram), limits->datagrams);
}

void rs_fragments_fini(struct rs_fragments *f)
{
    if (f->table.slab.objects)
        rs_fragments_clear(f);
    rs_table_fini(&f->table);
}

static struct rs_datagram *at(const struct rs_fragments *f, uint32_t index)
{
    return rs_table_at(&f->table, index);
}

static void join_share(struct rs_fragments *f, struct rs_datagram *g, unsigned number)
{
    struct rs_share *share = &f->shares[number];
    g->share = (uint8_t)number;
    g->older = share->newest;
    if (share->newest)
        at(f, share->newest)->newer = g->link.self;
    else
        share->oldest = g->link.self;
    share->newest = g->link.self;
    share->count++;
}

static void leave_share(struct rs_fragments *f, const struct rs_datagram *g)
{
    struct rs_share *share = &f->shares[g->share];
    if (g->older)
        at(f, g->older)->newer = g->newer;
    else
        share->oldest = g->newer;
    if (g->newer)
        at(f, g->newer)->older = g->older;
    else
        share->newest = g->older;
    share->count--;
}

void rs_datagram_account(struct rs_fragments *f, const struct rs_datagram *g, size_t used_before)
{
    /* Modulo: it may be less than none. */
    f->shares[g->share].octets += f->pool.used - used_before;
}

static void let_go_pieces(struct rs_fragments *f, struct rs_datagram *g)
{
    size_t used = f->pool.used;
    rs_pieces_clear(&g->pieces, &f->pool);
    rs_datagram_account(f, g, used);
}

void rs_datagram_remove(struct rs_fragments *f, struct rs_datagram *g)
{
    let_go_pieces(f, g);
    leave_share(f, g);
    rs_table_remove(&f->table, g);
    f->counters->datagrams_live--;
}

void rs_datagram_lose(struct rs_fragments *f, struct rs_datagram *g)
{
    f->counters->fragments_lost += g->frames;
    rs_datagram_remove(f, g);
}

void rs_datagram_give_up(struct rs_fragments *f, struct rs_datagram *g)
{
    f->counters->fragments_lost += g->frames;
    g->frames = 0;
    g->given_up = true;
    let_go_pieces(f, g);
}

void rs_fragments_expire(struct rs_fragments *f, int64_t now_us)
{
    struct rs_datagram *g;
    while ((g = rs_table_oldest(&f->table)) && now_us - g->began_us >= f->limits->fragment_us) {
        f->counters->datagrams_expired++;
        rs_datagram_lose(f, g);
    }
}

void rs_fragments_clear(struct rs_fragments *f)
{
    struct rs_datagram *g;
    while ((g = rs_table_oldest(&f->table)))
        rs_datagram_lose(f, g);
    memset(f->recent, 0, sizeof f->recent);
}

static bool evict(struct rs_fragments *f, struct rs_datagram *g)
{
    if (!g)
        return false;
    f->counters->datagrams_evicted++;
    rs_datagram_lose(f, g);
    return true;
}

static bool evict_oldest(struct rs_fragments *f, const struct rs_datagram *but)
{
    struct rs_datagram *g = rs_table_oldest(&f->table);
    return evict(f, g && g == but ? at(f, rs_table_newer(&f->table, g)) : g);
}

static bool evict_oldest_of(struct rs_fragments *f, unsigned number, const struct rs_datagram *but)
{
    struct rs_datagram *g = at(f, f->shares[number].oldest);
    return evict(f, g && g == but ? at(f, g->newer) : g);
}

static size_t share_of(size_t limit)
{
    return limit < SHARE_DIVISOR ? limit : limit / SHARE_DIVISOR;
}

struct rs_datagram *rs_datagram_begin(struct rs_fragments *f, struct rs_digest key, uint32_t source,
                                      int64_t now_us)
{
    unsigned number = source % RS_FRAGMENT_SHARES;
    if (f->shares[number].count >= share_of(f->limits->datagrams))
        evict_oldest_of(f, number, NULL);
    if (rs_table_full(&f->table) && !evict_oldest(f, NULL))
        return NULL;
    struct rs_datagram *g = rs_table_add(&f->table, key);
    g->began_us = now_us;
    join_share(f, g, number);
    f->counters->datagrams_live++;
    return g;
}

bool rs_datagram_make_room(struct rs_fragments *f, const struct rs_datagram *g, size_t cost)
{
    size_t most = share_of(f->limits->fragment_octets);
    while (f->shares[g->share].octets + cost > most)
        if (!evict_oldest_of(f, g->share, g))
            return false;
    while (!rs_pool_room(&f->pool, cost))
        if (!evict_oldest(f, g))
            return false;
    return true;
}
