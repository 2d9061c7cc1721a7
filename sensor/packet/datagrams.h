/*
 * bytes -> packet: datagrams that wait for fragments; the inside of
 * fragments.h. Who is there, for how long, and who goes when there is no room.
 *
 * The table in struct rs_fragments owns them; pointers last until the next
 * call that may let one go.
 */
#ifndef RS_PACKET_DATAGRAMS_H
#define RS_PACKET_DATAGRAMS_H

#include "packet/fragments.h"

struct rs_datagram {
    struct rs_table_link link;
    struct rs_pieces pieces;
    int64_t began_us;
    uint32_t older, newer; /* of the same share */
    uint32_t total;        /* octets, 0 until the last fragment has come */
    uint16_t frames;       /* that it holds octets of */
    uint8_t share;
    uint8_t protocol; /* as its first fragment says */
    bool given_up;    /* IPv6 overlap: waits empty for its end of time */
};

/* A new one, at the cost of older ones. NULL: the table has no place at all. */
struct rs_datagram *rs_datagram_begin(struct rs_fragments *f, struct rs_digest key, uint32_t source,
                                      int64_t now_us);

/* Room for so many octets of g, at the cost of others. False: there are none to pay. */
bool rs_datagram_make_room(struct rs_fragments *f, const struct rs_datagram *g, size_t cost);

/* The pool was changed for g; this much was used before. */
void rs_datagram_account(struct rs_fragments *f, const struct rs_datagram *g, size_t used_before);

/* It is done with. */
void rs_datagram_remove(struct rs_fragments *f, struct rs_datagram *g);

/* The same, and what it held has come to nothing. */
void rs_datagram_lose(struct rs_fragments *f, struct rs_datagram *g);

/* It holds nothing any more but stays, so that nothing more is taken for it. */
void rs_datagram_give_up(struct rs_fragments *f, struct rs_datagram *g);

#endif
