/* Ladders: what is drawn, what is folded, what is left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "outputs/ladder.h"
#include "scene.h"

static const char alice[] = "192.0.2.1:5060", bob[] = "192.0.2.2:5060";

/* A message of one call: start line, and headers that this test is about. */
struct line {
    uint64_t frame;
    int64_t ms;
    bool to_bob;
    const char *start, *cseq, *more;
    enum rs_role role;
    uint64_t transaction, copy_of;
    uint16_t final_status;
};

/* a: what the tracker says beside that. */
static void play_with(struct scene *s, uint64_t call, const struct line *l, struct rs_annotation a)
{
    char text[2000];
    struct rs_origin o = scene_origin(l->frame, l->ms, l->to_bob ? alice : bob,
                                      l->to_bob ? bob : alice);

    a.role = (uint8_t)l->role;
    a.call = call;
    snprintf(text, sizeof text,
             "%s\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\nFrom: <sip:alice@example.com>;tag=1\n"
             "To: <sip:bob@example.org>%s\nCall-ID: call-%u@pc33\nCSeq: %s\n%s\n",
             l->start, strncmp(l->start, "SIP", 3) == 0 ? ";tag=2" : "", (unsigned)call, l->cseq,
             l->more ? l->more : "");
    a.transaction.id = l->transaction;
    a.transaction.retransmission_of = l->copy_of;
    a.transaction.final_status = l->final_status;
    scene_message(s, &o, text, a);
}

static void play(struct scene *s, uint64_t call, const struct line *l)
{
    play_with(s, call, l, (struct rs_annotation){0});
}

static void play_all(struct scene *s, uint64_t call, const struct line *l, size_t n)
{
    for (size_t i = 0; i < n; i++)
        play(s, call, &l[i]);
}

#define PLAY(s, call, lines) play_all(s, call, lines, sizeof lines / sizeof lines[0])
#define SDP "Content-Type: application/sdp\n\nv=0\n"

static const struct line answered[] = {
    {1, 0, true, "INVITE sip:bob@example.org SIP/2.0", "1 INVITE",
     "User-Agent: baresip v1.0.0\n" SDP, RS_ROLE_REQUEST, 1, 0, 0},
    {2, 500, true, "INVITE sip:bob@example.org SIP/2.0", "1 INVITE",
     "User-Agent: baresip v1.0.0\n" SDP, RS_ROLE_RETRANSMISSION, 1, 1, 0},
    {3, 510, false, "SIP/2.0 180 Ringing", "1 INVITE", NULL, RS_ROLE_PROVISIONAL, 1, 0, 0},
    {4, 2500, false, "SIP/2.0 200 OK", "1 INVITE", "Server: Asterisk PBX 18\n" SDP, RS_ROLE_FINAL,
     1, 0, 200},
    {5, 2510, true, "ACK sip:bob@example.org SIP/2.0", "1 ACK", NULL, RS_ROLE_ACK, 1, 0, 200},
    {6, 9000, false, "BYE sip:alice@example.com SIP/2.0", "7 BYE",
     "Reason: Q.850;cause=16;text=\"done\"\n", RS_ROLE_REQUEST, 2, 0, 0},
    {7, 9020, true, "SIP/2.0 200 OK", "7 BYE", NULL, RS_ROLE_FINAL, 2, 0, 200},
};

static struct rs_dialog_record answered_record(uint64_t call)
{
    struct rs_dialog_record d = {.call = call, .usage = RS_USAGE_INVITE, .fork = 1};

    d.state = RS_DIALOG_TERMINATED;
    d.end = RS_END_CALLEE_BYE;
    d.opened_us = SCENE_BEGIN_US;
    d.ringing_us = SCENE_BEGIN_US + 510000;
    d.confirmed_us = SCENE_BEGIN_US + 2500000;
    d.acked_us = SCENE_BEGIN_US + 2510000;
    d.bye_us = SCENE_BEGIN_US + 9000000;
    d.closed_us = SCENE_BEGIN_US + 9020000;
    d.final_status = 200;
    return d;
}

