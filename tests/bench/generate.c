/*
 * generate KIND COUNT OUT.pcap: a capture of COUNT made-up calls (of COUNT
 * gigabytes for "big"), the same octets each time. A line on standard output
 * says what is in it.
 *
 * Calls begin at a steady rate and are carried on by a heap of what comes
 * next, so memory follows the calls in progress, not the file.
 */
#include "calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SILENCE_US = 40000000, FLUSH_US = 3000, NOISE = 9 /* packets a message */ };

/* Which scenario a call takes: its random number modulo 16. */
static const uint8_t mix[16] = {BENCH_ANSWERED,  BENCH_ANSWERED, BENCH_ANSWERED,  BENCH_ANSWERED,
                                BENCH_ANSWERED,  BENCH_ANSWERED, BENCH_ANSWERED,  BENCH_ANSWERED,
                                BENCH_REGISTER,  BENCH_REGISTER, BENCH_REGISTER,  BENCH_REGISTER,
                                BENCH_CANCELLED, BENCH_OPTIONS,  BENCH_SUBSCRIBE, BENCH_MESSAGE};

struct kind {
    const char *name;
    int scenario;         /* enum bench_scenario, -1: the mix */
    uint32_t interval_us; /* between beginnings of calls */
    bool tcp;
    bool gigabytes; /* COUNT is octets, not calls */
    bool silence;   /* one more message when all transactions have timed out */
    bool noise;     /* nine of ten packets are none of SIP's */
};

static const struct kind kinds[] = {
    {"udp-mix", -1, 2000, false, false, false, false},
    {"tcp-mix", -1, 1000, true, false, false, false},
    {"flood", BENCH_UNANSWERED, 10, false, false, false, false},
    {"big", -1, 2000, false, true, false, false},
    {"transactions", BENCH_UNANSWERED_OPTIONS, 30, false, false, false, false},
    {"dialogs", BENCH_HELD, 1000, false, false, true, false},
    {"noise", -1, 2000, false, false, false, true},
};

/* What comes next in one call; or octets of a connection that wait no longer. */
struct event {
    int64_t time_us;
    uint64_t number; /* of the call; of the connection's side for a flush */
    uint16_t step;
    uint8_t scenario;
    bool flush;
};

/* One side of a TCP connection: octets not yet sent. */
struct pending {
    size_t n;
    char octets[BENCH_PENDING];
};

struct generator {
    const struct kind *kind;
    struct bench_wire wire;
    struct event *heap;
    size_t count, room;
    uint64_t messages, calls;
    struct bench_connection *phones;
    struct bench_connection trunks[BENCH_PROXIES];
    struct pending waiting[BENCH_PROXIES][2];
};

/* ---- the heap, earliest first; equal times in order of number ---- */

static bool earlier(const struct event *a, const struct event *b)
{
    return a->time_us != b->time_us ? a->time_us < b->time_us : a->number < b->number;
}

static void push(struct generator *g, struct event e)
{
    if (g->count == g->room) {
        g->room = g->room ? 2 * g->room : 1024;
        g->heap = realloc(g->heap, g->room * sizeof *g->heap);
        if (!g->heap)
            abort();
    }
    size_t at = g->count++;
    for (; at && earlier(&e, &g->heap[(at - 1) / 2]); at = (at - 1) / 2)
        g->heap[at] = g->heap[(at - 1) / 2];
    g->heap[at] = e;
}

static struct event pop(struct generator *g)
{
    struct event top = g->heap[0], e = g->heap[--g->count];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < g->count; at = child) {
        if (child + 1 < g->count && earlier(&g->heap[child + 1], &g->heap[child]))
            child++;
        if (!earlier(&g->heap[child], &e))
            break;
        g->heap[at] = g->heap[child];
    }
    g->heap[at] = e;
    return top;
}

/* ---- TCP ---- */

static struct bench_connection *connection(struct generator *g, struct bench_connection *c,
                                           const struct bench_endpoint end[2], unsigned local,
                                           int64_t now_us)
{
    if (c->open)
        return c;
    *c =
        (struct bench_connection){.end = {end[0], end[1]}, .seq = {local * 7919u, local * 104729u}};
    c->end[0].port = (uint16_t)(20000 + local % 40000);
    bench_wire_connect(&g->wire, now_us, c);
    return c;
}

/* A phone's own connection: one message, whole or cut anywhere. */
static void send_to_phone(struct generator *g, const struct bench_call *call, unsigned step,
                          const struct bench_text *text, int64_t now_us)
{
    struct bench_endpoint end[2];
    bench_call_ends(call, step, end);
    unsigned phone = bench_call_phone(call);
    struct bench_connection *c = connection(g, &g->phones[phone], end, phone, now_us);
    uint64_t random = bench_random(call->number, 300 + step);
    size_t cut = random % 4 ? text->n : 1 + (random >> 8) % text->n;
    for (size_t at = 0; at < text->n;) {
        size_t n = at < cut ? cut - at : text->n - at;
        n = n < BENCH_MSS ? n : BENCH_MSS;
        bench_wire_segment(&g->wire, now_us, c, bench_call_sender(call, step), text->p + at, n);
        at += n;
    }
}

static void send_segments(struct generator *g, unsigned trunk, unsigned side, size_t least,
                          int64_t now_us)
{
    struct pending *p = &g->waiting[trunk][side];
    size_t at = 0;
    while (p->n - at >= least && p->n > at) {
        size_t n = p->n - at < BENCH_MSS ? p->n - at : BENCH_MSS;
        bench_wire_segment(&g->wire, now_us, &g->trunks[trunk], side, p->octets + at, n);
        at += n;
    }
    memmove(p->octets, p->octets + at, p->n -= at);
}

