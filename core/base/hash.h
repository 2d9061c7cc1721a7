/*
 * Keyed hashes.
 *
 * Keys of all tables come from attackers, so every hash is keyed with a secret
 * drawn once per process by whoever creates the tracker.
 *
 * rs_digest is SipHash-1-3 with a 128-bit result: wide enough to stand for the
 * octets themselves (two different keys meet with probability 2^-128 and
 * nobody without the secret can look for such a pair), so tables keep digests
 * and no copies of branches and tags.
 *
 * rs_fingerprint is a faster 64-bit multiply hash for whole payloads. It only
 * ever decides between "retransmission" and "something else" inside one
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

struct rs_digest {
    uint64_t lo, hi;
};

struct rs_digest rs_digest(const struct rs_hash_key *key, const void *data, size_t len);

/* The digest of `prefix` followed by data: how keys with parts are built. */
struct rs_digest rs_digest_with(const struct rs_hash_key *key, struct rs_digest prefix,
                                const void *data, size_t len);

static inline bool rs_digest_eq(struct rs_digest a, struct rs_digest b)
{
    return a.lo == b.lo && a.hi == b.hi;
}

uint64_t rs_fingerprint(const struct rs_hash_key *key, const void *data, size_t len);

#endif
