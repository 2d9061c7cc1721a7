/* Results in a parcel: copied with all their texts, told in their order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run/parcel.h"

/*
 * A span in a result is copied because parcel.c has a row for it. Whoever adds
 * a member changes the size here, after looking there.
 */
static void test_sizes(void **state)
{
    (void)state;
    enum {
        SPAN = sizeof(struct rs_span),
        FINDING_REST = 184,
        TRANSACTION_REST = 176,
        DIALOG_REST = 600,
        REGISTRATION_REST = 88,
        CONTACT_REST = 56
    };
    assert_int_equal(sizeof(struct rs_finding) - sizeof(struct rs_origin) -
                         sizeof(((struct rs_finding *)0)->evidence) - 7 * SPAN,
                     FINDING_REST);
    assert_int_equal(sizeof(struct rs_transaction_record) - sizeof(struct rs_origin) - 7 * SPAN,
                     TRANSACTION_REST);
    assert_int_equal(sizeof(struct rs_dialog_record) - sizeof(struct rs_origin) - 10 * SPAN,
                     DIALOG_REST);
    assert_int_equal(sizeof(struct rs_registration_record) - sizeof(struct rs_origin) - 7 * SPAN -
                         sizeof(((struct rs_registration_record *)0)->rounds) -
                         sizeof(((struct rs_registration_record *)0)->contacts),
                     REGISTRATION_REST);
    assert_int_equal(sizeof(struct rs_contact_record) - 6 * SPAN, CONTACT_REST);
}

/* ---- every text survives the one it was copied from ---- */

static char story[4096];
static size_t told;

static void tell(struct rs_span s)
{
    memcpy(story + told, s.p, s.n);
    told += s.n;
    story[told++] = ' ';
    story[told] = '\0';
}

static void on_finding(void *user, const struct rs_finding *f)
{
    (void)user;
    const struct rs_span all[] = {f->method, f->call_id, f->from_tag, f->to_tag,
                                  f->branch, f->from_uri, f->to_uri};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        tell(all[i]);
    for (unsigned i = 0; i < f->evidence_count; i++)
        tell(f->evidence[i].text);
}

static void on_transaction(void *user, const struct rs_transaction_record *r)
{
    (void)user;
    const struct rs_span all[] = {r->method_name, r->call_id, r->from_uri, r->to_uri,
                                  r->from_tag,    r->to_tag,  r->branch};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        tell(all[i]);
}

static void on_dialog(void *user, const struct rs_dialog_record *r)
{
    (void)user;
    const struct rs_span all[] = {r->call_id,    r->local_tag,  r->remote_tag, r->caller_uri,
                                  r->callee_uri, r->user_agent, r->server, r->event, r->reason, r->refer_to};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        tell(all[i]);
}

static void on_registration(void *user, const struct rs_registration_record *r)
{
    (void)user;
    const struct rs_contact_record *c = &r->contacts[1];
    const struct rs_span all[] = {r->aor,  r->contact,     r->call_id,        r->user_agent,
                                  r->epid, r->server,      c->uri,            c->instance,
                                  c->public_gruu, c->temporary_gruu, c->user_agent, c->epid,
                                  r->algorithm};
    assert_int_equal(r->contact_count, 2);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        tell(all[i]);
}

static void on_stats(void *user, const struct rs_stats *s)
{
    (void)user;
    assert_int_equal(s->packets->frames, 7);
    assert_int_equal(s->watcher->messages, 8);
    tell(RS_SPAN("stats"));
}

static bool on_flush_called;

static void on_flush(void *user)
{
    (void)user;
    on_flush_called = true;
}

static const struct rs_results all_results = {
    .watcher = {.finding = on_finding,
                .transaction = on_transaction,
                .dialog = on_dialog,
                .registration = on_registration},
    .stats = on_stats,
    .flush = on_flush,
};

static void pack_all(struct rs_parcel *p, const char *text)
{
    struct rs_span t[8];
    for (size_t i = 0; i < 8; i++)
        t[i] = rs_span(text + i, 1);
    const struct rs_finding f = {.method = t[0],   .call_id = t[1],  .from_tag = t[2],
                                 .to_tag = t[3],   .branch = t[4],   .from_uri = t[5],
                                 .to_uri = t[6],   .evidence_count = 1,
                                 .evidence = {{"e", t[7]}}};
    const struct rs_transaction_record x = {.method_name = t[0], .call_id = t[1], .from_uri = t[2],
                                            .to_uri = t[3], .from_tag = t[4], .to_tag = t[5],
                                            .branch = t[6]};
    const struct rs_dialog_record d = {.call_id = t[0], .local_tag = t[1], .remote_tag = t[2],
                                       .caller_uri = t[3], .callee_uri = t[4],
                                       .user_agent = t[5], .server = t[6], .event = t[7],
                                       .reason = t[0], .refer_to = t[1]};
    const struct rs_registration_record r = {
        .aor = t[0], .contact = t[1], .call_id = t[2], .user_agent = t[3], .epid = t[4],
        .server = t[5], .algorithm = t[6], .contact_count = 2,
        .contacts = {{.uri = t[7]},
                     {.uri = t[0], .instance = t[1], .public_gruu = t[2], .temporary_gruu = t[3],
                      .user_agent = t[4], .epid = t[5]}}};
    const struct rs_packet_counters packets = {.frames = 7};
    const struct rs_watcher_counters watcher = {.messages = 8};
    const struct rs_stats s = {.packets = &packets, .watcher = &watcher};
    assert_true(rs_parcel_finding(p, &f));
    assert_true(rs_parcel_transaction(p, &x));
    assert_true(rs_parcel_dialog(p, &d));
    assert_true(rs_parcel_registration(p, &r));
    assert_true(rs_parcel_stats(p, &s));
}

static void test_texts(void **state)
{
    (void)state;
    char text[] = "abcdefgh";
    struct rs_parcel *p = rs_parcel_new();
    pack_all(p, text);
    assert_int_equal(p->count, 5);
    memset(text, '?', sizeof text);
    p->flush = true;
    told = 0;
    rs_parcel_unpack(p, &all_results, NULL);
    assert_string_equal(story, "a b c d e f g h a b c d e f g a b c d e f g h a b a b c d e f a b c d e f g stats ");
    assert_true(on_flush_called);
    rs_parcel_free(p);
}

/* ---- no room ---- */

static unsigned findings;

static void count_finding(void *user, const struct rs_finding *f)
{
    (void)user;
    findings++;
    assert_int_equal(f->frame, findings);
}

static void test_full(void **state)
{
    (void)state;
    const struct rs_results to = {.watcher.finding = count_finding};
    struct rs_parcel *p = rs_parcel_new();
    unsigned packed = 0;
    while (rs_parcel_finding(p, &(struct rs_finding){.frame = packed + 1}))
        packed++;
    assert_true(packed > 30);
    assert_true(p->used <= RS_PARCEL_OCTETS);
    rs_parcel_unpack(p, &to, NULL);
    assert_int_equal(findings, packed);

    /* What is larger than any parcel has one to itself. */
    size_t n = 3 * RS_PARCEL_OCTETS;
    char *long_text = malloc(n);
    memset(long_text, 'x', n);
    rs_parcel_reset(p);
    assert_true(rs_parcel_finding(p, &(struct rs_finding){.frame = 1}));
    assert_false(rs_parcel_finding(p, &(struct rs_finding){.to_uri = rs_span(long_text, n)}));
    rs_parcel_reset(p);
    assert_true(rs_parcel_finding(p, &(struct rs_finding){.to_uri = rs_span(long_text, n)}));
    free(long_text);
    rs_parcel_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
