/* The forms of the glance for each instruction set: the same of every message and value. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/glance.h"
#include "sip/head.h"

static const struct rs_glance *forms[3];
static int form_count;

static int find_forms(void **state)
{
    (void)state;
    forms[form_count++] = &rs_glance_portable;
#if RS_ISA_BUILT == RS_ISA_AVX2
    forms[form_count++] = &rs_glance_sse2;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2"))
        forms[form_count++] = &rs_glance_avx2;
#endif
    printf("forms here: %d; in use: %s\n", form_count, rs_glance()->name);
    return 0;
}

/* What the pass says of the octets, without what it does not fill. */
static void look(const struct rs_glance *g, struct rs_span s, struct rs_msg *m, struct rs_head *x)
{
    memset(m, 0, sizeof *m);
    *x = (struct rs_head){.m = m, .begin = s.p, .end = rs_span_end(s)};
    m->octets = s;
    g->head(x);
}

static void compare_index(const struct rs_msg *a, const struct rs_msg *b)
{
    assert_int_equal(a->header_count, b->header_count);
    assert_memory_equal(a->first, b->first, sizeof a->first);
    for (unsigned h = 0; h < a->header_count; h++) {
        struct rs_header p = a->header[h], q = b->header[h];
        assert_true(p.name == q.name && p.value == q.value && p.value_len == q.value_len &&
                    p.next == q.next && p.name_len == q.name_len && p.id == q.id &&
                    p.folded == q.folded);
    }
}

/* An octet that is no text in the start line sends all lines to the careful walk. */
static void compare_walks(const char *text, size_t n, size_t at)
{
    static struct rs_msg a, b;
    static char uneven[4096];
    struct rs_head x, y;
    assert_true(n <= sizeof uneven && at < n);
    memcpy(uneven, text, n);
    uneven[at] = (char)0x80;
    for (int i = 0; i < form_count; i++) {
        look(forms[i], rs_span(text, n), &a, &x);
        look(forms[i], rs_span(uneven, n), &b, &y);
        assert_int_equal(x.kind, y.kind);
        if (x.kind == RS_START_NONE)
            continue;
        compare_index(&a, &b);
        assert_true(b.strange && b.strange <= uneven + at);
        assert_int_equal(x.line - x.begin, y.line - y.begin);
        assert_int_equal(x.bare_cr ? x.bare_cr - x.begin : -1, y.bare_cr ? y.bare_cr - y.begin : -1);
        assert_int_equal(x.ended, y.ended);
        assert_int_equal(a.doubtful, b.doubtful);
        assert_memory_equal(a.faults.seen, b.faults.seen, sizeof a.faults.seen);
    }
}

static void compare_heads(struct rs_span s)
{
    static struct rs_msg a, b;
    struct rs_head x, y;
    look(forms[0], s, &a, &x);
    for (int i = 1; i < form_count; i++) {
        look(forms[i], s, &b, &y);
        assert_int_equal(x.kind, y.kind);
        if (x.kind == RS_START_NONE)
            continue;
        assert_ptr_equal(x.line, y.line);
        assert_ptr_equal(x.bare_cr, y.bare_cr);
        assert_int_equal(x.ended, y.ended);
        assert_ptr_equal(a.strange, b.strange);
        assert_int_equal(a.doubtful, b.doubtful);
        assert_memory_equal(&a.faults, &b.faults, sizeof a.faults);
        compare_index(&a, &b);
    }
}