static void test_answered(void **state)
{
    struct rs_dialog_record d = answered_record(1);
    struct scene s;

    (void)state;
    scene_begin(&s, "ladder", 0);
    PLAY(&s, 1, answered);
    s.class->dialog(s.state, &d);
    assert_string_equal(
        scene_end(&s),
        "Call 1: answered after 2.50 s, 00:00:07 long, hung up by the called side\n"
        "  from sip:alice@example.com to sip:bob@example.org\n"
        "  begins 2026-08-22 10:11:12.000 UTC, Call-ID call-1@pc33\n"
        "                          192.0.2.1                          192.0.2.2\n"
        "                       phone (baresip)                    PBX (Asterisk)\n"
        "frame   time   delta          │                                  │\n"
        "    1  0.000  +0.000          ├── INVITE (SDP) ×2 over 0.5 s ───►│\n"
        "    3  0.510  +0.510          │◄────────── 180 Ringing ──────────┤\n"
        "    4  2.500  +1.990          │◄───────── 200 OK (SDP) ──────────┤\n"
        "    5  2.510  +0.010          ├────────── ACK of 200 ───────────►│\n"
        "    6  9.000  +6.490          │◄────────────── BYE ──────────────┤\n"
        "                              │  Reason: Q.850 16 Normal call clearing \"done\"\n"
        "    7  9.020  +0.020          ├───────── 200 OK to BYE ─────────►│\n"
        "\n");
    scene_free(&s);
}

/*
 * An alert that comes when nothing came stands beside the request that waited.
 */
static void test_never_answered(void **state)
{
    static const struct line lines[] = {
        {1, 0, true, "INVITE sip:bob@example.org SIP/2.0", "1 INVITE", NULL, RS_ROLE_REQUEST, 1, 0,
         0},
        {5, 500, true, "INVITE sip:bob@example.org SIP/2.0", "1 INVITE", NULL,
         RS_ROLE_RETRANSMISSION, 1, 1, 0},
        {9, 1500, true, "INVITE sip:bob@example.org SIP/2.0", "1 INVITE", NULL,
         RS_ROLE_RETRANSMISSION, 1, 1, 0},
    };
    struct rs_finding f = {.id = RS_FINDING_T202, .severity = RS_MEDIUM, .frame = 1, .call = 1};
    struct rs_finding on_copy = {.id = RS_FINDING_T204, .frame = 5, .call = 1};
    struct rs_transaction_record t = {.id = 1, .call = 1, .method = RS_METHOD_INVITE};
    struct rs_dialog_record d = {.call = 1, .usage = RS_USAGE_INVITE, .end = RS_END_TIMEOUT};
    struct scene s;
    const char *text;

    (void)state;
    t.origin = f.origin = scene_origin(1, 0, alice, bob);
    on_copy.origin = scene_origin(5, 500, alice, bob);
    t.first_us = SCENE_BEGIN_US;
    t.last_us = SCENE_BEGIN_US + 1500000;
    t.timed_out = true;
    d.opened_us = SCENE_BEGIN_US;
    d.ringing_us = d.confirmed_us = d.acked_us = d.bye_us = d.closed_us = -1;
    scene_begin(&s, "ladder", 0);
    PLAY(&s, 1, lines);
    scene_finding(&s, &on_copy);
    scene_finding(&s, &f);
    s.class->transaction(s.state, &t);
    s.class->dialog(s.state, &d);
    text = scene_end(&s);
    scene_expect(text, "Call 1: never answered: no response to 3 INVITEs in 32 s\n", 1);
    scene_expect(text,
                 "    1  0.000  +0.000          ├───── INVITE ×3 over 1.5 s ──────►│\n"
                 "                              │  ◄ T202 INVITE got no response at all\n"
                 "                              │                                  │"
                 "  ◄ T204 Repeated retransmission\n"
                 "      32.000 +32.000          │◄┄┄┄┄┄ … no answer to INVITE ┄┄┄┄┄│\n", 1);
    scene_free(&s);
}

