#include "track/state.h"

/* A request seen for the first time on any hop: which dialog it opens, or is in. */

enum { REORDER_US = 200000, DIALOGS_LOOKED_AT = 16 };

static uint8_t usage_of(unsigned method)
{
    switch (method) {
    case RS_METHOD_INVITE:
    case RS_METHOD_BYE:
    case RS_METHOD_UPDATE:
    case RS_METHOD_PRACK:
    case RS_METHOD_INFO:
        return RS_USAGE_INVITE;
    case RS_METHOD_SUBSCRIBE:
    case RS_METHOD_NOTIFY:
    case RS_METHOD_BENOTIFY:
    case RS_METHOD_REFER:
        return RS_USAGE_SUBSCRIPTION;
    default:
        return RS_USAGE_UNKNOWN;
    }
}

static void take_agent(struct rs_tracker *t, const struct rs_step *s, struct rs_dialog *d)
{
    if (!d->user_agent)
        d->user_agent = rs_agent_keep(t, rs_msg_value(s->msg, RS_HEADER_USER_AGENT));
}

/* ---- opening ---- */

/* A finished attempt under the same half key makes way for the next one (after 3xx, 4xx). */
static struct rs_dialog *running_half(struct rs_tracker *t, const struct rs_step *s)
{
    struct rs_dialog *d = rs_table_find_at(&t->dialogs, s->keys.half, s->met.dialog);
    if (!d || d->state != RS_DIALOG_TERMINATED)
        return d;
    rs_table_rekey(
        &t->dialogs, d,
        rs_digest_plus(rs_digest(&t->hash, d->link.key, sizeof d->link.key), d->number, 0));
    return NULL;
}

/* RFC 3891 3: the dialog is named by Call-ID and both tags, seen from the one who is asked. */
static void note_replaces(struct rs_tracker *t, const struct rs_step *s, struct rs_dialog *d)
{
    struct rs_replaces named;
    if (!s->msg->first[RS_HEADER_REPLACES] ||
        rs_replaces_parse(rs_msg_value(s->msg, RS_HEADER_REPLACES), &named) != RS_OK)
        return;
    struct rs_digest call = rs_digest(&t->hash, named.call_id.p, named.call_id.n);
    struct rs_digest key = rs_keys_dialog_for(rs_keys_half_for(&t->hash, call, named.to_tag),
                                              rs_keys_half_for(&t->hash, call, named.from_tag));
    rs_dialog_keep(t, d, RS_DIALOG_REPLACES, rs_span((const char *)&key, sizeof key));
}

static void open_dialog(struct rs_tracker *t, struct rs_step *s, struct rs_request *r)
{
    struct rs_dialog *d = running_half(t, s);
    if (!d) {
        d = rs_dialog_open(t, s, s->keys.half);
        if (!d)
            return;
        d->usage = usage_of(r->method);
        d->state = RS_DIALOG_TRYING;
    }
    s->note->dialog.before = d->messages ? d->state : RS_DIALOG_NONE;
    d->side[0] = rs_side(r->cseq, r->method, t->now_us);
    r->from_caller = true;
    take_agent(t, s, d);
    rs_request_tie(r, d);
    note_replaces(t, s, d);
    rs_dialog_party(t, d, s);
    rs_dialog_media(t, s, d, false);
    if (d->usage == RS_USAGE_SUBSCRIPTION)
        rs_subscription_request(t, s, d);
    else
        rs_session_timer_request(t, s, d);
}

/* The capture began in the middle of it: confirmed as far as anybody can tell. */
static struct rs_dialog *open_partial(struct rs_tracker *t, struct rs_step *s,
                                      const struct rs_request *r)
{
    struct rs_dialog *d = rs_dialog_open(t, s, s->keys.dialog);
    if (!d)
        return NULL;
    d->usage = usage_of(r->method);
    d->partial = true;
    d->state = RS_DIALOG_CONFIRMED;
    d->has_callee = true;
    d->callee = rs_tag_key(s->keys.to_tag);
    rs_dialog_keep(t, d, RS_DIALOG_CALLEE_TAG, s->view->to.tag);
    return d;
}

