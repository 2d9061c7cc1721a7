#include "track/state.h"

/* Dialogs: found by Call-ID and tags, opened, forked, closed. */

enum { IDLE_US_HOURS = 4 };

struct rs_dialog *rs_dialog_find(struct rs_tracker *t, const struct rs_step *s)
{
    return s->keys.has_dialog ? rs_table_find_at(&t->dialogs, s->keys.dialog, s->met.dialog) : NULL;
}

/* In a flood the next in line follow soon. */
static void expect_evictions(const struct rs_tracker *t)
{
    const struct rs_dialog *first = rs_table_at(&t->dialogs, t->dialogs.oldest[0]);
    if (!first)
        return;
    rs_table_prefetch_at(&t->calls, first->call);
    rs_prefetch(rs_slab_at(&t->offers, first->offer));
    rs_strings_prefetch(&t->strings, first->kept);
    rs_wait_prefetch(t, RS_WAITS_DIALOG, first->link.self);
    rs_table_prefetch_at(&t->dialogs, rs_table_newer(&t->dialogs, first));
}

void rs_dialog_make_room(struct rs_tracker *t, const struct rs_origin *o)
{
    if (!rs_table_full(&t->dialogs))
        return;
    t->counters.evicted_dialogs++;
    rs_tell_full(t, o, "dialogs");
    rs_dialog_close(t, rs_table_oldest(&t->dialogs), RS_CLOSES_FOR_ROOM);
    expect_evictions(t);
}

static void dialog_times(struct rs_dialog *d, const struct rs_tracker *t, const struct rs_step *s)
{
    d->opened_us = d->last_us = t->now_us;
    d->opened_frame = d->last_frame = s->origin->frame;
    d->ringing_us = d->confirmed_us = d->acked_us = d->bye_us = -1;
    d->invite_2xx_us = d->fork_won_us = -1;
}

static void dialog_join_call(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    struct rs_call *c = rs_call_get(t, s);
    if (!c)
        return;
    rs_call_use(t, c);
    d->call = c->link.self;
    d->next_in_call = c->last_dialog;
    struct rs_dialog *older = rs_table_at(&t->dialogs, c->last_dialog);
    if (older)
        older->prev_in_call = d->link.self;
    c->last_dialog = d->link.self;
}

static rs_pack keep_texts(struct rs_tracker *t, const struct rs_step *s)
{
    char origin[RS_ORIGIN_PACKED_MAX];
    const struct rs_span texts[RS_DIALOG_TEXTS] = {
        [RS_DIALOG_ORIGIN] = rs_span(origin, rs_origin_pack(s->origin, origin)),
        [RS_DIALOG_CALLER_TAG] = s->view->from.tag,
        [RS_DIALOG_CALLER_URI] = s->view->from.uri.text,
        [RS_DIALOG_CALLEE_URI] = s->view->to.uri.text,
    };
    return rs_pack_keep(&t->strings, texts, RS_DIALOG_TEXTS);
}

struct rs_span rs_dialog_text(const struct rs_tracker *t, const struct rs_dialog *d,
                              enum rs_dialog_text which)
{
    return rs_pack_get(&t->strings, d->kept, which);
}

bool rs_dialog_keep(struct rs_tracker *t, struct rs_dialog *d, enum rs_dialog_text which,
                    struct rs_span text)
{
    return rs_pack_set(&t->strings, &d->kept, RS_DIALOG_TEXTS, which, text);
}

struct rs_origin rs_dialog_origin(const struct rs_tracker *t, const struct rs_dialog *d)
{
    struct rs_origin o = rs_origin_unpack(rs_dialog_text(t, d, RS_DIALOG_ORIGIN));
    o.time_us = d->origin_us;
    o.frame = d->opened_frame;
    return o;
}

struct rs_dialog *rs_dialog_open(struct rs_tracker *t, struct rs_step *s, struct rs_digest key)
{
    struct rs_dialog *d = rs_table_add(&t->dialogs, key);
    if (!d)
        return NULL;
    d->number = ++t->counters.dialogs;
    d->origin_us = s->origin->time_us;
    d->fork = 1;
    d->half = rs_fold32(s->keys.half.lo);
    d->caller = rs_tag_key(s->keys.from_tag);
    d->kept = keep_texts(t, s);
    dialog_times(d, t, s);
    dialog_join_call(t, s, d);
    return d;
}

void rs_dialog_set_callee(struct rs_tracker *t, const struct rs_step *s, struct rs_dialog *d,
                          struct rs_digest tag, struct rs_span tag_text)
{
    d->has_callee = true;
    d->callee = rs_tag_key(tag);
    rs_dialog_keep(t, d, RS_DIALOG_CALLEE_TAG, tag_text);
    rs_table_rekey(&t->dialogs, d, rs_keys_dialog_for(s->keys.from_tag, s->keys.to_tag));
}

