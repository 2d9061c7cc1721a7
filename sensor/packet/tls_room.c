/* The room that all sessions share: who waits, and who loses what he holds. */
#include "packet/tls_session.h"

enum { MIB = 1 << 20, KIB = 1 << 10 };

struct rs_tls_limits rs_tls_limits_default(void)
{
    return (struct rs_tls_limits){.octets = 128 * MIB, .backlog_octets = 256 * KIB};
}

void rs_tls_room_init(struct rs_tls_room *room, const struct rs_tls_limits *limits)
{
    *room = (struct rs_tls_room){.limits = limits ? *limits : rs_tls_limits_default()};
    room->pool.limit = room->limits.octets;
}

/* Those that hold octets */

struct rs_tls_session *rs_tls_holding(const struct rs_tls_room *room,
                                      const struct rs_tls_session *after)
{
    return after ? after->holds_shorter : room->holds_longest;
}

static void join(struct rs_tls_session *s)
{
    struct rs_tls_room *room = s->room;
    s->holds_longer = room->holds_shortest;
    s->holds_shorter = NULL;
    if (room->holds_shortest)
        room->holds_shortest->holds_shorter = s;
    else
        room->holds_longest = s;
    room->holds_shortest = s;
}

static void leave(struct rs_tls_session *s)
{
    struct rs_tls_room *room = s->room;
    if (s->holds_longer)
        s->holds_longer->holds_shorter = s->holds_shorter;
    else
        room->holds_longest = s->holds_shorter;
    if (s->holds_shorter)
        s->holds_shorter->holds_longer = s->holds_longer;
    else
        room->holds_shortest = s->holds_longer;
    s->holds_longer = s->holds_shorter = NULL;
}

void rs_tls_set_holding(struct rs_tls_session *s, bool holds)
{
    if (s->holds == holds)
        return;
    s->holds = holds;
    if (holds)
        join(s);
    else
        leave(s);
}

/* Octets */

static void stop_cipher(struct rs_tls_session *s, struct rs_tls_cipher *c)
{
    if (rs_tls_cipher_started(c))
        rs_tls_discharge(s, RS_TLS_CIPHER_COST);
    rs_tls_cipher_stop(c);
}

void rs_tls_empty(struct rs_tls_session *s)
{
    for (int i = 0; i < 2; i++) {
        rs_tls_buffer_clear(&s->ways[i].held, &s->room->pool);
        rs_tls_buffer_clear(&s->ways[i].message.body, &s->room->pool);
        stop_cipher(s, &s->ways[i].cipher);
        rs_tls_secret_wipe(&s->ways[i].secret);
    }
    rs_tls_buffer_clear(&s->hello, &s->room->pool);
    stop_cipher(s, &s->early);
    rs_tls_secret_wipe(&s->master);
    EVP_MD_CTX_free(s->transcript);
    s->transcript = NULL;
    rs_tls_set_holding(s, false);
}

/* What it waits for has not come in all this time: others need the room. */
static void starve(struct rs_tls_session *s)
{
    s->reason = (uint8_t)rs_tls_vain(s, RS_TLS_KEYS_LATE);
    s->dead = s->untold = true;
    rs_tls_empty(s);
}

bool rs_tls_make_room(struct rs_tls_room *room, const struct rs_tls_session *s, size_t len_bytes)
{
    while (!rs_pool_room(&room->pool, len_bytes)) {
        struct rs_tls_session *longest = room->holds_longest;
        if (longest && longest == s)
            longest = s->holds_shorter;
        if (!longest)
            return false;
        starve(longest);
    }
    return true;
}

bool rs_tls_charge(struct rs_tls_session *s, size_t len_bytes)
{
    if (!rs_tls_make_room(s->room, s, len_bytes))
        return false;
    s->room->pool.used += len_bytes;
    return true;
}

void rs_tls_discharge(struct rs_tls_session *s, size_t len_bytes)
{
    s->room->pool.used -= len_bytes;
}

bool rs_tls_buffer_put(struct rs_tls_session *s, struct rs_tls_buffer *b, struct rs_span octets)
{
    return rs_tls_make_room(s->room, s, rs_tls_buffer_cost(b, octets.n)) &&
           rs_tls_buffer_append(b, &s->room->pool, octets);
}
