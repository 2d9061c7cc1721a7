#include "base/hash.h"

#include <string.h>

static inline uint64_t rotl(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static inline uint64_t load64(const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Up to seven octets, the rest zero; never reads past p + n. */
static inline uint64_t load_tail(const unsigned char *p, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

/*
 * SipHash (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012),
 * one round a word and three at the end, in its 128-bit form.
 */
struct sip {
    uint64_t v0, v1, v2, v3;
};

static inline void sip_round(struct sip *s)
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

static inline void sip_word(struct sip *s, uint64_t word)
{
    s->v3 ^= word;
    sip_round(s);
    s->v0 ^= word;
}

static inline struct sip sip_begin(const struct rs_hash_key *key)
{
    return (struct sip){
        key->k0 ^ 0x736f6d6570736575u,
        key->k1 ^ 0x646f72616e646f6du ^ 0xee,
        key->k0 ^ 0x6c7967656e657261u,
        key->k1 ^ 0x7465646279746573u,
    };
}

static struct rs_digest sip_end(struct sip *s, const unsigned char *p, size_t len)
{
    for (size_t left = len; left >= 8; left -= 8, p += 8)
        sip_word(s, load64(p));
    sip_word(s, load_tail(p, len & 7) | (uint64_t)len << 56);
    struct rs_digest out;
    s->v2 ^= 0xee;
    for (int i = 0; i < 3; i++)
        sip_round(s);
    out.lo = s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
    s->v1 ^= 0xdd;
    for (int i = 0; i < 3; i++)
        sip_round(s);
    out.hi = s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
    return out;
}

struct rs_digest rs_digest(const struct rs_hash_key *key, const void *data, size_t len)
{
    struct sip s = sip_begin(key);
    return sip_end(&s, data, len);
}

struct rs_digest rs_digest_with(const struct rs_hash_key *key, struct rs_digest prefix,
                                const void *data, size_t len)
{
    struct sip s = sip_begin(key);
    sip_word(&s, prefix.lo);
    sip_word(&s, prefix.hi);
    return sip_end(&s, data, len);
}

/* 64 x 64 -> 128 bits, folded: the mixing step of wyhash. */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t rs_fingerprint(const struct rs_hash_key *key, const void *data, size_t len)
{
    const unsigned char *p = data;
    uint64_t a = key->k0 ^ 0xa0761d6478bd642fu, b = key->k1 ^ 0xe7037ed1a0b428dbu;
    size_t left = len;
    for (; left >= 32; left -= 32, p += 32) {
        a = fold(load64(p) ^ key->k0, load64(p + 8) ^ a);
        b = fold(load64(p + 16) ^ key->k1, load64(p + 24) ^ b);
    }
    for (; left >= 8; left -= 8, p += 8)
        a = fold(load64(p) ^ key->k1, a ^ 0x8ebc6af09c88c6e3u);
    b = fold(load_tail(p, left) ^ key->k0, b ^ 0x589965cc75374cc3u);
    return fold(a ^ len, b ^ 0x1d8e4e27c47d124fu);
}