/* The first dialog of the SUBSCRIBE that this NOTIFY's To tag sent, answered by others before. */
static struct rs_dialog *forked(struct rs_tracker *t, const struct rs_step *s)
{
    struct rs_dialog *d = s->call ? rs_table_at(&t->dialogs, rs_call_last_dialog(s->call)) : NULL;
    for (int i = 0; d && i < DIALOGS_LOOKED_AT; i++) {
        if (d->fork == 1 && !d->partial && t->now_us - d->opened_us < RS_TIMEOUT_US &&
            d->usage == RS_USAGE_SUBSCRIPTION && d->half == rs_fold32(s->keys.to_tag.lo))
            return d;
        d = rs_table_at(&t->dialogs, d->next_in_call);
    }
    return NULL;
}

/* A NOTIFY may come before the answer to its SUBSCRIBE, and from several (6665 4.1.2.4, 4.4.1). */
static struct rs_dialog *notified(struct rs_tracker *t, struct rs_step *s)
{
    if (usage_of(s->view->method) != RS_USAGE_SUBSCRIPTION)
        return NULL;
    struct rs_dialog *d = rs_table_find(&t->dialogs, s->keys.to_tag);
    if (!d || d->has_callee)
        return rs_dialog_notified_fork(t, s, forked(t, s));
    rs_dialog_set_callee(t, s, d, s->keys.from_tag, s->view->from.tag);
    rs_dialog_step(t, d, RS_DLG_ANSWER, t->now_us, s->origin->frame);
    return d;
}

/* ---- inside ---- */

static void tell(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                 const struct rs_dialog *d, enum rs_event_kind kind, const char *subkind)
{
    struct rs_event e = rs_event_at(s, kind);
    e.request = r;
    e.tx = rs_table_at(&t->transactions, r->first_tx);
    e.dialog = d;
    e.subkind = subkind;
    rs_tell(t, &e);
}

/* "MUST be ... strictly monotonically increasing" within each direction (12.2.1.1). */
static void check_cseq(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                       struct rs_dialog *d)
{
    struct rs_side *side = &d->side[r->from_caller ? 0 : 1];
    bool lower = side->cseq_set && r->cseq < side->cseq;
    bool reused = side->cseq_set && r->cseq == side->cseq &&
                  (r->method != side->cseq_method || r->method == RS_METHOD_PRACK);
    bool reordered = lower && t->now_us - side->cseq_us < REORDER_US;
    if ((lower || reused) && !reordered) {
        struct rs_event e = rs_event_at(s, RS_EVENT_CSEQ_REGRESS);
        e.request = r;
        e.tx = rs_table_at(&t->transactions, r->first_tx);
        e.dialog = d;
        e.subkind = lower ? "lower" : "reuse";
        e.number = side->cseq;
        e.other_number = r->cseq;
        rs_tell(t, &e);
    }
    if (!lower)
        *side = rs_side(r->cseq, r->method, t->now_us);
}

static bool moves_session(unsigned method)
{
    return method == RS_METHOD_INVITE || method == RS_METHOD_UPDATE ||
           method == RS_METHOD_REFER || method == RS_METHOD_INFO;
}

/*
 * With the tags of the one it goes to: each address has so far sent for the
 * other side only. A proxy, or a NAT with both behind it, has sent for both.
 */
static bool tags_swapped(const struct rs_tracker *t, const struct rs_step *s,
                         const struct rs_request *r, const struct rs_dialog *d)
{
    unsigned claimed = r->from_caller ? 1 : 2;
    return rs_dialog_party_side(t, d, &s->origin->src.addr) == 3 - claimed &&
           rs_dialog_party_side(t, d, &s->origin->dst.addr) == claimed;
}

/* A dialog of which the capture saw the beginning knows who takes part in it. */
static void check_source(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                         const struct rs_dialog *d)
{
    bool known = rs_dialog_has_party(t, d, &s->origin->src.addr);
    bool swapped = known && r->method == RS_METHOD_BYE && tags_swapped(t, s, r, d);
    if (d->partial || rs_dialog_is_crowded(d) || (known && !swapped))
        return;
    r->foreign = true;
    if (r->method == RS_METHOD_BYE)
        tell(t, s, r, d, RS_EVENT_BYE_FOREIGN, swapped ? "tags_swapped" : NULL);
    else if (moves_session(r->method))
        tell(t, s, r, d, RS_EVENT_REQUEST_FOREIGN, NULL);
}

