/*
 * bench-layers [-1 LAYER | -w] FILE.pcap [FRAMES]: nanoseconds a message, layer by
 * layer, on the same frames in memory, read from end to end in each run.
 * Layers take turns, so that the machine's mood is shared.
 *
 * -1 LAYER: one layer once, for a profiler.
 * -w: the messages that take the most nanoseconds an octet, for what the parser
 * and the checks do; for captures of hostile messages.
 */
#include "corpus.h"
#include "find/check_message.h"
#include "find/watcher.h"
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 9, WORST = 8 };

static struct rs_msg msg;
static struct rs_view view;
static volatile uint64_t sink; /* so that nothing is left out as unused */

static struct rs_span octets_of(const struct bench_corpus *c, const struct bench_message *m)
{
    return rs_span(c->octets + m->at, m->n);
}

static void index_message(const struct bench_corpus *c, const struct bench_message *m)
{
    bool stream = m->origin.transport == RS_TRANSPORT_TCP;
    sink += (uint64_t)rs_msg_parse(&msg, octets_of(c, m),
                                   stream ? RS_FRAMING_STREAM : RS_FRAMING_DATAGRAM, false);
}

static void view_message(const struct bench_corpus *c, const struct bench_message *m)
{
    index_message(c, m);
    rs_view_make(&view, &msg);
    sink += view.trackable;
}

static void check_message(const struct bench_corpus *c, const struct bench_message *m)
{
    view_message(c, m);
    rs_check_message(&msg.faults, &msg, &view, &m->origin);
    sink += msg.faults.count;
}

/* ---- the layers ---- */

static void touch(const struct bench_corpus *c)
{
    for (size_t i = 0; i < c->message_count; i++)
        for (size_t at = 0; at < c->messages[i].n; at += 64)
            sink += (unsigned char)c->octets[c->messages[i].at + at];
}

static void parse(const struct bench_corpus *c)
{
    for (size_t i = 0; i < c->message_count; i++)
        index_message(c, &c->messages[i]);
}

static void parse_view(const struct bench_corpus *c)
{
    for (size_t i = 0; i < c->message_count; i++)
        view_message(c, &c->messages[i]);
}

static void parse_view_checks(const struct bench_corpus *c)
{
    for (size_t i = 0; i < c->message_count; i++)
        check_message(c, &c->messages[i]);
}

static void take_message(void *user, const struct rs_annotation *a)
{
    (void)user;
    sink += a->dialog.id;
}

static void take_finding(void *user, const struct rs_finding *f)
{
    (void)user;
    sink += f->count;
}

static void take_transaction(void *user, const struct rs_transaction_record *r)
{
    (void)user;
    sink += r != NULL;
}

static void take_dialog(void *user, const struct rs_dialog_record *r)
{
    (void)user;
    sink += r != NULL;
}

static void take_registration(void *user, const struct rs_registration_record *r)
{
    (void)user;
    sink += r != NULL;
}

static struct rs_watcher *new_watcher(const struct rs_watcher_sink *results)
{
    const struct rs_watcher_options options = {.limits = rs_limits_default(), .key = {1, 2}};
    struct rs_watcher *w = rs_watcher_new(&options, results);
    if (!w)
        abort();
    return w;
}

static void watch(const struct bench_corpus *c, const struct rs_watcher_sink *results)
{
    struct rs_watcher *w = new_watcher(results);
    for (size_t i = 0; i < c->message_count; i++)
        rs_watcher_message(w, &c->messages[i].origin, octets_of(c, &c->messages[i]));
    rs_watcher_finish(w);
    rs_watcher_free(w);
}

static void watcher(const struct bench_corpus *c)
{
    const struct rs_watcher_sink nobody = {0};
    watch(c, &nobody);
}

static void watcher_sinks(const struct bench_corpus *c)
{
    const struct rs_watcher_sink all = {.finding = take_finding,
                                        .message = take_message,
                                        .transaction = take_transaction,
                                        .dialog = take_dialog,
                                        .registration = take_registration};
    watch(c, &all);
}

static void take_octets(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    (void)user;
    (void)origin;
    sink += octets.n;
}

static void decode(const struct bench_corpus *c, const struct rs_packet_sink *results)
{
    const struct rs_hash_key key = {1, 2};
    struct rs_decoder *d = rs_decoder_new(NULL, &key);
    for (size_t i = 0; i < c->frame_count; i++)
        rs_decoder_frame(d, &c->frames[i], results);
    rs_decoder_finish(d, results);
    rs_decoder_free(d);
}

static void decoder(const struct bench_corpus *c)
{
    const struct rs_packet_sink results = {.message = take_octets};
    decode(c, &results);
}

static void pass_on(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    rs_watcher_message(user, origin, octets);
}

static void decoder_watcher(const struct bench_corpus *c)
{
    const struct rs_watcher_sink nobody = {0};
    struct rs_watcher *w = new_watcher(&nobody);
    const struct rs_packet_sink results = {.user = w, .message = pass_on};
    decode(c, &results);
    rs_watcher_finish(w);
    rs_watcher_free(w);
}

