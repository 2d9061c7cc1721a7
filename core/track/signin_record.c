#include "track/state.h"

/*
 * What a sign-in's record says: itself, its rounds (signin_rounds.c), its contacts
 * (signin_contacts.c).
 */

const char *rs_signin_end_name(enum rs_signin_end e)
{
    static const char *const names[] = {"open",      "accepted", "removed",   "listed",   "refused",
                                        "too-brief", "given-up", "no-answer", "forgotten"};
    return e < RS_SIGNIN_END__COUNT ? names[e] : "";
}

/* The 2xx lists others' contacts too: of this one the time is that of its own. */
static void tell_expires(struct rs_registration_record *r)
{
    for (unsigned i = 0; i < r->contact_count; i++) {
        const struct rs_contact_record *c = &r->contacts[i];
        if (c->change == RS_BINDING_ADDED || c->change == RS_BINDING_REFRESHED) {
            r->expires_s = c->expires_s;
            return;
        }
    }
}

static enum rs_signin_end end_of(const struct rs_signin *g, enum rs_closing why)
{
    if (g->accepted && !g->contact)
        return RS_SIGNIN_LISTED;
    if (g->accepted)
        return g->removed ? RS_SIGNIN_REMOVED : RS_SIGNIN_ACCEPTED;
    if (g->done)
        return g->final_status == 423 ? RS_SIGNIN_TOO_BRIEF : RS_SIGNIN_REFUSED;
    if (why == RS_CLOSES_AT_END)
        return RS_SIGNIN_OPEN;
    if (why == RS_CLOSES_FOR_ROOM)
        return RS_SIGNIN_FORGOTTEN;
    return g->answered ? RS_SIGNIN_GIVEN_UP : RS_SIGNIN_NO_ANSWER;
}

void rs_signin_record(struct rs_tracker *t, const struct rs_signin *g, enum rs_closing why)
{
    const struct rs_call *c = rs_table_at(&t->calls, g->call);
    struct rs_registration_record r = {
        .call = c ? rs_call_known_as(t, c) : 0,
        .origin = g->origin,
        .aor = rs_tracker_text(t, g->aor),
        .contact = rs_tracker_text(t, g->contact),
        .call_id = c ? rs_tracker_text(t, c->call_id) : RS_SPAN_NONE,
        .user_agent = rs_agent_name(t, g->user_agent),
        .epid = rs_tracker_text(t, g->epid),
        .server = rs_agent_name(t, g->server),
        .algorithm = rs_tracker_text(t, g->algorithm),
        .scheme = g->scheme,
        .end = (uint8_t)end_of(g, why),
        .challenges = g->challenges,
        .final_status = g->final_status,
        .expires_s = g->expires_s,
        .bindings = g->bindings,
        .accepted = g->accepted,
        .removed = g->removed,
        .outbound = g->outbound,
        .open_at_end = why == RS_CLOSES_AT_END && !g->done,
        .first_us = g->first_us,
        .final_us = g->final_us,
        .first_frame = g->first_frame,
        .final_frame = g->final_frame,
    };
    rs_signin_rounds_record(t, g, &r);
    rs_signin_contacts_record(t, g, &r);
    tell_expires(&r);
    t->sink.registration(t->sink.user, &r);
}
