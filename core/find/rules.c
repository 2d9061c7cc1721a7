#include "find/rules.h"

#include "sip/header.h"
#include "sip/uri.h"
#include "sip/values.h"

static bool at_response(const struct rs_msg *m)
{
    return m && m->kind == RS_MSG_RESPONSE;
}

/*
 * A response tells of the one who asked; what is wrong with the response
 * itself is its sender's.
 */
static const struct rs_addr *judged(const struct rs_finding *f, const struct rs_msg *m)
{
    bool whole = rs_catalogue_get(f->id)->scope == RS_SCOPE_MESSAGE;
    return at_response(m) && !whole ? &f->origin.dst.addr : &f->origin.src.addr;
}

static bool source_allowed(const struct rs_policy *p, const struct rs_finding *f,
                           const struct rs_msg *m)
{
    return rs_entries_net(rs_policy_allowed(p, f->id, RS_ALLOW_SOURCE), judged(f, m)) != NULL;
}

/* ---- AOR ---- */

enum { AOR_MAX = 2 * RS_LIST_TEXT_MAX };

/* As it is written in a list: "user@host[:port]", or "tel:number". */
static bool is_listed(const struct rs_entries *l, const struct rs_uri *u)
{
    char text[AOR_MAX];
    struct rs_span aor = rs_span(text, rs_uri_aor(u, text, sizeof text));
    if (u->scheme <= RS_URI_SIPS)
        aor = rs_span_skip(aor, u->scheme_name.n + 1);
    return rs_entries_fit(l, RS_LIST_OF_TEXTS, aor);
}

static bool aor_allowed(const struct rs_policy *p, const struct rs_finding *f)
{
    const struct rs_entries *l = rs_policy_allowed(p, f->id, RS_ALLOW_AOR);
    struct rs_uri u;
    bool called = rs_catalogue_get(f->id)->scope == RS_SCOPE_DESTINATION ||
                  rs_span_eq(f->method, RS_SPAN("REGISTER"));
    if (!l->count || rs_uri_parse(called ? f->to_uri : f->from_uri, &u) != RS_OK)
        return false;
    if (is_listed(l, &u))
        return true;
    u.port = 0;
    return is_listed(l, &u);
}

/* ---- peers ---- */

static bool is_peer(const struct rs_policy *p, const struct rs_entries *l,
                    const struct rs_addr *a)
{
    struct rs_span group = rs_policy_group(p, RS_LIST_PEERS, a);
    return group.n && rs_entries_fit(l, RS_LIST_OF_TEXTS, group);
}

static bool peer_allowed(const struct rs_policy *p, const struct rs_finding *f)
{
    const struct rs_entries *l = rs_policy_allowed(p, f->id, RS_ALLOW_PEER);
    return l->count &&
           (is_peer(p, l, &f->origin.src.addr) || is_peer(p, l, &f->origin.dst.addr));
}

/* ---- User-Agent ---- */

static struct rs_span user_agent(const struct rs_finding *f, const struct rs_msg *m)
{
    for (unsigned i = 0; i < f->evidence_count; i++)
        if (!strcmp(f->evidence[i].name, "user_agent"))
            return f->evidence[i].text;
    return m && !at_response(m) ? rs_msg_value(m, RS_HEADER_USER_AGENT) : RS_SPAN_NONE;
}

static bool user_agent_allowed(const struct rs_policy *p, const struct rs_finding *f,
                               const struct rs_msg *m)
{
    const struct rs_entries *l = rs_policy_allowed(p, f->id, RS_ALLOW_USER_AGENT);
    return l->count && rs_entries_fit(l, RS_LIST_OF_BEGINNINGS, user_agent(f, m));
}

bool rs_rules_let_through(const struct rs_policy *p, const struct rs_finding *f,
                          const struct rs_msg *m)
{
    return rs_policy_enabled(p, f->id) && !source_allowed(p, f, m) && !aor_allowed(p, f) &&
           !peer_allowed(p, f) && !user_agent_allowed(p, f, m);
}
