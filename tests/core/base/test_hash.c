/*
 * Digests against a plain writing of NH, and what tables need of them: nothing
 * but the octets, their number and the secret decides, and low bits are even.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/hash.h"
#include "base/print.h"
#include "tests/guard.h"

static const struct rs_hash_key secret = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};
static struct rs_hash hash;

enum { BIG = 3 * RS_HASH_BLOCK };

static void fill(unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (unsigned char)(i * 7 + (i >> 5));
}

static bool same(struct rs_digest a, struct rs_digest b)
{
    return rs_digest_eq(a, b);
}

/* ---- the definition, written for reading ---- */

__extension__ typedef unsigned __int128 wide;

static uint64_t octets_at(const unsigned char *p, size_t n)
{
    uint64_t v = 0;
    while (n--)
        v = v << 8 | p[n];
    return v;
}

static uint64_t mixed(uint64_t x)
{
    x ^= x >> 32;
    x *= 0x9E3779B97F4A7C15u;
    return x ^ x >> 29;
}

static struct rs_digest block(struct rs_digest before, const unsigned char *p, size_t n,
                              uint64_t case_bits)
{
    const uint64_t *w = hash.word;
    wide sum = (wide)(before.lo + w[16]) * (before.hi + w[17]) + (wide)n * w[18];
    for (size_t i = 0; i < n; i += 16) {
        size_t left = n - i < 16 ? n - i : 16;
        uint64_t a, b;
        if (left >= 8)
            a = octets_at(p + i, 8), b = octets_at(p + i + left - 8, 8);
        else if (left >= 4)
            a = octets_at(p + i, 4), b = octets_at(p + i + left - 4, 4);
        else
            a = (uint64_t)p[i + left / 2] << 8 | p[i], b = p[i + left - 1];
        sum += (wide)((a | case_bits) + w[i / 8]) * ((b | case_bits) + w[i / 8 + 1]);
    }
    struct rs_digest d = {(uint64_t)sum, (uint64_t)(sum >> 64)};
    d.hi ^= mixed(d.lo);
    d.lo ^= mixed(d.hi);
    d.hi ^= mixed(d.lo);
    return d;
}

static struct rs_digest plain(struct rs_digest d, const unsigned char *p, size_t n, uint64_t bits)
{
    for (; n > RS_HASH_BLOCK; n -= RS_HASH_BLOCK, p += RS_HASH_BLOCK)
        d = block(d, p, RS_HASH_BLOCK, bits);
    return block(d, p, n, bits);
}

/* Every length, ending at a page that cannot be read. */
static void test_definition(void **state)
{
    (void)state;
    unsigned char input[BIG];
    const struct rs_digest none = {0, 0}, prefix = {3, 4};
    fill(input, sizeof input);
    for (size_t n = 0; n < sizeof input; n++) {
        const void *p = guard_copy(rs_span((const char *)input, n)).p;
        assert_true(same(rs_digest(&hash, p, n), plain(none, input, n, 0)));
        assert_true(same(rs_digest_with(&hash, prefix, p, n), plain(prefix, input, n, 0)));
        assert_true(same(rs_digest_nocase_with(&hash, prefix, p, n),
                         plain(prefix, input, n, 0x2020202020202020u)));
        assert_true(rs_fingerprint(&hash, p, n) == rs_fingerprint(&hash, input, n));
    }
    assert_true(same(rs_digest(&hash, NULL, 0), plain(none, input, 0, 0)));
}

/* ---- what tables need ---- */

