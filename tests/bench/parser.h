/*
 * The bench of parsers: every parser is asked for the same fields of the same
 * messages, in a file of its own. A library that is not installed has no file.
 */
#ifndef BENCH_PARSER_H
#define BENCH_PARSER_H

#include "base/span.h"

/* A text ends at its NUL: nobody counts it before it is compared. */
#define BENCH_NUL SIZE_MAX

enum { BENCH_PARSER_MESSAGES_MAX = 128 };

struct bench_uri {
    struct rs_span user, host;
    unsigned port; /* 0: none */
};

/* Borrowed from the message or the parser's objects. */
struct bench_fields {
    struct rs_span via_host, via_branch;
    unsigned via_port;
    struct bench_uri from, to, contact;
    struct rs_span from_tag, to_tag;
    struct rs_span call_id, call_id_host; /* host: for one who cuts it at the @ */
    uint64_t cseq;
    struct rs_span cseq_method;
    uint64_t content_length;
};

struct bench_parser {
    const char *name, *does;
    /* Once; the messages live until the end. */
    void (*init)(const struct rs_span *messages, unsigned count);
    /* Message i, from its octets to the fields. False: rejected. */
    bool (*parse)(unsigned i, struct bench_fields *out);
    /* Let go of what the last parse made, also of a rejected one. NULL: nothing to let go. */
    void (*release)(void);
};

extern const struct bench_parser bench_ringside, bench_ringside_vias, bench_ringside_index;
extern const struct bench_parser bench_osip, bench_sofia, bench_libre;

#endif
