/* The keys of semantics 2.1-2.3: what must be equal, and what must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "tests/core/track/messages.h"
#include "track/keys.h"

static const struct rs_hash_key secret = {11, 22};
static struct rs_hash hash;

#define VIA "SIP/2.0/UDP a.example;branch=z9hG4bKx"

static struct rs_keys keys(const char *start, const char *via, const char *from, const char *to,
                           const char *cseq)
{
    struct rs_keys k;
    rs_keys_make(&k, &hash, &make_message(start, via, from, to, "c@x", cseq, NULL)->view);
    return k;
}

static struct rs_keys invite(const char *via)
{
    return keys("INVITE sip:b@x SIP/2.0", via, "<sip:a@x>;tag=1", "<sip:b@x>", "1 INVITE");
}

static void same(struct rs_digest a, struct rs_digest b)
{
    assert_true(rs_digest_eq(a, b));
}

static void differ(struct rs_digest a, struct rs_digest b)
{
    assert_false(rs_digest_eq(a, b));
}

/* 17.1.3, 17.2.3: branch, sent-by with default port, method; ACK counts as INVITE. */
static void test_by_branch(void **state)
{
    (void)state;
    struct rs_keys k = invite(VIA);
    assert_true(k.cookie);
    same(k.transaction, invite("SIP/2.0/UDP A.EXAMPLE:5060;BRANCH=Z9HG4BKX").transaction);
    same(k.transaction,
         invite("SIP/2.0/UDP a.example;rport=7;received=1.2.3.4;branch=z9hG4bKx").transaction);
    same(k.transaction,
         keys("SIP/2.0 180 x", VIA, "<sip:a@x>;tag=1", "<sip:b@x>;tag=2", "1 INVITE").transaction);
    same(k.transaction,
         keys("ACK sip:b@x SIP/2.0", VIA, "<sip:a@x>;tag=1", "<sip:b@x>;tag=2", "1 ACK")
             .transaction);
    differ(k.transaction,
           keys("CANCEL sip:b@x SIP/2.0", VIA, "<sip:a@x>;tag=1", "<sip:b@x>", "1 CANCEL")
               .transaction);
    differ(k.transaction, invite("SIP/2.0/UDP a.example:5061;branch=z9hG4bKx").transaction);
    differ(k.transaction, invite("SIP/2.0/UDP b.example;branch=z9hG4bKx").transaction);
    differ(k.transaction, invite("SIP/2.0/UDP a.example;branch=z9hG4bKy").transaction);
}

/* Without cookie: Call-ID, CSeq, From tag, sent-by, method. */
static void test_by_fields(void **state)
{
    (void)state;
    struct rs_keys k = invite("SIP/2.0/UDP a.example");
    assert_false(k.cookie);
    same(k.transaction,
         invite("SIP/2.0/UDP a.example;ms-received-cid=1;received=1.2.3.4").transaction);
    assert_false(invite("SIP/2.0/UDP a.example;branch=z9hG4bK").cookie);
    same(k.transaction, invite("SIP/2.0/UDP a.example;branch=old").transaction);
    differ(k.transaction, keys("INVITE sip:b@x SIP/2.0", "SIP/2.0/UDP a.example", "<sip:a@x>;tag=1",
                               "<sip:b@x>", "2 INVITE")
                              .transaction);
    differ(k.transaction, keys("INVITE sip:b@x SIP/2.0", "SIP/2.0/UDP a.example", "<sip:a@x>;tag=9",
                               "<sip:b@x>", "1 INVITE")
                              .transaction);
}

static void test_dialog(void **state)
{
    (void)state;
    struct rs_keys a =
        keys("BYE sip:b@x SIP/2.0", VIA, "<sip:a@x>;tag=1", "<sip:b@x>;tag=2", "2 BYE");
    struct rs_keys b =
        keys("BYE sip:a@x SIP/2.0", VIA, "<sip:b@x>;tag=2", "<sip:a@x>;tag=1", "7 BYE");
    assert_true(a.has_dialog && !invite(VIA).has_dialog);
    same(a.dialog, b.dialog);
    differ(a.half, b.half);
    same(a.call, b.call);
    differ(a.dialog,
           keys("BYE sip:b@x SIP/2.0", VIA, "<sip:a@x>;tag=1", "<sip:b@x>;tag=3", "2 BYE").dialog);
    differ(a.dialog,
           keys("BYE sip:b@x SIP/2.0", VIA, "<sip:a@x>;tag=12", "<sip:b@x>;tag=", "2 BYE").dialog);
}

/* A Via further down names the transaction that the request was in there. */
static void at_second_via(const char *below)
{
    char via[200];
    snprintf(via, sizeof via, "SIP/2.0/UDP p.example;branch=z9hG4bKp, %s", below);
    struct rs_keys first = invite(below), second = invite(via);
    struct made *m = make_message("INVITE sip:b@x SIP/2.0", via, "<sip:a@x>;tag=1", "<sip:b@x>",
                                  "c@x", "1 INVITE", NULL);
    struct rs_via upstream;
    assert_int_equal(rs_via_parse(m->view.via2, &upstream), RS_OK);
    same(rs_keys_transaction_at(&hash, &second, &m->view, &upstream), first.transaction);
    same(second.request, first.request);
    differ(second.transaction, first.transaction);
}

static void test_second_via(void **state)
{
    (void)state;
    at_second_via(VIA);
    at_second_via("SIP/2.0/TCP a:5070");
}

/* How a CANCEL finds its INVITE, and an unknown method is no other unknown method. */
static void test_methods(void **state)
{
    (void)state;
    struct made *cancel = make_message("CANCEL sip:b@x SIP/2.0", VIA, "<sip:a@x>;tag=1",
                                       "<sip:b@x>", "c@x", "1 CANCEL", NULL);
    struct rs_keys own;
    rs_keys_make(&own, &hash, &cancel->view);
    struct rs_digest tx = rs_keys_transaction_for(&hash, &own, &cancel->view, RS_METHOD_INVITE);
    struct rs_digest request = rs_keys_request_for(&hash, &own, &cancel->view, RS_METHOD_INVITE);
    same(invite(VIA).transaction, tx);
    same(invite(VIA).request, request);
    differ(keys("FOO sip:b@x SIP/2.0", VIA, "<sip:a@x>", "<sip:b@x>", "1 FOO").transaction,
           keys("BAR sip:b@x SIP/2.0", VIA, "<sip:a@x>", "<sip:b@x>", "1 BAR").transaction);
}

/* What is longer than the key's room still tells apart. */
static void test_long(void **state)
{
    (void)state;
    char a[3000], b[3000];
    size_t n = strlen(strcpy(a, "SIP/2.0/UDP a.example;branch=z9hG4bK"));
    memset(a + n, 'x', 2000);
    a[n + 2000] = '\0';
    memcpy(b, a, sizeof b);
    b[n + 1999] = 'y';
    differ(invite(a).transaction, invite(b).transaction);
    same(invite(a).transaction, invite(a).transaction);
}

int main(void)
{
    rs_hash_init(&hash, &secret);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_branch), cmocka_unit_test(test_by_fields),
        cmocka_unit_test(test_dialog),    cmocka_unit_test(test_second_via),
        cmocka_unit_test(test_methods),   cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
