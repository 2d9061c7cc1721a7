/* Records (RFC 5246 6.2, RFC 8446 5): where they end, when they can be read, their contents. */
#include "packet/tls_session.h"

#include "packet/octets.h"

enum {
    PASSED_OVER_MAX = 64, /* records that do not fit, where some need not */
    ALERT_NO_RENEGOTIATION = 100
};

bool rs_tls_header_fits(struct rs_span header)
{
    uint8_t type = rs_u8(header, 0);
    return type >= RS_TLS_CHANGE_CIPHER && type <= RS_TLS_HEARTBEAT && rs_u8(header, 1) == 3 &&
           rs_u8(header, 2) <= 4 && rs_u16(header, 3) <= RS_TLS_FRAGMENT_MAX;
}

/* Can the next record be read now? */

static bool wait_for_peer(struct rs_tls_session *s, struct rs_tls_way *way)
{
    way->wait = RS_TLS_WAITS_PEER;
    way->waited_events = s->events;
    return false;
}

/*
 * A direction begins with a hello, or the server's refusal. Its first record is
 * the one that tells who is who.
 */
static bool first_record_ready(struct rs_tls_session *s, struct rs_tls_way *way,
                               const struct rs_tls_record *r, const struct rs_tls_sink *sink)
{
    uint8_t type = rs_u8(r->header, 0);
    bool hello = type == RS_TLS_HANDSHAKE && r->fragment.n && rs_u8(r->fragment, 0) == 1;
    bool answer = type == RS_TLS_HANDSHAKE && r->fragment.n && rs_u8(r->fragment, 0) == 2;
    if (hello || type == RS_TLS_ALERT)
        return true;
    if (!answer) {
        rs_tls_die(s, RS_TLS_MIDSTREAM, sink);
        return false;
    }
    return s->hellos ? true : wait_for_peer(s, way);
}

/* What the client says behind its hello is understood with the server's answer. */
static bool client_ready(struct rs_tls_session *s, struct rs_tls_way *way, uint8_t type)
{
    bool answered = s->server_hello || (s->retry && s->hellos == 1);
    if (type != RS_TLS_ALERT && !answered && s->hellos)
        return wait_for_peer(s, way);
    /* The transcript has the server's messages before the client's. */
    if (type == RS_TLS_HANDSHAKE && s->server_hello && !rs_tls_is_13(s) && !s->server_done)
        return wait_for_peer(s, way);
    return true;
}

static bool keys_ready(struct rs_tls_session *s, int direction, uint8_t type,
                       const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    if (!s->server_hello)
        return true;
    if (rs_tls_is_13(s))
        return type != RS_TLS_APPLICATION || way->epoch == way->needed ||
               rs_tls_take_epoch(s, direction, way->needed, sink);
    return type != RS_TLS_CHANGE_CIPHER || rs_tls_have_master(s, direction, sink);
}

static bool ready(struct rs_tls_session *s, int direction, const struct rs_tls_record *r,
                  const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    uint8_t type = rs_u8(r->header, 0);
    if (!way->begun && !first_record_ready(s, way, r, sink))
        return false;
    if (rs_tls_is_client(s, direction) && !client_ready(s, way, type))
        return false;
    return keys_ready(s, direction, type, sink);
}

/* Opening */

static bool is_protected(const struct rs_tls_session *s, const struct rs_tls_way *way, uint8_t type)
{
    if (rs_tls_is_13(s) && s->server_hello)
        return type == RS_TLS_APPLICATION;
    return rs_tls_cipher_started(&way->cipher);
}

/* 0-RTT comes before the client's handshake records, and may be what the server refuses. */
static bool open_early(struct rs_tls_session *s, const struct rs_tls_record *r,
                       unsigned char *room, struct rs_span *contents)
{
    if (!rs_tls_cipher_started(&s->early) ||
        rs_tls_cipher_open(&s->early, s->early_sequence, r, room, contents) != RS_OK)
        return false;
    s->early_sequence++;
    return true;
}

/* Contents; false: it does not fit. What may be passed over leaves no contents. */
static bool open_record(struct rs_tls_session *s, int direction, const struct rs_tls_record *r,
                        unsigned char *room, struct rs_span *contents,
                        const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    bool early = s->early_open && rs_tls_is_client(s, direction);
    *contents = RS_SPAN_NONE;
    if (early && open_early(s, r, room, contents))
        return true;
    if (rs_tls_cipher_open(&way->cipher, way->sequence, r, room, contents) == RS_OK) {
        way->sequence++;
        way->passed_over = 0;
        way->seeking = false;
        s->early_open &= !early;
        return true;
    }
    if (!(early || way->seeking) || ++way->passed_over > PASSED_OVER_MAX)
        return false;
    if (early && way->passed_over == 1 && sink->lost)
        sink->lost(sink->user, direction);
    return true;
}

