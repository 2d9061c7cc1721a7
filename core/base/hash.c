#include "base/hash.h"

#include <string.h>

#include "base/print.h"

__extension__ typedef unsigned __int128 wide;

static inline uint64_t load64(const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t load32(const unsigned char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* ---- the secret, stretched: SipHash-1-3 of a counter (Aumasson, Bernstein 2012) ---- */

struct sip {
    uint64_t v0, v1, v2, v3;
};

static inline uint64_t rotl(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static void sip_round(struct sip *s)
{
    s->v0 += s->v1;
    s->v1 = rotl(s->v1, 13) ^ s->v0;
    s->v0 = rotl(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotl(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotl(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotl(s->v1, 17) ^ s->v2;
    s->v2 = rotl(s->v2, 32);
}

static void sip_word(struct sip *s, uint64_t word)
{
    s->v3 ^= word;
    sip_round(s);
    s->v0 ^= word;
}

/* The 64-bit SipHash of one word. */
static uint64_t sip(const struct rs_hash_key *key, uint64_t word)
{
    struct sip s = {
        key->k0 ^ 0x736f6d6570736575u,
        key->k1 ^ 0x646f72616e646f6du,
        key->k0 ^ 0x6c7967656e657261u,
        key->k1 ^ 0x7465646279746573u,
    };
    sip_word(&s, word);
    sip_word(&s, (uint64_t)sizeof word << 56);
    s.v2 ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(&s);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

void rs_hash_init(struct rs_hash *h, const struct rs_hash_key *key)
{
    for (uint64_t i = 0; i < RS_HASH_WORDS; i++)
        h->word[i] = sip(key, i);
}

/* ---- digests ---- */

static inline wide times(uint64_t a, uint64_t b)
{
    return (wide)a * b;
}

/* 16 octets under two words of the secret. */
static inline wide pair(const uint64_t *word, uint64_t a, uint64_t b, uint64_t bits)
{
    return times((a | bits) + word[0], (b | bits) + word[1]);
}

/*
 * The last 1-16 octets as two words that may overlap: for one length, the same
 * words come of the same octets alone. Never reads past them.
 */
static inline wide last_pair(const uint64_t *word, const unsigned char *p, size_t n, uint64_t bits)
{
    if (n >= 8)
        return pair(word, load64(p), load64(p + n - 8), bits);
    if (n >= 4)
        return pair(word, load32(p), load32(p + n - 4), bits);
    return pair(word, (uint64_t)p[0] | (uint64_t)p[n / 2] << 8, p[n - 1], bits);
}

static inline uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 32) * 0x9E3779B97F4A7C15u;
    return x ^ x >> 29;
}

/*
 * NH's low bits are uneven and tables go by them. Three turns of a Feistel
 * ladder spread them and, being a bijection, bring no two sums together.
 */
static inline struct rs_digest spread(wide sum)
{
    uint64_t lo = (uint64_t)sum, hi = (uint64_t)(sum >> 64);
    hi ^= mix(lo);
    lo ^= mix(hi);
    hi ^= mix(lo);
    return (struct rs_digest){lo, hi};
}

/* Up to RS_HASH_BLOCK octets on top of what stands before them. */
static inline struct rs_digest block(const struct rs_hash *h, wide before, const unsigned char *p,
                                     size_t n, uint64_t bits)
{
    const uint64_t *word = h->word;
    wide sum = before + times(n, h->word[RS_HASH_LENGTH_WORD]);
    for (; n > 16; n -= 16, p += 16, word += 2)
        sum += pair(word, load64(p), load64(p + 8), bits);
    if (n)
        sum += last_pair(word, p, n, bits);
    return spread(sum);
}

static inline wide before(const struct rs_hash *h, struct rs_digest d)
{
    return times(d.lo + h->word[RS_HASH_PREFIX_WORD], d.hi + h->word[RS_HASH_PREFIX_WORD + 1]);
}

static inline struct rs_digest digest(const struct rs_hash *h, struct rs_digest prefix,
                                      const void *data, size_t len, uint64_t bits)
{
    const unsigned char *p = data;
    for (; len > RS_HASH_BLOCK; len -= RS_HASH_BLOCK, p += RS_HASH_BLOCK)
        prefix = block(h, before(h, prefix), p, RS_HASH_BLOCK, bits);
    return block(h, before(h, prefix), p, len, bits);
}

struct rs_digest rs_digest(const struct rs_hash *h, const void *data, size_t len)
{
    return digest(h, (struct rs_digest){0, 0}, data, len, 0);
}

struct rs_digest rs_digest_with(const struct rs_hash *h, struct rs_digest prefix,
                                const void *data, size_t len)
{
    return digest(h, prefix, data, len, 0);
}

struct rs_digest rs_digest_nocase_with(const struct rs_hash *h, struct rs_digest prefix,
                                       const void *data, size_t len)
{
    return digest(h, prefix, data, len, 0x2020202020202020u);
}

/* ---- fingerprints ---- */

/* Up to 7 octets. */
static uint64_t load_few(const unsigned char *p, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

/* Fewer octets than a stripe: words, of which the last one may overlap. */
static inline uint64_t print_few(const uint64_t *secret, const unsigned char *p, size_t n)
{
    uint64_t sum = 0;
    if (n < 8)
        return rs_print_product(*secret, load_few(p, n));
    const unsigned char *last = p + n - 8;
    for (; p < last; p += 8)
        sum += rs_print_product(*secret++, rs_print_word(p));
    return sum + rs_print_product(*secret, rs_print_word(last));
}

uint64_t rs_fingerprint(const struct rs_hash *h, const void *data, size_t len)
{
    const uint64_t *secret = h->word + RS_PRINT_BLOCK_WORD;
    const unsigned char *p = data;
    uint64_t print = len;
    for (; len > RS_PRINT_BLOCK; len -= RS_PRINT_BLOCK, p += RS_PRINT_BLOCK)
        print = rs_fingerprint_words(h, print, rs_print_sum(secret, p, RS_PRINT_BLOCK));
    return rs_fingerprint_words(h, print, len < RS_PRINT_STRIPE ? print_few(secret, p, len)
                                                                : rs_print_sum(secret, p, len));
}
