#include "find/signs_inside.h"

/* S402: who says of himself that he is a scanner. */

enum { AGENT_MAX = 96 };

/* The user of "sip:user@host"; of an unusual URI only its text is known. */
static struct rs_span from_user(const struct rs_view *v)
{
    if (v->from.usual)
        return v->from.uri.user;
    const char *colon = rs_span_find(v->from.uri.text, ':');
    return colon ? rs_span_between(colon + 1, rs_span_end(v->from.uri.text)) : RS_SPAN_NONE;
}

static enum rs_agent_strength strength_of(const struct rs_sign *s, struct rs_span *name)
{
    enum rs_agent_strength found = (enum rs_agent_strength)s->said.strength;
    *name = s->agent;
    if ((found && found != RS_AGENT_WEAK) || s->m->kind != RS_MSG_REQUEST)
        return found;
    *name = s->v->from.display;
    enum rs_agent_strength from = rs_agent_from(*name);
    if (from)
        return from;
    *name = from_user(s->v);
    return rs_agent_from(*name);
}

/* -1: nothing to tell. */
static int severity_of(const struct rs_sign *s, enum rs_agent_strength found)
{
    bool scans = s->v->method == RS_METHOD_OPTIONS || s->v->method == RS_METHOD_INVITE;
    switch (found) {
    case RS_AGENT_STRONG:
        return RS_MEDIUM;
    case RS_AGENT_REGISTER:
        return s->v->method == RS_METHOD_REGISTER ? RS_MEDIUM : -1;
    case RS_AGENT_OUTSIDE:
        return s->m->kind == RS_MSG_REQUEST && scans &&
                       !(rs_sign_zone(s->w, &s->o->src.addr) & RS_ZONE_OURS)
                   ? RS_MEDIUM
                   : -1;
    case RS_AGENT_LAB:
        return RS_LOW;
    default:
        return -1;
    }
}

void rs_sign_agent(const struct rs_sign *s)
{
    char plain[AGENT_MAX + 1];
    struct rs_span name;
    enum rs_agent_strength found = strength_of(s, &name);
    int severity = found ? severity_of(s, found) : -1;
    if (severity < 0)
        return;
    struct rs_sign_finding f;
    rs_sign_begin(s, &f, RS_FINDING_S402, (enum rs_severity)severity);
    rs_sign_text(&f, "subkind", rs_span_str(found == RS_AGENT_LAB ? "lab_tool" : "scanner"));
    rs_sign_text(&f, "user_agent", rs_sign_plain(name, AGENT_MAX, plain));
    rs_sign_tell(s->w, &f, &s->o->src.addr, f.f.evidence[0].text,
                 rs_sign_window(s->w, RS_NUMBER_S402_WINDOW));
}
