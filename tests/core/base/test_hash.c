/*
 * SipHash against a plain implementation of the paper, which itself is held
 * against the authors' published vectors for 2-4.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/hash.h"

struct reference {
    uint64_t v[4];
};

static uint64_t rotate(uint64_t x, int n)
{
    return x << n | x >> (64 - n);
}

static void rounds(struct reference *r, int n)
{
    uint64_t *v = r->v;
    while (n-- > 0) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13);
        v[3] = rotate(v[3], 16);
        v[1] ^= v[0];
        v[3] ^= v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17);
        v[3] = rotate(v[3], 21);
        v[1] ^= v[2];
        v[3] ^= v[0];
        v[2] = rotate(v[2], 32);
    }
}

static uint64_t folded(const struct reference *r)
{
    return r->v[0] ^ r->v[1] ^ r->v[2] ^ r->v[3];
}

static uint64_t word_at(const unsigned char *p, size_t n)
{
    uint64_t w = 0;
    for (size_t i = 0; i < n; i++)
        w |= (uint64_t)p[i] << 8 * i;
    return w;
}

/* SipHash-c-d as the paper writes it; wide: 128 bits. */
static struct rs_digest siphash(int c, int d, int wide, struct rs_hash_key key, const void *data,
                                size_t len)
{
    const unsigned char *p = data;
    struct reference r = {{key.k0 ^ 0x736f6d6570736575u, key.k1 ^ 0x646f72616e646f6du,
                           key.k0 ^ 0x6c7967656e657261u, key.k1 ^ 0x7465646279746573u}};
    r.v[1] ^= wide ? 0xee : 0;
    for (size_t i = 0; i <= len / 8; i++) {
        size_t left = len - 8 * i;
        uint64_t m = word_at(p + 8 * i, left < 8 ? left : 8);
        if (left < 8)
            m |= (uint64_t)len << 56;
        r.v[3] ^= m;
        rounds(&r, c);
        r.v[0] ^= m;
    }
    r.v[2] ^= wide ? 0xee : 0xff;
    rounds(&r, d);
    struct rs_digest out = {folded(&r), 0};
    r.v[1] ^= 0xdd;
    rounds(&r, d);
    out.hi = wide ? folded(&r) : 0;
    return out;
}

static const struct rs_hash_key key = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};

/* From the paper's appendix A and the reference code's vectors.h. */
static void test_reference(void **state)
{
    (void)state;
    unsigned char input[15];
    for (unsigned char i = 0; i < sizeof input; i++)
        input[i] = i;
    assert_true(siphash(2, 4, 0, key, input, 15).lo == 0xa129ca6149be45e5u);
    struct rs_digest wide = siphash(2, 4, 1, key, input, 0);
    assert_true(wide.lo == 0xe6a825ba047f81a3u && wide.hi == 0x930255c71472f66du);
}

static void test_digest(void **state)
{
    (void)state;
    unsigned char input[200];
    for (size_t i = 0; i < sizeof input; i++)
        input[i] = (unsigned char)(i * 7);
    for (size_t n = 0; n < sizeof input; n++)
        assert_true(rs_digest_eq(rs_digest(&key, input, n), siphash(1, 3, 1, key, input, n)));
}

/* A prefix digest takes part in the result, and so does the length. */
static void test_digest_with(void **state)
{
    (void)state;
    struct rs_digest a = rs_digest(&key, "a", 1), b = rs_digest(&key, "b", 1);
    struct rs_digest ax = rs_digest_with(&key, a, "x", 1), bx = rs_digest_with(&key, b, "x", 1);
    assert_false(rs_digest_eq(ax, bx));
    assert_false(rs_digest_eq(ax, rs_digest_with(&key, a, "xx", 2)));
    assert_false(rs_digest_eq(ax, rs_digest_with(&key, a, NULL, 0)));
    assert_true(rs_digest_eq(ax, rs_digest_with(&key, a, "x", 1)));
}

static void test_key_matters(void **state)
{
    (void)state;
    const struct rs_hash_key other = {1, 2};
    assert_false(rs_digest_eq(rs_digest(&key, "x", 1), rs_digest(&other, "x", 1)));
    assert_true(rs_fingerprint(&key, "x", 1) != rs_fingerprint(&other, "x", 1));
}

/* Every bit of the input moves the fingerprint; equal octets at other addresses do not. */
static void test_fingerprint(void **state)
{
    (void)state;
    unsigned char input[130] = {0}, copy[131];
    for (size_t n = 1; n < sizeof input; n++) {
        uint64_t before = rs_fingerprint(&key, input, n);
        memcpy(copy + 1, input, n);
        assert_true(before == rs_fingerprint(&key, copy + 1, n));
        for (size_t bit = 0; bit < 8 * n; bit++) {
            input[bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_true(before != rs_fingerprint(&key, input, n));
            input[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
        assert_true(before != rs_fingerprint(&key, input, n - 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),   cmocka_unit_test(test_digest),
        cmocka_unit_test(test_digest_with), cmocka_unit_test(test_key_matters),
        cmocka_unit_test(test_fingerprint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
