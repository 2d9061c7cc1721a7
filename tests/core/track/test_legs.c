/*
 * Many calls at once through a back-to-back user agent that leaves nothing but
 * the numbers: few numbers, so that they meet, and a device that is sometimes
 * slow, tries a second trunk, rings two phones or answers by itself. Whatever
 * the order, no two calls may become one; and most legs find their call.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/ringside.h"

enum { CALLS = 400, EVENTS = CALLS * 12, SEEDS = 40 };

enum what { INVITE_A, INVITE_B, REFUSE_B, ANSWER_B, ANSWER_A };

struct event {
    int64_t time_us;
    enum what what;
    int call, leg;  /* leg: 0, 1 ... behind the device */
};

struct world {
    uint64_t random;
    int numbers;
    struct event event[EVENTS];
    size_t count;
    uint64_t known_as[CALLS][4]; /* 0: leg A; 1, 2: legs behind */
    int pairs;
};

static uint32_t draw(struct world *w, uint32_t below)
{
    w->random = w->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(w->random >> 33) % below;
}

static void plan(struct world *w, int64_t time_us, enum what what, int call, int leg)
{
    w->event[w->count++] = (struct event){time_us, what, call, leg};
}

static int by_time(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->time_us != y->time_us)
        return x->time_us < y->time_us ? -1 : 1;
    return x->call - y->call;
}

/* How one call goes: mostly sent on in milliseconds, now and then otherwise. */
static void plan_call(struct world *w, int call, int64_t at)
{
    uint32_t sort = draw(w, 20);
    int64_t sent = at + 1000 + draw(w, 20000);
    plan(w, at, INVITE_A, call, 0);
    if (sort == 0) { /* an announcement */
        plan(w, at + 5000, ANSWER_A, call, 0);
        return;
    }
    if (sort == 1)
        sent += 300000 + draw(w, 4000000); /* a slow database */
    plan(w, sent, INVITE_B, call, 1);
    w->pairs++;
    if (sort == 2) {
        plan(w, sent + 30000, REFUSE_B, call, 1);
        plan(w, sent + 40000 + draw(w, 100000), INVITE_B, call, 2);
    } else if (sort == 3) {
        plan(w, sent + 500, INVITE_B, call, 2);
    }
    plan(w, sent + 6000000, ANSWER_B, call, sort == 2 ? 2 : 1);
    plan(w, sent + 6001000, ANSWER_A, call, 0);
}

static void put_message(char *text, size_t cap, const struct event *e, int numbers, int bob)
{
    bool b = e->what == INVITE_B || e->what == REFUSE_B || e->what == ANSWER_B;
    char start[64];
    if (e->what <= INVITE_B)
        snprintf(start, sizeof start, "INVITE sip:%03d@h SIP/2.0", 100 + e->call % numbers);
    else
        snprintf(start, sizeof start, e->what == REFUSE_B ? "SIP/2.0 503 No" : "SIP/2.0 200 OK");
    snprintf(text, cap,
             "%s\r\nVia: SIP/2.0/UDP 10.0.0.%d;branch=z9hG4bK%d-%d\r\nMax-Forwards: 70\r\n"
             "From: <sip:4711@x>;tag=from-%d-%d\r\nTo: <sip:%03d@x>%s\r\n"
             "Call-ID: %d-%d\r\nCSeq: 1 INVITE\r\nContact: <sip:u@10.0.0.%d>\r\n"
             "Content-Length: 0\r\n\r\n",
             start, b ? 9 : 1, e->call, e->leg, e->call, e->leg, 100 + e->call % numbers,
             e->what >= REFUSE_B ? ";tag=t" : "", e->call, e->leg, b ? bob : 9);
}

static void on_message(void *user, const struct rs_annotation *a)
{
    struct world *w = user;
    int call, leg;
    char id[32];
    rs_span_copy(a->view->call_id, id, sizeof id);
    assert_int_equal(sscanf(id, "%d-%d", &call, &leg), 2);
    w->known_as[call][leg] = a->call;
    for (int i = 0; i < a->joined_count; i++)
        for (int c = 0; c < CALLS; c++)
            for (int l = 0; l < 3; l++)
                if (w->known_as[c][l] == a->joined[i].number)
                    w->known_as[c][l] = a->joined[i].into;
}

static void give(struct rs_watcher *w, const struct event *e, int numbers, uint64_t frame)
{
    char text[1024];
    int bob = e->leg == 2 ? 3 : 2; /* the second trunk or phone is another host */
    int parties[][2] = {{1, 9}, {9, bob}, {bob, 9}, {bob, 9}, {9, 1}};
    struct rs_origin o = {.time_us = e->time_us, .frame = frame, .ttl = 64, .fragments = 1};
    o.src = (struct rs_endpoint){{4, {10, 0, 0, (uint8_t)parties[e->what][0]}}, 5060};
    o.dst = (struct rs_endpoint){{4, {10, 0, 0, (uint8_t)parties[e->what][1]}}, 5060};
    put_message(text, sizeof text, e, numbers, bob);
    assert_int_equal(rs_watcher_message(w, &o, rs_span_str(text)), RS_OK);
}

/* Returns how many calls found a leg; fails where two calls are one. */
static int play(struct world *w)
{
    const struct rs_watcher_sink sink = {.user = w, .message = on_message};
    const struct rs_watcher_options options = {.limits = rs_limits_default(), .key = {1, 2}};
    struct rs_watcher *watcher = rs_watcher_new(&options, &sink);
    int64_t at = 1700000000000000;
    int found = 0;
    for (int c = 0; c < CALLS; c++)
        plan_call(w, c, at += draw(w, 400000));
    qsort(w->event, w->count, sizeof w->event[0], by_time);
    for (size_t i = 0; i < w->count; i++)
        give(watcher, &w->event[i], w->numbers, i + 1);
    for (int c = 0; c < CALLS; c++) {
        found += w->known_as[c][1] && w->known_as[c][1] == w->known_as[c][0];
        for (int other = 0; other < c; other++)
            for (int l = 0; l < 9; l++)
                if (w->known_as[c][l / 3] && w->known_as[c][l / 3] == w->known_as[other][l % 3])
                    fail_msg("calls %d and %d are one", other, c);
    }
    rs_watcher_free(watcher);
    return found;
}

/* numbers: how many different ones are called; least: of a hundred legs, so many are found. */
static void play_all(int numbers, int least)
{
    int found = 0, pairs = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
        struct world *w = calloc(1, sizeof *w);
        w->random = (uint64_t)seed * 7919 + 1;
        w->numbers = numbers;
        found += play(w);
        pairs += w->pairs;
        free(w);
    }
    print_message("%d numbers: %d of %d legs found their call\n", numbers, found, pairs);
    assert_true(found * 100 >= pairs * least);
}

static void test_few_numbers(void **state)
{
    (void)state;
    play_all(3, 1);
}

static void test_many_numbers(void **state)
{
    (void)state;
    play_all(100, 75);
}

static void test_own_numbers(void **state)
{
    (void)state;
    play_all(CALLS, 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_numbers),
        cmocka_unit_test(test_many_numbers),
        cmocka_unit_test(test_own_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
