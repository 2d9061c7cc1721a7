/*
 * EVE: one JSON object a line, Suricata's header in Suricata's order, and ours
 * in ringside{}.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "packet/tunnels.h"
#include "scene.h"

static const char invite[] =
    "INVITE sip:bob@example.org SIP/2.0\n"
    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK776asdhds\n"
    "From: \"Alice\" <sip:alice@example.com>;tag=1928301774\n"
    "To: <sip:bob@example.org>\n"
    "Call-ID: a84b4c76e66710@pc33\n"
    "CSeq: 314159 INVITE\n"
    "Authorization: Digest username=\"alice\", response=\"6629fae49393a05397450978507c4ef1\"\n"
    "Max-Forwards: 70\n"
    "Content-Type: text/plain\n"
    "Content-Length: 6\n"
    "\n"
    "secret";

static const char ringing[] = "SIP/2.0 180 Ringing\n"
                              "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK776asdhds\n"
                              "From: <sip:alice@example.com>;tag=1928301774\n"
                              "To: <sip:bob@example.org>;tag=a6c85cf\n"
                              "Call-ID: a84b4c76e66710@pc33\n"
                              "CSeq: 314159 INVITE\n"
                              "Content-Length: 0\n"
                              "\n";

static void play_invite(struct scene *s)
{
    struct rs_origin o = scene_origin(7, 1500, "192.0.2.1:5060", "192.0.2.2:5060");
    struct rs_annotation a = {.role = RS_ROLE_REQUEST, .call = 3};

    a.transaction.id = 4;
    a.transaction.request_frame = 7;
    a.dialog.id = 2;
    a.dialog.usage = RS_USAGE_INVITE;
    a.dialog.after = RS_DIALOG_TRYING;
    a.finding_count = 1;
    a.finding[0].id = RS_FINDING_P116;
    scene_message(s, &o, invite, a);
}

#define HEADER                                                                                  \
    "{\"timestamp\":\"2026-08-22T10:11:13.500000+0000\",\"flow_id\":1372957160833715,"          \
    "\"pcap_cnt\":7,\"event_type\":\"sip\",\"src_ip\":\"192.0.2.1\",\"src_port\":5060,"         \
    "\"dest_ip\":\"192.0.2.2\",\"dest_port\":5060,\"proto\":\"UDP\",\"ip_v\":4,"                \
    "\"community_id\":\"1:O1lBmCUWgCDw96rhBst2U44JNF8=\","
#define SIP                                                                                     \
    "\"sip\":{\"method\":\"INVITE\",\"uri\":\"sip:bob@example.org\",\"version\":\"SIP/2.0\","   \
    "\"request_line\":\"INVITE sip:bob@example.org SIP/2.0\"},\"app_proto\":\"sip\""

static void test_request(void **state)
{
    struct scene s;

    (void)state;
    scene_begin(&s, "eve", RS_LOG_MESSAGE);
    play_invite(&s);
    assert_string_equal(
        scene_end(&s),
        HEADER SIP
        ",\"ringside\":{\"method\":\"INVITE\",\"meaning\":\"starts or changes a session\","
        "\"role\":\"request\",\"call\":3,\"call_id\":\"a84b4c76e66710@pc33\","
        "\"from_tag\":\"1928301774\",\"branch\":\"z9hG4bK776asdhds\","
        "\"from\":\"sip:alice@example.com\",\"to\":\"sip:bob@example.org\",\"cseq\":314159,"
        "\"via_count\":1,\"transaction\":4,\"request_in\":7,\"dialog\":2,\"usage\":\"invite\","
        "\"state_before\":\"none\",\"state\":\"trying\",\"findings\":[\"P116\"]}}\n");
    scene_free(&s);
}

static void test_strict(void **state)
{
    struct scene s;

    (void)state;
    scene_begin(&s, "eve", RS_LOG_MESSAGE);
    s.settings.strict_eve = true;
    play_invite(&s);
    assert_string_equal(scene_end(&s), HEADER SIP "}\n");
    scene_free(&s);
}

/* What a log must not hold. */
static void test_no_secrets(void **state)
{
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "eve", RS_LOG_MESSAGE);
    play_invite(&s);
    text = scene_end(&s);
    scene_expect(text, "secret", 0);
    scene_expect(text, "6629fae49393a05397450978507c4ef1", 0);
    scene_free(&s);
}

