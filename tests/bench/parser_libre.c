#include "parser.h"

#define HAVE_STDBOOL_H 1 /* or its headers make a bool of their own */
#include <re/re.h>

/* As its UDP socket gives it: the message in a buffer of its own, made once. */
static struct mbuf *buffers[BENCH_PARSER_MESSAGES_MAX];
static struct sip_msg *msg;

static void init(const struct rs_span *messages, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        buffers[i] = mbuf_alloc(messages[i].n);
        mbuf_write_mem(buffers[i], (const uint8_t *)messages[i].p, messages[i].n);
    }
}

static struct rs_span text(const struct pl *s)
{
    return rs_span(s->p, s->p ? s->l : 0);
}

static void take_uri(struct bench_uri *out, const struct uri *uri)
{
    out->user = text(&uri->user);
    out->host = text(&uri->host);
    out->port = uri->port;
}

static void take_contact(struct bench_fields *out)
{
    struct sip_addr contact;
    const struct sip_hdr *h = sip_msg_hdr(msg, SIP_HDR_CONTACT);
    if (h && sip_addr_decode(&contact, &h->val) == 0)
        take_uri(&out->contact, &contact.uri);
}

static void take_via(struct bench_fields *out)
{
    struct pl host = PL_INIT, port = PL_INIT;
    uri_decode_hostport(&msg->via.sentby, &host, &port);
    out->via_host = text(&host);
    out->via_port = port.l ? pl_u32(&port) : 0;
    out->via_branch = text(&msg->via.branch);
}

static bool parse(unsigned i, struct bench_fields *out)
{
    buffers[i]->pos = 0;
    if (sip_msg_decode(&msg, buffers[i]) != 0)
        return false;
    take_via(out);
    take_uri(&out->from, &msg->from.uri);
    out->from_tag = text(&msg->from.tag);
    take_uri(&out->to, &msg->to.uri);
    out->to_tag = text(&msg->to.tag);
    take_contact(out);
    out->call_id = text(&msg->callid);
    out->cseq = msg->cseq.num;
    out->cseq_method = text(&msg->cseq.met);
    out->content_length = pl_u32(&msg->clen);
    return true;
}

static void release(void)
{
    msg = mem_deref(msg);
}

const struct bench_parser bench_libre = {"libre", "no copy, an object a header, regex", init, parse,
                                         release};