/* TLSInnerPlaintext (RFC 8446 5.2): the last octet that is not 0 is the type. */
static uint8_t inner_type(struct rs_span *contents)
{
    while (contents->n && !contents->p[contents->n - 1])
        contents->n--;
    if (!contents->n)
        return 0;
    contents->n--;
    return (uint8_t)contents->p[contents->n];
}

/* Contents */

/* The server will not renegotiate: the client's hello was in vain. */
static void alert(struct rs_tls_session *s, int direction, struct rs_span contents)
{
    if (contents.n != 2 || rs_u8(contents, 1) != ALERT_NO_RENEGOTIATION ||
        rs_tls_is_client(s, direction) || s->server_hello)
        return;
    s->hellos = 0;
    rs_tls_event(s);
}

static void change_cipher(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink)
{
    if (rs_tls_is_13(s) || !s->server_hello)
        return; /* RFC 8446 D.4: for middleboxes; it means nothing */
    if (!rs_tls_change_cipher(s, direction, sink))
        return;
    rs_tls_handshake_reset(s, direction);
    if (!rs_tls_is_client(s, direction))
        s->server_done = true;
    rs_tls_event(s);
}

static void take_contents(struct rs_tls_session *s, int direction, uint8_t type,
                          struct rs_span contents, const struct rs_tls_sink *sink)
{
    switch (type) {
    case RS_TLS_CHANGE_CIPHER:
        change_cipher(s, direction, sink);
        break;
    case RS_TLS_ALERT:
        alert(s, direction, contents);
        break;
    case RS_TLS_HANDSHAKE:
        rs_tls_handshake(s, direction, contents, sink);
        break;
    case RS_TLS_APPLICATION:
        if (contents.n)
            sink->application(sink->user, direction, contents);
        break;
    default:
        break;
    }
}

/* One whole record that can be read. */
static void take_record(struct rs_tls_session *s, int direction, const struct rs_tls_record *r,
                        const struct rs_tls_sink *sink)
{
    unsigned char room[RS_TLS_FRAGMENT_MAX];
    struct rs_tls_way *way = &s->ways[direction];
    struct rs_span contents = r->fragment;
    uint8_t type = rs_u8(r->header, 0);
    way->begun = true;
    if (!is_protected(s, way, type)) {
        if (type != RS_TLS_APPLICATION)
            take_contents(s, direction, type, contents, sink);
        else if (!s->retry) /* behind a HelloRetryRequest: 0-RTT that the server did not take */
            rs_tls_die(s, RS_TLS_MALFORMED, sink);
        return;
    }
    if (!open_record(s, direction, r, room, &contents, sink)) {
        rs_tls_lose(s, direction, false, sink);
        return;
    }
    if (rs_tls_is_13(s))
        type = inner_type(&contents);
    take_contents(s, direction, type, contents, sink);
}

static size_t find_back(struct rs_tls_session *s, int direction, struct rs_span octets,
                        const struct rs_tls_sink *sink)
{
    unsigned char room[RS_TLS_FRAGMENT_MAX];
    struct rs_tls_found f = rs_tls_find_back(s, direction, octets, room, sink);
    if (f.found)
        take_contents(s, direction, rs_tls_is_13(s) ? inner_type(&f.contents) : f.type,
                      f.contents, sink);
    return f.used;
}

/* One record. Returns its octets; 0: it is not whole, waits, or the session is dead. */
static size_t next_record(struct rs_tls_session *s, int direction, struct rs_span octets,
                          const struct rs_tls_sink *sink)
{
    if (s->ways[direction].lost)
        return find_back(s, direction, octets, sink);
    if (octets.n < RS_TLS_HEADER_LEN)
        return 0;
    struct rs_tls_record r = {.header = rs_span_first(octets, RS_TLS_HEADER_LEN)};
    if (!rs_tls_header_fits(r.header)) {
        rs_tls_die(s, s->ways[direction].begun ? RS_TLS_MALFORMED : RS_TLS_MIDSTREAM, sink);
        return 0;
    }
    size_t len = rs_u16(r.header, 3);
    if (octets.n < RS_TLS_HEADER_LEN + len)
        return 0;
    r.fragment = rs_span_first(rs_span_skip(octets, RS_TLS_HEADER_LEN), len);
    if (!ready(s, direction, &r, sink))
        return 0;
    take_record(s, direction, &r, sink);
    return RS_TLS_HEADER_LEN + len;
}

size_t rs_tls_records(struct rs_tls_session *s, int direction, struct rs_span octets,
                      const struct rs_tls_sink *sink)
{
    size_t used = 0, n = 1;
    while (n && !s->dead && s->ways[direction].wait == RS_TLS_GOES_ON) {
        n = next_record(s, direction, rs_span_skip(octets, used), sink);
        used += n;
    }
    return used;
}
