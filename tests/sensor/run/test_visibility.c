/*
 * What was not seen, row by row of visibility.def: it is counted under its own
 * reason, and a finding that tells of something missing (T201: an OPTIONS that
 * nobody answered) is less sure. A row without a scene here fails.
 */
#define _DEFAULT_SOURCE /* pcap.h wants u_int */
#include <pcap/pcap.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "run/analysis.h"
#include "sensor/packet/frames.h"

enum { PPP = 9, PROTOCOL_SCTP = 132, PROTOCOL_ESP = 50, SECOND_US = 1000000 };

static const int64_t BEGIN_US = INT64_C(1700000000000000);

struct world {
    struct rs_analysis *analysis;
    int64_t now_us;
    uint64_t frames;
    struct rs_stats losses; /* as a live run would fill them in */
    uint64_t count[RS_UNSEEN__COUNT];
    unsigned told, confidence, partial; /* of T201 */
};

static void on_finding(void *user, const struct rs_finding *f)
{
    struct world *w = user;
    if (f->id != RS_FINDING_T201)
        return;
    w->told++;
    w->confidence = f->confidence;
    w->partial = f->partial;
}

/* cut: octets at the end that the capture has not. */
static void hand(struct world *w, uint32_t link, struct rs_span octets, size_t cut)
{
    w->now_us += 1000;
    w->frames++;
    rs_analysis_frame(w->analysis, &(struct rs_frame){.time_us = w->now_us,
                                                      .number = w->frames,
                                                      .link_type = link,
                                                      .data = rs_span_first(octets, octets.n - cut),
                                                      .original_len = (uint32_t)octets.n});
}

static void hand_ip(struct world *w, struct made *m, unsigned protocol, size_t cut)
{
    made_ipv4(m, &THERE, protocol, 1);
    made_ethernet(m, IPV4);
    hand(w, ETHERNET, made_span(m), cut);
}

static void hand_udp(struct world *w, const char *text, size_t cut)
{
    struct made m;
    made_text(&m, text);
    made_udp(&m, &THERE);
    hand_ip(w, &m, UDP, cut);
}

static void hand_tcp(struct world *w, uint32_t seq, unsigned flags, const char *text)
{
    struct made m;
    made_text(&m, text);
    made_tcp(&m, &THERE, seq, 1, flags);
    hand_ip(w, &m, TCP, 0);
}

static void options(char text[512], unsigned number, const char *transport)
{
    snprintf(text, 512,
             "OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/%s 192.0.2.1;branch=z9hG4bK%u\r\n"
             "From: <sip:a@x>;tag=%u\r\nTo: <sip:b@x>\r\nCall-ID: %u\r\nCSeq: 1 OPTIONS\r\n"
             "Content-Length: 0\r\n\r\n",
             transport, number, number, number);
}

/* ---- the scenes ---- */

static void kernel_drops(struct world *w)
{
    w->losses.kernel_dropped = 5;
    rs_analysis_lost(w->analysis, 0, 5, "kernel buffer full");
}

static void interface_drops(struct world *w)
{
    w->losses.interface_dropped = 5;
    rs_analysis_lost(w->analysis, 0, 5, "dropped by the interface");
}

static void cut_frames(struct world *w)
{
    hand_udp(w, "some", 20); /* into the headers */
}

static void cut_messages(struct world *w)
{
    hand_udp(w, "MESSAGE sip:b@192.0.2.2 SIP/2.0\r\nCall-ID: cut\r\nContent-Length: 9\r\n\r\n"
                "123456789", 5);
}

static void stream_gaps(struct world *w)
{
    char text[512];
    options(text, 77, "TCP");
    hand_tcp(w, 1000, ACK, text);
    hand_tcp(w, 1000 + (uint32_t)strlen(text) + 99, ACK, text); /* 99 octets never come */
}

static void incomplete_messages(struct world *w)
{
    hand_tcp(w, 1000, ACK, "MESSAGE sip:b@192.0.2.2 SIP/2.0\r\nContent-Length: 9\r\n\r\n123");
    hand_tcp(w, 1000 + 60, RST | ACK, "");
}

static void lost_fragments(struct world *w)
{
    struct made m;
    made_text(&m, "the first 24 octets of a");
    made_ipv4_fragment(&m, &THERE, UDP, 7, 0, true);
    made_ethernet(&m, IPV4);
    hand(w, ETHERNET, made_span(&m), 0);
}

