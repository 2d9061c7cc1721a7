/*
 * Fragments below IP: of 802.11 frames and of those in CAPWAP. They wait with
 * the fragments of IP, under the same ceilings.
 */
#include "packet/layers.h"

bool rs_link_fragment(struct rs_packet *p, struct rs_fragment *f, struct rs_span name,
                      struct rs_whole *whole, enum rs_packet_verdict *verdict)
{
    struct rs_decoder *d = p->decoder;
    struct rs_digest outside = {p->origin.tunnel, f->protocol};
    if (p->cut) {
        *verdict = RS_PACKET_TRUNCATED;
        return false;
    }
    f->any_size = true;
    f->key = rs_digest_with(&d->hash, outside, name.p, name.n);
    f->source = (uint32_t)outside.lo;
    d->counters.link_fragments++;
    return rs_fragments_add(&d->fragments, f, d->now_us, whole, verdict);
}

enum rs_packet_verdict rs_link_whole(struct rs_packet *p, const struct rs_fragment *f,
                                     struct rs_whole *whole, enum rs_packet_verdict verdict)
{
    struct rs_decoder *d = p->decoder;
    rs_fragments_release(&d->fragments, f->key, d->now_us, whole, verdict);
    return verdict;
}
