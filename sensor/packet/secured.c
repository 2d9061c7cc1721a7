/*
 * TLS between a TCP stream and what it hides: one session for both directions
 * of a connection, and a lane for the plaintext of each.
 *
 *     stream[0] ──► session ──► lane[0] ──► SIP, WebSocket, ...
 *     stream[1] ──►         ──► lane[1]
 *
 * The second stream of a connection finds the session by the first, through
 * its key with the ends swapped. A connection whose plaintext is no SIP, or
 * that cannot be read, is over for both.
 */
#include "packet/decoder.h"

#include "packet/secured.h"

/* One call of the session: what its callbacks need. */
struct call {
    struct rs_secured *link;
    const struct rs_packet_sink *sink;
    bool sip; /* octets of SIP came out */
    bool starved;
};

/* ---- what the session tells ---- */

/* A direction whose place is lost is tried again with each record; else once. */
static void no_sip(struct call *call, int side, size_t octets)
{
    struct rs_secured *link = call->link;
    struct rs_lane *lane = &link->lane[side];
    uint32_t junk = lane->junk + (uint32_t)octets;
    if (lane->begun || junk > RS_LANE_JUNK_MAX) {
        link->over = true;
        return;
    }
    struct rs_tcp_stream *owner = lane->owner;
    rs_lane_fini(link->decoder, lane);
    rs_lane_begin(lane, owner, RS_TRANSPORT_TLS);
    lane->after_gap = true;
    lane->junk = junk;
}

static void application(void *user, int side, struct rs_span octets)
{
    struct call *call = user;
    struct rs_secured *link = call->link;
    struct rs_tcp_run run = {octets, 0, &link->origin[side]};
    if (link->over)
        return;
    enum rs_tcp_taken taken = rs_lane_push(link->decoder, &link->lane[side], &run, call->sink);
    call->sip |= taken == RS_TCP_TAKEN;
    link->readable = true;
    call->starved |= taken == RS_TCP_STARVED;
    if (taken == RS_TCP_FORGOTTEN)
        no_sip(call, side, octets.n);
}

void rs_secured_found_sip(struct rs_secured *link)
{
    if (link->sip)
        return;
    rs_secured_touch(link, true);
    if (!link->told)
        rs_secured_tell_readable(link);
}

static void lost(void *user, int side)
{
    struct call *call = user;
    rs_lane_gap(call->link->decoder, &call->link->lane[side], UINT64_MAX);
}

static void facts(void *user, const struct rs_tls_facts *f)
{
    struct call *call = user;
    (void)f;
    rs_secured_count(call->link);
}

static void undecryptable(void *user, enum rs_tls_reason reason)
{
    struct call *call = user;
    rs_secured_tell_unread(call->link, reason);
    call->link->over = true;
}

static struct rs_tls_sink sink_of(struct call *call)
{
    return (struct rs_tls_sink){call, application, lost, facts, undecryptable};
}

/* ---- life ---- */

/* The plaintext of a direction whose stream is gone is paid for by the other one. */
static void set_owners(struct rs_secured *link)
{
    for (int side = 0; side < 2; side++)
        link->lane[side].owner = link->stream[side] ? link->stream[side] : link->stream[!side];
}

static void join(struct rs_secured *link, struct rs_lane *lane, int side)
{
    link->stream[side] = lane->owner;
    lane->kind = RS_LANE_TLS;
    lane->secured = link;
    lane->side = (uint8_t)side;
    set_owners(link);
}

/* The session that the other direction has begun, unless this one has been in it. */
static struct rs_secured *link_of_other(struct rs_decoder *d, const struct rs_origin *o, int *side)
{
    const struct rs_tcp_stream *other =
        rs_table_find(&d->tcp.table, rs_tcp_key(d, &o->dst, &o->src, o->tunnel));
    if (!other || other->lane.kind != RS_LANE_TLS)
        return NULL;
    *side = !other->lane.side;
    struct rs_secured *link = other->lane.secured;
    return link->stream[*side] || link->lane[*side].begun ? NULL : link;
}

static struct rs_secured *link_new(struct rs_decoder *d, struct rs_tcp_stream *owner)
{
    struct rs_secured *link = NULL;
    rs_secured_make_room(d);
    if (rs_tcp_make_room(d, owner, sizeof *link))
        link = rs_pool_take(&d->tcp.pool, sizeof *link);
    if (!link)
        return NULL;
    memset(link, 0, sizeof *link);
    link->decoder = d;
    link->session = rs_tls_new(d->tls_keys, &d->tls_room, link);
    if (link->session) {
        rs_secured_enlist(link);
        return link;
    }
    rs_pool_return(&d->tcp.pool, link, sizeof *link);
    return NULL;
}

bool rs_secured_begin(struct rs_decoder *d, struct rs_lane *lane, const struct rs_origin *origin)
{
    int side = 0;
    struct rs_secured *link = link_of_other(d, origin, &side);
    if (!link && !(link = link_new(d, lane->owner)))
        return false;
    rs_lane_begin(&link->lane[side], lane->owner, RS_TRANSPORT_TLS);
    link->lane[side].begun = true; /* the first octets inside are the first ones */
    join(link, lane, side);
    return true;
}

