#include "parser.h"

#include "sip/cseq.h"
#include "sip/msg.h"
#include "sip/name_addr.h"
#include "sip/via.h"

static const struct rs_span *octets;
static struct rs_msg msg;

static void init(const struct rs_span *messages, unsigned count)
{
    (void)count;
    octets = messages;
}

static bool parse_index(unsigned i, struct bench_fields *out)
{
    (void)out;
    return rs_msg_parse(&msg, octets[i], RS_FRAMING_DATAGRAM, false) >= 0;
}

static void take_uri(struct bench_uri *out, const struct rs_uri *uri)
{
    out->user = uri->user;
    out->host = uri->host;
    out->port = uri->port;
}

static void take_address(enum rs_header_id id, struct bench_uri *uri, struct rs_span *tag)
{
    struct rs_name_addr a;
    rs_name_addr_parse(rs_msg_value(&msg, id), &a);
    take_uri(uri, &a.uri);
    *tag = a.tag;
}

static void take_contact(struct bench_fields *out)
{
    struct rs_values it = {0};
    struct rs_span value;
    struct rs_name_addr a;
    if (rs_msg_next_value(&msg, RS_HEADER_CONTACT, &it, &value)) {
        rs_name_addr_parse(value, &a);
        take_uri(&out->contact, &a.uri);
    }
}

static void take_via(struct rs_span value, struct bench_fields *out)
{
    struct rs_via via;
    rs_via_parse(value, &via);
    out->via_host = via.host;
    out->via_port = via.port;
    out->via_branch = via.branch;
}

static void take_rest(struct bench_fields *out)
{
    struct rs_cseq cseq;
    take_address(RS_HEADER_FROM, &out->from, &out->from_tag);
    take_address(RS_HEADER_TO, &out->to, &out->to_tag);
    take_contact(out);
    rs_cseq_parse(rs_msg_value(&msg, RS_HEADER_CSEQ), &cseq);
    out->cseq = cseq.number;
    out->cseq_method = cseq.method_name;
    out->call_id = rs_msg_value(&msg, RS_HEADER_CALL_ID);
    out->content_length = (uint64_t)msg.content_length;
}

static bool parse_fields(unsigned i, struct bench_fields *out)
{
    struct rs_values it = {0};
    struct rs_span value;
    if (rs_msg_parse(&msg, octets[i], RS_FRAMING_DATAGRAM, false) < 0)
        return false;
    if (rs_msg_next_value(&msg, RS_HEADER_VIA, &it, &value))
        take_via(value, out);
    take_rest(out);
    return true;
}

/* The libraries understand each Via, whether asked or not. */
static bool parse_fields_and_vias(unsigned i, struct bench_fields *out)
{
    struct rs_values it = {0};
    struct rs_span value;
    struct rs_via other;
    if (rs_msg_parse(&msg, octets[i], RS_FRAMING_DATAGRAM, false) < 0)
        return false;
    if (rs_msg_next_value(&msg, RS_HEADER_VIA, &it, &value))
        take_via(value, out);
    while (rs_msg_next_value(&msg, RS_HEADER_VIA, &it, &value))
        rs_via_parse(value, &other);
    take_rest(out);
    return true;
}

const struct bench_parser bench_ringside = {"ringside", "index, the fields", init, parse_fields,
                                            NULL};
const struct bench_parser bench_ringside_vias = {"ringside, every Via",
                                                 "index, the fields, the other Vias too", init,
                                                 parse_fields_and_vias, NULL};
const struct bench_parser bench_ringside_index = {
    "ringside, index only", "start line and header lines, no values", init, parse_index, NULL};