static void compare_values(struct rs_span s)
{
    struct rs_name_addr na[3];
    struct rs_via via[3];
    struct rs_uri uri[3];
    for (int i = 0; i < form_count; i++) {
        memset(&na[i], 0, sizeof na[i]);
        memset(&via[i], 0, sizeof via[i]);
        memset(&uri[i], 0, sizeof uri[i]);
        bool usual_na = forms[i]->name_addr(s, &na[i]), usual_via = forms[i]->via(s, &via[i]),
             usual_uri = forms[i]->uri(s, &uri[i]);
        assert_int_equal(usual_na, forms[0]->name_addr(s, &na[0]));
        assert_int_equal(usual_via, forms[0]->via(s, &via[0]));
        assert_int_equal(usual_uri, forms[0]->uri(s, &uri[0]));
        assert_true(!usual_na || memcmp(&na[i], &na[0], sizeof na[0]) == 0);
        assert_true(!usual_via || memcmp(&via[i], &via[0], sizeof via[0]) == 0);
        assert_true(!usual_uri || memcmp(&uri[i], &uri[0], sizeof uri[0]) == 0);
    }
}

static const char message[] =
    "INVITE sip:bob@192.0.2.9:5070;transport=udp SIP/2.0\r\n"
    "Via: SIP/2.0/UDP pc33.example.com:5062;branch=z9hG4bK776asdhds;rport\r\n"
    "v:SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKnashds8;received=192.0.2.77\r\n"
    "Max-Forwards: 70\r\n"
    "To: Bob <sips:bob@example.com>\r\n"
    "From: \"Alice B.\" <sip:alice@atlanta.example.com;user=phone>;tag=1928301774\r\n"
    "Call-ID: a84b4c76e66710@pc33.atlanta.example.com\r\n"
    "CSeq: 314159 INVITE\r\n"
    "Contact: <sip:alice@pc33.atlanta.example.com:5062;transport=tcp>;expires=60\r\n"
    "P-Charging-Function-Addresses: ccf=192.0.2.4\r\n"
    "X-Unknown: one\r\n two\r\n"
    "Content-Length: 0\r\n\r\n";

static uint32_t draw(uint32_t *seed)
{
    return (*seed = *seed * 1664525 + 1013904223) >> 8;
}

/* The message with a few octets changed, and cut anywhere. */
static void test_heads(void **state)
{
    (void)state;
    const size_t in_uri = sizeof "INVITE sip:b" - 1;
    static const char octets[] = "\r\n\t \0\x0d\x0e\x1f\x7f\x80\xff:;<>\"Vv-";
    char text[sizeof message];
    uint32_t seed = 5060;
    for (size_t n = 0; n < sizeof message; n++)
        compare_heads(guard_copy(rs_span(message, n)));
    for (int round = 0; round < 30000; round++) {
        memcpy(text, message, sizeof text);
        for (int i = 0; i < round % 4; i++)
            text[draw(&seed) % (sizeof text - 1)] = octets[draw(&seed) % (sizeof octets - 1)];
        size_t n = round & 1 ? sizeof text - 1 : draw(&seed) % sizeof text;
        compare_heads(guard_copy(rs_span(text, n)));
        if (n > in_uri && isalnum((unsigned char)text[in_uri]))
            compare_walks(text, n, in_uri);
    }
}

static void test_values(void **state)
{
    (void)state;
    static const char *const values[] = {
        "SIP/2.0/UDP pc33.example.com:5062;branch=z9hG4bK776asdhds;rport=1;received=192.0.2.1",
        "\"Alice B.\" <sip:alice@atlanta.example.com:5060;user=phone>;tag=1928301774;x=y",
        "sips:bob+1@biloxi.example.com:65535;transport=tls;lr=on",
    };
    uint32_t seed = 7;
    for (int round = 0; round < 60000; round++) {
        char text[200];
        const char *value = values[round % 3];
        size_t n = strlen(value);
        memcpy(text, value, n);
        for (int i = 0; i < round / 3 % 3; i++)
            text[draw(&seed) % n] = "@:;<>\"\\ ,=+-._/aZ09{`"[draw(&seed) % 22];
        compare_values(guard_copy(rs_span(text, round & 1 ? n : draw(&seed) % (n + 1))));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_heads),
                                       cmocka_unit_test(test_values)};
    return cmocka_run_group_tests(tests, find_forms, NULL);
}