static void test_response(void **state)
{
    struct rs_origin o = scene_origin(9, 2000, "[2001:db8::2]:5061", "[2001:db8::1]:5060");
    struct rs_annotation a = {.role = RS_ROLE_PROVISIONAL};
    struct scene s;
    const char *text;

    (void)state;
    o.transport = RS_TRANSPORT_TLS;
    o.vlan_count = 2;
    o.vlan[0] = 100;
    o.vlan[1] = 7;
    a.transaction.id = 1;
    a.transaction.to_provisional_us = 500000;
    a.transaction.to_final_us = -1;
    scene_begin(&s, "eve", RS_LOG_MESSAGE);
    scene_message(&s, &o, ringing, a);
    text = scene_end(&s);
    scene_expect(text, "\"event_type\":\"sip\",\"vlan\":[100,7],\"src_ip\":\"2001:db8::2\"", 1);
    scene_expect(text, "\"proto\":\"TCP\",\"ip_v\":6,"
                       "\"community_id\":\"1:HTYloYFte5SnOTixb4nEYI4nq6A=\"", 1);
    scene_expect(text, "\"sip\":{\"version\":\"SIP/2.0\",\"code\":\"180\",\"reason\":\"Ringing\","
                       "\"response_line\":\"SIP/2.0 180 Ringing\"}", 1);
    scene_expect(text, "\"ringside\":{\"class\":\"Information\",\"method\":\"INVITE\"", 1);
    scene_expect(text, "\"time_to_provisional\":0.500000", 1);
    scene_expect(text, "time_to_final", 0);
    scene_free(&s);
}

/* Suricata's tunnel{} is the outermost packet; ids, labels and inner ones are ours. */
static void test_tunnels(void **state)
{
    static const struct rs_hash_key key = {1, 2};
    struct rs_origin o = scene_origin(9, 2000, "192.0.2.1:5060", "192.0.2.2:5060");
    struct rs_tunnel_level label = {.kind = RS_TUNNEL_PPPOE, .id = 5, .has_id = true};
    struct rs_tunnel_level vxlan = {.kind = RS_TUNNEL_VXLAN, .id = 0, .has_id = true,
                                    .protocol = 17};
    struct rs_tunnel_level ipip = {.kind = RS_TUNNEL_IPV4};
    struct rs_tunnel_stack stack = {0};
    struct rs_annotation a = {0};
    struct rs_tunnels tunnels;
    struct rs_hash hash;
    struct scene s;
    const char *text;

    (void)state;
    vxlan.src = scene_endpoint("198.51.100.1:4444");
    vxlan.dst = scene_endpoint("[2001:db8::7]:4789");
    ipip.src = ipip.dst = scene_endpoint("203.0.113.9:0");
    rs_tunnel_stack_put(&stack, &label);
    rs_tunnel_stack_put(&stack, &vxlan);
    for (int i = 0; i < 4; i++)
        rs_tunnel_stack_put(&stack, &ipip);
    rs_hash_init(&hash, &key);
    assert_int_equal(rs_tunnels_init(&tunnels, 8), 0);
    o.tunnel_number = rs_tunnels_number(&tunnels, &hash, &stack);
    scene_begin(&s, "eve", RS_LOG_MESSAGE);
    s.settings.tunnels = &tunnels;
    scene_message(&s, &o, ringing, a);
    o.tunnel_number += 1; /* of a stack that was forgotten */
    scene_message(&s, &o, ringing, a);
    text = scene_end(&s);
    scene_expect(text,
                 "\"tunnel\":{\"src_ip\":\"198.51.100.1\",\"src_port\":4444,"
                 "\"dest_ip\":\"2001:db8::7\",\"dest_port\":4789,\"proto\":\"UDP\",\"depth\":5,"
                 "\"pcap_cnt\":9,\"pkt_src\":\"wire/pcap\"},\"sip\"",
                 1);
    scene_expect(text,
                 "\"ringside\":{\"tunnels\":[{\"kind\":\"pppoe\",\"id\":5},"
                 "{\"kind\":\"vxlan\",\"id\":0,\"src_ip\":\"198.51.100.1\","
                 "\"dest_ip\":\"2001:db8::7\"},"
                 "{\"kind\":\"ipv4\",\"src_ip\":\"203.0.113.9\",\"dest_ip\":\"203.0.113.9\"},"
                 "{\"kind\":\"ipv4\",\"src_ip\":\"203.0.113.9\",\"dest_ip\":\"203.0.113.9\"}],"
                 "\"tunnels_left_out\":2,",
                 1);
    scene_expect(text, "tunnel", 3);
    scene_free(&s);
    rs_tunnels_fini(&tunnels);
}

