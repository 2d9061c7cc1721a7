#include "parser.h"

#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <stdlib.h>

static const struct rs_span *octets;
static const msg_mclass_t *mclass;
static msg_t *msg;

static void init(const struct rs_span *messages, unsigned count)
{
    (void)count;
    octets = messages;
    mclass = sip_default_mclass();
}

static struct rs_span text(const char *s)
{
    return rs_span(s, s ? BENCH_NUL : 0);
}

static unsigned number(const char *s)
{
    return s ? (unsigned)strtoul(s, NULL, 10) : 0;
}

static void take_uri(struct bench_uri *out, const url_t *url)
{
    out->user = text(url->url_user);
    out->host = text(url->url_host);
    out->port = number(url->url_port);
}

static bool parse(unsigned i, struct bench_fields *out)
{
    msg = msg_make(mclass, 0, octets[i].p, (ssize_t)octets[i].n);
    const sip_t *sip = msg ? sip_object(msg) : NULL;
    if (!sip || !sip->sip_via || !sip->sip_from || !sip->sip_to || !sip->sip_call_id ||
        !sip->sip_cseq)
        return false;
    out->via_host = text(sip->sip_via->v_host);
    out->via_port = number(sip->sip_via->v_port);
    out->via_branch = text(sip->sip_via->v_branch);
    take_uri(&out->from, sip->sip_from->a_url);
    out->from_tag = text(sip->sip_from->a_tag);
    take_uri(&out->to, sip->sip_to->a_url);
    out->to_tag = text(sip->sip_to->a_tag);
    if (sip->sip_contact)
        take_uri(&out->contact, sip->sip_contact->m_url);
    out->call_id = text(sip->sip_call_id->i_id);
    out->cseq = sip->sip_cseq->cs_seq;
    out->cseq_method = text(sip->sip_cseq->cs_method_name);
    out->content_length = sip->sip_content_length ? sip->sip_content_length->l_length : 0;
    return true;
}

static void release(void)
{
    if (msg)
        msg_destroy(msg);
    msg = NULL;
}

const struct bench_parser bench_sofia = {"Sofia-SIP", "copy, all headers, one arena", init, parse,
                                         release};
