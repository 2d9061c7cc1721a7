/*
 * bench-parser [-c] FILE.sip ...: our parser and those of the SIP stacks that
 * are installed, on the same messages, asked for the same fields. First all
 * results are compared field by field, then times are taken in turns: each
 * run times every parser, so that the machine's mood is shared.
 *
 * -c: compare only. -1 NAME: run one parser alone, for a profiler.
 */
#include "parser.h"
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 31, RUN_NS = 60000000, PARSERS_MAX = 8 };

struct corpus {
    struct rs_span message[BENCH_PARSER_MESSAGES_MAX];
    const char *name[BENCH_PARSER_MESSAGES_MAX];
    unsigned count;
    size_t octets;
};

static const struct bench_parser *const parsers[] = {
    &bench_ringside, &bench_ringside_vias, &bench_ringside_index,
#ifdef BENCH_SOFIA
    &bench_sofia,
#endif
#ifdef BENCH_OSIP
    &bench_osip,
#endif
#ifdef BENCH_LIBRE
    &bench_libre,
#endif
};
enum { PARSERS = sizeof parsers / sizeof parsers[0], FIRST_LIBRARY = 3 };

static const char *const missing[] = {
#ifndef BENCH_SOFIA
    "Sofia-SIP (libsofia-sip-ua-dev)",
#endif
#ifndef BENCH_OSIP
    "libosip2 (libosip2-dev)",
#endif
#ifndef BENCH_LIBRE
    "libre (libre-dev)",
#endif
    NULL};

/* ---- messages ---- */

static void corpus_read(struct corpus *c, const char *path)
{
    enum { ROOM = 65536 };
    FILE *f = fopen(path, "rb");
    char *octets = malloc(ROOM);
    if (!f || !octets || c->count == BENCH_PARSER_MESSAGES_MAX) {
        perror(path);
        exit(1);
    }
    size_t n = fread(octets, 1, ROOM, f);
    fclose(f);
    const char *slash = strrchr(path, '/');
    c->name[c->count] = slash ? slash + 1 : path;
    c->message[c->count++] = rs_span(octets, n);
    c->octets += n;
}

/* ---- comparing ---- */

static struct rs_span whole(struct rs_span s)
{
    return s.n == BENCH_NUL ? rs_span_str(s.p) : s;
}

struct comparison {
    const char *parser, *message;
    unsigned differences;
};

static void compare_text(struct comparison *c, const char *field, struct rs_span ours,
                         struct rs_span theirs)
{
    ours = whole(ours);
    theirs = whole(theirs);
    if (rs_span_eq(ours, theirs))
        return;
    c->differences++;
    printf("  %-10s %-24s %-12s ours \"%.*s\", theirs \"%.*s\"\n", c->parser, c->message, field,
           (int)ours.n, ours.p, (int)theirs.n, theirs.p ? theirs.p : "");
}

/* Sofia-SIP leaves the brackets of an IPv6 reference on. */
static void compare_host(struct comparison *c, const char *field, struct rs_span ours,
                         struct rs_span theirs)
{
    theirs = whole(theirs);
    if (theirs.n > 1 && theirs.p[0] == '[')
        theirs = rs_span(theirs.p + 1, theirs.n - 2);
    compare_text(c, field, ours, theirs);
}

static void compare_call_id(struct comparison *c, struct rs_span ours,
                            const struct bench_fields *theirs)
{
    char joined[256];
    struct rs_span id = whole(theirs->call_id), host = whole(theirs->call_id_host);
    int n = snprintf(joined, sizeof joined, "%.*s%s%.*s", (int)id.n, id.p, host.n ? "@" : "",
                     (int)host.n, host.n ? host.p : "");
    compare_text(c, "Call-ID", ours, rs_span(joined, (size_t)n));
}

static void compare_number(struct comparison *c, const char *field, uint64_t ours, uint64_t theirs)
{
    if (ours == theirs)
        return;
    c->differences++;
    printf("  %-10s %-24s %-12s ours %llu, theirs %llu\n", c->parser, c->message, field,
           (unsigned long long)ours, (unsigned long long)theirs);
}

static void compare_uri(struct comparison *c, const char *const field[3],
                        const struct bench_uri *ours, const struct bench_uri *theirs)
{
    compare_text(c, field[0], ours->user, theirs->user);
    compare_host(c, field[1], ours->host, theirs->host);
    compare_number(c, field[2], ours->port, theirs->port);
}

static void compare_fields(struct comparison *c, const struct bench_fields *ours,
                           const struct bench_fields *theirs)
{
    static const char *const from[] = {"From user", "From host", "From port"};
    static const char *const to[] = {"To user", "To host", "To port"};
    static const char *const contact[] = {"Contact user", "Contact host", "Contact port"};
    compare_host(c, "Via host", ours->via_host, theirs->via_host);
    compare_number(c, "Via port", ours->via_port, theirs->via_port);
    compare_text(c, "Via branch", ours->via_branch, theirs->via_branch);
    compare_uri(c, from, &ours->from, &theirs->from);
    compare_text(c, "From tag", ours->from_tag, theirs->from_tag);
    compare_uri(c, to, &ours->to, &theirs->to);
    compare_text(c, "To tag", ours->to_tag, theirs->to_tag);
    compare_uri(c, contact, &ours->contact, &theirs->contact);
    compare_call_id(c, ours->call_id, theirs);
    compare_number(c, "CSeq", ours->cseq, theirs->cseq);
    compare_text(c, "CSeq method", ours->cseq_method, theirs->cseq_method);
    compare_number(c, "Length", ours->content_length, theirs->content_length);
}

