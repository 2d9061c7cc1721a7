#include "track/join.h"

/*
 * Which messages are asked what they have in common with other legs: INVITEs,
 * their answers and REFERs, each once a hop. All others are spared.
 */

enum { RETRY_US = RS_SECOND_US };

/* Its first INVITE: nothing of this is different in the one with credentials. */
static void look_at_leg(struct rs_tracker *t, struct rs_step *s)
{
    s->call->looked_at = true;
    rs_join_by_call_id(t, s);
    rs_join_by_from_tag(t, s);
    rs_join_by_sdp(t, s, true);
    rs_join_by_refer(t, s);
}

/* With credentials, as soon as it was asked for them: the device waits as long as before. */
static bool retried_at_once(const struct rs_tracker *t, const struct rs_call *c)
{
    const struct rs_dialog *d = rs_leg_dialog(t, c);
    return d && t->now_us - d->opened_us < RETRY_US;
}

void rs_join_request(struct rs_tracker *t, struct rs_step *s, bool first_hop)
{
    unsigned method = s->view->method;
    if (!s->call || (method != RS_METHOD_INVITE && method != RS_METHOD_REFER))
        return;
    rs_join_by_headers(t, s); /* a proxy may have added them */
    if (first_hop)
        rs_join_by_named_dialog(t, s);
    if (method == RS_METHOD_REFER) {
        rs_join_note_refer(t, s);
        return;
    }
    if (s->view->to.tag.n)
        return;
    bool retried = first_hop && s->call->looked_at;
    if (first_hop && !retried)
        look_at_leg(t, s);
    if (!retried || !retried_at_once(t, s->call))
        rs_join_by_numbers(t, s);
}

void rs_join_response(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r)
{
    if (!s->call || r->method != RS_METHOD_INVITE || s->msg->status <= 100 ||
        s->msg->status >= 300)
        return;
    rs_join_by_headers(t, s);
    if (!r->in_dialog)
        rs_join_by_sdp(t, s, false);
}