static void test_every_bit(void **state)
{
    (void)state;
    unsigned char input[BIG] = {0};
    for (size_t n = 1; n < sizeof input; n += n < 40 ? 1 : 37) {
        struct rs_digest d = rs_digest(&hash, input, n);
        uint64_t print = rs_fingerprint(&hash, input, n);
        for (size_t bit = 0; bit < 8 * n; bit++) {
            input[bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_false(same(d, rs_digest(&hash, input, n)));
            assert_true(print != rs_fingerprint(&hash, input, n));
            input[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
        assert_false(same(d, rs_digest(&hash, input, n - 1)));
        assert_true(print != rs_fingerprint(&hash, input, n - 1));
    }
}

/* ---- fingerprints ---- */

static uint64_t product(uint64_t key, uint64_t word)
{
    uint32_t low = (uint32_t)word + (uint32_t)key;
    uint32_t high = (uint32_t)(word >> 32) + (uint32_t)(key >> 32);
    return (uint64_t)low * high;
}

/* Words at 0, 8, 16 ... and, where that does not come out even, the last octets. */
static uint64_t plain_sum(const unsigned char *p, size_t n, size_t step)
{
    const uint64_t *key = hash.word + RS_PRINT_BLOCK_WORD;
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i += step) {
        size_t at = n - i < step ? n - step : i;
        for (size_t k = 0; k < step; k += 8)
            sum += product(*key++, octets_at(p + at + k, 8));
    }
    return sum;
}

static uint64_t plain_print(const unsigned char *p, size_t n)
{
    uint64_t print = n;
    for (; n > RS_PRINT_BLOCK; n -= RS_PRINT_BLOCK, p += RS_PRINT_BLOCK)
        print = rs_fingerprint_words(&hash, print, plain_sum(p, RS_PRINT_BLOCK, 32));
    uint64_t sum = n < 8 ? product(hash.word[RS_PRINT_BLOCK_WORD], octets_at(p, n))
                         : plain_sum(p, n, n < 32 ? 8 : 32);
    return rs_fingerprint_words(&hash, print, sum);
}

/* The forms that this machine has, at the end of a page, and what they are together. */
static void test_print(void **state)
{
    (void)state;
    unsigned char input[2 * RS_PRINT_BLOCK + 40];
    const uint64_t *key = hash.word + RS_PRINT_BLOCK_WORD;
    fill(input, sizeof input);
    for (size_t n = 0; n < sizeof input; n++) {
        const void *p = guard_copy(rs_span((const char *)input, n)).p;
        assert_true(rs_fingerprint(&hash, p, n) == plain_print(input, n));
        if (n < RS_PRINT_STRIPE || n > RS_PRINT_BLOCK)
            continue;
        assert_true(rs_print_sum_portable(key, p, n) == plain_sum(input, n, 32));
#if RS_ISA_BUILT == RS_ISA_AVX2
        assert_true(rs_print_sum_sse2(key, p, n) == plain_sum(input, n, 32));
        if (rs_isa() == RS_ISA_AVX2)
            assert_true(rs_print_sum_avx2(key, p, n) == plain_sum(input, n, 32));
#endif
    }
}

static void test_words(void **state)
{
    (void)state;
    const uint64_t print = rs_fingerprint_words(&hash, 5, 6);
    struct rs_hash other;
    rs_hash_init(&other, &(struct rs_hash_key){1, 3});
    assert_true(print == rs_fingerprint_words(&hash, 5, 6));
    assert_true(print != rs_fingerprint_words(&hash, 6, 5));
    assert_true(print != rs_fingerprint_words(&other, 5, 6));
    for (int bit = 0; bit < 64; bit++) {
        assert_true(print != rs_fingerprint_words(&hash, 5 ^ 1ull << bit, 6));
        assert_true(print != rs_fingerprint_words(&hash, 5, 6 ^ 1ull << bit));
    }
}

/* A prefix digest takes part in the result, and so does the length. */
static void test_digest_with(void **state)
{
    (void)state;
    struct rs_digest a = rs_digest(&hash, "a", 1), b = rs_digest(&hash, "b", 1);
    struct rs_digest ax = rs_digest_with(&hash, a, "x", 1), bx = rs_digest_with(&hash, b, "x", 1);
    assert_false(same(ax, bx));
    assert_false(same(ax, rs_digest_with(&hash, a, "xx", 2)));
    assert_false(same(ax, rs_digest_with(&hash, a, NULL, 0)));
    assert_true(same(ax, rs_digest_with(&hash, a, "x", 1)));
    assert_false(same(rs_digest_plus(a, 1, 2), rs_digest_plus(a, 2, 1)));
}

static void test_case(void **state)
{
    (void)state;
    const struct rs_digest d = {1, 2};
    assert_true(same(rs_digest_nocase_with(&hash, d, "z9hG4bKx.Example", 16),
                     rs_digest_nocase_with(&hash, d, "Z9HG4BKX.eXAMPLE", 16)));
    assert_false(same(rs_digest_with(&hash, d, "a", 1), rs_digest_with(&hash, d, "A", 1)));
    assert_false(same(rs_digest_nocase_with(&hash, d, "a", 1),
                      rs_digest_nocase_with(&hash, d, "b", 1)));
}

static void test_secret_matters(void **state)
{
    (void)state;
    static const struct rs_hash_key secrets[] = {{1, 2}, {1, 3}, {2, 2}};
    for (int i = 0; i < 3; i++) {
        struct rs_hash other;
        rs_hash_init(&other, &secrets[i]);
        assert_false(same(rs_digest(&hash, "x", 1), rs_digest(&other, "x", 1)));
        assert_false(same(rs_digest(&hash, "", 0), rs_digest(&other, "", 0)));
        assert_true(rs_fingerprint(&hash, "x", 1) != rs_fingerprint(&other, "x", 1));
    }
}

/* Counted names and addresses fill 4096 places as chance would: chi-square, 6 sigma. */
static void test_even(void **state)
{
    (void)state;
    enum { PLACES = 4096, EACH = 32 };
    for (int half = 0; half < 2; half++) {
        static unsigned count[PLACES];
        double chi = 0;
        memset(count, 0, sizeof count);
        for (uint32_t i = 0; i < PLACES * EACH; i++) {
            struct rs_digest d = rs_digest(&hash, &i, sizeof i);
            count[(half ? d.hi : d.lo) % PLACES]++;
        }
        for (int i = 0; i < PLACES; i++)
            chi += ((double)count[i] - EACH) * ((double)count[i] - EACH) / EACH;
        assert_true(chi > PLACES - 6 * 90.5 && chi < PLACES + 6 * 90.5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definition),     cmocka_unit_test(test_every_bit),
        cmocka_unit_test(test_print),          cmocka_unit_test(test_words),
        cmocka_unit_test(test_digest_with),
        cmocka_unit_test(test_case),           cmocka_unit_test(test_even),
        cmocka_unit_test(test_secret_matters),
    };
    rs_hash_init(&hash, &secret);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