static const struct line sign_in[] = {
    {1, 0, true, "REGISTER sip:example.com SIP/2.0", "1 REGISTER", NULL, RS_ROLE_REQUEST, 1, 0, 0},
    {2, 10, false, "SIP/2.0 401 Unauthorized", "1 REGISTER", NULL, RS_ROLE_FINAL, 1, 0, 401},
    {3, 20, true, "REGISTER sip:example.com SIP/2.0", "2 REGISTER", NULL, RS_ROLE_REQUEST, 2, 0, 0},
    {4, 30, false, "SIP/2.0 401 Unauthorized", "2 REGISTER", NULL, RS_ROLE_FINAL, 2, 0, 401},
    {5, 40, true, "REGISTER sip:example.com SIP/2.0", "3 REGISTER", NULL, RS_ROLE_REQUEST, 3, 0, 0},
    {6, 50, false, "SIP/2.0 200 OK", "3 REGISTER", NULL, RS_ROLE_FINAL, 3, 0, 200},
};

static void test_sign_in_folded(void **state)
{
    struct rs_finding f = {.id = RS_FINDING_P117, .frame = 4, .call = 1};
    struct scene s;
    const char *text;

    (void)state;
    f.origin = scene_origin(4, 30, bob, alice);
    scene_begin(&s, "ladder", 0);
    PLAY(&s, 1, sign_in);
    scene_finding(&s, &f);
    text = scene_end(&s);
    scene_expect(text, "Call 1: sign-in: 2 challenges, accepted\n", 1);
    scene_expect(text, "    1  0.000  +0.000          │◄────── sign-in accepted ────────►│"
                       "  ◄ P117 Max-Forwards abnormal\n", 1);
    scene_expect(text, "2 challenges, frames 1 to 6, 0.050 s\n", 1);
    scene_expect(text, "401", 0);
    scene_free(&s);
}

/* Who asks for one call sees its rounds. */
static void test_sign_in_asked_for(void **state)
{
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    s.settings.call = "1";
    PLAY(&s, 1, sign_in);
    text = scene_end(&s);
    scene_expect(text, "401 Unauthorized", 2);
    scene_expect(text, "├─────────── REGISTER ────────────►│", 3);
    scene_expect(text, "Call 1: sign-in: 2 challenges, accepted\n", 1);
    scene_free(&s);
}

static void test_call_chosen(void **state)
{
    static const struct {
        const char *call, *wanted;
    } row[] = {{"2", "Call 2: "}, {"call-3@pc33", "Call 3: "}, {"9", "No call 9 here.\n"}};

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct scene s;
        const char *text;

        scene_begin(&s, "ladder", 0);
        s.settings.call = row[i].call;
        for (unsigned call = 1; call <= 3; call++)
            PLAY(&s, call, answered);
        text = scene_end(&s);
        assert_memory_equal(text, row[i].wanted, strlen(row[i].wanted));
        scene_expect(text, "Call-ID", i < 2);
        scene_free(&s);
    }
}

/* Of the messages that belong to no call, those with the Call-ID asked for and no others. */
static void test_no_call_chosen(void **state)
{
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    s.settings.call = "call-0@pc33";
    PLAY(&s, 0, answered);
    struct rs_finding f = {.id = RS_FINDING_T206, .frame = 2, .call_id = RS_SPAN("other")};
    f.origin = scene_origin(2, 0, "192.0.2.1:5060", "192.0.2.2:5060");
    scene_finding(&s, &f);
    text = scene_end(&s);
    scene_expect(text, "Messages that belong to no call", 1);
    scene_expect(text, "180 Ringing", 1);
    scene_expect(text, "T206", 0);
    scene_free(&s);
}

/* Calls stand in order of number, whatever the order of their messages. */
static void test_order_and_nothing(void **state)
{
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    assert_string_equal(scene_end(&s), "No SIP messages here.\n");
    scene_free(&s);
    scene_begin(&s, "ladder", 0);
    play(&s, 2, &answered[0]);
    play(&s, 0, &answered[5]);
    play(&s, 1, &answered[0]);
    text = scene_end(&s);
    assert_true(strstr(text, "Call 1") < strstr(text, "Call 2"));
    assert_true(strstr(text, "Call 2") < strstr(text, "Messages that belong to no call"));
    scene_free(&s);
}