/* From an interface: its name, and no frame numbers that no file has. */
static void test_live(void **state)
{
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "eve", RS_LOG_MESSAGE);
    s.settings.from_files = false;
    s.inputs[0] = "eth0";
    play_invite(&s);
    text = scene_end(&s);
    scene_expect(text, "\"in_iface\":\"eth0\",\"event_type\"", 1);
    scene_expect(text, "pcap_cnt", 0);
    scene_free(&s);
}

static struct rs_finding some_finding(void)
{
    struct rs_finding f = {.id = RS_FINDING_T213, .severity = RS_MEDIUM, .confidence = 90};

    f.time_us = SCENE_BEGIN_US + 32000000;
    f.first_us = f.last_us = -1;
    f.frame = 12;
    f.frames[0] = 12;
    f.frames[1] = 15;
    f.frame_count = 2;
    f.count = 3;
    f.origin = scene_origin(12, 0, "192.0.2.2:5060", "192.0.2.1:5060");
    f.method = RS_SPAN("INVITE");
    f.status = 200;
    f.call_id = RS_SPAN("a\"b\\c\xff@pc33");
    f.cseq = 1;
    f.call = 5;
    f.dialog_state = RS_DIALOG_CONFIRMED;
    f.evidence[0].name = "copies";
    f.evidence[0].text = RS_SPAN("3");
    f.evidence_count = 1;
    return f;
}

static void test_alert(void **state)
{
    struct rs_finding f = some_finding();
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "eve", 0);
    scene_finding(&s, &f);
    text = scene_end(&s);
    scene_expect(text, "{\"timestamp\":\"2026-08-22T10:11:44.000000+0000\"", 1);
    scene_expect(text, "\"pcap_cnt\":12,\"event_type\":\"alert\"", 1);
    scene_expect(text,
                 "\"pcap_filename\":\"in.pcap\",\"alert\":{\"action\":\"allowed\",\"gid\":5060,"
                 "\"signature_id\":213,\"rev\":1,\"signature\":\"No ACK for a 200\","
                 "\"category\":\"Generic Protocol Command Decode\",\"severity\":2,"
                 "\"metadata\":{\"finding\":[\"T213\"],\"key\":[\"ack_missing_2xx\"],"
                 "\"finding_severity\":[\"medium\"]}},"
                 "\"sip\":{\"method\":\"INVITE\",\"code\":\"200\",\"reason\":\"OK\"},"
                 "\"app_proto\":\"sip\",\"ringside\":{\"finding\":\"T213\","
                 "\"key\":\"ack_missing_2xx\",\"severity\":\"medium\",\"confidence\":90,"
                 "\"count\":3,\"frames\":[12,15],", 1);
    /* Quoted for the filter, and then for JSON. */
    scene_expect(text, "\"filter\":\"sip.Call-ID == \\\"a\\\\\\\"b\\\\\\\\c\\\\xff@pc33\\\"\"", 1);
    scene_expect(text, "\"state\":\"confirmed\",\"evidence\":{\"copies\":\"3\"}}}\n", 1);
    scene_free(&s);
}

