#include "track/state.h"

/*
 * How long a subscription lasts (RFC 6665 4.1.2, 4.2.1; semantics 3.2): as the
 * newest 2xx to its SUBSCRIBE or NOTIFY says. One that is not refreshed ends by
 * itself, without a message.
 */

static void lasts(struct rs_tracker *t, struct rs_dialog *d, uint32_t seconds)
{
    d->lapses_us = t->now_us + seconds * (int64_t)RS_SECOND_US;
}

/* "200-class responses to SUBSCRIBE requests ... MUST contain an Expires header" (4.2.1.1). */
void rs_subscription_answer(struct rs_tracker *t, const struct rs_step *s, struct rs_dialog *d)
{
    uint32_t seconds;
    if (s->view->method == RS_METHOD_SUBSCRIBE && s->msg->status / 100 == 2 &&
        rs_number_parse(rs_msg_value(s->msg, RS_HEADER_EXPIRES), UINT32_MAX, &seconds) == RS_OK)
        lasts(t, d, seconds);
}

/* "active" may name what is left of it, which counts more than the answer (4.1.3). */
void rs_subscription_notify(struct rs_tracker *t, const struct rs_step *s, struct rs_dialog *d)
{
    struct rs_subscription_state state;
    if (d->usage != RS_USAGE_SUBSCRIPTION ||
        rs_subscription_state_parse(rs_msg_value(s->msg, RS_HEADER_SUBSCRIPTION_STATE), &state) !=
            RS_OK)
        return;
    if (state.state == RS_SUBSTATE_TERMINATED)
        rs_dialog_step(t, d, RS_DLG_BYE_ANSWERED, t->now_us, s->origin->frame);
    else if (state.has_expires)
        lasts(t, d, state.expires);
}

bool rs_subscription_limited(const struct rs_dialog *d)
{
    return d->usage == RS_USAGE_SUBSCRIPTION && d->state == RS_DIALOG_CONFIRMED &&
           d->lapses_us >= 0;
}
