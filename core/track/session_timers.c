#include "track/state.h"

/*
 * Session timers: negotiated in INVITE and UPDATE (RFC 4028 7-9), run on packet
 * time. D310: what is wrong with the figures; D309: it ran out, and nobody
 * refreshed the session or ended it.
 */

/* "The absolute minimum" (4); and how long a refresh may be on its way at the tap. */
enum { INTERVAL_MIN_S = 90, GRACE_US = RS_SECOND_US };

static struct rs_session_timer *timer_of(const struct rs_tracker *t, const struct rs_dialog *d)
{
    return rs_slab_at(&t->session_timers, d->session_timer);
}

static bool concerns(unsigned method)
{
    return method == RS_METHOD_INVITE || method == RS_METHOD_UPDATE;
}

/* ---- kept ---- */

/* One a dialog at most, and as many places: there is always room. */
static struct rs_session_timer *timer_get(struct rs_tracker *t, struct rs_dialog *d)
{
    struct rs_session_timer *m = timer_of(t, d);
    if (m)
        return m;
    d->session_timer = rs_slab_take(&t->session_timers);
    return timer_of(t, d);
}

void rs_session_timer_stop(struct rs_tracker *t, struct rs_dialog *d)
{
    struct rs_session_timer *m = timer_of(t, d);
    if (!m)
        return;
    rs_wait_no_more(t, RS_WAITS_SESSION_TIMER, d->link.self);
    m->state = RS_TIMER_NONE;
}

void rs_session_timer_record(const struct rs_tracker *t, const struct rs_dialog *d,
                             struct rs_session_timer_record *r)
{
    const struct rs_session_timer *m = timer_of(t, d);
    if (m)
        *r = (struct rs_session_timer_record){m->seconds, m->refreshes, m->refresher, m->ran_out};
}

void rs_session_timer_forget(struct rs_tracker *t, struct rs_dialog *d)
{
    if (!d->session_timer)
        return;
    rs_wait_no_more(t, RS_WAITS_SESSION_TIMER, d->link.self);
    rs_slab_give(&t->session_timers, d->session_timer);
    d->session_timer = 0;
}

uint32_t rs_session_timer_seconds(const struct rs_tracker *t, const struct rs_dialog *d)
{
    const struct rs_session_timer *m = timer_of(t, d);
    return m && m->state != RS_TIMER_NONE ? m->seconds : 0;
}

/* Waits no longer when it no longer runs. */
static void step(struct rs_tracker *t, struct rs_dialog *d, enum rs_timer_event event)
{
    struct rs_session_timer *m = timer_of(t, d);
    if (!m)
        return;
    m->state = rs_session_timer_machine(m->state, event).next;
    if (m->state == RS_TIMER_NONE)
        rs_session_timer_stop(t, d);
    else if (m->state == RS_TIMER_RUNNING)
        rs_wait(t, RS_WAITS_SESSION_TIMER, d->link.self,
                m->refreshed_us + m->seconds * (int64_t)RS_SECOND_US + GRACE_US);
}

/* ---- figures ---- */

static void tell(struct rs_tracker *t, struct rs_step *s, const struct rs_dialog *d,
                 const char *subkind, uint32_t seconds)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_SESSION_TIMER_INVALID);
    e.dialog = d;
    e.subkind = subkind;
    e.number = seconds;
    rs_tell(t, &e);
}

/* Both have "delta-seconds"; false where the header is not there. */
static bool seconds_of(const struct rs_msg *m, enum rs_header_id id, uint32_t *seconds)
{
    *seconds = 0;
    return m->first[id] && rs_number_parse(rs_msg_value(m, id), UINT32_MAX, seconds) == RS_OK;
}

static void check_small(struct rs_tracker *t, struct rs_step *s, const struct rs_dialog *d)
{
    uint32_t seconds;
    if (seconds_of(s->msg, RS_HEADER_SESSION_EXPIRES, &seconds) && seconds < INTERVAL_MIN_S)
        tell(t, s, d, "interval_small", seconds);
    else if (seconds_of(s->msg, RS_HEADER_MIN_SE, &seconds) && seconds < INTERVAL_MIN_S)
        tell(t, s, d, "min_se_small", seconds);
}

