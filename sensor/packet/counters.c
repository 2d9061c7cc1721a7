#include "packet/packet.h"

static const struct {
    const char *name, *text;
} VERDICTS[RS_PACKET__COUNT] = {
#define RS_PACKET_VERDICT(verdict, name, text) {name, text},
#include "packet/verdicts.def"
#undef RS_PACKET_VERDICT
};

const char *rs_packet_verdict_name(enum rs_packet_verdict v)
{
    return VERDICTS[v].name;
}

const char *rs_packet_verdict_text(enum rs_packet_verdict v)
{
    return VERDICTS[v].text;
}

uint64_t rs_packet_dropped(const struct rs_packet_counters *c)
{
    uint64_t dropped = 0;
    for (int v = RS_PACKET_FIRST_DROP; v < RS_PACKET__COUNT; v++)
        dropped += c->verdicts[v];
    return dropped;
}

void rs_packet_counters_add(struct rs_packet_counters *into, const struct rs_packet_counters *from)
{
    into->frames += from->frames;
    for (int v = 0; v < RS_PACKET__COUNT; v++)
        into->verdicts[v] += from->verdicts[v];
#define RS_PACKET_COUNTER(name, text) into->name += from->name;
#define RS_PACKET_GAUGE(name, text) into->name += from->name;
#include "packet/counters.def"
#undef RS_PACKET_COUNTER
#undef RS_PACKET_GAUGE
}
