#include "track/keys.h"

/* ACK counts as INVITE; methods without a number of their own go by their name. */
static uint64_t method_part(const struct rs_hash *h, const struct rs_view *v, unsigned method)
{
    if (method == RS_METHOD_UNKNOWN)
        return rs_fingerprint(h, v->cseq.method_name.p, v->cseq.method_name.n);
    return method == RS_METHOD_ACK ? RS_METHOD_INVITE : method;
}

/* "sent-by host[:port, default by transport]": rport adds no port to it. */
static struct rs_digest with_sent_by(const struct rs_hash *h, struct rs_digest d,
                                     const struct rs_via *via)
{
    d = rs_digest_nocase_with(h, d, via->host.p, via->host.n);
    return rs_digest_plus(d, via->port ? via->port : rs_via_default_port(via), 0);
}

/*
 * RFC 3261 17.2.3: "the branch parameter ... the sent-by value". Two branches
 * that only the folding of case makes equal are still told apart by their
 * request key.
 */
static struct rs_digest by_branch(const struct rs_hash *h, const struct rs_via *via)
{
    const struct rs_digest start = {1, 0};
    return with_sent_by(h, rs_digest_nocase_with(h, start, via->branch.p, via->branch.n), via);
}

/* RFC 2543 and Lync: no cookie, so the message's own identity is the key (semantics 2.3). */
static struct rs_digest by_fields(const struct rs_hash *h, const struct rs_keys *k,
                                  const struct rs_view *v, const struct rs_via *via)
{
    return with_sent_by(h, rs_digest_plus(k->half, 0, v->cseq.number), via);
}

static struct rs_digest hop_of(const struct rs_hash *h, const struct rs_keys *k,
                               const struct rs_view *v, const struct rs_via *via)
{
    return via->cookie ? by_branch(h, via) : by_fields(h, k, v, via);
}

struct rs_digest rs_keys_transaction_for(const struct rs_hash *h, const struct rs_keys *k,
                                         const struct rs_view *v, enum rs_method method)
{
    return rs_digest_plus(k->hop, 0, method_part(h, v, method));
}

struct rs_digest rs_keys_request_for(const struct rs_hash *h, const struct rs_keys *k,
                                     const struct rs_view *v, enum rs_method method)
{
    return rs_digest_plus(k->half, (uint64_t)v->cseq.number + 1, method_part(h, v, method));
}

struct rs_digest rs_keys_dialog_for(struct rs_digest tag_a, struct rs_digest tag_b)
{
    return rs_digest_either(tag_a, tag_b);
}

struct rs_digest rs_keys_half_for(const struct rs_hash *h, struct rs_digest call,
                                  struct rs_span tag)
{
    return rs_digest_with(h, call, tag.p, tag.n);
}

struct rs_digest rs_keys_transaction_at(const struct rs_hash *h, const struct rs_keys *k,
                                        const struct rs_view *v, const struct rs_via *via)
{
    return rs_digest_plus(hop_of(h, k, v, via), 0, method_part(h, v, v->method));
}

void rs_keys_make(struct rs_keys *k, const struct rs_hash *h, const struct rs_view *v)
{
    k->cookie = v->via.cookie;
    k->call = rs_digest(h, v->call_id.p, v->call_id.n);
    k->half = k->from_tag = rs_keys_half_for(h, k->call, v->from.tag);
    k->to_tag = v->to.tag.n ? rs_keys_half_for(h, k->call, v->to.tag) : (struct rs_digest){0, 0};
    k->hop = hop_of(h, k, v, &v->via);
    k->transaction = rs_keys_transaction_for(h, k, v, v->method);
    k->request = rs_keys_request_for(h, k, v, v->method);
    k->has_dialog = v->from.tag.n && v->to.tag.n;
    k->dialog = k->has_dialog ? rs_keys_dialog_for(k->from_tag, k->to_tag)
                              : (struct rs_digest){0, 0};
}