/* It ends, and nobody was told yet what became of it. */
static void tell_end(struct rs_secured *link)
{
    if (link->readable)
        rs_secured_tell_readable(link);
    else if (link->counted)
        rs_secured_tell_unread(link, RS_TLS_EMPTY);
}

static void link_free(struct rs_secured *link)
{
    struct rs_decoder *d = link->decoder;
    struct call call = {.link = link};
    struct rs_tls_sink sink = sink_of(&call);
    link->over = true; /* what comes now has nobody to go to */
    rs_tls_finish(link->session, &sink);
    if (!link->told)
        tell_end(link);
    rs_secured_delist(link);
    rs_tls_free(link->session);
    for (int side = 0; side < 2; side++)
        rs_lane_fini(d, &link->lane[side]);
    rs_pool_return(&d->tcp.pool, link, sizeof *link);
}

void rs_secured_end(struct rs_decoder *d, struct rs_lane *lane)
{
    struct rs_secured *link = lane->secured;
    (void)d;
    if (!link)
        return;
    lane->secured = NULL;
    link->stream[lane->side] = NULL;
    if (link->stream[!lane->side])
        set_owners(link);
    else
        link_free(link);
}

/* ---- octets ---- */

static enum rs_tcp_taken verdict(const struct call *call, int result)
{
    if (result != RS_OK || call->link->over)
        return RS_TCP_FORGOTTEN;
    return call->starved ? RS_TCP_STARVED : call->sip ? RS_TCP_TAKEN : RS_TCP_NOTHING;
}

enum rs_tcp_taken rs_secured_push(struct rs_decoder *d, struct rs_lane *lane,
                                  const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    struct rs_secured *link = lane->secured;
    struct call call = {.link = link, .sink = sink};
    struct rs_tls_sink tls = sink_of(&call);
    int side = lane->side;
    (void)d;
    if (link->over)
        return RS_TCP_FORGOTTEN;
    link->origin[side] = *run->origin;
    if (!link->met_frame) {
        link->met_us = run->origin->time_us;
        link->met_frame = run->origin->frame;
    }
    rs_secured_touch(link, link->sip);
    if (link->gap[side])
        rs_tls_gap(link->session, side);
    link->gap[side] = run->missing > 0;
    int result = RS_OK;
    if (run->octets.n)
        result = rs_tls_push(link->session, side, run->octets, &tls);
    return verdict(&call, result);
}

/* None missing: only what was read and not whole yet is lost. */
void rs_secured_gap(struct rs_lane *lane, uint64_t missing)
{
    lane->secured->gap[lane->side] |= missing > 0;
}

void rs_secured_drop(struct rs_decoder *d, struct rs_lane *lane)
{
    rs_lane_drop(d, &lane->secured->lane[lane->side]);
}

bool rs_secured_holds(const struct rs_lane *lane)
{
    return rs_lane_holds(&lane->secured->lane[lane->side]);
}

/* ---- keys ---- */

void rs_decoder_keys(struct rs_decoder *d, struct rs_tls_keys *keys)
{
    d->tls_keys = keys;
    d->tls_generation = keys ? rs_tls_keys_generation(keys) : 0;
}

bool rs_secured_waits(const struct rs_lane *lane)
{
    const struct rs_secured *link = lane->secured;
    return link && !link->over && link->decoder->tls_keys &&
           rs_tls_keys_expected(link->decoder->tls_keys);
}

/* One that had ended and waited for nothing but keys has no more use for them. */
static void end_again(struct rs_decoder *d, struct rs_tcp_stream *s, bool over)
{
    bool ended = s && s->next >= s->end;
    if (ended && rs_tcp_is_sip(s))
        rs_tcp_close(d, s);
    else if (ended && over)
        rs_tcp_forget(d, s);
}

static void retry(struct rs_tls_session *s, const struct rs_packet_sink *sink)
{
    struct call call = {.link = rs_tls_owner(s), .sink = sink};
    struct rs_tls_sink tls = sink_of(&call);
    struct rs_tcp_stream *stream[2] = {call.link->stream[0], call.link->stream[1]};
    struct rs_decoder *d = call.link->decoder;
    if (!call.link->over && rs_tls_retry(s, &tls) != RS_OK)
        call.link->over = true;
    bool over = call.link->over;
    end_again(d, stream[0], over);
    end_again(d, stream[1], over); /* the link may be gone now */
}

void rs_secured_retry(struct rs_decoder *d, const struct rs_packet_sink *sink)
{
    d->tls_generation = rs_tls_keys_generation(d->tls_keys);
    struct rs_tls_session *s = rs_tls_holding(&d->tls_room, NULL);
    while (s) {
        struct rs_tls_session *next = rs_tls_holding(&d->tls_room, s);
        retry(s, sink);
        s = next;
    }
}
