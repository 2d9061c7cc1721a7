/* One fragment: may it be, does it fit, is its datagram whole? */
#include "packet/datagrams.h"

#include <stdlib.h>

enum {
    DATAGRAM_MAX = 65535,
    LATE_US = 1000000 /* copies come within a round of a loop, not later */
};

/* RFC 791 3.2: all but the last come in units of 8 octets; none ends beyond 65,535. */
static bool can_be(const struct rs_fragment *p)
{
    if (!p->octets.n || (p->more && !p->any_size && p->octets.n % 8))
        return false;
    return p->offset + p->octets.n <= DATAGRAM_MAX;
}

/* Does its end agree with what is known of the end? */
static bool end_agrees(const struct rs_datagram *g, const struct rs_fragment *p)
{
    uint64_t end = p->offset + p->octets.n;
    if (g->total)
        return p->more ? end <= g->total : end == g->total;
    return p->more || !g->pieces.last || rs_piece_end(g->pieces.last) <= end;
}

static enum rs_packet_verdict contradiction(struct rs_fragments *f, struct rs_datagram *g,
                                            const struct rs_fragment *p)
{
    f->counters->fragments_overlapping++;
    if (p->strict)
        rs_datagram_give_up(f, g);
    return RS_PACKET_FRAGMENT_BAD;
}

/* Keep its octets. */
static enum rs_packet_verdict hold(struct rs_fragments *f, struct rs_datagram *g,
                                   const struct rs_fragment *p)
{
    if (g->pieces.count >= f->limits->fragments) {
        f->counters->datagrams_evicted++;
        rs_datagram_lose(f, g);
        return RS_PACKET_FRAGMENT_LIMIT;
    }
    if (!rs_datagram_make_room(f, g, rs_pieces_cost(&g->pieces, p->octets.n)))
        return RS_PACKET_FRAGMENT_LIMIT;
    size_t used = f->pool.used;
    int found =
        rs_pieces_add(&g->pieces, &f->pool, &(struct rs_piece){.offset = p->offset}, p->octets);
    rs_datagram_account(f, g, used);
    if (found < 0)
        return RS_PACKET_FRAGMENT_LIMIT;
    f->counters->fragments_duplicate += found == RS_PIECES_NOTHING;
    f->counters->fragments_overlapping += found == RS_PIECES_PARTLY;
    g->frames += found != RS_PIECES_NOTHING;
    return RS_PACKET_ANALYSED;
}

/* A number says where it stands when all before it are there. */
static enum rs_packet_verdict take_numbered(struct rs_fragments *f, struct rs_datagram *g,
                                            struct rs_fragment *p)
{
    if (p->offset > g->frames)
        return RS_PACKET_FRAGMENT_BAD;
    if (p->offset < g->frames) { /* sent again */
        f->counters->fragments_duplicate++;
        return RS_PACKET_ANALYSED;
    }
    p->offset = (uint32_t)g->pieces.octets;
    if (!can_be(p))
        return RS_PACKET_FRAGMENT_BAD;
    if (!p->more)
        g->total = p->offset + (uint32_t)p->octets.n;
    return hold(f, g, p);
}

static enum rs_packet_verdict take(struct rs_fragments *f, struct rs_datagram *g,
                                   struct rs_fragment *p)
{
    if (p->numbered)
        return take_numbered(f, g, p);
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

static bool make_whole(struct rs_fragments *f, struct rs_datagram *g, struct rs_whole *whole)
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

bool rs_fragments_add(struct rs_fragments *f, struct rs_fragment *fragment, int64_t now_us,
                      struct rs_whole *whole, enum rs_packet_verdict *verdict)
{
    f->counters->fragments++;
    *verdict = RS_PACKET_FRAGMENT_BAD;
    if (!can_be(fragment))
        return false;
    struct rs_datagram *g = rs_table_find(&f->table, fragment->key);
    /* 802.11 has 4,096 numbers for its frames, and uses them up in seconds. */
    if (g && fragment->numbered && !fragment->offset &&
        !rs_pieces_have(&g->pieces, 0, fragment->octets)) {
        rs_datagram_lose(f, g);
        g = NULL;
    }
    if (!g && is_late_copy(f, fragment, now_us, verdict))
        return false;
    *verdict = RS_PACKET_FRAGMENT_LIMIT;
    if (!g && !(g = rs_datagram_begin(f, fragment->key, fragment->source, now_us)))
        return false;
    *verdict = take(f, g, fragment);
    if (*verdict != RS_PACKET_ANALYSED || !g->total || g->pieces.octets != g->total)
        return false;
    bool made = make_whole(f, g, whole);
    if (!made)
        *verdict = RS_PACKET_FRAGMENT_LIMIT;
    rs_datagram_remove(f, g);
    return made;
}

void rs_fragments_release(struct rs_fragments *f, struct rs_digest key, int64_t now_us,
                          struct rs_whole *whole, enum rs_packet_verdict verdict)
{
    *recent_at(f, key) = (struct rs_whole_before){key, now_us, verdict};
    free(whole->octets);
    whole->octets = NULL;
}