static void test_alert_severities(void **state)
{
    static const unsigned wanted[] = {3, 3, 2, 1, 1};

    (void)state;
    for (unsigned severity = RS_INFO; severity <= RS_CRITICAL; severity++) {
        struct rs_finding f = some_finding();
        char part[] = "\"severity\":?,\"metadata\"";
        struct scene s;

        f.severity = (uint8_t)severity;
        part[11] = (char)('0' + wanted[severity]);
        scene_begin(&s, "eve", 0);
        scene_finding(&s, &f);
        scene_expect(scene_end(&s), part, 1);
        scene_free(&s);
    }
}

/*
 * Each field of a hostile record at its longest: the line stays below 10,000
 * octets.
 */
static void test_longest_alert(void **state)
{
    static char octets[60000];
    struct rs_finding f = some_finding();
    struct rs_span all = {octets, sizeof octets};
    struct scene s;

    (void)state;
    memset(octets, 1, sizeof octets); /* each becomes \u0001 */
    f.method = f.from_tag = f.to_tag = f.branch = f.from_uri = f.to_uri = all;
    f.call_id = rs_span(octets, 254);
    for (f.evidence_count = 0; f.evidence_count < RS_EVIDENCE_MAX; f.evidence_count++)
        f.evidence[f.evidence_count] = (struct rs_evidence){"name", all};
    scene_begin(&s, "eve", 0);
    scene_finding(&s, &f);
    assert_true(strlen(scene_end(&s)) < 10000);
    scene_free(&s);
}

/* A leg says whose it is, how it is known, and once which calls were joined by that. */
static void test_joined(void **state)
{
    static const char text[] = "INVITE sip:bob@example.com SIP/2.0\nCall-ID: b\n\n";
    struct rs_annotation a = {
        .call = 1, .leg = 2, .join = RS_JOIN_NUMBERS, .joined_count = 2, .joined = {{2, 1, 0}, {7, 3, 0}}};
    struct rs_dialog_record d = {.id = 1, .call = 1, .leg = 2, .join = RS_JOIN_SESSION_ID};
    struct rs_transaction_record t = {.id = 4, .call = 1, .leg = 2};
    struct rs_origin o = scene_origin(1, 0, "10.0.0.1:5060", "10.0.0.2:5060");
    struct scene s;
    const char *said;

    (void)state;
    scene_begin(&s, "eve", RS_LOG_MESSAGE | RS_LOG_DIALOG | RS_LOG_TRANSACTION);
    scene_message(&s, &o, text, a);
    a = (struct rs_annotation){.call = 3, .leg = 3, .join = RS_JOIN_CALL_ID};
    scene_message(&s, &o, text, a);
    d.origin = t.origin = o;
    d.joined[d.joined_count++] = 1;
    d.joined[d.joined_count++] = 5;
    assert_int_equal(s.class->dialog(s.state, &d), 0);
    assert_int_equal(s.class->transaction(s.state, &t), 0);
    said = scene_end(&s);
    scene_expect(said,
                 "\"call\":1,\"leg\":2,\"join\":\"numbers\",\"join_score\":60,"
                 "\"join_guessed\":true,\"joined\":[2]", 1);
    scene_expect(said, "\"call\":3,\"call_id\"", 1);
    scene_expect(said,
                 "\"dialog\":1,\"call\":1,\"leg\":2,\"join\":\"session-id\",\"join_score\":100,"
                 "\"joined\":[1,5]", 1);
    scene_expect(said, "\"transaction\":4,\"call\":1,\"leg\":2", 1);
    scene_free(&s);
}

