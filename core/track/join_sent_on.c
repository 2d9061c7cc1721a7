#include "track/join.h"

/*
 * What a device between two legs may leave as it is: the From tag (topology
 * hiding changes Via, Record-Route and Call-ID), the SDP's o= line, and where
 * the media go. Met in two legs of which the later was sent by a host that took
 * part in the earlier one, it makes them one call; met in any other two, it is
 * common, and is not believed until it has been silent for a while.
 *
 * The calling side's SDP is another thing than the called side's: a phone that
 * was called and now calls somebody else itself sends its own SDP in both.
 */
enum {
    TAG_LEAST = 5,
    NUMBER_LEAST = 4,      /* digits of a session id that is no constant */
    NUMBER_RANDOM = 8,     /* ... of one that nobody else has for minutes */
    SOON_US = 2 * RS_SECOND_US,
    TAG_US = 32 * RS_SECOND_US,
    MINUTES_US = 180 * RS_SECOND_US /* hunting: the same offer to one after the other */
};

void rs_join_by_from_tag(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_span tag = s->view->from.tag;
    if (tag.n < TAG_LEAST)
        return;
    rs_joint_sent_on(t, s->call,
                     rs_digest_with(&t->hash, rs_joint_kind(RS_JOIN_FROM_TAG), tag.p, tag.n),
                     RS_JOIN_FROM_TAG, TAG_US, true);
}

/* ---- SDP ---- */

static struct rs_digest side_key(enum rs_join why, bool by_caller)
{
    return rs_digest_plus(rs_joint_kind(why), 0, by_caller);
}

/* 0.0.0.0, 127.0.0.1, ::, ::1: anybody's. */
static bool is_nobodys(const struct rs_addr *a)
{
    static const uint8_t zero[16];
    if (a->family == 4)
        return a->octet[0] == 0 || a->octet[0] == 127;
    return !a->family || (!memcmp(a->octet, zero, 15) && a->octet[15] <= 1);
}

/* The same as text, or a name. */
static bool is_nobodys_text(struct rs_span host)
{
    switch (host.n ? host.p[0] : ':') {
    case '0':
        return true;
    case '1':
        return host.n > 4 && !memcmp(host.p, "127.", 4);
    case ':':
        return host.n <= 3;
    default:
        return rs_span_eq_nocase(host, RS_SPAN("localhost"));
    }
}

/* <username> <sess-id> <sess-version> IN IP4 <address>: id and address (RFC 8866 5.2). */
static void take_origin(struct rs_span line, struct rs_span *id, struct rs_span *host)
{
    const char *end = rs_span_end(line), *from = rs_span_find(line, ' ');
    *id = *host = RS_SPAN_NONE;
    const char *to = from ? rs_span_find(rs_span_between(from + 1, end), ' ') : NULL;
    if (!to)
        return;
    *id = rs_span_between(from + 1, to);
    while (end > to && rs_is_lws(end[-1]))
        end--;
    for (from = end; from > to && from[-1] != ' ';)
        from--;
    *host = rs_span_between(from, end);
}

/* False when it says nothing. */
static bool by_origin(struct rs_tracker *t, struct rs_step *s, bool by_caller)
{
    struct rs_span id, host;
    take_origin(s->sdp.origin, &id, &host);
    if (id.n < NUMBER_LEAST || is_nobodys_text(host))
        return false;
    struct rs_digest key = side_key(RS_JOIN_SDP_ORIGIN, by_caller);
    key = rs_digest_with(&t->hash, key, id.p, id.n);
    rs_joint_sent_on(t, s->call, rs_digest_with(&t->hash, key, host.p, host.n),
                     RS_JOIN_SDP_ORIGIN, id.n >= NUMBER_RANDOM ? MINUTES_US : SOON_US, by_caller);
    return true;
}

/* RFC 8866 5.14: "m=audio 49170 RTP/AVP 0". Port 0: this medium is not wanted. */
static uint16_t media_port(struct rs_span line)
{
    const char *blank = rs_span_find(line, ' '), *end = rs_span_end(line);
    const char *from = blank ? blank + 1 : end, *to = from;
    uint16_t port;
    while (to < end && rs_is_digit(*to))
        to++;
    return rs_port_parse(from, (size_t)(to - from), &port) ? port : 0;
}

/* A port is given to the next call when this one is over: only what follows at once counts. */
static void by_media(struct rs_tracker *t, struct rs_step *s, bool by_caller)
{
    const struct rs_addr *a = &s->sdp.addr;
    uint16_t port = is_nobodys(a) ? 0 : media_port(s->sdp.media);
    unsigned char parts[sizeof a->octet + sizeof port];
    if (!port)
        return;
    memcpy(parts, a->octet, sizeof a->octet);
    memcpy(parts + sizeof a->octet, &port, sizeof port);
    rs_joint_sent_on(t, s->call,
                     rs_digest_with(&t->hash, side_key(RS_JOIN_SDP_MEDIA, by_caller), parts,
                                    sizeof parts),
                     RS_JOIN_SDP_MEDIA, SOON_US, by_caller);
}

/* Of answers, which come late and decide little, the better of the two is enough. */
void rs_join_by_sdp(struct rs_tracker *t, struct rs_step *s, bool by_caller)
{
    if (!by_origin(t, s, by_caller) || by_caller)
        by_media(t, s, by_caller);
}
