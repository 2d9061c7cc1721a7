/*
 * Behind lost octets: where does the next record begin, and what is its number?
 *
 * Records are mostly written one a segment, so the first place that looks like
 * a header is nearly always one. Whether it is, the record's authentication
 * tells, tried under the numbers that it may have. Work is bounded: a place
 * costs NUMBERS_MAX attempts, and after FAILURES_MAX places in vain the session
 * is given up.
 */
#include "packet/tls_session.h"

#include "packet/octets.h"

enum { NUMBERS_MAX = 64, FAILURES_MAX = 4 };

void rs_tls_lose(struct rs_tls_session *s, int direction, bool gap,
                 const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    rs_tls_handshake_reset(s, direction);
    way->lost = way->no_iv = true;
    way->gapped = gap;
    if (!rs_tls_is_client(s, direction)) {
        s->server_done = true; /* the client need not wait for what does not come */
        rs_tls_event(s);
    }
    if (!s->server_hello)
        rs_tls_die(s, s->hellos ? RS_TLS_GAP : RS_TLS_MIDSTREAM, sink);
    else if (sink->lost)
        sink->lost(sink->user, direction);
}

/* What is lost may have been the change to other keys: take them into use. False: it waits. */
static bool have_cipher(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    if (rs_tls_cipher_started(&way->cipher) && (!rs_tls_is_13(s) || way->epoch == way->needed))
        return true;
    return rs_tls_is_13(s) ? rs_tls_take_epoch(s, direction, way->needed, sink)
                           : rs_tls_change_cipher(s, direction, sink);
}

static bool fits_a_number(struct rs_tls_way *way, const struct rs_tls_record *r,
                          unsigned char *room, struct rs_span *contents)
{
    for (uint64_t n = 0; n < NUMBERS_MAX; n++)
        if (rs_tls_cipher_open(&way->cipher, way->sequence + n, r, room, contents) == RS_OK) {
            way->sequence += n + 1;
            return true;
        }
    return false;
}

/* 1.3: the handshake's last records may be among what is lost. */
static bool fits_later_epoch(struct rs_tls_session *s, int direction,
                             const struct rs_tls_record *r, unsigned char *room,
                             struct rs_span *contents, const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    if (!rs_tls_is_13(s) || way->epoch != RS_TLS_EPOCH_HANDSHAKE)
        return false;
    return rs_tls_take_epoch(s, direction, RS_TLS_EPOCH_TRAFFIC, sink) &&
           fits_a_number(way, r, room, contents);
}

/*
 * TLS 1.0: the IV is the end of the record before, which is not there. The first
 * record that is found gives it, and its own beginning cannot be read.
 */
static bool is_chained(const struct rs_tls_cipher *c)
{
    return c->version == RS_TLS_1_0 && c->suite->bulk->kind == RS_TLS_CBC;
}

static bool gives_iv(struct rs_tls_cipher *c, const struct rs_tls_record *r)
{
    size_t block_len = c->suite->bulk->iv_len;
    size_t mac_len = c->mac_first ? rs_tls_mac_len(c->suite) : 0;
    if (!is_chained(c) || r->fragment.n < block_len + mac_len)
        return false;
    size_t end = r->fragment.n - mac_len;
    memcpy(c->keys.iv, r->fragment.p + end - block_len, block_len);
    return true;
}

/* A header of a record that may tell where we are: in 1.3 all that are protected look alike. */
static bool is_place(const struct rs_tls_session *s, struct rs_span header)
{
    return rs_tls_header_fits(header) &&
           (!rs_tls_is_13(s) || rs_u8(header, 0) == RS_TLS_APPLICATION);
}

/* The first of them; where the octets have none, as many as cannot begin one. */
static size_t look_for_place(const struct rs_tls_session *s, struct rs_span octets)
{
    size_t at = 0;
    while (octets.n - at >= RS_TLS_HEADER_LEN &&
           !is_place(s, rs_span_first(rs_span_skip(octets, at), RS_TLS_HEADER_LEN)))
        at++;
    return at;
}

/*
 * Up to 1.2, before ChangeCipherSpec, or behind it when it is lost: handshake
 * records are passed over, protected or not. True when it is one.
 */
static bool is_handshake(struct rs_tls_session *s, int direction, const struct rs_tls_record *r,
                         const struct rs_tls_sink *sink)
{
    uint8_t type = rs_u8(r->header, 0);
    if (rs_tls_is_13(s) || rs_tls_cipher_started(&s->ways[direction].cipher) ||
        type == RS_TLS_APPLICATION)
        return false;
    if (type == RS_TLS_CHANGE_CIPHER && rs_tls_change_cipher(s, direction, sink))
        s->ways[direction].lost = false;
    return true;
}

static struct rs_tls_found try_record(struct rs_tls_session *s, int direction,
                                      const struct rs_tls_record *r, unsigned char *room,
                                      const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    struct rs_tls_found f = {.used = RS_TLS_HEADER_LEN + r->fragment.n, .found = true};
    f.type = rs_u8(r->header, 0);
    if (is_handshake(s, direction, r, sink)) {
        f.found = false;
        if (s->dead || way->wait != RS_TLS_GOES_ON)
            f.used = 0;
        return f;
    }
    if (!have_cipher(s, direction, sink)) {
        f.used = 0;
        f.found = false;
        return f;
    }
    if (fits_a_number(way, r, room, &f.contents) ||
        fits_later_epoch(s, direction, r, room, &f.contents, sink)) {
        /* A MAC of the cipher text fits whatever the IV is. */
        f.found = !(way->no_iv && way->cipher.mac_first && is_chained(&way->cipher));
        way->lost = way->seeking = way->no_iv = false;
        s->failures = 0;
        return f;
    }
    f.found = false;
    if (++s->failures > FAILURES_MAX)
        rs_tls_die(s, way->gapped ? RS_TLS_GAP : RS_TLS_BAD_RECORD, sink);
    else if (gives_iv(&way->cipher, r))
        way->no_iv = false;
    else
        f.used = 1;
    return f;
}

struct rs_tls_found rs_tls_find_back(struct rs_tls_session *s, int direction,
                                     struct rs_span octets,
                                     unsigned char room[RS_TLS_FRAGMENT_MAX],
                                     const struct rs_tls_sink *sink)
{
    size_t at = look_for_place(s, octets);
    octets = rs_span_skip(octets, at);
    struct rs_tls_found f = {.used = at};
    if (at || octets.n < RS_TLS_HEADER_LEN)
        return f;
    struct rs_tls_record r = {.header = rs_span_first(octets, RS_TLS_HEADER_LEN)};
    size_t len = rs_u16(r.header, 3);
    if (octets.n < RS_TLS_HEADER_LEN + len)
        return f;
    r.fragment = rs_span_first(rs_span_skip(octets, RS_TLS_HEADER_LEN), len);
    return try_record(s, direction, &r, room, sink);
}
