#include "find/prepare.h"

#include "find/check_message.h"

bool rs_prepare_parse(struct rs_msg *m, const struct rs_origin *o, struct rs_span octets)
{
    bool stream =
        !o->imported && (o->transport == RS_TRANSPORT_TCP || o->transport == RS_TRANSPORT_TLS);
    int64_t used = rs_msg_parse(m, octets, stream ? RS_FRAMING_STREAM : RS_FRAMING_DATAGRAM,
                                o->truncated);
    /* Cut by snaplen or by a gap: what is there is judged as it stands. */
    if (used == RS_ERR_INCOMPLETE)
        used = rs_msg_parse(m, octets, RS_FRAMING_DATAGRAM, true);
    return used >= 0;
}

/* RFC 3261 20.12, RFC 9110 8.4.1: the codings that are one stream of zlib. */
static bool is_zlib(struct rs_span coding)
{
    return rs_span_eq_nocase(coding, RS_SPAN("gzip")) ||
           rs_span_eq_nocase(coding, RS_SPAN("x-gzip")) ||
           rs_span_eq_nocase(coding, RS_SPAN("deflate"));
}

/* What is in the body is asked for as if it had been sent plain. */
static void open_body(struct rs_msg *m, const struct rs_watcher_opener *opener,
                      const struct rs_origin *o)
{
    if (!opener->open || !m->body.n || m->cut || o->truncated)
        return;
    if (is_zlib(rs_msg_value(m, RS_HEADER_CONTENT_ENCODING)))
        m->opened = opener->open(opener->user, m->body);
}

/* A log says no more than "TCP"; whether TLS stood below, the message says itself. */
static void take_transport(struct rs_origin *o, const struct rs_view *v)
{
    if (o->imported && o->transport == RS_TRANSPORT_TCP &&
        v->via.transport_id == RS_TRANSPORT_TLS)
        o->transport = RS_TRANSPORT_TLS;
}

void rs_prepare(struct rs_prepared *p, const struct rs_hash *hash,
                const struct rs_watcher_opener *opener, const struct rs_origin *origin,
                struct rs_span octets)
{
    p->origin = *origin;
    p->sip = rs_prepare_parse(&p->msg, origin, octets);
    if (!p->sip)
        return;
    if (p->msg.first[RS_HEADER_CONTENT_ENCODING])
        open_body(&p->msg, opener, origin);
    rs_view_make(&p->view, &p->msg);
    take_transport(&p->origin, &p->view);
    rs_ahead_make(&p->ahead, hash, &p->origin, &p->msg, &p->view);
    rs_check_message(&p->msg.faults, &p->msg, &p->view, &p->origin);
}
