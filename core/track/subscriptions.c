#include "track/state.h"

/*
 * Subscriptions: kept with their dialog, found by package and id, moved and
 * timed (subscription.h). What messages do to them is in subscription_message.c.
 * A dialog that is nothing but subscriptions ends with its last one (RFC 5057 3).
 */

/* ---- found ---- */

struct rs_subscription *rs_subscription_find(struct rs_tracker *t, const struct rs_dialog *d,
                                             struct rs_span package, uint32_t id)
{
    struct rs_subscription *first = NULL;
    struct rs_subscription *b = rs_table_at(&t->subscriptions, d->subscriptions);
    for (; b; b = rs_table_at(&t->subscriptions, b->next)) {
        if (!rs_span_eq_nocase(rs_tracker_text(t, b->package), package))
            continue;
        if (b->id == id)
            return b;
        if (!id && b->refer)
            first = b; /* the first REFER's may go without (3515 2.4.6) */
    }
    return first;
}

static void make_room(struct rs_tracker *t, const struct rs_origin *o)
{
    if (!rs_table_full(&t->subscriptions))
        return;
    t->counters.evicted_subscriptions++;
    rs_tell_full(t, o, "subscriptions");
    rs_subscription_forget(t, rs_table_oldest(&t->subscriptions));
}

/* Some phones subscribe in one dialog to dozens of packages, none to hundreds. */
enum { EACH_MAX = 64 };

static bool too_many(const struct rs_tracker *t, const struct rs_dialog *d)
{
    int n = 0;
    const struct rs_subscription *b = rs_table_at(&t->subscriptions, d->subscriptions);
    for (; b && n < EACH_MAX; b = rs_table_at(&t->subscriptions, b->next))
        n++;
    return n == EACH_MAX;
}

struct rs_subscription *rs_subscription_open(struct rs_tracker *t, const struct rs_step *s,
                                             struct rs_dialog *d, struct rs_span package,
                                             uint32_t id)
{
    make_room(t, s->origin);
    struct rs_digest key = rs_digest_plus(
        rs_digest(&t->hash, package.p, package.n), d->number, ++t->subscriptions_opened);
    struct rs_subscription *b = too_many(t, d) ? NULL : rs_table_add(&t->subscriptions, key);
    if (!b)
        return NULL;
    struct rs_subscription *second = rs_table_at(&t->subscriptions, d->subscriptions);
    b->dialog = d->link.self;
    b->next = d->subscriptions;
    if (second)
        second->prev = b->link.self;
    d->subscriptions = b->link.self;
    b->number = t->subscriptions_opened;
    b->origin = *s->origin;
    b->package = rs_strings_keep(&t->strings, package);
    b->id = id;
    b->asked_us = t->now_us;
    b->accepted_us = b->lapses_us = b->ended_us = -1;
    return b;
}

void rs_subscription_forget(struct rs_tracker *t, struct rs_subscription *b)
{
    struct rs_dialog *d = rs_table_at(&t->dialogs, b->dialog);
    struct rs_subscription *next = rs_table_at(&t->subscriptions, b->next);
    struct rs_subscription *prev = rs_table_at(&t->subscriptions, b->prev);
    if (prev)
        prev->next = b->next;
    else
        d->subscriptions = b->next;
    if (next)
        next->prev = b->prev;
    rs_wait_no_more(t, RS_WAITS_SUBSCRIPTION, b->link.self);
    rs_strings_drop(&t->strings, b->package);
    rs_strings_drop(&t->strings, b->target);
    rs_table_remove(&t->subscriptions, b);
}

void rs_subscriptions_forget(struct rs_tracker *t, struct rs_dialog *d)
{
    while (d->subscriptions)
        rs_subscription_forget(t, rs_table_at(&t->subscriptions, d->subscriptions));
}

int64_t rs_subscriptions_lapse(const struct rs_tracker *t, const struct rs_dialog *d)
{
    int64_t lapse = -1;
    const struct rs_subscription *b = rs_table_at(&t->subscriptions, d->subscriptions);
    for (; b; b = rs_table_at(&t->subscriptions, b->next))
        if (b->state != RS_SUB_TERMINATED && b->lapses_us > lapse)
            lapse = b->lapses_us;
    return lapse;
}

/* ---- moved ---- */

static bool any_left(const struct rs_tracker *t, const struct rs_dialog *d)
{
    const struct rs_subscription *b = rs_table_at(&t->subscriptions, d->subscriptions);
    for (; b; b = rs_table_at(&t->subscriptions, b->next))
        if (b->state != RS_SUB_TERMINATED)
            return true;
    return false;
}

/* An INVITE's dialog has that usage too; its BYE is looked at elsewhere. */
static void end_dialog(struct rs_tracker *t, struct rs_dialog *d, enum rs_sub_event event,
                       uint64_t frame)
{
    if (d->usage != RS_USAGE_SUBSCRIPTION || any_left(t, d))
        return;
    enum rs_dialog_event then = event == RS_SUB_LAPSED        ? RS_DLG_LAPSED
                                : event == RS_SUB_NOTIFY_ENDS ? RS_DLG_BYE_ANSWERED
                                                              : RS_DLG_FATAL;
    rs_dialog_step(t, d, then, t->now_us, frame);
}

