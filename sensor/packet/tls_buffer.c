#include "packet/tls_buffer.h"

enum { FIRST_ROOM = 512 };

static size_t doubled_to(size_t room, size_t need)
{
    if (!room)
        room = FIRST_ROOM;
    while (room < need)
        room *= 2;
    return room;
}

/* What is moved is never more than what was taken off since the last move. */
static bool moves_down(const struct rs_tls_buffer *b)
{
    return b->from >= rs_tls_buffer_len(b);
}

size_t rs_tls_buffer_cost(const struct rs_tls_buffer *b, size_t len_bytes)
{
    size_t end = moves_down(b) ? rs_tls_buffer_len(b) : b->end;
    return doubled_to(b->room, end + len_bytes) - b->room;
}

static void move_down(struct rs_tls_buffer *b)
{
    if (b->from)
        memmove(b->p, b->p + b->from, rs_tls_buffer_len(b));
    b->end -= b->from;
    b->from = 0;
}

static bool grow(struct rs_tls_buffer *b, struct rs_pool *pool, size_t need)
{
    size_t room = doubled_to(b->room, need);
    char *grown = rs_pool_grow(pool, b->p, b->room, room);
    if (!grown)
        return false;
    b->p = grown;
    b->room = room;
    return true;
}

bool rs_tls_buffer_append(struct rs_tls_buffer *b, struct rs_pool *pool, struct rs_span octets)
{
    if (!octets.n)
        return true;
    if (b->end + octets.n > b->room && moves_down(b))
        move_down(b);
    if (b->end + octets.n > b->room && !grow(b, pool, b->end + octets.n))
        return false;
    memcpy(b->p + b->end, octets.p, octets.n);
    b->end += octets.n;
    return true;
}

void rs_tls_buffer_skip(struct rs_tls_buffer *b, struct rs_pool *pool, size_t n)
{
    b->from += n < rs_tls_buffer_len(b) ? n : rs_tls_buffer_len(b);
    if (b->from == b->end)
        rs_tls_buffer_clear(b, pool);
}

void rs_tls_buffer_clear(struct rs_tls_buffer *b, struct rs_pool *pool)
{
    rs_pool_return(pool, b->p, b->room);
    *b = (struct rs_tls_buffer){0};
}
