#include "find/checks.h"

#include "sip/body.h"
#include "sip/ordinary_sdp.h"
#include "sip/sdp.h"

/* The body against the headers that describe it (P120; RFC 3261 7.4, 20.15; 8866; 2046). */

static void note(const struct rs_check *c, enum rs_fault_kind kind, struct rs_span where)
{
    rs_check_note(c, kind, RS_HEADER_CONTENT_TYPE, where);
}

static bool only_padding(struct rs_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r' && s.p[i] != '\n' && s.p[i] != '\0')
            return false;
    return true;
}

static bool is_multipart(const struct rs_content_type *t)
{
    return rs_span_eq_nocase(t->type, RS_SPAN("multipart"));
}

static bool is_sdp(const struct rs_content_type *t)
{
    return rs_content_type_is(t, RS_SPAN("application"), RS_SPAN("sdp"));
}

/* What is ordinary has nothing to remark. */
static void check_other_sdp(const struct rs_check *c, struct rs_span text)
{
    struct rs_sdp sdp;
    bool begins = rs_sdp_parse(text, &sdp) == RS_OK;
    if (!begins || sdp.faults & (RS_SDP_FAULT_ORDER | RS_SDP_FAULT_CONNECTION | RS_SDP_FAULT_LINE))
        note(c, RS_FAULT_BODY_SDP, sdp.fault_at.p ? sdp.fault_at : rs_span_first(text, 1));
    if (begins && sdp.faults & RS_SDP_FAULT_PAYLOAD)
        note(c, RS_FAULT_BODY_SDP_PAYLOAD, sdp.fault_at.p ? sdp.fault_at : text);
}

static void check_sdp(const struct rs_check *c, struct rs_span text)
{
    if (!rs_ordinary_sdp(text, NULL))
        check_other_sdp(c, text);
}

/* Every part that says it is SDP; a multipart that comes back whole has no delimiter inside. */
static void check_multipart(const struct rs_check *c, struct rs_span type)
{
    struct rs_parts it = {0};
    struct rs_part part;
    while (rs_body_next_part(c->m, &it, &part)) {
        if (is_sdp(&part.type))
            check_sdp(c, part.octets);
        else if (is_multipart(&part.type) && part.octets.n == c->m->body.n)
            note(c, RS_FAULT_BODY_BOUNDARY, type);
    }
}

/* What is packed, or cut, cannot be read here. */
static bool is_readable(const struct rs_check *c)
{
    return !c->m->cut && !c->o->truncated && !c->m->first[RS_HEADER_CONTENT_ENCODING];
}

/* The view has looked at nearly every body that is SDP. */
static void check_sdp_body(const struct rs_check *c)
{
    if (c->v->sdp == RS_VIEW_SDP_OTHER)
        check_other_sdp(c, c->m->body);
    else if (c->v->sdp == RS_VIEW_SDP_NONE)
        check_sdp(c, c->m->body);
}

static void check_content(const struct rs_check *c, struct rs_span value)
{
    struct rs_content_type type;
    if (c->v->sdp != RS_VIEW_SDP_NONE) { /* "application/sdp" and nothing else */
        if (is_readable(c))
            check_sdp_body(c);
        return;
    }
    if (rs_content_type_parse(value, &type) != RS_OK)
        note(c, RS_FAULT_BODY_TYPE, value);
    else if (is_multipart(&type) && !type.boundary.n)
        note(c, RS_FAULT_BODY_BOUNDARY, value);
    else if (!is_readable(c))
        return;
    else if (is_multipart(&type))
        check_multipart(c, value);
    else if (is_sdp(&type))
        check_sdp_body(c);
}

/* A second message, or the rest of a torn head, is a finding of its own and no body. */
static bool is_something_else(const struct rs_check *c)
{
    return rs_faults_has(c->faults, RS_FAULT_SECOND_MESSAGE_UNDELIMITED) ||
           rs_faults_has(c->faults, RS_FAULT_LINE_AFTER_END) || only_padding(c->m->body);
}

void rs_check_body(const struct rs_check *c)
{
    struct rs_span value = rs_msg_value(c->m, RS_HEADER_CONTENT_TYPE);
    if (!c->m->body.n)
        return;
    if (value.n)
        check_content(c, value);
    /* An empty Content-Type is P106; line ends behind a head without length are no body. */
    else if (!value.p && !c->o->truncated && !is_something_else(c))
        note(c, RS_FAULT_BODY_NO_TYPE, c->m->start_line);
}
