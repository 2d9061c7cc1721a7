/*
 * Made-up calls: what is said in each kind of call, and the text of each
 * message. A call is a number; all that is in it (addresses, Call-ID, tags,
 * branches) follows from that number, so nothing is kept for a call.
 *
 *   phone ──hop 0── proxy ──hop 1── phone or gateway
 */
#ifndef BENCH_CALLS_H
#define BENCH_CALLS_H

#include "text.h"
#include "wire.h"

enum { BENCH_PHONES = 20000, BENCH_PROXIES = 4 };

enum bench_scenario {
    BENCH_REGISTER,
    BENCH_ANSWERED,
    BENCH_CANCELLED,
    BENCH_OPTIONS,
    BENCH_SUBSCRIBE,
    BENCH_MESSAGE,
    BENCH_UNANSWERED, /* an INVITE and nothing more */
    BENCH_UNANSWERED_OPTIONS,
    BENCH_HELD, /* answered, never ended */
    BENCH_SCENARIO__COUNT
};

struct bench_call {
    uint64_t number;
    enum bench_scenario scenario;
    bool tcp; /* hop 1 goes to a gateway, all over TCP */
};

/* Messages of that scenario. */
unsigned bench_call_steps(enum bench_scenario scenario);

/* Octet-exact text of one message of the call. */
void bench_call_message(const struct bench_call *c, unsigned step, struct bench_text *out);

/* Time from the message before it (0 for the first). */
int64_t bench_call_delay_us(const struct bench_call *c, unsigned step);

/* 0: phone and proxy; 1: proxy and the other phone, or gateway. */
unsigned bench_call_hop(const struct bench_call *c, unsigned step);

/* The two ends of a hop, the caller's side first, and which of them sends. */
void bench_call_ends(const struct bench_call *c, unsigned step, struct bench_endpoint end[2]);
unsigned bench_call_sender(const struct bench_call *c, unsigned step);

/* Numbers of the caller's phone and of the proxy (or gateway): name connections. */
unsigned bench_call_phone(const struct bench_call *c);
unsigned bench_call_proxy(const struct bench_call *c);

/* splitmix64 of a number and what it is wanted for. */
uint64_t bench_random(uint64_t number, unsigned what);

#endif
