/* What was not seen, from what was counted. */
#include "outputs/output.h"

static const struct {
    const char *name, *text;
} REASONS[RS_UNSEEN__COUNT] = {
#define RS_VISIBILITY(reason, name, text) {name, text},
#include "outputs/visibility.def"
#undef RS_VISIBILITY
};

const char *rs_unseen_name(enum rs_unseen_reason r)
{
    return REASONS[r].name;
}

const char *rs_unseen_text(enum rs_unseen_reason r)
{
    return REASONS[r].text;
}

static uint64_t sum(const struct rs_packet_counters *c, enum rs_packet_verdict first,
                    enum rs_packet_verdict last)
{
    uint64_t n = 0;

    for (int v = (int)first; v <= (int)last; v++)
        n += c->verdicts[v];
    return n;
}

static void of_packets(struct rs_visibility *v, const struct rs_packet_counters *c)
{
    v->count[RS_UNSEEN_CUT_FRAMES] = c->verdicts[RS_PACKET_TRUNCATED];
    v->count[RS_UNSEEN_CUT_MESSAGES] = c->messages_truncated;
    v->count[RS_UNSEEN_STREAM_GAPS] = c->tcp_gaps;
    v->count[RS_UNSEEN_INCOMPLETE_MESSAGES] = c->messages_incomplete;
    v->count[RS_UNSEEN_LOST_FRAGMENTS] = c->fragments_lost;
    v->count[RS_UNSEEN_MULTILINK_FRAGMENTS] = c->multilink_fragments;
    v->count[RS_UNSEEN_SIGCOMP] = c->sigcomp;
    v->count[RS_UNSEEN_UNDECRYPTABLE] = c->tls_undecryptable;
    v->count[RS_UNSEEN_ENCRYPTED] = c->verdicts[RS_PACKET_ENCRYPTED];
    v->count[RS_UNSEEN_SCTP_GAPS] = c->sctp_gaps;
    v->count[RS_UNSEEN_UNKNOWN_FRAMES] = sum(c, RS_PACKET_UNKNOWN_LINK, RS_PACKET_UNKNOWN_PROTOCOL);
    v->count[RS_UNSEEN_DAMAGED_FRAMES] = sum(c, RS_PACKET_BAD_LINK, RS_PACKET_TOO_DEEP) +
                                         c->verdicts[RS_PACKET_FRAGMENT_BAD];
    v->count[RS_UNSEEN_NO_ROOM] =
        c->verdicts[RS_PACKET_FRAGMENT_LIMIT] + c->verdicts[RS_PACKET_STREAM_LIMIT];
}

uint64_t rs_visibility_lost(const struct rs_packet_counters *c)
{
    return c->tcp_gaps + c->sctp_gaps;
}

uint64_t rs_visibility_unread(const struct rs_packet_counters *c)
{
    uint64_t dropped = c->frames - c->verdicts[RS_PACKET_ANALYSED] - c->verdicts[RS_PACKET_NOT_SIP];

    return dropped + c->messages_truncated + c->messages_incomplete + c->fragments_lost +
           c->multilink_fragments + c->sigcomp + c->tls_undecryptable_sip;
}

struct rs_visibility rs_visibility_of(const struct rs_stats *s)
{
    struct rs_visibility v = {.count = {[RS_UNSEEN_KERNEL_DROPS] = s->kernel_dropped,
                                        [RS_UNSEEN_INTERFACE_DROPS] = s->interface_dropped}};

    if (s->packets)
        of_packets(&v, s->packets);
    if (s->watcher)
        v.count[RS_UNSEEN_ONE_WAY_FLOWS] = s->watcher->findings[RS_FINDING_C901];
    return v;
}
