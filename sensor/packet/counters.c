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

void rs_packet_count_stranger(struct rs_packet_counters *c, enum rs_packet_verdict verdict,
                              uint32_t number, uint64_t count)
{
    struct rs_packet_stranger *rarest = c->strangers;
    for (int i = 0; i < RS_PACKET_STRANGERS; i++) {
        struct rs_packet_stranger *s = &c->strangers[i];
        if (s->count && s->verdict == verdict && s->number == number) {
            s->count += count;
            return;
        }
        if (s->count < rarest->count)
            rarest = s;
    }
    *rarest = (struct rs_packet_stranger){verdict, number, rarest->count + count};
}

/* Not printf: this layer has no stdio. */
static char *put_number(char *to, uint32_t v, uint32_t base)
{
    char digits[12];
    int n = 0;
    do
        digits[n++] = "0123456789abcdef"[v % base];
    while (v /= base);
    while (n)
        *to++ = digits[--n];
    *to = '\0';
    return to;
}

char *rs_packet_stranger_name(const struct rs_packet_stranger *s,
                              char text[RS_PACKET_STRANGER_TEXT])
{
    bool is_ethertype = s->verdict == RS_PACKET_UNKNOWN_ETHERTYPE;
    const char *kind = is_ethertype ? "ethertype_0x"
                       : s->verdict == RS_PACKET_UNKNOWN_LINK ? "link_" : "ip_protocol_";
    size_t n = strlen(kind);
    memcpy(text, kind, n);
    put_number(text + n, s->number, is_ethertype ? 16 : 10);
    return text;
}

void rs_packet_counters_add(struct rs_packet_counters *into, const struct rs_packet_counters *from)
{
    into->frames += from->frames;
    for (int i = 0; i < RS_PACKET_STRANGERS; i++)
        if (from->strangers[i].count)
            rs_packet_count_stranger(into, from->strangers[i].verdict, from->strangers[i].number,
                                     from->strangers[i].count);
    for (int v = 0; v < RS_PACKET__COUNT; v++)
        into->verdicts[v] += from->verdicts[v];
    for (int r = 0; r < RS_TLS_REASON__COUNT; r++)
        into->tls_unread[r] += from->tls_unread[r];
#define RS_PACKET_COUNTER(name, text) into->name += from->name;
#define RS_PACKET_GAUGE(name, text) into->name += from->name;
#include "packet/counters.def"
#undef RS_PACKET_COUNTER
#undef RS_PACKET_GAUGE
}
