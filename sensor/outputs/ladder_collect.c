/* From an annotation, whose texts are gone after the call, to what is kept. */
#include "outputs/ladder.h"

#include "sip/body.h"
#include "sip/lync.h"
#include "sip/sdp.h"

enum { NOTE_MAX = RS_TEXT_MAX };

static uint8_t agent_of(struct rs_ladder *l, struct rs_ladder_call *c, const struct rs_msg *m)
{
    struct rs_span agent = RS_SPAN_NONE;

    if (m->kind == RS_MSG_RESPONSE)
        agent = rs_msg_value(m, RS_HEADER_SERVER);
    if (!agent.n)
        agent = rs_msg_value(m, RS_HEADER_USER_AGENT);
    if (!agent.n)
        return 0;
    agent = rs_span_first(agent, RS_TEXT_MAX);
    for (unsigned i = 0; i < c->agent_count; i++)
        if (rs_span_eq(rs_ladder_text(l, c->agent[i]), agent))
            return (uint8_t)(i + 1);
    if (c->agent_count == RS_LADDER_AGENTS)
        return 0;
    c->agent[c->agent_count] = rs_strings_keep(&l->texts, agent);
    return ++c->agent_count;
}

/* Only a text that differs from the registered one is worth its room. */
static rs_text name_of(struct rs_ladder *l, const struct rs_msg *m)
{
    if (m->kind == RS_MSG_RESPONSE) {
        if (rs_span_eq(m->reason, rs_span_str(rs_status_phrase(m->status))))
            return 0;
        return rs_strings_keep(&l->texts, m->reason);
    }
    return m->method == RS_METHOD_UNKNOWN ? rs_strings_keep(&l->texts, m->method_name) : 0;
}

/* RFC 3264 8.4: each stream sendonly or inactive. */
static bool is_hold(const struct rs_sdp *sdp)
{
    for (unsigned i = 0; i < sdp->media_count; i++)
        if (sdp->media[i].direction != RS_SDP_SENDONLY &&
            sdp->media[i].direction != RS_SDP_INACTIVE)
            return false;
    return sdp->media_count > 0;
}

static void fill_media(struct rs_ladder_message *to, const struct rs_sdp *sdp)
{
    for (unsigned i = 0; i < sdp->media_count; i++) {
        const struct rs_sdp_media *m = &sdp->media[i];
        enum rs_media_kind kind = rs_media_kind_find(m->media);

        if (!m->port)
            continue;
        to->media |= (uint8_t)(1u << kind);
        to->fax |= kind == RS_MEDIA_IMAGE && rs_span_find_nocase(m->formats, RS_SPAN("t38"));
    }
}

static void fill_sdp(struct rs_ladder_message *to, const struct rs_annotation *a)
{
    const struct rs_msg *m = a->msg;
    struct rs_part part;
    struct rs_sdp sdp;

    to->sdp_part = a->offer.sdp;
    to->held = a->offer.held_by != 0;
    if (!m->body.n || !rs_body_find(m, RS_SPAN("application"), RS_SPAN("sdp"), &part))
        return;
    to->sdp = true;
    if (rs_sdp_parse(part.octets, &sdp) != RS_OK)
        return;
    to->hold = is_hold(&sdp);
    fill_media(to, &sdp);
}

/* RFC 3261 10.2.2: expires=0 on the Contact, or Expires: 0. */
static bool is_sign_out(const struct rs_msg *m, const struct rs_view *v)
{
    struct rs_name_addr contact;
    struct rs_span expires = rs_msg_value(m, RS_HEADER_EXPIRES);

    if (m->kind != RS_MSG_REQUEST || m->method != RS_METHOD_REGISTER)
        return false;
    if (v->contact.p && rs_name_addr_parse(v->contact, &contact) == RS_OK &&
        rs_param_value(contact.params, RS_SPAN("expires")).p)
        expires = rs_param_value(contact.params, RS_SPAN("expires"));
    return rs_span_eq(expires, RS_SPAN("0"));
}

static void keep_parties(struct rs_ladder *l, struct rs_ladder_call *c, const struct rs_view *v)
{
    if (!c->from)
        c->from = rs_strings_keep(&l->texts, v->from.uri.text);
    if (!c->to)
        c->to = rs_strings_keep(&l->texts, v->to.uri.text);
    if (!c->call_id)
        c->call_id = rs_strings_keep(&l->texts, v->call_id);
}

/*
 * Of which branch of a forked call a message speaks: only with a To tag. What
 * is between neighbours (100, CANCEL, the ACK of a refusal) speaks of none.
 */
static bool in_branch(const struct rs_annotation *a)
{
    const struct rs_msg *m = a->msg;

    if (!a->view->to.tag.n || m->method == RS_METHOD_CANCEL || m->status == 100)
        return false;
    return m->method != RS_METHOD_ACK || a->transaction.final_status < 300;
}

static void fill_tracking(struct rs_ladder_message *to, const struct rs_annotation *a)
{
    to->time_us = a->origin->time_us;
    to->frame = a->origin->frame;
    to->interface = a->origin->interface;
    to->role = a->role;
    to->transaction = a->transaction.id;
    to->retransmission_of = a->transaction.retransmission_of;
    to->final_status = a->transaction.final_status;
    to->fork = in_branch(a) ? a->dialog.fork : 0;
    to->scheme = a->auth.scheme;
    to->via_count = a->view->via_count;
    to->cseq = a->view->cseq.number;
    to->in_dialog = a->view->to.tag.n > 0;
}

static void fill_message(struct rs_ladder *l, struct rs_ladder_call *c,
                         struct rs_ladder_message *to, const struct rs_annotation *a)
{
    const struct rs_msg *m = a->msg;
    char note[NOTE_MAX + 1];
    size_t n = rs_ladder_note(a, note, sizeof note);

    to->request = m->kind == RS_MSG_REQUEST;
    to->status = m->status;
    to->method = m->method;
    fill_sdp(to, a);
    to->name = name_of(l, m);
    to->agent = agent_of(l, c, m);
    to->note = rs_strings_keep(&l->texts, rs_span(note, n));
}

static void keep_terms(struct rs_ladder *l, struct rs_ladder_call *c, const struct rs_msg *m)
{
    if (!rs_lync_is(m))
        return;
    c->lync = true;
    l->lync_terms |= rs_lync_terms(m);
}

int rs_ladder_message(void *state, const struct rs_annotation *a)
{
    struct rs_ladder *l = state;
    struct rs_ladder_call *c = rs_ladder_call_get(l, a->call, a->view->call_id);
    struct rs_ladder_message *m = NULL;
    int src, dst;

    if (!c) {
        if (!l->settings->call)
            l->messages_left_out++;
        return RS_OK;
    }
    c->wanted |= rs_ladder_is_wanted(l, a->leg, a->view->call_id);
    rs_ladder_note_joins(l, a);
    src = rs_ladder_endpoint(c, &a->origin->src);
    dst = rs_ladder_endpoint(c, &a->origin->dst);
    if (src >= 0 && dst >= 0)
        m = rs_ladder_message_add(l, c);
    else
        l->messages_left_out++;
    if (!m)
        return RS_OK;
    keep_terms(l, c, a->msg);
    m->src = (uint8_t)src;
    m->dst = (uint8_t)dst;
    m->leg = rs_ladder_leg(l, c, a);
    keep_parties(l, c, a->view);
    fill_tracking(m, a);
    fill_message(l, c, m, a);
    m->sign_out = is_sign_out(a->msg, a->view);
    return RS_OK;
}