static void test_records(void **state)
{
    struct rs_transaction_record t = {.id = 1, .method = RS_METHOD_OPTIONS, .timed_out = true};
    struct rs_dialog_record d = {.id = 1, .usage = RS_USAGE_INVITE, .end = RS_END_CALLEE_BYE};
    struct rs_registration_record r = {.scheme = RS_AUTH_NTLM, .challenges = 2, .accepted = true};
    struct scene s;
    const char *text;

    (void)state;
    t.origin = d.origin = r.origin = scene_origin(1, 0, "10.0.0.1:5060", "10.0.0.2:5060");
    t.method_name = RS_SPAN("OPTIONS");
    t.provisional_us = t.final_us = t.ack_us = -1;
    t.first_us = SCENE_BEGIN_US;
    t.cancel_us = SCENE_BEGIN_US + 250000;
    t.ack_copies = 2;
    t.previous_hop = 4;
    t.unreachable = RS_UNREACHABLE_PORT;
    d.reason = RS_SPAN("Q.850;cause=16;text=\"bye\"");
    d.party_count = 2;
    d.party[0] = t.origin.src.addr;
    d.party[1] = t.origin.dst.addr;
    d.bye_frame = 7;
    d.state = RS_DIALOG_TERMINATED;
    d.ringing_us = d.acked_us = d.closed_us = -1;
    d.opened_us = SCENE_BEGIN_US;
    d.confirmed_us = SCENE_BEGIN_US + 2000000;
    d.bye_us = SCENE_BEGIN_US + 12000000;
    d.timer = (struct rs_session_timer_record){1800, 2, 1, true};
    r.final_us = -1;
    r.first_us = SCENE_BEGIN_US;
    r.end = RS_SIGNIN_ACCEPTED;
    r.round_count = r.contact_count = 1;
    r.rounds_left_out = 3;
    r.rounds[0] = (struct rs_round_record){.cseq = 7,
                                           .status = 401,
                                           .scheme = RS_AUTH_KERBEROS,
                                           .request_copies = 2,
                                           .final_copies = 1,
                                           .request_us = SCENE_BEGIN_US + 500000,
                                           .final_us = SCENE_BEGIN_US + 750000,
                                           .request_frame = 8,
                                           .final_frame = 9};
    r.contacts[0] = (struct rs_contact_record){.change = RS_BINDING_REFRESHED,
                                               .uri = RS_SPAN("sip:a@10.0.0.1"),
                                               .instance = RS_SPAN("<urn:uuid:1>"),
                                               .public_gruu = RS_SPAN("sip:a@x;gr=1"),
                                               .temporary_gruu = RS_SPAN("sip:t@x;gr"),
                                               .epid = RS_SPAN("e1"),
                                               .source = t.origin.src.addr,
                                               .expires_s = 60,
                                               .reg_id = 2,
                                               .q = 500,
                                               .asked_us = -1,
                                               .asked_frame = 8};
    scene_begin(&s, "eve", RS_LOG_TRANSACTION | RS_LOG_DIALOG | RS_LOG_REGISTRATION);
    assert_int_equal(s.class->transaction(s.state, &t), 0);
    assert_int_equal(s.class->dialog(s.state, &d), 0);
    assert_int_equal(s.class->registration(s.state, &r), 0);
    text = scene_end(&s);
    scene_expect(text, "\"event_type\":\"sip_transaction\"", 1);
    scene_expect(text, "\"state\":\"timed-out\"", 1);
    scene_expect(text, "\"previous_hop\":4,\"state\":\"timed-out\",\"unreachable\":\"port_unreachable\"", 1);
    scene_expect(text, "\"time_to_cancel\":0.250000,\"request_copies\":0,\"ack_copies\":2", 1);
    scene_expect(text, "\"event_type\":\"sip_dialog\"", 1);
    scene_expect(text,
                 "\"reason\":\"Q.850;cause=16;text=\\\"bye\\\"\",\"cause\":16,"
                 "\"cause_text\":\"Normal call clearing\"",
                 1);
    scene_expect(text, "\"bye_in\":7,\"opened\":", 1);
    scene_expect(text, "\"parties\":[\"10.0.0.1\",\"10.0.0.2\"]", 1);
    scene_expect(text, "\"time_to_answer\":2.000000,\"duration\":10.000000", 1);
    scene_expect(text, "\"end\":\"callee-bye\"", 1);
    scene_expect(text,
                 "\"session_expires\":1800,\"refresher\":\"caller\",\"refreshes\":2,"
                 "\"session_ran_out\":true",
                 1);
    scene_expect(text, "\"event_type\":\"sip_registration\"", 1);
    scene_expect(text, "\"auth_scheme\":\"NTLM\",\"challenges\":2,\"accepted\":true,\"end\":\"accepted\"", 1);
    scene_expect(text,
                 "\"rounds\":[{\"cseq\":7,\"auth_scheme\":\"Kerberos\",\"status\":401,\"sent\":0.500000,"
                 "\"time_to_final\":0.250000,\"request_copies\":2,\"request_in\":8,\"final_in\":9}],"
                 "\"rounds_left_out\":3",
                 1);
    scene_expect(text,
                 "\"contacts\":[{\"uri\":\"sip:a@10.0.0.1\",\"change\":\"refreshed\",\"expires\":60,"
                 "\"q\":0.500000,\"instance\":\"<urn:uuid:1>\",\"reg_id\":2,"
                 "\"public_gruu\":\"sip:a@x;gr=1\",\"temporary_gruu\":\"sip:t@x;gr\",\"epid\":\"e1\","
                 "\"source\":\"10.0.0.1\",\"asked_in\":8}]",
                 1);
    scene_expect(text, "\n", 3);
    scene_free(&s);
}

