#include "show_progress.h"

#include "fields.h"

static void show_subscription(const struct rs_showing *v, proto_tree *parent)
{
    const struct rs_progress *p = v->k->progress;
    const char *state = rs_subscription_state_name((enum rs_sub_state)p->subscription_after);
    if (!p->subscription)
        return;
    proto_item *i = rs_item_uint(v, parent, hf_ringside_subscription, p->subscription);
    proto_item_append_text(i, " (%s %s)", *v->k->event ? v->k->event : "unknown event", state);
    proto_tree *tree = proto_item_add_subtree(i, ett_ringside_subscription);
    rs_item_text_if(v, tree, hf_ringside_subscription_event, v->k->event);
    if (p->subscription_before != p->subscription_after)
        rs_item_text(v, tree, hf_ringside_subscription_state_before,
                     rs_subscription_state_name((enum rs_sub_state)p->subscription_before));
    rs_item_text(v, tree, hf_ringside_subscription_state, state);
    rs_item_text_if(v, tree, hf_ringside_subscription_end,
                    rs_sub_end_name((enum rs_sub_end)p->subscription_end));
    rs_item_uint_if(v, tree, hf_ringside_subscription_expires, p->subscription_s);
}

static void show_sdp(const struct rs_showing *v, proto_tree *parent)
{
    const struct rs_progress *p = v->k->progress;
    bool refused = !p->sdp && p->offer_before != p->offer_after;
    proto_item *i;
    proto_tree *tree;
    if (!p->sdp && !refused)
        return;
    if (p->sdp) {
        i = rs_item_text(v, parent, hf_ringside_sdp, rs_sdp_part_name((enum rs_sdp_part)p->sdp));
        proto_item_append_text(i, " by the %s", rs_offer_side_name(p->sdp_by));
        tree = proto_item_add_subtree(i, ett_ringside_sdp);
        rs_item_text_if(v, tree, hf_ringside_sdp_by, rs_offer_side_name(p->sdp_by));
    } else {
        tree = proto_tree_add_subtree(parent, v->frame, 0, 0, ett_ringside_sdp, &i,
                                      "Session description refused");
        proto_item_set_generated(i);
    }
    rs_item_text(v, tree, hf_ringside_sdp_state,
                 rs_offer_state_name((enum rs_offer_state)p->offer_after));
    rs_item_true_if(v, tree, hf_ringside_sdp_refused, refused);
    rs_item_true_if(v, tree, hf_ringside_sdp_hold, p->held_by && !p->held_before);
    rs_item_true_if(v, tree, hf_ringside_sdp_resume, p->held_before && !p->held_by);
    rs_item_text_if(v, tree, hf_ringside_sdp_held_by, rs_offer_side_name(p->held_by));
}

static void show_session_timer(const struct rs_showing *v, proto_tree *parent)
{
    const struct rs_progress *p = v->k->progress;
    bool agrees = p->timer_after == RS_TIMER_RUNNING && v->k->record->status / 100 == 2;
    if (!p->session_s)
        return;
    proto_item *i = rs_item_text(v, parent, hf_ringside_session_timer,
                                 rs_session_timer_state_name((enum rs_timer_state)p->timer_after));
    proto_tree *tree = proto_item_add_subtree(i, ett_ringside_session_timer);
    rs_item_uint(v, tree, hf_ringside_session_timer_interval, p->session_s);
    rs_item_text_if(v, tree, hf_ringside_session_timer_refresher,
                    rs_session_refresher_name(p->refresher));
    rs_item_true_if(v, tree, hf_ringside_session_timer_refreshed,
                    agrees && p->timer_before == RS_TIMER_RUNNING);
    rs_item_true_if(v, tree, hf_ringside_session_timer_expired,
                    p->timer_before == RS_TIMER_EXPIRED);
    if (!agrees)
        return;
    nstime_t due = v->pinfo->abs_ts;
    due.secs += p->session_s;
    proto_item_set_generated(
        proto_tree_add_time(tree, hf_ringside_session_timer_due, v->frame, 0, 0, &due));
}

static void show_registration(const struct rs_showing *v, proto_tree *parent)
{
    const struct rs_progress *p = v->k->progress;
    const struct rs_binding_count *n = &p->bindings;
    bool answered = v->k->record->status >= 200;
    if (!p->binding_after && !n->live && !n->removed)
        return;
    proto_item *i;
    proto_tree *tree = proto_tree_add_subtree(parent, v->frame, 0, 0, ett_ringside_registration, &i,
                                              "Registration");
    proto_item_set_generated(i);
    if (p->binding_after) {
        if (p->binding_before != p->binding_after)
            rs_item_text(v, tree, hf_ringside_registration_state_before,
                         rs_binding_state_name((enum rs_binding_state)p->binding_before));
        rs_item_text(v, tree, hf_ringside_registration_state,
                     rs_binding_state_name((enum rs_binding_state)p->binding_after));
    }
    rs_item_uint_if(v, tree, hf_ringside_registration_expires, p->registration_s);
    if (answered)
        rs_item_uint(v, tree, hf_ringside_registration_bindings, n->live);
    rs_item_uint_if(v, tree, hf_ringside_registration_added, n->added);
    rs_item_uint_if(v, tree, hf_ringside_registration_refreshed, n->refreshed);
    rs_item_uint_if(v, tree, hf_ringside_registration_removed, n->removed);
    rs_item_uint_if(v, tree, hf_ringside_registration_learned, n->learned);
}

void rs_show_progress(const struct rs_showing *v, proto_tree *tree)
{
    if (!v->k->progress)
        return;
    show_subscription(v, tree);
    show_sdp(v, tree);
    show_session_timer(v, tree);
    show_registration(v, tree);
}

void rs_show_sign_in(const struct rs_showing *v, proto_tree *tree)
{
    const struct rs_progress *p = v->k->progress;
    if (!p || !p->sign_in_frame || p->sign_in_frame == v->k->record->frame)
        return;
    rs_item_link(v, tree, hf_ringside_auth_sign_in, p->sign_in_frame);
    rs_item_delay(v, tree, hf_ringside_auth_time, p->sign_in_us);
}
