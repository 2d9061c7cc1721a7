/*
 * Keyed hashes.
 *
 * Keys of all tables come from attackers, so every hash is keyed with a secret
 * drawn once per process by whoever creates the tracker. Each owner of tables
 * stretches it once (rs_hash_init) into the words that the hashes work with.
 *
 * rs_digest is NH, the universal hash of UMAC (Black, Halevi, Krawczyk,
 * Krovetz, Rogaway 1999; RFC 4418), over 64-bit words, and 128 bits wide: any
 * two texts chosen without the secret meet with probability 2^-64 for each
 * RS_HASH_BLOCK octets of the longer. Digests never leave the process, so
 * nobody learns anything to choose by, and tables keep digests and no copies
 * of branches and tags.
 *
 * rs_fingerprint is a faster hash for whole payloads: NH over 32-bit words, so
 * that any two texts meet with probability 2^-32 for each RS_PRINT_BLOCK octets.
 * It only ever decides between "retransmission" and "something else" inside one
 * transaction, where a forged collision gains nothing.
 */
#ifndef RS_BASE_HASH_H
#define RS_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rs_hash_key {
    uint64_t k0, k1;
};

/* Octets that have words of the secret of their own. */
enum { RS_HASH_BLOCK = 128, RS_PRINT_BLOCK = 1024 };

/* The words of the secret: of a digest's block, and those that belong to none of its octets. */
enum {
    RS_HASH_PREFIX_WORD = RS_HASH_BLOCK / 8,
    RS_HASH_LENGTH_WORD = RS_HASH_PREFIX_WORD + 2,
    RS_HASH_PRINT_WORD,
    RS_PRINT_BLOCK_WORD = RS_HASH_PRINT_WORD + 2,
    RS_HASH_WORDS = RS_PRINT_BLOCK_WORD + RS_PRINT_BLOCK / 8
};

/* The secret, stretched. */
struct rs_hash {
    uint64_t word[RS_HASH_WORDS];
};

struct rs_digest {
    uint64_t lo, hi;
};

void rs_hash_init(struct rs_hash *h, const struct rs_hash_key *key);

struct rs_digest rs_digest(const struct rs_hash *h, const void *data, size_t len);

/* The digest of `prefix` followed by data: how keys with parts are built. */
struct rs_digest rs_digest_with(const struct rs_hash *h, struct rs_digest prefix,
                                const void *data, size_t len);

/*
 * The same without case: the case bit is set in every octet. That makes a few
 * signs equal as well ("_" and DEL, "@" and "`").
 */
struct rs_digest rs_digest_nocase_with(const struct rs_hash *h, struct rs_digest prefix,
                                       const void *data, size_t len);

static inline bool rs_digest_eq(struct rs_digest a, struct rs_digest b)
{
    return a.lo == b.lo && a.hi == b.hi;
}

/*
 * A digest and a pair of small numbers: one more part of a key. Digests are
 * unpredictable, so what is added to one gives a key as good as a digest of
 * both: nobody can aim at another's sum.
 */
static inline struct rs_digest rs_digest_plus(struct rs_digest d, uint64_t a, uint64_t b)
{
    return (struct rs_digest){d.lo + a * 0x9E3779B97F4A7C15u, d.hi + b * 0xC2B2AE3D27D4EB4Fu};
}

/* Of two, in either order: the same. */
static inline struct rs_digest rs_digest_either(struct rs_digest a, struct rs_digest b)
{
    return (struct rs_digest){a.lo + b.lo, a.hi + b.hi};
}

/* All of it in half the octets: where both answers are harmless. */
static inline uint32_t rs_fold32(uint64_t v)
{
    return (uint32_t)(v ^ v >> 32);
}

uint64_t rs_fingerprint(const struct rs_hash *h, const void *data, size_t len);

/* 64 x 64 -> 128 bits, folded: the mixing step of wyhash. */
static inline uint64_t rs_hash_fold(uint64_t a, uint64_t b)
{
    __extension__ const unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A fingerprint of two words, where a call would cost more than the hash. */
static inline uint64_t rs_fingerprint_words(const struct rs_hash *h, uint64_t a, uint64_t b)
{
    return rs_hash_fold(a ^ h->word[RS_HASH_PRINT_WORD], b ^ h->word[RS_HASH_PRINT_WORD + 1]);
}

#endif
