#include "packet/fragments.h"

#include <stdlib.h>

#include "base/err.h"

enum {
    DATAGRAM_MAX = 65535,
    LATE_US = 1000000, /* copies come within a round of a loop, not later */
    SHARE_DIVISOR = 4
};

struct datagram {
    struct rs_table_link link;
    struct rs_pieces pieces;
    int64_t began_us;
    uint32_t total;  /* octets, 0 until the last fragment has come */
    uint16_t frames; /* that it holds octets of */
    uint8_t share;
    uint8_t protocol; /* as its first fragment says */
    bool given_up;    /* IPv6 overlap: waits empty for its end of time */
};

int rs_fragments_init(struct rs_fragments *f, const struct rs_packet_limits *limits,
                      struct rs_packet_counters *counters)
{
    memset(f, 0, sizeof *f);
    f->limits = limits;
    f->counters = counters;
    f->pool.limit = limits->fragment_octets;
    return rs_table_init(&f->table, sizeof(struct datagram), limits->datagrams);
}

void rs_fragments_fini(struct rs_fragments *f)
{
    if (f->table.objects)
        rs_fragments_clear(f);
    rs_table_fini(&f->table);
}

/* What the pool's use has changed by is this source's share of it. */
static void account(struct rs_fragments *f, const struct datagram *g, size_t used_before)
{
    f->share_octets[g->share] += f->pool.used - used_before; /* modulo: may be less than none */
}

static void let_go_pieces(struct rs_fragments *f, struct datagram *g)
{
    size_t used = f->pool.used;
    rs_pieces_clear(&g->pieces, &f->pool);
    account(f, g, used);
}

static void remove_datagram(struct rs_fragments *f, struct datagram *g)
{
    let_go_pieces(f, g);
    f->share_count[g->share]--;
    rs_table_remove(&f->table, g);
    f->counters->datagrams_live--;
}

static void lose(struct rs_fragments *f, struct datagram *g)
{
    f->counters->fragments_lost += g->frames;
    remove_datagram(f, g);
}

static void give_up(struct rs_fragments *f, struct datagram *g)
{
    f->counters->fragments_lost += g->frames;
    g->frames = 0;
    g->given_up = true;
    let_go_pieces(f, g);
}

void rs_fragments_expire(struct rs_fragments *f, int64_t now_us)
{
    struct datagram *g;
    while ((g = rs_table_oldest(&f->table)) && now_us - g->began_us >= f->limits->fragment_us) {
        f->counters->datagrams_expired++;
        lose(f, g);
    }
}

void rs_fragments_clear(struct rs_fragments *f)
{
    struct datagram *g;
    while ((g = rs_table_oldest(&f->table)))
        lose(f, g);
    memset(f->recent, 0, sizeof f->recent);
}

static bool evict_oldest(struct rs_fragments *f, const struct datagram *but)
{
    struct datagram *g = rs_table_oldest(&f->table);
    if (!g || g == but)
        return false;
    f->counters->datagrams_evicted++;
    lose(f, g);
    return true;
}

static size_t share_of(size_t limit)
{
    return limit < SHARE_DIVISOR ? limit : limit / SHARE_DIVISOR;
}

static struct datagram *begin(struct rs_fragments *f, const struct rs_fragment *fragment,
                              int64_t now_us)
{
    unsigned share = fragment->source % RS_FRAGMENT_SHARES;
    if (f->share_count[share] >= share_of(f->limits->datagrams))
        return NULL;
    if (rs_table_full(&f->table) && !evict_oldest(f, NULL))
        return NULL;
    struct datagram *g = rs_table_add(&f->table, fragment->key);
    g->began_us = now_us;
    g->share = (uint8_t)share;
    f->share_count[share]++;
    f->counters->datagrams_live++;
    return g;
}

/* Room for so many octets, at the cost of older datagrams but not of this one. */
static bool make_room(struct rs_fragments *f, const struct datagram *g, size_t cost)
{
    if (f->share_octets[g->share] + cost > share_of(f->limits->fragment_octets))
        return false;
    while (!rs_pool_room(&f->pool, cost))
        if (!evict_oldest(f, g))
            return false;
    return true;
}

/* RFC 791 3.2: all but the last come in units of 8 octets; none ends beyond 65,535. */
static bool can_be(const struct rs_fragment *p)
{
    if (!p->octets.n || (p->more && p->octets.n % 8))
        return false;
    return p->offset + p->octets.n <= DATAGRAM_MAX;
}

/* Does its end agree with what is known of the end? */
static bool end_agrees(const struct datagram *g, const struct rs_fragment *p)
{
    uint64_t end = p->offset + p->octets.n;
    if (g->total)
        return p->more ? end <= g->total : end == g->total;
    return p->more || !g->pieces.last || rs_piece_end(g->pieces.last) <= end;
}

