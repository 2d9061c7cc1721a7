#include "track/keys.h"

/* A short key put together from parts; what does not fit is digested before. */
enum { PARTS_MAX = 512 };

struct parts {
    unsigned char octet[PARTS_MAX + 8]; /* part_lower works on whole words */
    size_t n;
};

static void part(struct parts *p, struct rs_span s)
{
    size_t room = PARTS_MAX - p->n;
    size_t n = s.n < room ? s.n : room;
    if (n)
        memcpy(p->octet + p->n, s.p, n);
    p->n += n;
}

/*
 * Without case: the case bit is set in every octet, eight at a time. That
 * makes a few signs equal as well ("_" and DEL); two requests told apart by
 * nothing else are still told apart by their request key.
 */
static void part_lower(struct parts *p, struct rs_span s)
{
    size_t begin = p->n;
    part(p, s);
    for (size_t i = begin; i < p->n; i += 8) {
        uint64_t word;
        memcpy(&word, p->octet + i, sizeof word);
        word |= 0x2020202020202020u;
        memcpy(p->octet + i, &word, sizeof word);
    }
}

static void part_octet(struct parts *p, unsigned char c)
{
    if (p->n < PARTS_MAX)
        p->octet[p->n++] = c;
}

static void part_u32(struct parts *p, uint32_t v)
{
    part(p, rs_span((const char *)&v, sizeof v));
}

static void part_digest(struct parts *p, struct rs_digest d)
{
    part(p, rs_span((const char *)&d, sizeof d));
}

static void part_method(struct parts *p, unsigned method, struct rs_span name)
{
    part_octet(p, method == RS_METHOD_ACK ? RS_METHOD_INVITE : (unsigned char)method);
    if (method == RS_METHOD_UNKNOWN)
        part(p, name);
}

/*
 * Branches and Call-IDs are bounded by the header section alone; those that
 * would not fit beside the rest are taken in by digest.
 */
static void part_text(struct parts *p, const struct rs_hash_key *key, struct rs_span s, bool lower)
{
    if (s.n > 200)
        part_digest(p, rs_digest(key, s.p, s.n));
    else if (lower)
        part_lower(p, s);
    else
        part(p, s);
    part_octet(p, 0);
}

/* "sent-by host[:port, default by transport]": rport adds no port to it. */
static void part_sent_by(struct parts *p, const struct rs_hash_key *key, const struct rs_via *via)
{
    part_text(p, key, via->host, true);
    part_u32(p, via->port ? via->port : rs_via_default_port(via));
}

/* RFC 3261 17.2.3: "the branch parameter ... the sent-by value ... and the method". */
static struct rs_digest by_branch(const struct rs_hash_key *key, const struct rs_via *via,
                                  unsigned method, struct rs_span method_name)
{
    struct parts p = {.n = 0};
    part_octet(&p, 1);
    part_text(&p, key, via->branch, true);
    part_sent_by(&p, key, via);
    part_method(&p, method, method_name);
    return rs_digest(key, p.octet, p.n);
}

/* RFC 2543 and Lync: no cookie, so the message's own identity is the key (semantics 2.3). */
static struct rs_digest by_fields(const struct rs_hash_key *key, const struct rs_view *v,
                                  unsigned method)
{
    struct parts p = {.n = 0};
    part_octet(&p, 2);
    part_text(&p, key, v->call_id, false);
    part_u32(&p, v->cseq.number);
    part_text(&p, key, v->from.tag, false);
    part_sent_by(&p, key, &v->via);
    part_method(&p, method, v->cseq.method_name);
    return rs_digest(key, p.octet, p.n);
}

struct rs_digest rs_keys_transaction_for(const struct rs_hash_key *key, const struct rs_view *v,
                                         enum rs_method method)
{
    return v->via.cookie ? by_branch(key, &v->via, method, v->cseq.method_name)
                         : by_fields(key, v, method);
}

/*
 * Digests are unpredictable, so what is added to one gives a key as good as a
 * digest of both: nobody can aim at another's sum.
 */
struct rs_digest rs_keys_request_for(const struct rs_hash_key *key, const struct rs_keys *k,
                                     const struct rs_view *v, enum rs_method method)
{
    uint64_t what = method == RS_METHOD_ACK ? RS_METHOD_INVITE : method;
    if (method == RS_METHOD_UNKNOWN)
        what = rs_fingerprint(key, v->cseq.method_name.p, v->cseq.method_name.n);
    return (struct rs_digest){
        k->half.lo + (v->cseq.number + 1) * 0x9E3779B97F4A7C15u,
        k->half.hi + what * 0xC2B2AE3D27D4EB4Fu,
    };
}

struct rs_digest rs_keys_dialog_for(struct rs_digest tag_a, struct rs_digest tag_b)
{
    return (struct rs_digest){tag_a.lo + tag_b.lo, tag_a.hi + tag_b.hi};
}

struct rs_digest rs_keys_half_for(const struct rs_hash_key *key, struct rs_digest call,
                                  struct rs_span tag)
{
    return rs_digest_with(key, call, tag.n ? tag.p : "", tag.n);
}

static void make_parent(struct rs_keys *k, const struct rs_hash_key *key, const struct rs_view *v)
{
    struct rs_via upstream;
    if (!v->via2.p || rs_via_parse(v->via2, &upstream) != RS_OK)
        return;
    k->has_parent = upstream.cookie;
    if (k->has_parent)
        k->parent = by_branch(key, &upstream, v->method, v->cseq.method_name);
}

void rs_keys_make(struct rs_keys *k, const struct rs_hash_key *key, const struct rs_view *v)
{
    memset(k, 0, sizeof *k);
    k->cookie = v->via.cookie;
    k->call = rs_digest(key, v->call_id.p, v->call_id.n);
    k->half = k->from_tag = rs_keys_half_for(key, k->call, v->from.tag);
    if (v->to.tag.n)
        k->to_tag = rs_keys_half_for(key, k->call, v->to.tag);
    k->request = rs_keys_request_for(key, k, v, v->method);
    k->transaction = rs_keys_transaction_for(key, v, v->method);
    k->has_dialog = v->from.tag.n && v->to.tag.n;
    if (k->has_dialog)
        k->dialog = rs_keys_dialog_for(k->from_tag, k->to_tag);
    make_parent(k, key, v);
}
