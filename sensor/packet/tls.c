#include "packet/tls.h"

#include <openssl/crypto.h>
#include <stdlib.h>

#include "packet/octets.h"
#include "packet/tls_session.h"

static const struct {
    const char *name, *text;
} REASONS[RS_TLS_REASON__COUNT] = {
#define RS_TLS_REASON(reason, name, text) {name, text},
#include "packet/tls_reasons.def"
#undef RS_TLS_REASON
};

const char *rs_tls_reason_name(enum rs_tls_reason reason)
{
    return REASONS[reason].name;
}

const char *rs_tls_reason_text(enum rs_tls_reason reason)
{
    return REASONS[reason].text;
}

const char *rs_tls_sip_name(enum rs_tls_sip sip)
{
    static const char *const names[] = {NULL, "port", "alpn", "inside"};
    return names[sip];
}

/* record header, handshake type 1 or 2: RFC 5246 6.2.1 and 7.4. */
bool rs_tls_begins(struct rs_span octets)
{
    static const uint8_t least[] = {RS_TLS_HANDSHAKE, 3, 0, 0, 0, 1};
    static const uint8_t most[] = {RS_TLS_HANDSHAKE, 3, 4, RS_TLS_FRAGMENT_MAX >> 8, 255, 2};
    for (size_t i = 0; i < octets.n && i < sizeof least; i++)
        if (rs_u8(octets, i) < least[i] || rs_u8(octets, i) > most[i])
            return false;
    return octets.n < RS_TLS_HEADER_LEN || rs_u16(octets, 3) >= RS_TLS_MESSAGE_HEAD;
}

/* Life */

struct rs_tls_session *rs_tls_new(struct rs_tls_keys *keys, struct rs_tls_room *room, void *owner)
{
    struct rs_tls_session *s = NULL;
    if (rs_tls_make_room(room, NULL, sizeof *s))
        s = rs_pool_take(&room->pool, sizeof *s);
    if (!s)
        return NULL;
    memset(s, 0, sizeof *s);
    s->keys = keys;
    s->room = room;
    s->owner = owner;
    s->facts.client = -1;
    for (int i = 0; i < 2; i++) {
        s->ways[i].gap_at = SIZE_MAX;
        s->ways[i].needed = RS_TLS_EPOCH_HANDSHAKE;
    }
    return s;
}

void rs_tls_free(struct rs_tls_session *s)
{
    if (!s)
        return;
    struct rs_tls_room *room = s->room;
    rs_tls_empty(s);
    OPENSSL_cleanse(s, sizeof *s);
    rs_pool_return(&room->pool, s, sizeof *s);
}

void *rs_tls_owner(const struct rs_tls_session *s)
{
    return s->owner;
}

const struct rs_tls_facts *rs_tls_facts(const struct rs_tls_session *s)
{
    return &s->facts;
}

static void tell_death(struct rs_tls_session *s, const struct rs_tls_sink *sink)
{
    s->untold = false;
    if (sink->undecryptable)
        sink->undecryptable(sink->user, s->reason);
}

void rs_tls_die(struct rs_tls_session *s, enum rs_tls_reason reason,
                const struct rs_tls_sink *sink)
{
    if (s->dead)
        return;
    s->dead = true;
    s->reason = (uint8_t)reason;
    tell_death(s, sink);
}

enum rs_tls_reason rs_tls_vain(const struct rs_tls_session *s, enum rs_tls_reason for_keys)
{
    uint8_t a = s->ways[0].wait, b = s->ways[1].wait;
    if (a == RS_TLS_WAITS_KEYS || b == RS_TLS_WAITS_KEYS)
        return for_keys;
    if (a == RS_TLS_WAITS_PEER || b == RS_TLS_WAITS_PEER)
        return s->hellos ? RS_TLS_ONE_WAY : RS_TLS_MIDSTREAM;
    return RS_TLS_NO_ROOM;
}

static size_t backlog(const struct rs_tls_session *s)
{
    return rs_tls_buffer_len(&s->ways[0].held) + rs_tls_buffer_len(&s->ways[1].held);
}

/*
 * The end of a call from outside: a dead session lets go of what it holds only
 * here, because those who find that it is dead are still at work on it.
 */