static enum rs_packet_verdict contradiction(struct rs_fragments *f, struct datagram *g,
                                            const struct rs_fragment *p)
{
    f->counters->fragments_overlapping++;
    if (p->strict)
        give_up(f, g);
    return RS_PACKET_FRAGMENT_BAD;
}

/* Keep its octets. */
static enum rs_packet_verdict hold(struct rs_fragments *f, struct datagram *g,
                                   const struct rs_fragment *p)
{
    if (g->pieces.count >= f->limits->fragments) {
        f->counters->datagrams_evicted++;
        lose(f, g);
        return RS_PACKET_FRAGMENT_LIMIT;
    }
    if (!make_room(f, g, rs_pieces_cost(&g->pieces, p->octets.n)))
        return RS_PACKET_FRAGMENT_LIMIT;
    size_t used = f->pool.used;
    int found =
        rs_pieces_add(&g->pieces, &f->pool, &(struct rs_piece){.offset = p->offset}, p->octets);
    account(f, g, used);
    if (found < 0)
        return RS_PACKET_FRAGMENT_LIMIT;
    f->counters->fragments_duplicate += found == RS_PIECES_NOTHING;
    f->counters->fragments_overlapping += found == RS_PIECES_PARTLY;
    g->frames += found != RS_PIECES_NOTHING;
    return RS_PACKET_ANALYSED;
}

static enum rs_packet_verdict take(struct rs_fragments *f, struct datagram *g,
                                   const struct rs_fragment *p)
{
    if (g->given_up)
        return RS_PACKET_FRAGMENT_BAD;
    if (!end_agrees(g, p))
        return contradiction(f, g, p);
    if (p->strict && rs_pieces_meet(&g->pieces, p->offset, p->octets.n) &&
        !rs_pieces_have(&g->pieces, p->offset, p->octets))
        return contradiction(f, g, p);
    if (p->offset == 0 && !rs_pieces_meet(&g->pieces, 0, 1))
        g->protocol = p->protocol;
    if (!p->more)
        g->total = p->offset + (uint32_t)p->octets.n;
    return hold(f, g, p);
}

static struct rs_whole_before *recent_at(struct rs_fragments *f, struct rs_digest key)
{
    return &f->recent[key.hi % RS_FRAGMENT_RECENT];
}

/*
 * A capture on "any" or on two ports of a switch holds each fragment twice. The
 * second copy of the last one comes when the datagram is whole; it must not
 * wait for others until the identification is used again.
 */
static bool is_late_copy(struct rs_fragments *f, const struct rs_fragment *p, int64_t now_us,
                         enum rs_packet_verdict *verdict)
{
    struct rs_whole_before *r = recent_at(f, p->key);
    if (!rs_digest_eq(r->key, p->key))
        return false;
    if (p->offset == 0 || now_us - r->time_us > LATE_US) {
        memset(r, 0, sizeof *r);
        return false;
    }
    f->counters->fragments_duplicate++;
    *verdict = r->verdict;
    return true;
}

static bool make_whole(struct rs_fragments *f, struct datagram *g, struct rs_whole *whole)
{
    /* Not from the pool: one datagram at a time, a few when tunnels nest. */
    whole->octets = malloc(g->total);
    if (!whole->octets)
        return false;
    whole->len = g->total;
    whole->fragments = g->frames;
    whole->protocol = g->protocol;
    for (const struct rs_piece *piece = g->pieces.first; piece; piece = piece->next)
        memcpy(whole->octets + piece->offset, piece->octets, piece->len);
    f->counters->datagrams_reassembled++;
    return true;
}

bool rs_fragments_add(struct rs_fragments *f, const struct rs_fragment *fragment, int64_t now_us,
                      struct rs_whole *whole, enum rs_packet_verdict *verdict)
{
    f->counters->fragments++;
    *verdict = RS_PACKET_FRAGMENT_BAD;
    if (!can_be(fragment))
        return false;
    struct datagram *g = rs_table_find(&f->table, fragment->key);
    if (!g && is_late_copy(f, fragment, now_us, verdict))
        return false;
    *verdict = RS_PACKET_FRAGMENT_LIMIT;
    if (!g && !(g = begin(f, fragment, now_us)))
        return false;
    *verdict = take(f, g, fragment);
    if (*verdict != RS_PACKET_ANALYSED || !g->total || g->pieces.octets != g->total)
        return false;
    bool made = make_whole(f, g, whole);
    if (!made)
        *verdict = RS_PACKET_FRAGMENT_LIMIT;
    remove_datagram(f, g);
    return made;
}

void rs_fragments_release(struct rs_fragments *f, struct rs_digest key, int64_t now_us,
                          struct rs_whole *whole, enum rs_packet_verdict verdict)
{
    *recent_at(f, key) = (struct rs_whole_before){key, now_us, verdict};
    free(whole->octets);
    whole->octets = NULL;
}