static void test_pings_folded(void **state)
{
    static const struct line ping[] = {
        {1, 0, true, "OPTIONS sip:bob@example.org SIP/2.0", "1 OPTIONS", NULL, RS_ROLE_REQUEST, 1,
         0, 0},
        {2, 3, false, "SIP/2.0 200 OK", "1 OPTIONS", NULL, RS_ROLE_FINAL, 1, 0, 200},
    };
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    for (unsigned call = 1; call <= 9; call++) {
        if (call == 5)
            PLAY(&s, call, answered);
        else
            PLAY(&s, call, ping);
    }
    text = scene_end(&s);
    scene_expect(text, "Call 1: OPTIONS answered: 200 OK after 3.0 ms\n", 1);
    scene_expect(text, "  8 calls ran this way; not drawn: 2-4, 6-9 (--call N draws one)\n", 1);
    scene_expect(text, "Call-ID", 2);
    scene_free(&s);
}

/* Of a call without end: how it began and how it ends. */
static void test_long_call(void **state)
{
    struct line l = {.to_bob = true, .start = "MESSAGE sip:bob@example.org SIP/2.0",
                     .cseq = "1 MESSAGE", .role = RS_ROLE_REQUEST};
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    for (unsigned i = 1; i <= 5000; i++) {
        l.frame = l.transaction = i;
        l.ms = i;
        play(&s, 1, &l);
    }
    text = scene_end(&s);
    scene_expect(text, "├──────────── MESSAGE ────────────►│", RS_LADDER_CALL_MESSAGES);
    scene_expect(text, "… 4000 messages of this call are left out …", 1);
    scene_expect(text, "\n  700  ", 1);
    scene_expect(text, "\n  701  ", 0);
    scene_expect(text, "\n 4701  ", 1);
    scene_expect(text, "\n 5000  ", 1);
    scene_expect(text, "4000 messages are left out: more than ladders keep.\n", 1);
    scene_free(&s);
}

static void test_many_calls(void **state)
{
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    for (unsigned call = 1; call <= RS_LADDER_CALLS_MAX + 5; call++)
        play(&s, call, &answered[0]);
    text = scene_end(&s);
    scene_expect(text, "Only the first 10000 calls are kept for ladders, there are 10005 or more",
                 1);
    scene_expect(text, "  10000 calls ran this way; not drawn: 11-10000 ", 1);
    scene_free(&s);
}

static void test_many_hosts(void **state)
{
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    for (unsigned i = 1; i <= 40; i++) {
        char src[32], dst[32];
        struct rs_origin o;
        struct rs_annotation a = {.role = RS_ROLE_REQUEST, .call = 1};

        snprintf(src, sizeof src, "192.0.2.%u:5060", i);
        snprintf(dst, sizeof dst, "192.0.2.%u:5060", i + 1);
        o = scene_origin(i, i, src, dst);
        a.transaction.id = i;
        scene_message(&s, &o,
                      "OPTIONS sip:x SIP/2.0\nVia: SIP/2.0/UDP h\nFrom: <sip:a@b>;tag=1\n"
                      "To: <sip:c@d>\nCall-ID: i\nCSeq: 1 OPTIONS\n\n", a);
    }
    text = scene_end(&s);
    scene_expect(text, "  no room for a column: 192.0.2.", 26);
    scene_expect(text, "192.0.2.31 → 192.0.2.32: OPTIONS", 1);
    for (const char *line = text; *line; line = strchr(line, '\n') + 1)
        assert_true(strchr(line, '\n') != NULL);
    scene_free(&s);
}

/* On one address the ports are who talks to whom. */
static void test_loopback(void **state)
{
    struct rs_origin o = scene_origin(1, 0, "127.0.0.1:5060", "127.0.0.1:5080");
    struct rs_annotation a = {.role = RS_ROLE_REQUEST, .call = 1};
    struct scene s;
    const char *text;

    (void)state;
    a.transaction.id = 1;
    scene_begin(&s, "ladder", 0);
    scene_message(&s, &o,
                  "OPTIONS sip:x SIP/2.0\nVia: SIP/2.0/UDP h\nFrom: <sip:a@b>;tag=1\n"
                  "To: <sip:c@d>\nCall-ID: i\nCSeq: 1 OPTIONS\n\n", a);
    text = scene_end(&s);
    scene_expect(text, "127.0.0.1:5060", 1);
    scene_expect(text, "127.0.0.1:5080", 1);
    scene_expect(text, "├──", 1);
    scene_free(&s);
}