static void multilink_fragments(struct world *w)
{
    hand(w, PPP, RS_SPAN("\xff\x03\x00\x3d\x80\0\0\1\0\x21 and so on"), 0);
}

static void sigcomp(struct world *w)
{
    hand_udp(w, "\xf8\x01\x02\x03\x04\x05\x06\x07", 0);
}

/* Of tls-no-keys: two sessions that say by ALPN that they are SIP. */
static void undecryptable(struct world *w)
{
    char error[PCAP_ERRBUF_SIZE];
    struct pcap_pkthdr *h;
    const u_char *data;
    pcap_t *p = pcap_open_offline(RS_SOURCE_DIR "/pcaps/tls-no-keys.pcapng", error);
    assert_non_null(p);
    while (pcap_next_ex(p, &h, &data) == 1)
        hand(w, (uint32_t)pcap_datalink(p), rs_span((const char *)data, h->caplen), 0);
    pcap_close(p);
}

static void encrypted(struct world *w)
{
    struct made m;
    made_payload(&m, "\0\0\1\0\0\0\0\1\x8e\x11\x5b\xd2\x90\x17\xa3\x44\xfe\x09\x61\xcc\xd7\x83\x2a\x75",
                 24);
    hand_ip(w, &m, PROTOCOL_ESP, 0);
}

static void hand_chunk(struct world *w, uint8_t tsn, const char *text)
{
    struct made m;
    size_t n = strlen(text) + 16;
    const char head[28] = {0x13, (char)0xc4, 0x13, (char)0xc4, 0, 0, 0, 9, [12] = 0, 3,
                           (char)(n >> 8), (char)n, 0, 0, 0, (char)tsn, 0, 0, 0, (char)tsn};
    made_text(&m, text);
    made_put(&m, head, sizeof head);
    hand_ip(w, &m, PROTOCOL_SCTP, 0);
}

static void sctp_gaps(struct world *w)
{
    char text[512];
    options(text, 78, "SCTP");
    hand_chunk(w, 1, text);
    hand_chunk(w, 3, text); /* the second never comes */
}

static void unknown_frames(struct world *w)
{
    struct made m;
    made_text(&m, "what is this");
    made_ethernet(&m, 0x1234);
    hand(w, ETHERNET, made_span(&m), 0);
}

static void damaged_frames(struct world *w)
{
    struct made m;
    made_text(&m, "\x43 an IPv4 header of three words ");
    made_ethernet(&m, IPV4);
    hand(w, ETHERNET, made_span(&m), 0);
}

static void no_room(struct world *w)
{
    char text[512];
    options(text, 77, "TCP");
    hand_tcp(w, 1000, ACK, text);
    hand_tcp(w, 1000 + 0x40000000, ACK, "far from where the stream stands");
}

/* Thirty requests and never a word back (C901): none of them is told as missing. */
static void one_way_flows(struct world *w)
{
    for (unsigned i = 0; i < 30; i++) {
        char text[512];
        options(text, 100 + i, "UDP");
        hand_udp(w, text, 0);
        w->now_us += SECOND_US / 4;
    }
}

/* Which row, how it comes about, and T201 after it; 0: it is not told at all. */
static const struct scene {
    void (*make)(struct world *w);
    unsigned confidence;
    bool partial;
} SCENES[RS_UNSEEN__COUNT] = {
    [RS_UNSEEN_KERNEL_DROPS] = {kernel_drops, 50, true},
    [RS_UNSEEN_INTERFACE_DROPS] = {interface_drops, 50, true},
    [RS_UNSEEN_CUT_FRAMES] = {cut_frames, 75, false},
    [RS_UNSEEN_CUT_MESSAGES] = {cut_messages, 75, false},
    [RS_UNSEEN_STREAM_GAPS] = {stream_gaps, 50, true},
    [RS_UNSEEN_INCOMPLETE_MESSAGES] = {incomplete_messages, 75, false},
    [RS_UNSEEN_LOST_FRAGMENTS] = {lost_fragments, 75, false},
    [RS_UNSEEN_MULTILINK_FRAGMENTS] = {multilink_fragments, 75, false},
    [RS_UNSEEN_SIGCOMP] = {sigcomp, 75, false},
    [RS_UNSEEN_ONE_WAY_FLOWS] = {one_way_flows, 0, false},
    [RS_UNSEEN_UNDECRYPTABLE] = {undecryptable, 75, false},
    [RS_UNSEEN_ENCRYPTED] = {encrypted, 75, false},
    [RS_UNSEEN_SCTP_GAPS] = {sctp_gaps, 50, true},
    [RS_UNSEEN_UNKNOWN_FRAMES] = {unknown_frames, 75, false},
    [RS_UNSEEN_DAMAGED_FRAMES] = {damaged_frames, 75, false},
    [RS_UNSEEN_NO_ROOM] = {no_room, 75, false},
};

