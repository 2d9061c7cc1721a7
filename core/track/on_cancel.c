#include "track/state.h"

/* CANCEL: a hop transaction of its own that shares the INVITE's branch (RFC 3261 9). */

static void tell_invalid(struct rs_tracker *t, struct rs_step *s, const char *subkind,
                         const struct rs_transaction *tx, const struct rs_request *invite)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_CANCEL_INVALID);
    e.subkind = subkind;
    e.tx = tx;
    e.request = invite;
    e.other_frame = invite ? rs_request_first_frame(t, invite) : 0;
    e.dialog = invite ? rs_request_dialog(t, invite) : NULL;
    rs_tell(t, &e);
}

/* The hop's INVITE; for a branch that a non-INVITE has, *other says so. */
static struct rs_transaction *find_invite(struct rs_tracker *t, const struct rs_step *s,
                                          bool *other)
{
    struct rs_transaction *tx = rs_hop_find_for(t, s, RS_METHOD_INVITE);
    *other = false;
    for (enum rs_method m = RS_METHOD_UNKNOWN + 1; !tx && m < RS_METHOD__COUNT; m++)
        if (m != RS_METHOD_CANCEL && rs_hop_find_for(t, s, m))
            *other = true;
    return tx;
}

/* "The Request-URI, Call-ID, To, the numeric part of CSeq, and From header fields in the
 * CANCEL request MUST be identical to those in the request being cancelled" (9.1). */
static bool differs(struct rs_tracker *t, const struct rs_step *s,
                    const struct rs_transaction *invite, const struct rs_request *r)
{
    return rs_request_find(t, s, RS_METHOD_INVITE) != r ||
           invite->uri_print !=
               rs_fold32(rs_fingerprint(&t->hash, s->msg->uri.p, s->msg->uri.n));
}

static void mark(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *invite,
                 struct rs_request *r)
{
    struct rs_request_more *m = rs_request_more_get(t, r);
    invite->cancelled = true;
    rs_seen_get(t, invite, RS_SEEN_CANCEL, rs_moment(t->now_us, s->origin->frame));
    if (m->cancel_us < 0) {
        m->cancel_us = t->now_us;
        m->cancel_frame = s->origin->frame;
    }
}

/* ---- by whom ---- */

/* None of the call's dialogs that a CANCEL could end has the sender as a party. */
static struct rs_dialog *stranger_to(struct rs_tracker *t, const struct rs_step *s)
{
    enum { LOOKED_AT = 16 };
    struct rs_dialog *d = s->call ? rs_table_at(&t->dialogs, rs_call_last_dialog(s->call)) : NULL;
    struct rs_dialog *of = NULL;
    for (int i = 0; d && i < LOOKED_AT; i++, d = rs_table_at(&t->dialogs, d->next_in_call)) {
        if (d->state >= RS_DIALOG_CONFIRMED || d->partial)
            continue;
        if (rs_dialog_is_crowded(d) || rs_dialog_has_party(t, d, &s->origin->src.addr))
            return NULL;
        of = d;
    }
    return of;
}

/* Seen at the same place and from the same address, it came by another way than its INVITE. */
static bool came_another_way(const struct rs_tracker *t, const struct rs_step *s,
                             const struct rs_transaction *invite)
{
    const struct rs_copy *now = &s->copy, then = rs_hop_request_copy(t, invite);
    if (now->imported || then.imported || now->path != then.path || now->flow != then.flow)
        return false;
    return (now->macs && then.macs && now->macs != then.macs) ||
           (now->ttl && then.ttl && now->ttl != then.ttl);
}

static void check_sender(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                         struct rs_request *own, const struct rs_transaction *invite)
{
    struct rs_dialog *d = stranger_to(t, s);
    const char *subkind = d ? "address" : NULL;
    own->foreign = d != NULL;
    if (!d && invite && came_another_way(t, s, invite)) {
        d = rs_request_dialog(t, rs_table_at(&t->requests, invite->request));
        subkind = "path";
    }
    if (!d)
        return;
    struct rs_event e = rs_event_at(s, RS_EVENT_CANCEL_FOREIGN);
    e.subkind = subkind;
    e.tx = tx;
    e.request = own;
    e.dialog = d;
    rs_tell(t, &e);
}

void rs_cancel_seen(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                    bool first_hop)
{
    bool other;
    struct rs_transaction *invite = find_invite(t, s, &other);
    if (first_hop)
        check_sender(t, s, tx, rs_table_at(&t->requests, tx->request), invite);
    if (!invite) {
        if (other)
            tell_invalid(t, s, "non_invite", tx, NULL);
        return;
    }
    struct rs_request *r = rs_table_at(&t->requests, invite->request);
    const char *subkind = NULL;
    if (differs(t, s, invite, r))
        subkind = "mismatch";
    else if (!rs_seen_find(t, invite, RS_SEEN_PROVISIONAL) && !invite->final_status)
        subkind = "before_provisional";
    else if (s->msg->first[RS_HEADER_REQUIRE] || s->msg->first[RS_HEADER_PROXY_REQUIRE])
        subkind = "require";
    if (subkind && first_hop &&
        !rs_flow_is_one_way(t, &s->origin->src.addr, &s->origin->dst.addr))
        tell_invalid(t, s, subkind, tx, r);
    struct rs_request *own = rs_table_at(&t->requests, tx->request);
    struct rs_dialog *d = rs_request_dialog(t, r);
    own->mismatch = subkind && subkind[0] == 'm';
    tx->unsigned_cancel = rs_signin_drops(t, s);
    if (d && first_hop) {
        rs_request_tie(own, d);
        rs_dialog_reason(t, d, s);
    }
    mark(t, s, invite, r);
}

/* A forged CANCEL and the caller's own are hops of one request: all but the sender is the same. */
static bool sent_by_stranger(struct rs_tracker *t, const struct rs_transaction *tx,
                             const struct rs_request *own)
{
    const struct rs_dialog *d = rs_request_dialog(t, own);
    const struct rs_origin hop = rs_hop_origin(t, tx);
    return !d || !rs_dialog_has_party(t, d, &hop.src.addr);
}

void rs_cancel_answered(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx)
{
    struct rs_transaction *invite = rs_hop_find_for(t, s, RS_METHOD_INVITE);
    struct rs_request *r = invite ? rs_table_at(&t->requests, invite->request) : NULL;
    const struct rs_request *own = rs_table_at(&t->requests, tx->request);
    if (own->foreign && s->msg->status / 100 == 2 && sent_by_stranger(t, tx, own)) {
        struct rs_event e = rs_event_at(s, RS_EVENT_CANCEL_FOREIGN_ACCEPTED);
        e.tx = tx;
        e.request = own;
        e.dialog = rs_request_dialog(t, own);
        rs_tell(t, &e);
    }
    if (s->msg->status == 481) {
        tell_invalid(t, s, "answered_481", tx, r);
        return;
    }
    if (!r || s->msg->status / 100 != 2)
        return;
    invite->cancel_accepted = true;
    struct rs_request_more *m = rs_request_more_get(t, r);
    if (m->cancel_accepted_us < 0)
        m->cancel_accepted_us = t->now_us;
    rs_hop_arm(t, invite);
}