static unsigned count_forks(const struct rs_tracker *t, const struct rs_dialog *first)
{
    unsigned n = 1;
    for (const struct rs_dialog *f = rs_table_at(&t->dialogs, first->next_fork); f;
         f = rs_table_at(&t->dialogs, f->next_fork))
        n++;
    return n;
}

/* What a fork has from the INVITE that all of them answer. */
static void inherit(struct rs_tracker *t, struct rs_dialog *d, const struct rs_dialog *first,
                    const struct rs_step *s)
{
    d->usage = first->usage;
    d->state = RS_DIALOG_PROCEEDING;
    d->opened_us = first->opened_us;
    /* Each fork counts on from the INVITE: (12.1.2). */
    d->side[0] = rs_side(s->view->cseq.number, s->view->method, d->opened_us);
    if (rs_dialog_keep(t, d, RS_DIALOG_PARTIES, rs_dialog_text(t, first, RS_DIALOG_PARTIES)))
        d->party_count = first->party_count;
    else
        d->party_count = RS_PARTIES_MAX;
    if (rs_dialog_keep(t, d, RS_DIALOG_MEDIA, rs_dialog_text(t, first, RS_DIALOG_MEDIA)))
        d->media_count = first->media_count;
}

/* A further To tag: "a new dialog instance" of the same INVITE (12.1, 4235 3.7.1). */
struct rs_dialog *rs_dialog_fork(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *first)
{
    unsigned forks = count_forks(t, first);
    if (forks >= RS_FORKS_MAX || rs_table_full(&t->dialogs))
        return NULL;
    struct rs_dialog *d = rs_dialog_open(t, s, s->keys.dialog);
    if (!d)
        return NULL;
    inherit(t, d, first, s);
    d->first_fork = first->link.self;
    d->next_fork = first->next_fork;
    first->next_fork = d->link.self;
    d->fork = (uint8_t)(forks + 1);
    d->has_callee = true;
    d->callee = rs_tag_key(s->keys.to_tag);
    rs_dialog_keep(t, d, RS_DIALOG_CALLEE_TAG, s->view->to.tag);
    rs_offer_inherit(t, d, first);
    return d;
}

static void swap(struct rs_tracker *t, struct rs_dialog *d, enum rs_dialog_text a,
                 enum rs_dialog_text b)
{
    char text[RS_TEXT_MAX];
    struct rs_span was = rs_dialog_text(t, d, a);
    was = rs_span(memcpy(text, was.p, was.n), was.n);
    rs_dialog_keep(t, d, a, rs_dialog_text(t, d, b));
    rs_dialog_keep(t, d, b, was);
}

/* A fork that a NOTIFY makes: it comes from the side that was asked. */
struct rs_dialog *rs_dialog_notified_fork(struct rs_tracker *t, struct rs_step *s,
                                          struct rs_dialog *first)
{
    struct rs_dialog *d = first ? rs_dialog_fork(t, s, first) : NULL;
    if (!d)
        return NULL;
    d->half = first->half;
    d->callee = d->caller;
    d->caller = first->caller;
    swap(t, d, RS_DIALOG_CALLER_TAG, RS_DIALOG_CALLEE_TAG);
    swap(t, d, RS_DIALOG_CALLER_URI, RS_DIALOG_CALLEE_URI);
    d->side[0] = first->side[0];
    rs_dialog_step(t, d, RS_DLG_ANSWER, t->now_us, s->origin->frame);
    return d;
}

/* ---- life ---- */

