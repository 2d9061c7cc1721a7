/*
 * The scripts of calls.c: who sends what when. One row a message.
 */
#ifndef BENCH_SCRIPTS_H
#define BENCH_SCRIPTS_H

#include <stdbool.h>
#include <stdint.h>

/* One request with all that answers it. Branches are equal where requests share a transaction. */
struct bench_transaction {
    const char *method;
    uint8_t cseq, branch;
    bool from_proxy; /* the proxy is its client: the other way round, and one Via less */
    bool in_dialog;  /* To tag of the callee, Route */
    bool authorised;
};

enum bench_pace { AT_ONCE, SOON, RINGING, TALKING };

struct bench_step {
    uint8_t pace; /* enum bench_pace: how long after the message before it */
    uint8_t hop;
    uint8_t transaction; /* which of the script's */
    uint16_t status;     /* 0: the request */
};

struct bench_script {
    const struct bench_transaction *transactions;
    const struct bench_step *steps;
    unsigned count;
};

extern const struct bench_script bench_scripts[];

#endif