static void ended(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    const struct rs_session_timer *m = timer_of(t, d);
    unsigned before = m->state;
    step(t, d, RS_TMR_ENDED);
    if (before != RS_TIMER_NONE)
        s->note->session_timer =
            (struct rs_session_timer_note){(uint8_t)before, m->state, m->refresher, m->seconds};
}

void rs_session_timer_request(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    if (concerns(s->view->method))
        check_small(t, s, d);
    else if (s->view->method == RS_METHOD_BYE && d && d->session_timer)
        ended(t, s, d);
}

/* ---- agreed ---- */

static void agreed(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                   struct rs_dialog *d, const struct rs_session_expires *se)
{
    struct rs_session_timer *m = timer_get(t, d);
    if (!m)
        return;
    bool caller = (se->refresher == RS_REFRESHER_UAC) == r->from_caller;
    m->refreshes += m->state != RS_TIMER_NONE && m->refreshes < UINT16_MAX;
    m->seconds = se->seconds;
    m->refresher = se->refresher == RS_REFRESHER_NONE ? 0 : caller ? 1 : 2;
    m->refreshed_us = t->now_us;
    m->refreshed_frame = s->origin->frame;
    step(t, d, RS_TMR_AGREED);
}

static void accepted(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                     struct rs_dialog *d)
{
    struct rs_session_expires se;
    if (rs_session_expires_parse(rs_msg_value(s->msg, RS_HEADER_SESSION_EXPIRES), &se) != RS_OK) {
        step(t, d, RS_TMR_DECLINED);
        return;
    }
    if (se.refresher == RS_REFRESHER_NONE) /* "MUST set the value of the refresher" (9) */
        tell(t, s, d, "no_refresher", se.seconds);
    agreed(t, s, r, d, &se);
}

/* "The 422 response MUST contain a Min-SE" (6); each try then has a larger one (7.3). */
static void too_small(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    enum { ROUNDS_TOLD = 3 };
    uint32_t seconds;
    if (!seconds_of(s->msg, RS_HEADER_MIN_SE, &seconds))
        tell(t, s, d, "422_without_min_se", 0);
    if (rs_conditional_round(t, s, RS_ROUNDS_422_CALL, s->keys.call) == ROUNDS_TOLD)
        tell(t, s, d, "422_rounds", seconds);
    rs_conditional_422(t, s);
    step(t, d, RS_TMR_TOO_SMALL);
}

void rs_session_timer_response(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                               struct rs_dialog *d)
{
    if (!concerns(r->method) || s->msg->status < 200)
        return;
    unsigned before = d->session_timer ? timer_of(t, d)->state : RS_TIMER_NONE;
    if (s->msg->status < 300 || s->msg->status == 422)
        check_small(t, s, d);
    if (s->msg->status < 300)
        accepted(t, s, r, d);
    else if (s->msg->status == 422)
        too_small(t, s, d);
    else
        step(t, d, RS_TMR_REFUSED);
    const struct rs_session_timer *m = timer_of(t, d);
    if (m && (m->state != RS_TIMER_NONE || before != RS_TIMER_NONE))
        s->note->session_timer = (struct rs_session_timer_note){(uint8_t)before, m->state,
                                                                m->refresher, m->seconds};
}

/* ---- ran out ---- */

void rs_session_timer_due(struct rs_tracker *t, struct rs_dialog *d)
{
    struct rs_session_timer *m = timer_of(t, d);
    static const char *const refreshers[] = {NULL, "caller_silent", "callee_silent"};
    step(t, d, RS_TMR_RAN_OUT);
    m->ran_out = true;
    const struct rs_origin own = rs_dialog_origin(t, d);
    if (rs_flow_is_one_way(t, &own.src.addr, &own.dst.addr))
        return;
    struct rs_origin last = rs_origin_near(&own, d->last_frame, d->last_us, false);
    struct rs_event e = rs_dialog_event_now(t, d, RS_EVENT_SESSION_TIMER_EXPIRED);
    e.origin = &last;
    e.frame = d->last_frame;
    e.first_us = m->refreshed_us;
    e.other_frame = m->refreshed_frame;
    e.subkind = refreshers[m->refresher];
    e.number = m->seconds;
    e.interval_us = t->now_us - m->refreshed_us;
    rs_tell(t, &e);
}