/* When it is over: forgotten with its dialog, or 32 s later where that lives on. */
static int64_t due_us(const struct rs_subscription *b)
{
    if (b->state == RS_SUB_TERMINATED)
        return b->ended_us + RS_TIMEOUT_US + 1000;
    int64_t silence = b->accepted_us >= 0 ? b->accepted_us : b->asked_us;
    int64_t lapse = b->lapses_us >= 0 ? b->lapses_us + RS_TIMEOUT_US : INT64_MAX;
    bool waits = b->state == RS_SUB_NOTIFY_WAIT || (b->awaits && b->accepted_us >= 0);
    return waits && silence + RS_TIMEOUT_US < lapse ? silence + RS_TIMEOUT_US : lapse;
}

static void arm(struct rs_tracker *t, struct rs_subscription *b)
{
    if (due_us(b) != INT64_MAX)
        rs_wait(t, RS_WAITS_SUBSCRIPTION, b->link.self, due_us(b));
    else
        rs_wait_no_more(t, RS_WAITS_SUBSCRIPTION, b->link.self);
}

void rs_subscription_step(struct rs_tracker *t, struct rs_subscription *b, enum rs_sub_event event,
                          enum rs_sub_end end, uint64_t frame)
{
    struct rs_sub_cell cell = rs_subscription_machine(b->state, event);
    bool moved = cell.next != b->state;
    b->state = cell.next;
    if (moved && b->state == RS_SUB_TERMINATED) {
        b->end = (uint8_t)end;
        b->ended_us = t->now_us;
    }
    rs_table_promote(&t->subscriptions, b,
                     b->state == RS_SUB_ACTIVE || b->state == RS_SUB_PENDING ? 1 : 0);
    arm(t, b);
    if (moved && b->state == RS_SUB_TERMINATED)
        end_dialog(t, rs_table_at(&t->dialogs, b->dialog), event, frame);
}

void rs_subscriptions_end(struct rs_tracker *t, struct rs_dialog *d, uint64_t frame)
{
    struct rs_subscription *b = rs_table_at(&t->subscriptions, d->subscriptions);
    for (; b; b = rs_table_at(&t->subscriptions, b->next))
        rs_subscription_step(t, b, RS_SUB_GONE, RS_SUB_END_REFUSED, frame);
}

/* ---- time ---- */

static void tell_silent(struct rs_tracker *t, struct rs_subscription *b, const struct rs_dialog *d)
{
    if (b->told_silent || rs_flow_is_one_way(t, &b->origin.src.addr, &b->origin.dst.addr))
        return;
    b->told_silent = true;
    struct rs_origin answer =
        rs_origin_near(&b->origin, b->accepted_frame, b->accepted_us, true);
    struct rs_event e = rs_dialog_event_now(
        t, d, b->refer ? RS_EVENT_REFER_ANOMALY : RS_EVENT_SUBSCRIPTION_ANOMALY);
    e.subkind = "no_notify";
    e.origin = &answer;
    e.frame = b->accepted_frame;
    e.first_us = b->accepted_us;
    e.other_frame = b->origin.frame;
    e.package = rs_tracker_text(t, b->package);
    e.target = rs_tracker_text(t, b->target);
    rs_tell(t, &e);
}

static bool overdue(const struct rs_tracker *t, int64_t from_us)
{
    return from_us >= 0 && t->now_us - from_us >= RS_TIMEOUT_US;
}

void rs_subscription_timer(struct rs_tracker *t, struct rs_subscription *b)
{
    struct rs_dialog *d = rs_table_at(&t->dialogs, b->dialog);
    if (b->state == RS_SUB_TERMINATED) {
        if (overdue(t, b->ended_us))
            rs_subscription_forget(t, b);
        return;
    }
    bool silent = b->awaits && overdue(t, b->accepted_us);
    if (silent)
        tell_silent(t, b, d);
    b->awaits = b->awaits && !silent;
    if (silent)
        rs_subscription_step(t, b, RS_SUB_TIMER_N, RS_SUB_END_NO_NOTIFY, d->last_frame);
    else if (overdue(t, b->lapses_us) ||
             (b->state == RS_SUB_NOTIFY_WAIT && overdue(t, b->asked_us)))
        rs_subscription_step(t, b, RS_SUB_LAPSED, RS_SUB_END_LAPSED, d->last_frame);
    else
        arm(t, b);
}

void rs_subscription_record(const struct rs_tracker *t, const struct rs_dialog *d,
                            struct rs_dialog_record *r)
{
    const struct rs_subscription *b = rs_table_at(&t->subscriptions, d->subscriptions);
    if (!b)
        return;
    r->event = rs_tracker_text(t, b->package);
    r->refer_to = rs_tracker_text(t, b->target);
    r->subscription = b->state;
    r->subscription_end = b->end;
    r->notifies = b->notifies;
    for (; b && r->subscriptions < UINT8_MAX; b = rs_table_at(&t->subscriptions, b->next))
        r->subscriptions++;
}