static void tell_hangup(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                        const struct rs_dialog *d)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_HANGUP);
    e.request = r;
    e.dialog = d;
    e.interval_us = t->now_us - d->confirmed_us;
    t->told_of = rs_dialog_origin(t, d);
    e.opener = &t->told_of.src;
    e.from_caller = r->from_caller;
    rs_tell(t, &e);
}

static void on_bye(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                   struct rs_dialog *d)
{
    int side = r->from_caller ? 0 : 1;
    bool crossing = d->state == RS_DIALOG_TERMINATING && !d->bye_sent[side] && d->bye_sent[!side];
    if (crossing && !d->glare_told) {
        d->glare_told = true;
        tell(t, s, r, d, RS_EVENT_GLARE, "bye_both_sides");
    }
    if (d->state == RS_DIALOG_CONFIRMED && !d->partial && !r->foreign && d->confirmed_us >= 0)
        tell_hangup(t, s, r, d);
    if (!d->bye_sent[0] && !d->bye_sent[1] && d->state < RS_DIALOG_TERMINATED) {
        d->bye_us = t->now_us;
        d->bye_frame = s->origin->frame;
        d->end = r->from_caller ? RS_END_CALLER_BYE : RS_END_CALLEE_BYE;
        rs_dialog_reason(t, d, s);
    }
    d->bye_sent[side] = true;
    rs_dialog_step(t, d, RS_DLG_BYE, t->now_us, s->origin->frame);
}

static void in_dialog(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                      struct rs_dialog *d)
{
    s->note->dialog.before = d->state;
    r->from_caller = rs_tag_key(s->keys.from_tag) == d->caller;
    rs_request_tie(r, d);
    if (s->view->method == RS_METHOD_CANCEL)
        return;
    check_cseq(t, s, r, d);
    check_source(t, s, r, d);
    rs_session_timer_request(t, s, d);
    if (!r->foreign)
        rs_dialog_party(t, d, s);
    if (r->method == RS_METHOD_BYE)
        on_bye(t, s, r, d);
    else if (usage_of(r->method) == RS_USAGE_SUBSCRIPTION)
        rs_subscription_request(t, s, d);
    else if (r->method == RS_METHOD_PRACK)
        rs_reliable_prack(t, s, d);
    rs_dialog_media(t, s, d, r->method == RS_METHOD_INVITE || r->method == RS_METHOD_UPDATE);
}

/* One tag right and one wrong in a call we know: somebody guesses, or has lost his state. */
static bool tags_mismatch(const struct rs_tracker *t, const struct rs_step *s)
{
    const struct rs_dialog *d =
        s->call ? rs_table_at(&t->dialogs, rs_call_last_dialog(s->call)) : NULL;
    for (int i = 0; d && i < DIALOGS_LOOKED_AT; i++) {
        const struct rs_keys *k = &s->keys;
        bool from = rs_tag_key(k->from_tag) == d->caller || rs_tag_key(k->from_tag) == d->callee;
        bool to = rs_tag_key(k->to_tag) == d->caller || rs_tag_key(k->to_tag) == d->callee;
        if (d->state == RS_DIALOG_CONFIRMED && !d->partial && d->usage == RS_USAGE_INVITE &&
            from != to)
            return true;
        d = rs_table_at(&t->dialogs, d->next_in_call);
    }
    return false;
}

void rs_dialog_request(struct rs_tracker *t, struct rs_step *s, struct rs_request *r)
{
    unsigned method = s->view->method;
    if (!r->in_dialog) {
        if (rs_method_flags(method) & RS_METHOD_DIALOG && method != RS_METHOD_NOTIFY)
            open_dialog(t, s, r);
        else if (usage_of(method) == RS_USAGE_SUBSCRIPTION)
            rs_subscription_request(t, s, NULL);
        return;
    }
    struct rs_dialog *d = rs_dialog_find(t, s);
    r->dialog_known = d != NULL;
    if (!d && method == RS_METHOD_CANCEL)
        return;
    if (!d)
        d = notified(t, s);
    if (!d && usage_of(method) == RS_USAGE_INVITE && tags_mismatch(t, s) &&
        !rs_settling(t, t->now_us))
        tell(t, s, r, NULL, RS_EVENT_DIALOG_UNKNOWN, "tag_mismatch");
    if (!d && s->keys.has_dialog)
        d = open_partial(t, s, r);
    if (d)
        in_dialog(t, s, r, d);
}