static unsigned compare_parser(const struct corpus *corpus, const struct bench_parser *p)
{
    struct comparison c = {p->name, NULL, 0};
    for (unsigned i = 0; i < corpus->count; i++) {
        struct bench_fields ours = {0}, theirs = {0};
        c.message = corpus->name[i];
        bench_ringside.parse(i, &ours);
        if (p->parse(i, &theirs)) {
            compare_fields(&c, &ours, &theirs);
        } else {
            c.differences++;
            printf("  %-10s %-24s rejected\n", p->name, c.message);
        }
        if (p->release)
            p->release();
    }
    return c.differences;
}

static void compare_all(const struct corpus *corpus)
{
    unsigned differences = 0;
    puts("Fields that are not the same:");
    for (unsigned i = FIRST_LIBRARY; i < PARSERS; i++)
        differences += compare_parser(corpus, parsers[i]);
    printf("  %u differences in %u messages\n\n", differences, corpus->count);
}

/* ---- timing ---- */

static volatile uint64_t sink; /* so that nothing is left out as unused */

static void pass(const struct corpus *corpus, const struct bench_parser *p)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < corpus->count; i++) {
        struct bench_fields f = {0};
        sum += p->parse(i, &f);
        sum += f.via_host.n + f.via_branch.n + f.from.user.n + f.to.host.n + f.contact.host.n +
               f.from_tag.n + f.to_tag.n + f.call_id.n + f.cseq + f.content_length;
        if (p->release)
            p->release();
    }
    sink += sum;
}

static double ns_per_message(const struct corpus *corpus, const struct bench_parser *p,
                             unsigned passes)
{
    int64_t begin = bench_cpu_ns();
    for (unsigned i = 0; i < passes; i++)
        pass(corpus, p);
    return (double)(bench_cpu_ns() - begin) / passes / corpus->count;
}

/* How many passes make a run long enough. */
static unsigned calibrate(const struct corpus *corpus, const struct bench_parser *p)
{
    unsigned passes = 16;
    ns_per_message(corpus, p, passes);
    return (unsigned)(RUN_NS / (ns_per_message(corpus, p, passes) * corpus->count)) + 1;
}

static void time_all(const struct corpus *corpus)
{
    static double ns[PARSERS_MAX][RUNS], ratio[PARSERS_MAX][RUNS];
    unsigned passes[PARSERS_MAX];
    for (unsigned i = 0; i < PARSERS; i++)
        passes[i] = calibrate(corpus, parsers[i]);
    for (unsigned run = 0; run < RUNS; run++)
        for (unsigned i = 0; i < PARSERS; i++) {
            ns[i][run] = ns_per_message(corpus, parsers[i], passes[i]);
            ratio[i][run] = ns[i][run] / ns[0][run];
        }
    double octets = (double)corpus->octets / corpus->count;
    printf("%-22s %8s %7s %9s %6s %6s  %s\n", "parser", "ns/msg", "+-", "M msg/s", "GB/s", "ratio",
           "what one call does");
    for (unsigned i = 0; i < PARSERS; i++) {
        struct bench_median m = bench_median(ns[i], RUNS), r = bench_median(ratio[i], RUNS);
        printf("%-22s %8.0f %5.1f %% %9.2f %6.2f %6.2f  %s\n", parsers[i]->name, m.median,
               m.spread_percent, 1e3 / m.median, octets / m.median, r.median, parsers[i]->does);
    }
    for (unsigned i = 0; missing[i]; i++)
        printf("%-22s not installed\n", missing[i]);
}

static void profile(const struct corpus *corpus, const char *name)
{
    enum { PASSES = 1000 };
    for (unsigned i = 0; i < PARSERS; i++)
        if (strcmp(parsers[i]->name, name) == 0)
            for (unsigned n = 0; n < PASSES; n++)
                pass(corpus, parsers[i]);
}

int main(int argc, char **argv)
{
    static struct corpus corpus;
    bool compare_only = argc > 1 && strcmp(argv[1], "-c") == 0;
    const char *one = argc > 2 && strcmp(argv[1], "-1") == 0 ? argv[2] : NULL;
    for (int i = one ? 3 : compare_only ? 2 : 1; i < argc; i++)
        corpus_read(&corpus, argv[i]);
    if (!corpus.count) {
        fputs("usage: bench-parser [-c | -1 NAME] FILE.sip ...\n", stderr);
        return 2;
    }
    for (unsigned i = 0; i < PARSERS; i++)
        parsers[i]->init(corpus.message, corpus.count);
    if (one) {
        profile(&corpus, one);
        return 0;
    }
    printf("%u messages, %zu octets, mean %zu\n\n", corpus.count, corpus.octets,
           corpus.octets / corpus.count);
    compare_all(&corpus);
    if (!compare_only)
        time_all(&corpus);
    return 0;
}
