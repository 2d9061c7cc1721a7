#include "packet/pieces.h"

#include "base/err.h"

/* A range as it is walked past the pieces that are there. */
struct rest {
    uint64_t offset;
    struct rs_span octets;
    bool met; /* some of it was there */
};

static uint64_t end_of(const struct rest *r)
{
    return r->offset + r->octets.n;
}

static void move_to(struct rest *r, uint64_t offset)
{
    r->octets = rs_span_skip(r->octets, (size_t)(offset - r->offset));
    r->offset = offset;
}

/* Put the first `len` octets of the rest behind `before` (NULL: at the head). */
static struct rs_piece *insert(struct rs_pieces *list, struct rs_pool *pool,
                               struct rs_piece *before, const struct rs_piece *like,
                               const struct rest *r, size_t len)
{
    struct rs_piece *piece = rs_pool_take(pool, sizeof *piece + len);
    if (!piece)
        return NULL;
    *piece = *like;
    piece->offset = r->offset;
    piece->len = (uint32_t)len;
    piece->missing = len == r->octets.n ? like->missing : 0;
    memcpy(piece->octets, r->octets.p, len);
    piece->next = before ? before->next : list->first;
    if (before)
        before->next = piece;
    else
        list->first = piece;
    if (!piece->next)
        list->last = piece;
    list->count++;
    list->octets += piece->len;
    return piece;
}

/* The last piece that begins at or before offset: where the walk starts. */
static struct rs_piece *piece_before(const struct rs_pieces *list, uint64_t offset)
{
    if (list->last && list->last->offset <= offset)
        return list->last;
    struct rs_piece *before = NULL;
    for (struct rs_piece *p = list->first; p && p->offset <= offset; p = p->next)
        before = p;
    return before;
}

static void pass_piece(struct rest *r, const struct rs_piece *piece)
{
    uint64_t covered = rs_piece_end(piece);
    if (covered <= r->offset)
        return;
    r->met = true;
    move_to(r, covered < end_of(r) ? covered : end_of(r));
}

int rs_pieces_add(struct rs_pieces *list, struct rs_pool *pool, const struct rs_piece *like,
                  struct rs_span octets)
{
    struct rest r = {like->offset, octets, false};
    struct rs_piece *before = piece_before(list, r.offset);
    bool added = false;
    if (before)
        pass_piece(&r, before);
    while (r.octets.n) {
        struct rs_piece *after = before ? before->next : list->first;
        uint64_t until = after && after->offset < end_of(&r) ? after->offset : end_of(&r);
        if (!after || until > r.offset) {
            before = insert(list, pool, before, like, &r, (size_t)(until - r.offset));
            if (!before)
                return RS_ERR_MEMORY;
            added = true;
            move_to(&r, until);
        } else {
            before = after;
            pass_piece(&r, after);
        }
    }
    if (!added)
        return RS_PIECES_NOTHING;
    return r.met ? RS_PIECES_PARTLY : RS_PIECES_NEW;
}

size_t rs_pieces_cost(const struct rs_pieces *list, size_t len_bytes)
{
    /* It may fall into as many holes as there are, one piece each. */
    return len_bytes + ((size_t)list->count + 1) * sizeof(struct rs_piece);
}

bool rs_pieces_meet(const struct rs_pieces *list, uint64_t offset, size_t len)
{
    const struct rs_piece *p = piece_before(list, offset);
    if (p && rs_piece_end(p) > offset)
        return true;
    p = p ? p->next : list->first;
    return p && p->offset < offset + len;
}

bool rs_pieces_have(const struct rs_pieces *list, uint64_t offset, struct rs_span octets)
{
    const struct rs_piece *p = piece_before(list, offset);
    return p && p->offset == offset && rs_span_eq(rs_span(p->octets, p->len), octets);
}

struct rs_piece *rs_pieces_take(struct rs_pieces *list)
{
    struct rs_piece *piece = list->first;
    if (!piece)
        return NULL;
    list->first = piece->next;
    if (!list->first)
        list->last = NULL;
    list->count--;
    list->octets -= piece->len;
    return piece;
}

void rs_piece_return(struct rs_pool *pool, struct rs_piece *piece)
{
    rs_pool_return(pool, piece, sizeof *piece + piece->len);
}

void rs_pieces_clear(struct rs_pieces *list, struct rs_pool *pool)
{
    struct rs_piece *piece;
    while ((piece = rs_pieces_take(list)))
        rs_piece_return(pool, piece);
}
