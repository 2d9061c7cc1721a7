/*
 * Octets that came before their turn: pieces of a datagram or of a TCP stream,
 * in order of place, none over another. Where two come for the same place the
 * first one stays: a late copy cannot rewrite what was seen.
 *
 * The list is the owner's; the pieces live in the pool.
 */
#ifndef RS_PACKET_PIECES_H
#define RS_PACKET_PIECES_H

#include <stdint.h>

#include "base/span.h"
#include "packet/pool.h"

struct rs_piece {
    struct rs_piece *next;
    uint64_t offset; /* its place */
    uint32_t len;
    uint32_t missing; /* octets behind it that the capture cut off */
    uint64_t frame;   /* that brought it */
    int64_t time_us;
    char octets[];
};

struct rs_pieces {
    struct rs_piece *first, *last;
    uint32_t count;
    uint32_t octets;
};

/* What rs_pieces_add has found, beside a negative enum rs_err. */
enum rs_pieces_found {
    RS_PIECES_NOTHING, /* every octet was there */
    RS_PIECES_PARTLY,  /* some were */
    RS_PIECES_NEW      /* none was */
};

/*
 * Copy what is not there yet. like: offset, missing, frame and time of the piece.
 * RS_ERR_MEMORY: no room; a part may have been added. Linear in the pieces, one
 * step for those that come in order.
 */
int rs_pieces_add(struct rs_pieces *list, struct rs_pool *pool, const struct rs_piece *like,
                  struct rs_span octets);

/* Room that rs_pieces_add may take for so many octets. */
size_t rs_pieces_cost(const struct rs_pieces *list, size_t len_bytes);

/* True when an octet of [offset, offset + len) is there. */
bool rs_pieces_meet(const struct rs_pieces *list, uint64_t offset, size_t len);

/* True when one piece has that place and those octets. */
bool rs_pieces_have(const struct rs_pieces *list, uint64_t offset, struct rs_span octets);

/* Take the first one off the list; give it back with rs_piece_return. */
struct rs_piece *rs_pieces_take(struct rs_pieces *list);
void rs_piece_return(struct rs_pool *pool, struct rs_piece *piece);

void rs_pieces_clear(struct rs_pieces *list, struct rs_pool *pool);

static inline uint64_t rs_piece_end(const struct rs_piece *piece)
{
    return piece->offset + piece->len;
}

#endif