static int conclude(struct rs_tls_session *s, const struct rs_tls_sink *sink)
{
    if (s->dead) {
        rs_tls_empty(s);
        if (s->untold)
            tell_death(s, sink);
        return RS_ERR_ABSENT;
    }
    rs_tls_set_holding(s, backlog(s) > 0);
    return RS_OK;
}

/* Octets that are held */

static bool may_go_on(const struct rs_tls_session *s, const struct rs_tls_way *way)
{
    switch (way->wait) {
    case RS_TLS_WAITS_PEER:
        return s->events != way->waited_events;
    case RS_TLS_WAITS_KEYS:
        return rs_tls_keys_generation(s->keys) != way->asked_generation || s->master.len;
    default:
        return true;
    }
}

/* What is held comes before what was lost: when no more of it can be used, it is passed over. */
static void pass_gap(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    rs_tls_buffer_skip(&way->held, &s->room->pool, way->gap_at);
    way->gap_at = SIZE_MAX;
    rs_tls_lose(s, direction, true, sink);
}

/* Use what is held, as far as it goes. True when anything was used. */
static bool drain(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    bool any = false;
    if (s->dead || !may_go_on(s, way))
        return false;
    way->wait = RS_TLS_GOES_ON;
    while (!s->dead && way->wait == RS_TLS_GOES_ON) {
        struct rs_span held = rs_span_first(rs_tls_buffer_span(&way->held), way->gap_at);
        size_t used = rs_tls_records(s, direction, held, sink);
        if (s->dead)
            break;
        any |= used > 0;
        rs_tls_buffer_skip(&way->held, &s->room->pool, used);
        if (way->gap_at == SIZE_MAX)
            break;
        way->gap_at -= used;
        if (way->wait == RS_TLS_GOES_ON)
            pass_gap(s, direction, sink);
    }
    return any;
}

/* Both directions, as long as what one tells lets the other go on. */
static void drain_both(struct rs_tls_session *s, int first, const struct rs_tls_sink *sink)
{
    bool any = true;
    while (any && !s->dead) {
        any = drain(s, first, sink);
        any |= drain(s, !first, sink);
    }
}

static void hold(struct rs_tls_session *s, int direction, struct rs_span octets,
                 const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    if (s->dead || !octets.n)
        return;
    if (way->wait != RS_TLS_GOES_ON && backlog(s) + octets.n > s->room->limits.backlog_octets)
        rs_tls_die(s, rs_tls_vain(s, RS_TLS_KEYS_LATE), sink);
    else if (!rs_tls_buffer_put(s, &way->held, octets))
        rs_tls_die(s, RS_TLS_NO_ROOM, sink);
}

/* From outside */

int rs_tls_push(struct rs_tls_session *s, int direction, struct rs_span octets,
                const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction], *other = &s->ways[!direction];
    if (s->dead)
        return conclude(s, sink);
    uint32_t events = s->events;
    if (!rs_tls_buffer_len(&way->held) && way->wait == RS_TLS_GOES_ON && way->gap_at == SIZE_MAX)
        octets = rs_span_skip(octets, rs_tls_records(s, direction, octets, sink));
    hold(s, direction, octets, sink);
    if (rs_tls_buffer_len(&way->held))
        drain(s, direction, sink);
    if (other->wait != RS_TLS_GOES_ON || s->events != events)
        drain_both(s, !direction, sink);
    return conclude(s, sink);
}

void rs_tls_gap(struct rs_tls_session *s, int direction)
{
    struct rs_tls_way *way = &s->ways[direction];
    if (!s->dead && way->gap_at == SIZE_MAX)
        way->gap_at = rs_tls_buffer_len(&way->held);
    /* A second one behind octets that wait: what is between them is between gaps. */
    else if (!s->dead)
        way->held.end = way->held.from + way->gap_at;
}

int rs_tls_retry(struct rs_tls_session *s, const struct rs_tls_sink *sink)
{
    drain_both(s, 0, sink);
    return conclude(s, sink);
}

void rs_tls_finish(struct rs_tls_session *s, const struct rs_tls_sink *sink)
{
    if (!s->dead)
        drain_both(s, 0, sink);
    if (!s->dead && (s->ways[0].wait != RS_TLS_GOES_ON || s->ways[1].wait != RS_TLS_GOES_ON))
        rs_tls_die(s, rs_tls_vain(s, RS_TLS_NO_KEYS), sink);
    conclude(s, sink);
}
