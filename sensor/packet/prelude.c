#include "packet/prelude.h"

#include "packet/hep.h"
#include "packet/octets.h"
#include "packet/tls.h"
#include "packet/turn.h"
#include "packet/ws_frame.h"

enum { HEAD_MAX = 8192, PROXY1_MAX = 107, PROXY2_LEN = 16 };

static struct rs_prelude answer(enum rs_tcp_begin begin)
{
    return (struct rs_prelude){.begin = begin};
}

static struct rs_prelude carrier(enum rs_lane_kind kind, size_t skip, bool promised)
{
    return (struct rs_prelude){RS_TCP_BEGIN_OTHER, kind, (uint32_t)skip, promised};
}

/* As much of the text as there is. */
static bool begins(struct rs_span octets, struct rs_span text)
{
    return octets.n && rs_span_eq(rs_span_first(octets, text.n), rs_span_first(text, octets.n));
}

/* ---- HTTP ---- */

/* Octets up to the empty line and with it; 0: it has not come. */
static size_t head_len(struct rs_span octets)
{
    struct rs_span look = rs_span_first(octets, HEAD_MAX);
    const char *end = rs_span_end(look);
    for (const char *p = look.p; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        if (end - p >= 3 && p[1] == '\r' && p[2] == '\n')
            return (size_t)(p + 3 - octets.p);
    return 0;
}

static struct rs_span next_line(struct rs_span *rest)
{
    const char *lf = rs_span_find(*rest, '\n');
    struct rs_span line = rs_span_between(rest->p, lf ? lf : rs_span_end(*rest));
    *rest = rs_span_skip(*rest, line.n + 1);
    return rs_span_trim(line);
}

static bool lists(struct rs_span value, struct rs_span token)
{
    while (value.p) {
        struct rs_span item = rs_span_cut(value, ',', &value);
        if (rs_span_eq_nocase(rs_span_trim(item), token))
            return true;
    }
    return false;
}

struct handshake {
    bool upgrade;           /* to websocket */
    bool protocols, speaks; /* it names subprotocols; SIP is among them */
};

static struct handshake read_handshake(struct rs_span head)
{
    struct handshake h = {false, false, false};
    next_line(&head);
    while (head.n) {
        struct rs_span value, name = rs_span_trim(rs_span_cut(next_line(&head), ':', &value));
        value = rs_span_trim(value);
        if (rs_span_eq_nocase(name, RS_SPAN("Upgrade")))
            h.upgrade |= lists(value, RS_SPAN("websocket"));
        if (!rs_span_eq_nocase(name, RS_SPAN("Sec-WebSocket-Protocol")))
            continue;
        h.protocols = true;
        h.speaks |= lists(value, RS_SPAN("sip"));
    }
    return h;
}

/* A handshake that names subprotocols and SIP not among them is for something else. */
static struct rs_prelude http(struct rs_span octets, bool tunnel)
{
    size_t len = head_len(octets);
    if (!len)
        return answer(octets.n < HEAD_MAX ? RS_TCP_BEGIN_MAYBE : RS_TCP_BEGIN_NO);
    if (tunnel)
        return carrier(RS_LANE_OPENING, len, false);
    struct handshake h = read_handshake(rs_span_first(octets, len));
    if (!h.upgrade || (h.protocols && !h.speaks))
        return answer(RS_TCP_BEGIN_NO);
    return carrier(RS_LANE_WEBSOCKET, len, h.speaks);
}

/* "HTTP/1.1 101 ..." or the answer to a CONNECT, whose reason phrase is never another one. */
static struct rs_prelude http_answer(struct rs_span octets)
{
    static const size_t code = sizeof "HTTP/1.1 " - 1;
    if (octets.n < code + 3)
        return answer(RS_TCP_BEGIN_MAYBE);
    struct rs_span status = rs_span(octets.p + code, 3);
    if (rs_span_eq(status, RS_SPAN("101")))
        return http(octets, false);
    if (!rs_span_eq(status, RS_SPAN("200")))
        return answer(RS_TCP_BEGIN_NO);
    struct rs_span phrase = RS_SPAN(" connection established");
    struct rs_span text = rs_span_skip(octets, code + 3);
    if (!rs_span_eq_nocase(rs_span_first(text, phrase.n), rs_span_first(phrase, text.n)))
        return answer(RS_TCP_BEGIN_NO);
    return http(octets, true);
}

/* ---- PROXY ---- */

static struct rs_prelude proxy1(struct rs_span octets)
{
    const char *lf = rs_span_find(rs_span_first(octets, PROXY1_MAX), '\n');
    if (lf)
        return carrier(RS_LANE_OPENING, (size_t)(lf + 1 - octets.p), false);
    return answer(octets.n < PROXY1_MAX ? RS_TCP_BEGIN_MAYBE : RS_TCP_BEGIN_NO);
}

static struct rs_prelude proxy2(struct rs_span octets)
{
    if (octets.n < PROXY2_LEN)
        return answer(RS_TCP_BEGIN_MAYBE);
    size_t len = (size_t)PROXY2_LEN + rs_u16(octets, 14);
    if (len > HEAD_MAX)
        return answer(RS_TCP_BEGIN_NO);
    if (octets.n < len)
        return answer(RS_TCP_BEGIN_MAYBE);
    return carrier(RS_LANE_OPENING, len, false);
}

/* ---- HEP ---- */

static struct rs_prelude hep(struct rs_span octets)
{
    enum { ENOUGH = 12 }; /* its header and that of a chunk */
    if (octets.n < ENOUGH)
        return answer(RS_TCP_BEGIN_MAYBE);
    return rs_hep_begins(octets) ? carrier(RS_LANE_HEP, 0, false) : answer(RS_TCP_BEGIN_NO);
}

/* ---- by first octets ---- */

static struct rs_prelude text(struct rs_span octets)
{
    enum { ENOUGH = 4 }; /* fewer octets: SIP's question decides, and asks for more */
    if (octets.n < ENOUGH)
        return answer(RS_TCP_BEGIN_NO);
    if (begins(octets, RS_SPAN("GET /")))
        return http(octets, false);
    if (begins(octets, RS_SPAN("HTTP/1.1 ")) || begins(octets, RS_SPAN("HTTP/1.0 ")))
        return http_answer(octets);
    if (begins(octets, RS_SPAN("HEP3")) || begins(octets, RS_SPAN("EEP3")))
        return hep(octets);
    if (begins(octets, RS_SPAN("CONNECT ")))
        return http(octets, true);
    if (begins(octets, RS_SPAN("PROXY ")))
        return proxy1(octets);
    return answer(RS_TCP_BEGIN_NO);
}

static struct rs_prelude stun(struct rs_span octets, bool middle)
{
    switch (rs_turn_begins(octets)) {
    case RS_TURN_FRAME:
        return carrier(RS_LANE_TURN, 0, false);
    case RS_TURN_MORE:
        return answer(middle ? RS_TCP_BEGIN_NO : RS_TCP_BEGIN_MAYBE);
    default:
        return answer(RS_TCP_BEGIN_NO);
    }
}

static struct rs_prelude tls(struct rs_span octets, bool middle)
{
    enum { ENOUGH = 6 };
    if (!rs_tls_begins(octets))
        return answer(RS_TCP_BEGIN_NO);
    if (octets.n < ENOUGH)
        return answer(middle ? RS_TCP_BEGIN_NO : RS_TCP_BEGIN_MAYBE);
    return carrier(RS_LANE_TLS, 0, false);
}

/* Something else than SIP, or NO. */
static struct rs_prelude other(struct rs_span octets, bool middle)
{
    static const char proxy2_signature[] = "\r\n\r\n\0\r\nQUIT\n";
    switch (rs_u8(octets, 0)) {
    case 'E':
    case 'G':
    case 'H':
    case 'C':
    case 'P':
        return text(octets);
    case '\r':
        if (octets.n >= 5 && begins(octets, rs_span(proxy2_signature, 12)))
            return proxy2(octets);
        break;
    case 0x16:
        return tls(octets, middle);
    case 0x00:
    case 0x01:
    case 0x02:
    case 0x81:
    case 0x82:
        if (rs_ws_begins_sip(octets))
            return carrier(RS_LANE_WEBSOCKET, 0, false);
        return stun(octets, middle);
    default:
        break;
    }
    return answer(RS_TCP_BEGIN_NO);
}

struct rs_prelude rs_prelude_read(struct rs_span octets, bool middle)
{
    if (!octets.n)
        return answer(RS_TCP_BEGIN_BLANK);
    struct rs_prelude p = other(octets, middle);
    if (p.begin != RS_TCP_BEGIN_NO)
        return p;
    p.begin = rs_tcp_begins(octets, middle);
    p.kind = RS_LANE_SIP;
    return p;
}
