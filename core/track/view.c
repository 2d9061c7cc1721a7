#include "track/view.h"

static void view_vias(struct rs_view *v, const struct rs_msg *m)
{
    struct rs_values it = {0};
    struct rs_span value;
    while (v->via_count < RS_VIEW_VIAS_MAX &&
           rs_msg_next_value(m, RS_HEADER_VIA, &it, &value)) {
        if (v->via_count == 0)
            rs_via_parse(value, &v->via);
        else if (v->via_count == 1)
            v->via2 = value;
        v->via_count++;
    }
}

static bool view_address(const struct rs_msg *m, enum rs_header_id id, struct rs_name_addr *out)
{
    struct rs_span value = rs_msg_value(m, id);
    return value.n && rs_name_addr_scan(value, out) == RS_OK;
}

void rs_view_make(struct rs_view *v, const struct rs_msg *m)
{
    memset(v, 0, sizeof *v);
    view_vias(v, m);
    v->from_ok = view_address(m, RS_HEADER_FROM, &v->from);
    v->to_ok = view_address(m, RS_HEADER_TO, &v->to);
    v->call_id = rs_msg_value(m, RS_HEADER_CALL_ID);
    v->cseq_ok = rs_cseq_parse(rs_msg_value(m, RS_HEADER_CSEQ), &v->cseq) == RS_OK;
    struct rs_values it = {0};
    rs_msg_next_value(m, RS_HEADER_CONTACT, &it, &v->contact);
    v->method = m->kind == RS_MSG_REQUEST ? m->method : v->cseq.method;
    v->trackable = v->via.host.n && m->first[RS_HEADER_FROM] && m->first[RS_HEADER_TO] &&
                   v->call_id.n && v->cseq_ok && v->cseq.number_ok;
}
