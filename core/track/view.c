#include "track/view.h"

#include "base/err.h"

/* A first line that is usual as a whole is one value; otherwise it may be a list. */
static struct rs_values top_via(struct rs_view *v, const struct rs_msg *m)
{
    const struct rs_header *h = rs_msg_first(m, RS_HEADER_VIA);
    if (!h || !rs_via_usual(rs_header_value(m, h), &v->via))
        return (struct rs_values){.started = false};
    v->via_count = 1;
    return (struct rs_values){.line = h, .started = true};
}

/* The line behind that of the top one, where both are one value. */
static void second_via(struct rs_view *v, const struct rs_msg *m, struct rs_values *it)
{
    const struct rs_header *h = v->via_count ? rs_msg_next(m, it->line) : NULL;
    v->second.usual = h && rs_via_usual(rs_header_value(m, h), &v->second);
    if (!v->second.usual)
        return;
    v->via2 = v->second.value;
    v->via_count = 2;
    it->line = h;
}

static void view_vias(struct rs_view *v, const struct rs_msg *m)
{
    struct rs_span value;
    v->via_count = 0;
    v->via2 = RS_SPAN_NONE;
    struct rs_values it = top_via(v, m);
    second_via(v, m, &it);
    while (v->via_count < RS_VIEW_VIAS_MAX &&
           rs_msg_next_value(m, RS_HEADER_VIA, &it, &value)) {
        if (v->via_count == 0)
            rs_via_parse(value, &v->via);
        else if (v->via_count == 1)
            v->via2 = value;
        v->via_count++;
    }
    if (!v->via_count)
        memset(&v->via, 0, sizeof v->via);
}

static bool view_address(const struct rs_msg *m, enum rs_header_id id, struct rs_name_addr *out)
{
    struct rs_span value = rs_msg_value(m, id);
    if (value.n)
        return rs_name_addr_scan(value, out) == RS_OK;
    memset(out, 0, sizeof *out);
    return false;
}

/* What is usual as a whole line is no list. */
static void view_contact(struct rs_view *v, const struct rs_msg *m)
{
    struct rs_values it = {0};
    struct rs_name_addr a;
    const struct rs_header *h = rs_msg_first(m, RS_HEADER_CONTACT);
    v->contact_usual = h && rs_name_addr_usual(rs_header_value(m, h), &a);
    v->contact = RS_SPAN_NONE;
    if (v->contact_usual) {
        v->contact = rs_header_value(m, h);
        v->contact_host = a.uri.host;
        v->contact_params = a.params;
    } else if (h) {
        rs_msg_next_value(m, RS_HEADER_CONTACT, &it, &v->contact);
    }
}

static const struct rs_header *first_auth(const struct rs_msg *m)
{
    static const enum rs_header_id asked[] = {RS_HEADER_AUTHORIZATION,
                                              RS_HEADER_PROXY_AUTHORIZATION};
    static const enum rs_header_id said[] = {RS_HEADER_WWW_AUTHENTICATE,
                                             RS_HEADER_PROXY_AUTHENTICATE};
    const enum rs_header_id *id = m->kind == RS_MSG_REQUEST ? asked : said;
    const struct rs_header *line = rs_msg_first(m, id[0]);
    return line ? line : rs_msg_first(m, id[1]);
}

int rs_view_auth(const struct rs_view *v, const struct rs_msg *m, const struct rs_header *line,
                 struct rs_auth *out)
{
    if (line != v->auth_line)
        return rs_auth_parse(rs_header_value(m, line), out);
    if (!v->auth_ok)
        return RS_ERR_MALFORMED;
    *out = v->auth;
    return RS_OK;
}

/* As nearly all write it; other ways to say it are for those who ask. */
static bool is_plain_sdp(const struct rs_msg *m)
{
    return m->body.n && !m->first[RS_HEADER_CONTENT_ENCODING] &&
           rs_span_eq(rs_msg_value(m, RS_HEADER_CONTENT_TYPE), RS_SPAN("application/sdp"));
}

static void view_sdp(struct rs_view *v, const struct rs_msg *m)
{
    v->sdp = RS_VIEW_SDP_NONE;
    v->sdp_places.whole = false;
    if (is_plain_sdp(m))
        v->sdp =
            rs_ordinary_sdp(m->body, &v->sdp_places) ? RS_VIEW_SDP_ORDINARY : RS_VIEW_SDP_OTHER;
}

/* Each field is written once: clearing the whole first took longer than some parsers. */
void rs_view_make(struct rs_view *v, const struct rs_msg *m)
{
    view_vias(v, m);
    v->from_ok = view_address(m, RS_HEADER_FROM, &v->from);
    v->to_ok = view_address(m, RS_HEADER_TO, &v->to);
    v->call_id = rs_msg_value(m, RS_HEADER_CALL_ID);
    v->cseq_ok = rs_cseq_parse(rs_msg_value(m, RS_HEADER_CSEQ), &v->cseq) == RS_OK;
    view_contact(v, m);
    v->auth_line = first_auth(m);
    v->auth_ok =
        v->auth_line && rs_auth_parse(rs_header_value(m, v->auth_line), &v->auth) == RS_OK;
    v->method = m->kind == RS_MSG_REQUEST ? m->method : v->cseq.method;
    view_sdp(v, m);
    v->trackable = v->via.host.n && m->first[RS_HEADER_FROM] && m->first[RS_HEADER_TO] &&
                   v->call_id.n && v->cseq_ok && v->cseq.number_ok;
}