/* The trunk to a gateway: full segments at once, what is left a moment later. */
static void send_to_trunk(struct generator *g, const struct bench_call *call, unsigned step,
                          const struct bench_text *text, int64_t now_us)
{
    struct bench_endpoint end[2];
    bench_call_ends(call, step, end);
    unsigned trunk = bench_call_proxy(call), side = bench_call_sender(call, step);
    connection(g, &g->trunks[trunk], end, 30000 + trunk, now_us);
    struct pending *p = &g->waiting[trunk][side];
    if (!p->n)
        push(g, (struct event){now_us + FLUSH_US, trunk * 2 + side, 0, 0, true});
    memcpy(p->octets + p->n, text->p, text->n);
    p->n += text->n;
    send_segments(g, trunk, side, BENCH_MSS, now_us);
}

/* ---- noise ---- */

/* RTP as G.711 has it, and now and then RTCP, DNS or STUN, beside the message. */
static void send_noise(struct generator *g, const struct bench_call *call, unsigned step,
                       struct bench_endpoint end[2], int64_t now_us)
{
    enum { RTP = 172, SMALL = 40 };
    char octets[RTP];
    for (unsigned i = 0; i < NOISE; i++) {
        const uint64_t random = bench_random(call->number, 400 + step * NOISE + i);
        const unsigned kind = random % 16;
        for (size_t at = 0; at < sizeof octets; at += 8) {
            uint64_t word = bench_random(random, (unsigned)at);
            memcpy(octets + at, &word, sizeof octets - at < 8 ? sizeof octets - at : 8);
        }
        struct bench_endpoint src = end[i & 1], dst = end[!(i & 1)];
        src.port = dst.port = (uint16_t)(16384 + random / 16 % 8192 * 2);
        if (kind > 2) {
            memcpy(octets, "\x80\x08", 2);
        } else if (kind == 2) {
            memcpy(octets, "\x80\xc8\x00\x09", 4);
            src.port = dst.port = src.port + 1;
        } else if (kind == 1) {
            dst.port = 53;
            memcpy(octets + 2, "\x01\0\0\x01\0\0\0\0\0\0\x03www\x07", 15);
        } else {
            memcpy(octets, "\0\x01\0\x14\x21\x12\xa4\x42", 8);
        }
        bench_wire_udp(&g->wire, now_us, src, dst, octets, kind > 2 ? RTP : SMALL);
    }
}

/* ---- messages ---- */

static void send_message(struct generator *g, const struct bench_call *call, unsigned step,
                         int64_t now_us)
{
    struct bench_text text;
    struct bench_endpoint end[2];
    bench_call_message(call, step, &text);
    g->messages++;
    if (call->tcp && bench_call_hop(call, step)) {
        send_to_trunk(g, call, step, &text, now_us);
        return;
    }
    if (call->tcp) {
        send_to_phone(g, call, step, &text, now_us);
        return;
    }
    bench_call_ends(call, step, end);
    unsigned sender = bench_call_sender(call, step);
    bench_wire_udp(&g->wire, now_us, end[sender], end[!sender], text.p, text.n);
    if (g->kind->noise)
        send_noise(g, call, step, end, now_us);
}

static void play(struct generator *g, struct event e)
{
    if (e.flush) {
        send_segments(g, (unsigned)e.number / 2, e.number & 1, 1, e.time_us);
        return;
    }
    const struct bench_call call = {e.number, e.scenario, g->kind->tcp};
    send_message(g, &call, e.step, e.time_us);
    if (++e.step < bench_call_steps(call.scenario)) {
        e.time_us += bench_call_delay_us(&call, e.step);
        push(g, e);
    }
}

static void begin_call(struct generator *g, int64_t now_us, int scenario)
{
    uint64_t number = ++g->calls;
    if (scenario < 0)
        scenario = mix[bench_random(number, 99) % 16];
    push(g, (struct event){now_us, number, 0, (uint8_t)scenario, false});
}

static bool more_calls(const struct generator *g, uint64_t count)
{
    return g->kind->gigabytes ? g->wire.octets < count << 30 : g->calls < count;
}

static void generate(struct generator *g, uint64_t count)
{
    int64_t now_us = (int64_t)1795341600 * 1000000, next_us = now_us; /* 2026-11-22 10:00 UTC */
    while (more_calls(g, count) || g->count) {
        if (more_calls(g, count) && (!g->count || next_us <= g->heap[0].time_us)) {
            begin_call(g, next_us, g->kind->scenario);
            next_us += g->kind->interval_us;
            continue;
        }
        struct event e = pop(g);
        now_us = e.time_us;
        play(g, e);
    }
    if (g->kind->silence) {
        begin_call(g, now_us + SILENCE_US, BENCH_UNANSWERED_OPTIONS);
        play(g, pop(g));
    }
}

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

int main(int argc, char **argv)
{
    static struct generator g;
    g.kind = argc == 4 ? find_kind(argv[1]) : NULL;
    if (!g.kind) {
        fputs("usage: generate udp-mix|tcp-mix|flood|big|transactions|dialogs|noise COUNT OUT.pcap\n",
              stderr);
        return 2;
    }
    g.phones = calloc(BENCH_PHONES, sizeof *g.phones);
    if (!g.phones)
        return 1;
    bench_wire_open(&g.wire, argv[3]);
    generate(&g, strtoull(argv[2], NULL, 10));
    bench_wire_close(&g.wire);
    printf("%s: %llu calls, %llu messages, %llu frames, %llu octets\n", g.kind->name,
           (unsigned long long)g.calls, (unsigned long long)g.messages,
           (unsigned long long)g.wire.frames, (unsigned long long)g.wire.octets);
    free(g.phones);
    free(g.heap);
    return 0;
}