static const struct layer {
    const char *name, *does;
    void (*run)(const struct bench_corpus *c);
} layers[] = {
    {"touch", "each cache line of each message, nothing else", touch},
    {"parse", "rs_msg_parse", parse},
    {"view", "rs_msg_parse, rs_view_make", parse_view},
    {"checks", "the same and rs_check_message", parse_view_checks},
    {"watcher", "rs_watcher_message, nobody listens", watcher},
    {"watcher-sinks", "the same, every record is made", watcher_sinks},
    {"decoder", "rs_decoder_frame", decoder},
    {"decoder-watcher", "frames to findings, nobody listens", decoder_watcher},
};
enum { LAYERS = sizeof layers / sizeof layers[0] };

/* ---- timing ---- */

static void time_all(const struct bench_corpus *c)
{
    static double ns[LAYERS][RUNS];
    for (unsigned run = 0; run < RUNS; run++)
        for (unsigned i = 0; i < LAYERS; i++) {
            int64_t begin = bench_cpu_ns();
            layers[i].run(c);
            ns[i][run] = (double)(bench_cpu_ns() - begin) / (double)c->message_count;
        }
    printf("%-16s %8s %7s %9s  %s\n", "layer", "ns/msg", "+-", "msg/s", "what is done");
    for (unsigned i = 0; i < LAYERS; i++) {
        struct bench_median m = bench_median(ns[i], RUNS);
        printf("%-16s %8.0f %5.1f %% %9.0f  %s\n", layers[i].name, m.median, m.spread_percent,
               1e9 / m.median, layers[i].does);
    }
}

/* ---- the slowest messages ---- */

struct cost {
    double ns_octet;
    size_t message;
};

/* The best of some runs: what others do on the machine is no cost of the message. */
static double ns_of(const struct bench_corpus *c, const struct bench_message *m,
                    void (*run)(const struct bench_corpus *c, const struct bench_message *m))
{
    int64_t best = INT64_MAX;
    for (int i = 0; i < RUNS; i++) {
        enum { TIMES = 8 };
        int64_t begin = bench_cpu_ns();
        for (int n = 0; n < TIMES; n++)
            run(c, m);
        int64_t took = (bench_cpu_ns() - begin) / TIMES;
        best = took < best ? took : best;
    }
    return (double)best;
}

/* Keeps the worst ones, the worst first. */
static void keep_worst(struct cost worst[WORST], struct cost one)
{
    for (int i = 0; i < WORST; i++)
        if (one.ns_octet > worst[i].ns_octet) {
            struct cost pushed = worst[i];
            worst[i] = one;
            one = pushed;
        }
}

static void find_worst(const struct bench_corpus *c, const char *what,
                       void (*run)(const struct bench_corpus *c, const struct bench_message *m))
{
    struct cost worst[WORST] = {{0, 0}};
    for (size_t i = 0; i < c->message_count; i++) {
        const struct bench_message *m = &c->messages[i];
        if (m->n)
            keep_worst(worst, (struct cost){ns_of(c, m, run) / (double)m->n, i});
    }
    printf("%s\n", what);
    for (int i = 0; i < WORST && worst[i].ns_octet > 0; i++) {
        const struct bench_message *m = &c->messages[worst[i].message];
        printf("%8.2f ns/octet  message %zu, %zu octets: %.48s\n", worst[i].ns_octet,
               worst[i].message, m->n, m->n < 48 ? "" : c->octets + m->at);
    }
}

static void worst_all(const struct bench_corpus *c)
{
    find_worst(c, "rs_msg_parse", index_message);
    find_worst(c, "and rs_view_make", view_message);
    find_worst(c, "and rs_check_message", check_message);
}

static int run_one(const struct bench_corpus *c, const char *name)
{
    for (unsigned i = 0; i < LAYERS; i++)
        if (strcmp(layers[i].name, name) == 0) {
            layers[i].run(c);
            return 0;
        }
    fprintf(stderr, "bench-layers: there is no layer %s\n", name);
    return 2;
}

int main(int argc, char **argv)
{
    bool one = argc > 2 && strcmp(argv[1], "-1") == 0;
    bool slowest = argc > 2 && strcmp(argv[1], "-w") == 0;
    int at = one ? 3 : slowest ? 2 : 1, status = 0;
    struct bench_corpus c;
    if (argc <= at) {
        fputs("usage: bench-layers [-1 LAYER | -w] FILE.pcap [FRAMES]\n", stderr);
        return 2;
    }
    bench_corpus_read(&c, argv[at], argc > at + 1 ? strtoull(argv[at + 1], NULL, 10) : SIZE_MAX);
    if (!one) {
        printf("%s: %zu frames, %zu messages, mean %zu octets\n\n", argv[at], c.frame_count,
               c.message_count, c.message_octets / (c.message_count + !c.message_count));
        if (slowest)
            worst_all(&c);
        else
            time_all(&c);
    } else {
        status = run_one(&c, argv[2]);
    }
    bench_corpus_free(&c);
    return status;
}
