/*
 * bytes -> packet: octets that wait, taken from a pool. They come in at the end
 * and go out at the beginning; what is before the beginning is moved away only
 * when it is the greater part, so that all of it costs linear time.
 *
 * Who owns the buffer gives it back to the pool that it grew in.
 */
#ifndef RS_PACKET_TLS_BUFFER_H
#define RS_PACKET_TLS_BUFFER_H

#include "base/span.h"
#include "packet/pool.h"

struct rs_tls_buffer {
    char *p;
    size_t from, end, room;
};

static inline struct rs_span rs_tls_buffer_span(const struct rs_tls_buffer *b)
{
    return b->p ? rs_span(b->p + b->from, b->end - b->from) : RS_SPAN_NONE;
}

static inline size_t rs_tls_buffer_len(const struct rs_tls_buffer *b)
{
    return b->end - b->from;
}

/* Octets that the pool has to have for so many more. */
size_t rs_tls_buffer_cost(const struct rs_tls_buffer *b, size_t len_bytes);

/* False when the pool has not got them; the buffer is then as it was. */
bool rs_tls_buffer_append(struct rs_tls_buffer *b, struct rs_pool *pool, struct rs_span octets);

/* Take off the first n octets; an empty buffer gives its room back. */
void rs_tls_buffer_skip(struct rs_tls_buffer *b, struct rs_pool *pool, size_t n);

void rs_tls_buffer_clear(struct rs_tls_buffer *b, struct rs_pool *pool);

#endif