/* As sent first, then what it means; and who the hosts are. */
static void test_lync(void **state)
{
    static const struct line lines[] = {
        {1, 0, true, "INVITE sip:bob@example.org SIP/2.0", "1 INVITE",
         "User-Agent: UCCAPI/15.0.4420.1017 OC/15.0.4420.1017 (Microsoft Lync)\n",
         RS_ROLE_REQUEST, 1, 0, 0},
        {2, 900, false, "SIP/2.0 404 Not Found", "1 INVITE",
         "Server: RTC/5.0\nms-diagnostics: 1003;reason=\"User does not exist\";"
         "source=\"fe01.example.org\"\n",
         RS_ROLE_FINAL, 1, 0, 404},
    };
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    PLAY(&s, 1, lines);
    text = scene_end(&s);
    scene_expect(text, "Lync client (UCCAPI/15.0)", 1);
    scene_expect(text, "Lync Front End (RTC/5.0)", 1);
    scene_expect(text, "│  ms-diagnostics 1003 User does not exist [dial / info] from\n", 1);
    scene_free(&s);
}

/* What the core says of offers, timers and subscriptions. */
static void test_session(void **state)
{
    static const char sdp[] = "Content-Type: application/sdp\n\nv=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n"
                              "c=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP 0\n"
                              "m=video 4002 RTP/AVP 31\n";
    static const char held[] = "Content-Type: application/sdp\n\nv=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n"
                               "c=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP 0\na=sendonly\n";
    struct line l[] = {
        {1, 0, true, "INVITE sip:bob@example.org SIP/2.0", "1 INVITE", sdp, RS_ROLE_REQUEST, 1, 0, 0},
        {2, 10, false, "SIP/2.0 200 OK", "1 INVITE", sdp, RS_ROLE_FINAL, 1, 0, 200},
        {3, 20, true, "INVITE sip:bob@example.org SIP/2.0", "2 INVITE", held, RS_ROLE_REQUEST, 2, 0, 0},
        {4, 30, true, "INVITE sip:bob@example.org SIP/2.0", "3 INVITE", sdp, RS_ROLE_REQUEST, 3, 0, 0},
        {5, 40, false, "SIP/2.0 200 OK", "4 SUBSCRIBE", NULL, RS_ROLE_FINAL, 4, 0, 200},
        {6, 50, false, "SIP/2.0 481 Gone", "5 SUBSCRIBE", NULL, RS_ROLE_FINAL, 5, 0, 481},
        /* another hop of the first, of which the core says nothing more */
        {7, 60, true, "INVITE sip:bob@example.org SIP/2.0", "1 INVITE", sdp, RS_ROLE_REQUEST, 6, 0, 0},
    };
    struct rs_annotation a[7];
    struct rs_dialog_record d = answered_record(1);
    struct scene s;
    const char *text;

    (void)state;
    memset(a, 0, sizeof a);
    a[0].offer = (struct rs_offer_note){.sdp = RS_SDP_IS_OFFER, .by = RS_SIDE_CALLER};
    a[1].offer = (struct rs_offer_note){.sdp = RS_SDP_IS_ANSWER, .by = RS_SIDE_CALLEE};
    a[1].session_timer = (struct rs_session_timer_note){
        .after = RS_TIMER_RUNNING, .refresher = 2, .seconds = 1800};
    a[2].offer = (struct rs_offer_note){.sdp = RS_SDP_IS_OFFER};
    a[3].offer = (struct rs_offer_note){.sdp = RS_SDP_IS_OFFER, .held_by = RS_SIDE_CALLER};
    a[4].subscription = (struct rs_subscription_note){
        .number = 1, .expires_s = 60, .before = RS_SUB_NOTIFY_WAIT, .after = RS_SUB_NOTIFY_WAIT};
    a[5].subscription = (struct rs_subscription_note){
        .number = 1, .before = RS_SUB_ACTIVE, .after = RS_SUB_TERMINATED, .end = RS_SUB_END_REFUSED};
    a[5].session_timer = (struct rs_session_timer_note){.before = RS_TIMER_EXPIRED, .seconds = 90};
    d.session.holds = 2;
    d.session.held_us = 4200000;
    scene_begin(&s, "ladder", 0);
    for (size_t i = 0; i < sizeof l / sizeof l[0]; i++)
        play_with(&s, 1, &l[i], a[i]);
    s.class->dialog(s.state, &d);
    text = scene_end(&s);
    scene_expect(text, ", on hold for 4.2 s in 2, hung up", 1);
    scene_expect(text, "─ INVITE (offer: audio+video) ─", 2);
    scene_expect(text, "─ 200 OK (answer: audio+video) ─", 1);
    scene_expect(text, "─ INVITE (offer: hold) ─", 1);
    scene_expect(text, "─ INVITE (offer: resume) ─", 1);
    scene_expect(text, "│  session timer 1800 s (callee) ", 1);
    scene_expect(text, "│  subscribed for 60 s ", 1);
    scene_expect(text, "│  subscription ended: refused ", 1);
    scene_expect(text, "│  session timer had run out ", 1);
    scene_free(&s);
}