static int64_t idle_us(const struct rs_tracker *t, const struct rs_dialog *d)
{
    int64_t idle = (int64_t)IDLE_US_HOURS * 3600 * RS_SECOND_US;
    int64_t timer = rs_session_timer_seconds(t, d) * (int64_t)(RS_SECOND_US / 10 * 12);
    return timer > idle ? timer : idle;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How long it may be silent: hours, and as long as a subscription in it lasts. */
static int64_t silence_over(const struct rs_tracker *t, const struct rs_dialog *d)
{
    int64_t idle = d->last_us + idle_us(t, d);
    int64_t lapse =
        d->subscriptions ? rs_subscriptions_lapse(t, d) + 2 * (int64_t)RS_TIMEOUT_US : 0;
    return lapse > idle ? lapse : idle;
}

static int64_t dialog_due(const struct rs_tracker *t, const struct rs_dialog *d)
{
    int64_t due = silence_over(t, d);
    switch (d->state) {
    case RS_DIALOG_TERMINATED: /* behind the timers of its transactions, which speak of it */
        return d->closed_us + RS_TIMEOUT_US + 1000;
    case RS_DIALOG_TERMINATING:
        return d->bye_us + RS_TIMEOUT_US;
    case RS_DIALOG_CONFIRMED:
        if ((d->waits_for_ack && !d->t213_told) || d->cancel_race)
            due = earlier(due, d->invite_2xx_us + RS_TIMEOUT_US);
        break;
    case RS_DIALOG_TRYING: /* challenged, and nobody came back with credentials */
        due = earlier(due, d->last_us + 2 * (int64_t)RS_TIMEOUT_US);
        break;
    default:
        if (d->fork_won_us >= 0)
            due = earlier(due, d->fork_won_us + RS_TIMEOUT_US);
        if (d->untimed)
            due = earlier(due, d->last_us + RS_STALL_US);
        break;
    }
    const struct rs_reliable *rel = rs_reliable_of(t, d);
    bool waits = rel && rel->state == RS_RELIABLE_WAITING;
    return waits ? earlier(due, rel->time_us + RS_TIMEOUT_US) : due;
}

void rs_dialog_arm(struct rs_tracker *t, struct rs_dialog *d)
{
    rs_wait(t, RS_WAITS_DIALOG, d->link.self, dialog_due(t, d));
}

void rs_dialog_touch(struct rs_tracker *t, struct rs_dialog *d, const struct rs_step *s)
{
    d->last_us = t->now_us;
    if (s->note->role != RS_ROLE_DUPLICATE)
        d->last_frame = s->origin->frame;
    d->messages++;
    if (s->note->role != RS_ROLE_DUPLICATE && s->view->via_count > d->legs)
        d->legs = s->view->via_count;
    rs_dialog_arm(t, d);
    /* The From tag is the requester's in the response too. */
    bool callers_request = rs_tag_key(s->keys.from_tag) == d->caller;
    s->note->dialog.from_caller = callers_request == (s->msg->kind == RS_MSG_REQUEST);
    if (!s->note->dialog.before && d->messages > 1)
        s->note->dialog.before = d->state;
    rs_dialog_annotate(d, &s->note->dialog);
}

void rs_dialog_annotate(const struct rs_dialog *d, struct rs_dialog_note *n)
{
    n->id = d->number;
    n->after = d->state;
    n->usage = d->usage;
    n->end = d->end;
    n->fork = d->fork;
    n->partial = d->partial;
    n->opened_frame = d->opened_frame;
    n->confirmed_frame = d->confirmed_frame;
    n->closed_frame = d->closed_frame;
}

static void list_parties(const struct rs_tracker *t, const struct rs_dialog *d,
                         struct rs_dialog_record *r)
{
    size_t at = 0;
    while (r->party_count < RS_PARTIES_TOLD &&
           rs_dialog_next_party(t, d, &at, &r->party[r->party_count]))
        r->party_count++;
}

static void emit_record(struct rs_tracker *t, const struct rs_dialog *d, enum rs_closing why)
{
    const struct rs_call *c = rs_table_at(&t->calls, d->call);
    struct rs_dialog_record r = {
        .id = d->number,
        .call = c ? rs_call_known_as(t, c) : 0,
        .leg = c ? c->number : 0,
        .join = c ? (uint8_t)rs_call_join(t, c) : RS_JOIN_NONE,
        .origin = rs_dialog_origin(t, d),
        .call_id = c ? rs_tracker_text(t, c->call_id) : RS_SPAN_NONE,
        .local_tag = rs_dialog_text(t, d, RS_DIALOG_CALLER_TAG),
        .remote_tag = rs_dialog_text(t, d, RS_DIALOG_CALLEE_TAG),
        .caller_uri = rs_dialog_text(t, d, RS_DIALOG_CALLER_URI),
        .callee_uri = rs_dialog_text(t, d, RS_DIALOG_CALLEE_URI),
        .user_agent = rs_agent_name(t, d->user_agent),
        .server = rs_agent_name(t, d->server),
        .reason = rs_dialog_text(t, d, RS_DIALOG_REASON),
        .state = d->state,
        .end = d->end,
        .usage = d->usage,
        .fork = d->fork,
        .partial = d->partial,
        .open_at_end = why == RS_CLOSES_AT_END && d->state != RS_DIALOG_TERMINATED,
        .forgotten = why == RS_CLOSES_FOR_ROOM && d->state != RS_DIALOG_TERMINATED,
        .opened_us = d->opened_us,
        .ringing_us = d->ringing_us,
        .confirmed_us = d->confirmed_us,
        .acked_us = d->acked_us,
        .bye_us = d->bye_us,
        .closed_us = d->state == RS_DIALOG_TERMINATED ? (int64_t)d->closed_us : -1,
        .opened_frame = d->opened_frame,
        .confirmed_frame = d->confirmed_frame,
        .bye_frame = d->bye_frame,
        .closed_frame = d->closed_frame,
        .last_frame = d->last_frame,
        .messages = d->messages,
        .retransmissions = d->retransmissions,
        .legs = d->legs,
        .final_status = d->final_status,
    };
    list_parties(t, d, &r);
    rs_subscription_record(t, d, &r);
    rs_offer_record(t, d, &r.session);
    rs_session_timer_record(t, d, &r.timer);
    r.joined_count = c ? (uint8_t)rs_leg_others(t, c, r.joined) : 0;
    t->sink.dialog(t->sink.user, &r);
}

static void leave_call(struct rs_tracker *t, struct rs_dialog *d)
{
    struct rs_call *c = rs_table_at(&t->calls, d->call);
    struct rs_dialog *older = rs_table_at(&t->dialogs, d->next_in_call);
    struct rs_dialog *newer = rs_table_at(&t->dialogs, d->prev_in_call);
    if (!c)
        return;
    if (older)
        older->prev_in_call = d->prev_in_call;
    *(newer ? &newer->next_in_call : &c->last_dialog) = d->next_in_call;
    rs_call_drop(t, d->call);
}

static void leave_forks(struct rs_tracker *t, struct rs_dialog *d)
{
    struct rs_dialog *first = rs_table_at(&t->dialogs, d->first_fork);
    for (uint32_t *at = first ? &first->next_fork : NULL; at && *at;) {
        if (*at == d->link.self) {
            *at = d->next_fork;
            return;
        }
        struct rs_dialog *f = rs_table_at(&t->dialogs, *at);
        at = &f->next_fork;
    }
    /* The first one goes before its forks: they stand alone. */
    for (struct rs_dialog *f = rs_table_at(&t->dialogs, first ? 0 : d->next_fork), *next; f;
         f = next) {
        next = rs_table_at(&t->dialogs, f->next_fork);
        f->first_fork = f->next_fork = 0;
    }
}

/* A PRACK named a response that had not come then (reordered) and did not come at all. */
static void tell_unseen(struct rs_tracker *t, const struct rs_dialog *d)
{
    const struct rs_reliable *rel = rs_reliable_of(t, d);
    if (d->partial || !rel || !rel->acked_rseq ||
        (rel->acked_cseq == rel->cseq && rel->acked_rseq <= rel->rseq))
        return;
    struct rs_event e = rs_dialog_event_now(t, d, RS_EVENT_UNSEEN);
    rs_tell(t, &e);
}

void rs_dialog_reason(struct rs_tracker *t, struct rs_dialog *d, const struct rs_step *s)
{
    struct rs_values it = {0};
    struct rs_span value;
    if (t->sink.dialog && s->msg->first[RS_HEADER_REASON] &&
        rs_msg_next_value(s->msg, RS_HEADER_REASON, &it, &value))
        rs_dialog_keep(t, d, RS_DIALOG_REASON, value);
}

void rs_dialog_close(struct rs_tracker *t, struct rs_dialog *d, enum rs_closing why)
{
    if (why != RS_CLOSES_AT_END)
        tell_unseen(t, d);
    if (t->sink.dialog)
        emit_record(t, d, why);
    rs_subscriptions_forget(t, d);
    rs_session_timer_forget(t, d);
    rs_offer_forget(t, d);
    rs_wait_no_more(t, RS_WAITS_DIALOG, d->link.self);
    leave_forks(t, d);
    leave_call(t, d);
    rs_reliable_forget(t, d);
    rs_strings_drop(&t->strings, d->kept);
    rs_agent_drop(t, d->user_agent);
    rs_agent_drop(t, d->server);
    rs_table_remove(&t->dialogs, d);
}

void rs_dialog_expect_end(const struct rs_tracker *t, const struct rs_dialog *d)
{
    rs_table_prefetch_own_slot(&t->dialogs, &d->link);
    rs_table_prefetch_at(&t->calls, d->call);
    rs_prefetch(rs_slab_at(&t->session_timers, d->session_timer));
    if (d->session_timer)
        rs_wait_prefetch(t, RS_WAITS_SESSION_TIMER, d->link.self);
    rs_prefetch(rs_slab_at(&t->offers, d->offer));
    rs_strings_prefetch(&t->strings, d->kept);
}

struct rs_event rs_dialog_event_now(struct rs_tracker *t, const struct rs_dialog *d,
                                    enum rs_event_kind kind)
{
    t->told_of = rs_dialog_origin(t, d);
    return (struct rs_event){
        .kind = (uint8_t)kind,
        .time_us = t->now_us,
        .first_us = d->opened_us,
        .last_us = d->last_us,
        .origin = &t->told_of,
        .frame = d->opened_frame,
        .count = 1,
        .dialog = d,
    };
}
