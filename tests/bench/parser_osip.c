#include "parser.h"

#include <osipparser2/osip_parser.h>
#include <stdlib.h>

static const struct rs_span *octets;
static osip_message_t *msg;
static char branch_name[] = "branch", tag_name[] = "tag"; /* its getters want no const */

static void init(const struct rs_span *messages, unsigned count)
{
    (void)count;
    octets = messages;
    parser_init();
}

static struct rs_span text(const char *s)
{
    return rs_span(s, s ? BENCH_NUL : 0);
}

static unsigned number(const char *s)
{
    return s ? (unsigned)strtoul(s, NULL, 10) : 0;
}

static void take_uri(struct bench_uri *out, const osip_uri_t *uri)
{
    if (!uri)
        return;
    out->user = text(uri->username);
    out->host = text(uri->host);
    out->port = number(uri->port);
}

static void take_via(struct bench_fields *out)
{
    osip_via_t *via = NULL;
    osip_generic_param_t *branch = NULL;
    if (osip_message_get_via(msg, 0, &via) < 0)
        return;
    out->via_host = text(via->host);
    out->via_port = number(via->port);
    osip_via_param_get_byname(via, branch_name, &branch);
    out->via_branch = text(branch ? branch->gvalue : NULL);
}

static struct rs_span tag(osip_list_t *params)
{
    osip_generic_param_t *param = NULL;
    osip_generic_param_get_byname(params, tag_name, &param);
    return text(param ? param->gvalue : NULL);
}

static bool parse(unsigned i, struct bench_fields *out)
{
    osip_contact_t *contact = NULL;
    osip_message_init(&msg);
    if (osip_message_parse(msg, octets[i].p, octets[i].n) != 0 || !msg->from || !msg->to ||
        !msg->cseq || !msg->call_id)
        return false;
    take_via(out);
    take_uri(&out->from, msg->from->url);
    out->from_tag = tag(&msg->from->gen_params);
    take_uri(&out->to, msg->to->url);
    out->to_tag = tag(&msg->to->gen_params);
    if (osip_message_get_contact(msg, 0, &contact) >= 0 && contact)
        take_uri(&out->contact, contact->url);
    out->cseq = number(msg->cseq->number);
    out->cseq_method = text(msg->cseq->method);
    out->call_id = text(msg->call_id->number);
    out->call_id_host = text(msg->call_id->host);
    out->content_length = msg->content_length ? number(msg->content_length->value) : 0;
    return true;
}

static void release(void)
{
    osip_message_free(msg);
    msg = NULL;
}

const struct bench_parser bench_osip = {"libosip2", "copy, all headers, malloc each", init, parse,
                                        release};
