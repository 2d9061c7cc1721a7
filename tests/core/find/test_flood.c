/*
 * 200,000 INVITEs, each with its own Call-ID and source, and a guesser among
 * them: both are told, the guesser at his fifth failure, and memory stays below
 * what the ceilings allow.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <sys/resource.h>

#include "base/err.h"
#include "find/watcher.h"

enum { INVITES = 200000, EACH_US = 100, A_TRY_EVERY = 20000, SECOND = 1000000 };

struct told {
    unsigned floods, guesses, more;
    uint32_t tries;
};

static void on_finding(void *user, const struct rs_finding *f)
{
    struct told *t = user;
    t->more += f->more;
    if (f->more)
        return;
    t->floods += f->id == RS_FINDING_S413;
    t->guesses += f->id == RS_FINDING_S405;
    if (f->id == RS_FINDING_S405)
        t->tries = f->count;
}

static void give(struct rs_watcher *w, struct rs_origin *o, const char *text, int n)
{
    o->frame++;
    assert_int_equal(rs_watcher_message(w, o, rs_span(text, (size_t)n)), RS_OK);
}

static void invite(struct rs_watcher *w, struct rs_origin *o, uint32_t i)
{
    char text[512];
    o->src = (struct rs_endpoint){{4, {11, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i}}, 5060};
    o->dst = (struct rs_endpoint){{4, {10, 0, 0, 1}}, 5060};
    int n = snprintf(text, sizeof text,
                     "INVITE sip:%u@x.example SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK%u\r\n"
                     "From: <sip:%u@a.example>;tag=%u\r\nTo: <sip:%u@x.example>\r\n"
                     "Call-ID: f%u\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n"
                     "Contact: <sip:a@a.example>\r\nContent-Length: 0\r\n\r\n",
                     i, i, i, i, i, i);
    give(w, o, text, n);
}

/* One failed credential. */
static void try(struct rs_watcher *w, struct rs_origin *o, unsigned i)
{
    char text[1024], same[300];
    const struct rs_endpoint here = {{4, {10, 0, 0, 1}}, 5060};
    const struct rs_endpoint there = {{4, {198, 51, 100, 66}}, 5060};
    snprintf(same, sizeof same,
             "Via: SIP/2.0/UDP m;branch=z9hG4bKt%u\r\nFrom: <sip:bob@x.example>;tag=t%u\r\n"
             "Call-ID: t%u\r\nCSeq: 2 REGISTER\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n",
             i, i, i);
    int n = snprintf(text, sizeof text,
                     "REGISTER sip:x.example SIP/2.0\r\n%sTo: <sip:bob@x.example>\r\n"
                     "Contact: <sip:m@m.example>\r\nAuthorization: Digest username=\"bob\", "
                     "realm=\"x\", nonce=\"n\", uri=\"sip:x.example\", response=\"%032u\"\r\n\r\n",
                     same, i);
    o->src = there;
    o->dst = here;
    give(w, o, text, n);
    n = snprintf(text, sizeof text,
                 "SIP/2.0 401 Unauthorized\r\n%sTo: <sip:bob@x.example>;tag=r\r\n"
                 "WWW-Authenticate: Digest realm=\"x\", nonce=\"m\"\r\n\r\n",
                 same);
    o->src = here;
    o->dst = there;
    give(w, o, text, n);
}

static long kilobytes(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

static void test_flood(void **state)
{
    (void)state;
    enum { SUBJECTS = 4096, MOST_KB = 96 * 1024 };
    struct told told = {0};
    struct rs_watcher_sink sink = {.user = &told, .finding = on_finding};
    struct rs_watcher_options options = {.limits = {.transactions = 4096,
                                                    .dialogs = 2048,
                                                    .registrations = 512,
                                                    .flows = 512,
                                                    .joints = 1024,
                                                    .held = 64,
                                                    .repeats = 1024,
                                                    .subjects = SUBJECTS,
                                                    .text_bytes = 4 << 20},
                                         .key = {3, 4}};
    long before = kilobytes();
    struct rs_watcher *w = rs_watcher_new(&options, &sink);
    assert_non_null(w);
    struct rs_origin o = {.time_us = INT64_C(1764500000) * SECOND, .fragments = 1};
    unsigned tries = 0;
    for (uint32_t i = 0; i < INVITES; i++) {
        o.time_us += EACH_US;
        invite(w, &o, i);
        if (i % A_TRY_EVERY == A_TRY_EVERY / 2)
            try(w, &o, tries++);
    }
    assert_int_equal(tries, 10);
    assert_true(told.floods >= 1);
    assert_int_equal(told.guesses, 1);
    assert_int_equal(told.tries, 5);
    assert_true(told.more > INVITES / 2);
    assert_true(kilobytes() - before < MOST_KB);
    rs_watcher_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_flood)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