/* One that goes on bears its life; the frame is that which opened it. */
static void test_life(void **state)
{
    struct rs_finding f = some_finding();
    struct rs_alert a = {.state = RS_ALERT_CLOSE, .end = RS_ALERT_SILENCE, .finding = &f,
                         .time_us = SCENE_BEGIN_US + 9000000, .count = 57,
                         .first_us = SCENE_BEGIN_US, .last_us = SCENE_BEGIN_US + 1000000,
                         .first_frame = f.frame, .last_frame = 99, .frames = {f.frame, 99},
                         .frame_count = 2};
    struct scene s;
    const char *text;

    (void)state;
    scene_begin(&s, "eve", RS_LOG_ALERT);
    assert_int_equal(s.class->alert(s.state, &a), 0);
    text = scene_end(&s);
    scene_expect(text, "{\"timestamp\":\"2026-08-22T10:11:21.000000+0000\"", 1);
    scene_expect(text, "\"alert\":{\"state\":\"close\",\"end\":\"silence\",\"count\":57,"
                       "\"first\":\"2026-08-22T10:11:12.000000+0000\"", 1);
    scene_expect(text, "\"last_frame\":99", 1);
    scene_free(&s);
}

static void test_kinds_not_asked_for(void **state)
{
    struct rs_finding f = some_finding();
    struct scene s;

    (void)state;
    scene_begin(&s, "eve", RS_LOG_STATS);
    play_invite(&s);
    scene_finding(&s, &f);
    assert_string_equal(scene_end(&s), "");
    scene_free(&s);
}

/*
 * Every counter above zero: Wazuh decodes no more than 256 fields of one
 * record.
 */
static void test_stats(void **state)
{
    static struct rs_packet_counters packets;
    static struct rs_watcher_counters watcher;
    struct rs_stats stats = {.time_us = SCENE_BEGIN_US + 5000000, .first_us = SCENE_BEGIN_US};
    unsigned fields = 0;
    struct scene s;
    const char *text;

    (void)state;
    memset(&packets, 1, sizeof packets);
    memset(&watcher, 1, sizeof watcher);
    stats.packets = &packets;
    stats.watcher = &watcher;
    stats.final = true;
    scene_begin(&s, "eve", 0);
    assert_int_equal(s.class->stats(s.state, &stats), 0);
    text = scene_end(&s);
    scene_expect(text, "\"event_type\":\"stats\",\"stats\":{\"uptime\":5,\"capture\":{", 1);
    for (const char *p = text; *p; p++)
        fields += *p == ':';
    assert_true(fields < 240);
    scene_expect(text, "\"visibility\":{\"cut_frames\":", 1);
    scene_expect(text, "\"unknown\":{\"ip_protocol_", 1);
    assert_true(strlen(text) < 10000);
    scene_free(&s);
}

