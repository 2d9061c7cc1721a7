#include "find/injection.h"
#include "find/signs_inside.h"

/*
 * S420: where what the caller wrote may be read by a program that did not
 * expect it. Credentials are not looked into.
 */

enum { SAMPLE_MAX = 64, VALUES_MAX = 16 }; /* looked at closely in one message */

static const uint8_t looked_at[] = {
    RS_HEADER_CONTACT,          RS_HEADER_SUBJECT,
    RS_HEADER_P_ASSERTED_IDENTITY, RS_HEADER_P_PREFERRED_IDENTITY,
    RS_HEADER_P_CALLED_PARTY_ID, RS_HEADER_P_CHARGE_INFO,
    RS_HEADER_REMOTE_PARTY_ID,  RS_HEADER_DIVERSION,
    RS_HEADER_HISTORY_INFO,     RS_HEADER_REFERRED_BY,
    RS_HEADER_REPLY_TO,         RS_HEADER_ORGANIZATION,
    RS_HEADER_CALL_INFO,        RS_HEADER_OTHER,
};

struct search {
    const struct rs_sign *s;
    int left; /* values */
    bool found;
};

static void tell(const struct rs_sign *s, enum rs_injection class, const char *header,
                 struct rs_span name, struct rs_span value)
{
    char sample[SAMPLE_MAX + 1], plain[SAMPLE_MAX + 1];
    const char *word = rs_injection_name(class);
    struct rs_sign_finding f;
    rs_sign_begin(s, &f, RS_FINDING_S420, (enum rs_severity)rs_injection_severity(class));
    rs_sign_text(&f, "subkind", rs_span_str(word));
    rs_sign_text(&f, "header",
                 header ? rs_span_str(header) : rs_sign_plain(name, SAMPLE_MAX, plain));
    rs_sign_text(&f, "sample", rs_sign_plain(value, SAMPLE_MAX, sample));
    rs_sign_tell_noted(s->w, &f, &s->o->src.addr, rs_span_str(word),
                       rs_sign_window(s->w, RS_NUMBER_S420_WINDOW));
}

static void look(struct search *l, const char *header, struct rs_span name, struct rs_span value)
{
    if (l->found || l->left <= 0 || !rs_injection_may(value))
        return;
    l->left--;
    enum rs_injection class = rs_injection_look(value);
    if (!class)
        return;
    l->found = true;
    tell(l->s, class, header, name, value);
}

static void look_line(struct search *l, enum rs_header_id id)
{
    const struct rs_msg *m = l->s->m;
    for (const struct rs_header *h = rs_msg_first(m, id); h; h = rs_msg_next(m, h))
        look(l, id == RS_HEADER_OTHER ? NULL : rs_header_text(id), rs_header_name(m, h),
             rs_header_value(m, h));
}

/* Of From and To in the usual form only the display name can hold anything. */
static void look_address(struct search *l, const struct rs_name_addr *a, enum rs_header_id id)
{
    struct rs_span value = a->usual ? a->display : rs_msg_value(l->s->m, id);
    if (value.n)
        look(l, rs_header_text(id), RS_SPAN_NONE, value);
}

/* Few programs speak in one network: each name is looked at once (find/agents.h). */
static void look_agent(struct search *l, enum rs_header_id id)
{
    enum rs_injection class = (enum rs_injection)l->s->said.injection;
    if (!class)
        return;
    l->found = true;
    tell(l->s, class, rs_header_text(id), RS_SPAN_NONE, l->s->agent);
}

void rs_sign_injection(const struct rs_sign *s)
{
    struct search l = {s, VALUES_MAX, false};
    look_agent(&l, s->m->first[RS_HEADER_USER_AGENT] ? RS_HEADER_USER_AGENT : RS_HEADER_SERVER);
    if (s->m->kind != RS_MSG_REQUEST)
        return; /* what else is in it, the server wrote, or the request had it */
    look(&l, "Request-URI", RS_SPAN_NONE, s->m->uri);
    look(&l, "Via", RS_SPAN_NONE, s->v->via.params);
    look(&l, "Call-ID", RS_SPAN_NONE, s->v->call_id);
    look_address(&l, &s->v->from, RS_HEADER_FROM);
    look_address(&l, &s->v->to, RS_HEADER_TO);
    for (size_t i = 0; i < sizeof looked_at / sizeof looked_at[0]; i++)
        if (s->m->first[looked_at[i]])
            look_line(&l, (enum rs_header_id)looked_at[i]);
}