static void test_hold_and_sign_out(void **state)
{
    static const struct line hold = {
        1, 0, true, "INVITE sip:bob@example.org SIP/2.0", "2 INVITE",
        "Content-Type: application/sdp\n\nv=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n"
        "c=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP 0\na=sendonly\n",
        RS_ROLE_REQUEST, 1, 0, 0};
    static const struct line sign_out = {
        2, 0, true, "REGISTER sip:example.org SIP/2.0", "9 REGISTER",
        "Contact: <sip:alice@192.0.2.1>;expires=0\n", RS_ROLE_REQUEST, 2, 0, 0};
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    play(&s, 1, &hold);
    play(&s, 2, &sign_out);
    text = scene_end(&s);
    scene_expect(text, " INVITE (SDP: hold) ", 1);
    scene_expect(text, " REGISTER (sign-out) ", 1);
    scene_free(&s);
}

/*
 * Nothing from the traffic reaches the terminal as a control, in whatever
 * field.
 */
static void test_hostile_texts(void **state)
{
    static const struct line lines[] = {
        {1, 0, true, "EVIL sip:b SIP/2.0", "1 EVIL",
         "User-Agent: \x1b[2Jx\nReason: SIP;cause=1;text=\"\x1b]0;owned\x07\"\n"
         "ms-diagnostics: 1003;reason=\"\x9b" "5A\"\n", RS_ROLE_REQUEST, 1, 0, 0},
        {2, 0, false, "SIP/2.0 486 \x1b[31mBusy\xe2\x80\xae", "1 EVIL",
         "Warning: 399 h \"\x08\x08\x08\"\n", RS_ROLE_FINAL, 1, 0, 486},
    };
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "ladder", 0);
    PLAY(&s, 1, lines);
    text = scene_end(&s);
    for (const char *p = text; *p; p++)
        assert_true((unsigned char)*p >= 0x20 || *p == '\n');
    scene_expect(text, "\x9b", 0 + 0);
    scene_expect(text, "\xe2\x80\xae", 0);
    scene_expect(text, "\\x1B[31mBusy", 2);
    scene_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answered),
        cmocka_unit_test(test_never_answered),
        cmocka_unit_test(test_sign_in_folded),
        cmocka_unit_test(test_sign_in_asked_for),
        cmocka_unit_test(test_call_chosen),
        cmocka_unit_test(test_no_call_chosen),
        cmocka_unit_test(test_order_and_nothing),
        cmocka_unit_test(test_pings_folded),
        cmocka_unit_test(test_long_call),
        cmocka_unit_test(test_many_calls),
        cmocka_unit_test(test_many_hosts),
        cmocka_unit_test(test_loopback),
        cmocka_unit_test(test_lync),
        cmocka_unit_test(test_session),
        cmocka_unit_test(test_hold_and_sign_out),
        cmocka_unit_test(test_hostile_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
