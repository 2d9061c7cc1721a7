/*
 * bytes -> packet: IP datagrams made whole from their fragments (RFC 791 3.2,
 * RFC 8200 4.5), and frames of 802.11 and CAPWAP.
 *
 * A datagram is whole when no octet is missing, whatever the order and the
 * number of copies. Where fragments contradict one another, the first octets
 * win for IPv4; an IPv6 datagram is given up with all that comes for it later
 * (RFC 5722 section 4), an exact copy excepted.
 *
 * What goes when there is no room: the oldest datagram. One source (its hash)
 * may hold a quarter of the room, above that its own oldest goes: one flood
 * does not drive out the others. The decoder owns the struct; nobody else sees
 * the pieces.
 */
#ifndef RS_PACKET_FRAGMENTS_H
#define RS_PACKET_FRAGMENTS_H

#include "base/table.h"
#include "packet/packet.h"
#include "packet/pieces.h"

enum { RS_FRAGMENT_SHARES = 64, RS_FRAGMENT_RECENT = 1024 };

/* One fragment as the IP layer reads it. */
struct rs_fragment {
    struct rs_digest key; /* of addresses, identification, protocol, VLANs and tunnel */
    uint32_t source;      /* hash of the source address */
    uint32_t offset;      /* octets */
    uint8_t protocol;     /* of what is in the datagram, as this fragment says */
    bool more;            /* fragments follow */
    bool strict;          /* IPv6: overlaps end the datagram */
    bool any_size;        /* not in units of 8 octets */
    bool numbered;        /* 802.11: offset is a number; they come in order */
    struct rs_span octets;
};

/* A datagram that has just become whole; free it with rs_fragments_release. */
struct rs_whole {
    char *octets;
    uint32_t len;
    uint16_t fragments;
    uint8_t protocol;
};

/* A datagram that was whole a moment ago: takes in late copies of its parts. */
struct rs_whole_before {
    struct rs_digest key;
    int64_t time_us;
    enum rs_packet_verdict verdict;
};

/* What the datagrams from one part of all sources hold; indexes, 0: none. */
struct rs_share {
    uint32_t oldest, newest;
    uint32_t count;
    size_t octets;
};

struct rs_fragments {
    struct rs_table table; /* of datagrams, oldest first */
    struct rs_pool pool;
    struct rs_share shares[RS_FRAGMENT_SHARES]; /* by hash of the source */
    struct rs_whole_before recent[RS_FRAGMENT_RECENT];
    const struct rs_packet_limits *limits;
    struct rs_packet_counters *counters;
};

int rs_fragments_init(struct rs_fragments *f, const struct rs_packet_limits *limits,
                      struct rs_packet_counters *counters);
void rs_fragments_fini(struct rs_fragments *f);

/*
 * Take one. Returns true and fills *whole when its datagram is whole now.
 * Otherwise false, and *verdict is what the frame came to: analysed (held, or a
 * copy), FRAGMENT_BAD, FRAGMENT_LIMIT; a late copy gets its datagram's verdict.
 */
bool rs_fragments_add(struct rs_fragments *f, struct rs_fragment *fragment, int64_t now_us,
                      struct rs_whole *whole, enum rs_packet_verdict *verdict);

/* The whole datagram was used, and this came of it. */
void rs_fragments_release(struct rs_fragments *f, struct rs_digest key, int64_t now_us,
                          struct rs_whole *whole, enum rs_packet_verdict verdict);

/* Give up datagrams whose time is over. */
void rs_fragments_expire(struct rs_fragments *f, int64_t now_us);

/* Give up all. */
void rs_fragments_clear(struct rs_fragments *f);

#endif
