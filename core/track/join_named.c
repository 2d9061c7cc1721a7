#include "track/join.h"

#include "sip/session.h"

/*
 * Messages that name a dialog of another leg, or make another one send an
 * INVITE: Replaces (RFC 3891), Join (3911), Target-Dialog (4538), and REFER
 * (3515), whose Refer-To may hold a Replaces of its own (5589 7.1).
 */
enum { REFER_US = 32 * RS_SECOND_US, ADDRESS_TEXT = 256, NAMED_TEXT = 512 };

/* Only a dialog that was seen counts: a Call-ID is soon guessed, with both its tags it is not. */
static void by_dialog(struct rs_tracker *t, struct rs_step *s, struct rs_span value,
                      enum rs_join why)
{
    struct rs_replaces named;
    if (!value.n || rs_replaces_parse(value, &named) != RS_OK)
        return;
    struct rs_digest call = rs_digest(&t->hash, named.call_id.p, named.call_id.n);
    const struct rs_dialog *d = rs_table_find(
        &t->dialogs, rs_keys_dialog_for(rs_keys_half_for(&t->hash, call, named.to_tag),
                                        rs_keys_half_for(&t->hash, call, named.from_tag)));
    struct rs_call *other = d ? rs_table_at(&t->calls, d->call) : NULL;
    if (other)
        rs_leg_join(t, s->call, other, why);
}

static bool refer_to(const struct rs_msg *m, struct rs_uri *target)
{
    struct rs_name_addr to;
    struct rs_span value = rs_msg_value(m, RS_HEADER_REFER_TO);
    return value.n && rs_name_addr_parse(value, &to) == RS_OK &&
           rs_uri_parse(to.uri.text, target) == RS_OK;
}

/* Attended transfer: "Refer-To: <sip:carol@example.com?Replaces=...>". */
static void by_refer_to(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_uri target;
    struct rs_span escaped;
    char text[NAMED_TEXT];
    if (refer_to(s->msg, &target) && rs_uri_header(&target, RS_SPAN("Replaces"), &escaped))
        by_dialog(t, s, rs_span(text, rs_uri_unescape(escaped, text, sizeof text)),
                  RS_JOIN_REPLACES);
}

void rs_join_by_named_dialog(struct rs_tracker *t, struct rs_step *s)
{
    const struct rs_msg *m = s->msg;
    if (m->first[RS_HEADER_REPLACES])
        by_dialog(t, s, rs_msg_value(m, RS_HEADER_REPLACES), RS_JOIN_REPLACES);
    if (m->first[RS_HEADER_JOIN])
        by_dialog(t, s, rs_msg_value(m, RS_HEADER_JOIN), RS_JOIN_JOIN);
    if (m->first[RS_HEADER_TARGET_DIALOG])
        by_dialog(t, s, rs_msg_value(m, RS_HEADER_TARGET_DIALOG), RS_JOIN_TARGET_DIALOG);
    if (m->first[RS_HEADER_REFER_TO])
        by_refer_to(t, s);
}

/* ---- REFER, and the INVITE that it asks for ---- */

/* Who is to call whom. */
static struct rs_digest errand_key(const struct rs_tracker *t, const struct rs_addr *who,
                                   const struct rs_uri *target)
{
    char aor[ADDRESS_TEXT];
    size_t n = rs_uri_aor(target, aor, sizeof aor);
    struct rs_digest key = rs_digest_with(&t->hash, rs_joint_kind(RS_JOIN_REFER), who->octet,
                                          sizeof who->octet);
    return rs_digest_with(&t->hash, key, aor, n);
}

/* On each hop: the last one goes to the one who will call. */
void rs_join_note_refer(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_uri target;
    struct rs_span escaped;
    if (!refer_to(s->msg, &target) || rs_uri_header(&target, RS_SPAN("Replaces"), &escaped))
        return;
    struct rs_digest key = errand_key(t, &s->origin->dst.addr, &target);
    struct rs_joint *j = rs_table_find(&t->joints, key);
    if (!j) {
        rs_joint_add(t, key, RS_JOIN_REFER, s->call);
        return;
    }
    const struct rs_call *other = rs_joint_leg(t, j);
    bool running = other && t->now_us - j->time_us < REFER_US;
    /* Two are to be transferred to the same place at once: nobody can tell whose INVITE it is. */
    j->common = running && (j->common || !rs_leg_same_call(t, other, s->call));
    rs_joint_set_leg(t, j, s->call);
    rs_table_touch(j);
}

void rs_join_by_refer(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_uri target;
    if (!(t->joint_kinds & 1u << RS_JOIN_REFER) || rs_uri_parse(s->msg->uri, &target) != RS_OK)
        return;
    const struct rs_joint *j =
        rs_table_find(&t->joints, errand_key(t, &s->origin->src.addr, &target));
    struct rs_call *other = j && !j->common ? rs_joint_leg(t, j) : NULL;
    if (other && t->now_us - j->time_us < REFER_US)
        rs_leg_join(t, s->call, other, RS_JOIN_REFER);
}