static struct rs_tls_outcome an_outcome(void)
{
    struct rs_tls_outcome t = {
        .origin = scene_origin(7, 1500, "192.0.2.1:40000", "192.0.2.2:5061"),
        .facts = {.client = 0, .version = 0x0301, .suite = 0x1301, .sni = "sip.example.org",
                  .alpn = "sip", .ja4 = "t10d020300_aaaaaaaaaaaa_bbbbbbbbbbbb"},
        .sip = RS_TLS_SIP_PORT,
        .reason = RS_TLS_NO_KEYS,
    };

    t.origin.transport = RS_TRANSPORT_TLS;
    return t;
}

static void test_tls(void **state)
{
    struct rs_tls_outcome t = an_outcome();
    struct scene s;

    (void)state;
    scene_begin(&s, "eve", RS_LOG_ALERT); /* not asked for */
    assert_int_equal(s.class->secured(s.state, &t), 0);
    assert_string_equal(scene_end(&s), "");
    scene_free(&s);
    scene_begin(&s, "eve", RS_LOG_TLS);
    assert_int_equal(s.class->secured(s.state, &t), 0);
    t.readable = t.facts.resumed = true;
    t.facts.version = 0x0304;
    t.sip = RS_TLS_SIP_INSIDE;
    assert_int_equal(s.class->secured(s.state, &t), 0);
    memset(&t.facts, 0, sizeof t.facts);
    t.readable = false;
    t.reason = RS_TLS_MIDSTREAM;
    assert_int_equal(s.class->secured(s.state, &t), 0);
    scene_end(&s);
    scene_expect(s.text, "\"pcap_cnt\":7,\"event_type\":\"tls\",\"src_ip\":\"192.0.2.1\"", 3);
    scene_expect(s.text,
                 "\"tls\":{\"sni\":\"sip.example.org\",\"version\":\"TLSv1\","
                 "\"ja4\":\"t10d020300_aaaaaaaaaaaa_bbbbbbbbbbbb\"},\"ringside\":{\"tls\":{"
                 "\"read\":false,\"reason\":\"no_keys\",", 1);
    scene_expect(s.text, "\"tls\":{\"session_resumed\":true,\"sni\":\"sip.example.org\","
                         "\"version\":\"TLS 1.3\",", 1);
    scene_expect(s.text, "\"tls\":{\"read\":true,\"sip_by\":\"inside\",\"alpn\":\"sip\","
                         "\"suite\":\"TLS_AES_128_GCM_SHA256\"}}}\n", 1);
    scene_expect(s.text, "\"tls\":{\"version\":\"UNDETERMINED\"}", 1);
    scene_free(&s);
    scene_begin(&s, "eve", RS_LOG_TLS);
    s.settings.strict_eve = true;
    assert_int_equal(s.class->secured(s.state, &t), 0);
    scene_expect(scene_end(&s), "ringside", 0);
    scene_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request),
        cmocka_unit_test(test_strict),
        cmocka_unit_test(test_no_secrets),
        cmocka_unit_test(test_response),
        cmocka_unit_test(test_tunnels),
        cmocka_unit_test(test_live),
        cmocka_unit_test(test_alert),
        cmocka_unit_test(test_alert_severities),
        cmocka_unit_test(test_longest_alert),
        cmocka_unit_test(test_joined),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_life), cmocka_unit_test(test_kinds_not_asked_for),
        cmocka_unit_test(test_tls),
        cmocka_unit_test(test_stats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
