/*
 * More calls at once than there is room for: who goes first, and that nothing
 * stays for ever of a call whose INVITE was forgotten.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/track/messages.h"
#include "track/tracker.h"

enum { FLOOD = 3000, RINGING = 40 };

struct world {
    struct rs_tracker *tracker;
    uint64_t frame;
    double now;
    struct rs_annotation last;
    /* Of dialogs whose Call-ID begins with r: */
    unsigned closed, idle, forgotten;
    int64_t lasted_us; /* the last one to fall idle */
};

static void told(void *user, const struct rs_dialog_record *r)
{
    struct world *w = user;
    if (!r->call_id.n || r->call_id.p[0] != 'r')
        return;
    w->closed++;
    w->idle += r->end == RS_END_IDLE;
    w->forgotten += r->forgotten;
    w->lasted_us = r->closed_us - r->opened_us;
}

static void begin(struct world *w, const struct rs_limits *limits)
{
    memset(w, 0, sizeof *w);
    w->now = 1000;
    w->tracker = rs_tracker_new(limits, &(struct rs_hash_key){1, 2},
                                &(struct rs_tracker_sink){.user = w, .dialog = told});
    assert_non_null(w->tracker);
}

static void send(struct world *w, const char *start, const char *call, const char *to_tag)
{
    char via[96], to[64];
    snprintf(via, sizeof via, "SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK-%s", call);
    snprintf(to, sizeof to, "<sip:b@h>%s", to_tag);
    const struct made *m = make_message(start, via, "<sip:a@h>;tag=1", to, call, "1 INVITE",
                                        "Contact: <sip:a@10.0.0.1>\r\nMax-Forwards: 70\r\n");
    bool response = start[0] == 'S';
    struct rs_origin o = make_origin(response ? 2 : 1, response ? 1 : 2, ++w->frame, w->now);
    struct rs_ahead ahead;
    rs_tracker_expire(w->tracker, o.time_us);
    rs_ahead_make(&ahead, rs_tracker_hash(w->tracker), &o, &m->msg, &m->view);
    rs_tracker_message(w->tracker, &o, &m->msg, &m->view, &ahead, &w->last);
    w->now += 0.001;
}

static void ring(struct world *w, const char *call)
{
    send(w, "INVITE sip:b@h SIP/2.0", call, "");
    send(w, "SIP/2.0 180 Ringing", call, ";tag=2");
}

static void flood(struct world *w)
{
    for (int i = 0; i < FLOOD; i++) {
        char call[16];
        snprintf(call, sizeof call, "f%d", i);
        send(w, "INVITE sip:b@h SIP/2.0", call, "");
    }
}

static void wait(struct world *w, double seconds)
{
    w->now += seconds;
    rs_tracker_expire(w->tracker, (int64_t)(w->now * 1e6));
}

static struct rs_limits small(void)
{
    struct rs_limits l = rs_limits_default();
    l.transactions = 500;
    return l;
}

/* Its INVITE is known when it is answered behind the flood. */
static void ringing_calls_outlast_a_flood(void **state)
{
    (void)state;
    struct world w;
    struct rs_limits limits = small();
    begin(&w, &limits);
    for (int i = 0; i < RINGING; i++) {
        char call[16];
        snprintf(call, sizeof call, "r%d", i);
        ring(&w, call);
    }
    flood(&w);
    assert_true(rs_tracker_counters(w.tracker)->evicted_transactions > FLOOD - limits.transactions);
    for (int i = 0; i < RINGING; i++) {
        char call[16];
        snprintf(call, sizeof call, "r%d", i);
        send(&w, "SIP/2.0 200 OK", call, ";tag=2");
        assert_int_equal(w.last.role, RS_ROLE_FINAL);
        assert_int_equal(w.last.dialog.after, RS_DIALOG_CONFIRMED);
    }
    rs_tracker_free(w.tracker);
}

/* Ringing calls that drive one another out: their dialogs end when Timer C would have. */
static void nothing_stays_for_ever(void **state)
{
    (void)state;
    struct world w;
    struct rs_limits limits = small();
    begin(&w, &limits);
    unsigned calls = limits.transactions + RINGING;
    for (unsigned i = 0; i < calls; i++) {
        char call[16];
        snprintf(call, sizeof call, "r%u", i);
        ring(&w, call);
    }
    unsigned gone = (unsigned)rs_tracker_counters(w.tracker)->evicted_transactions;
    assert_in_range(gone, RINGING, RINGING + 1); /* room is made before it is known for what */
    wait(&w, 180);
    assert_int_equal(w.closed, 0);
    wait(&w, 15);
    wait(&w, 40);
    assert_int_equal(w.closed, calls);
    assert_int_equal(w.idle, gone);
    assert_int_equal(w.forgotten, 0);
    assert_in_range(w.lasted_us, 185000000, 200000000);
    rs_tracker_free(w.tracker);
}

/* Where all are answered a new one has its place until it is, too. */
static void the_new_one_stays(void **state)
{
    (void)state;
    struct world w;
    struct rs_limits limits = small();
    begin(&w, &limits);
    for (unsigned i = 0; i < 4 * limits.transactions; i++) {
        char call[16];
        snprintf(call, sizeof call, "r%u", i);
        ring(&w, call);
        assert_int_equal(w.last.role, RS_ROLE_PROVISIONAL);
        send(&w, "SIP/2.0 486 Busy Here", call, ";tag=2");
        assert_int_equal(w.last.role, RS_ROLE_FINAL);
        assert_int_equal(w.last.dialog.after, RS_DIALOG_TERMINATED);
    }
    rs_tracker_free(w.tracker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ringing_calls_outlast_a_flood),
        cmocka_unit_test(nothing_stays_for_ever),
        cmocka_unit_test(the_new_one_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