/* ---- playing them ---- */

static void keep_stats(void *user, const struct rs_stats *s)
{
    struct world *w = user;
    struct rs_visibility v = rs_visibility_of(s);
    memcpy(w->count, v.count, sizeof w->count);
}

static void ask(struct world *w)
{
    struct rs_stats losses = w->losses;
    rs_analysis_stats(w->analysis, &losses);
}

/* OPTIONS at one second; the scene so much before it or behind it; a minute passes. */
static void play(struct world *w, void (*make)(struct world *w), int64_t delay_us)
{
    char text[512];
    struct rs_analysis_setup setup = {
        .results = {.user = w, .stats = keep_stats, .watcher = {.user = w, .finding = on_finding}}};
    *w = (struct world){.now_us = BEGIN_US};
    w->analysis = rs_analysis_new(&setup);
    assert_non_null(w->analysis);
    hand_udp(w, "no SIP", 0);
    if (make && delay_us < 0) {
        make(w);
        w->now_us -= delay_us;
    }
    options(text, 1, "UDP");
    hand_udp(w, text, 0);
    if (make && delay_us >= 0) {
        w->now_us += delay_us;
        make(w);
    }
    w->now_us += 60 * (int64_t)SECOND_US;
    hand_udp(w, "no SIP", 0);
    rs_analysis_finish(w->analysis);
    ask(w);
    assert_true(rs_analysis_balanced(w->analysis));
    rs_analysis_free(w->analysis);
}

static void nothing_missing(void **state)
{
    struct world w;
    (void)state;
    play(&w, NULL, 0);
    assert_int_equal(w.told, 1);
    assert_int_equal(w.confidence, 100);
    assert_false(w.partial);
    for (int r = 0; r < RS_UNSEEN__COUNT; r++)
        assert_int_equal(w.count[r], 0);
}

static void each_reason(void **state)
{
    static const int64_t delays_us[] = {-20 * (int64_t)SECOND_US, SECOND_US};
    struct world w;
    (void)state;
    for (int r = 0; r < RS_UNSEEN__COUNT; r++) {
        const struct scene *scene = &SCENES[r];
        if (!scene->make)
            fail_msg("no scene for %s", rs_unseen_name((enum rs_unseen_reason)r));
        for (size_t i = 0; i < sizeof delays_us / sizeof *delays_us; i++) {
            play(&w, scene->make, delays_us[i]);
            if (!w.count[r] || !w.told != !scene->confidence || w.confidence != scene->confidence ||
                w.partial != scene->partial)
                fail_msg("%s: counted %u, T201 told %u times, confidence %u, partial %u",
                         rs_unseen_name((enum rs_unseen_reason)r), (unsigned)w.count[r], w.told,
                         w.confidence, w.partial);
        }
    }
}

/* What lies long behind says nothing of now. */
static void long_ago(void **state)
{
    struct world w;
    (void)state;
    for (int r = 0; r < RS_UNSEEN__COUNT; r++) {
        if (!SCENES[r].confidence || r == RS_UNSEEN_STREAM_GAPS || r == RS_UNSEEN_SCTP_GAPS ||
            r == RS_UNSEEN_LOST_FRAGMENTS || r == RS_UNSEEN_UNDECRYPTABLE)
            continue; /* these are known only when the time for the rest is over */
        play(&w, SCENES[r].make, -100 * (int64_t)SECOND_US);
        assert_true(w.told >= 1);
        assert_int_equal(w.confidence, 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_missing),
        cmocka_unit_test(each_reason),
        cmocka_unit_test(long_ago),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
