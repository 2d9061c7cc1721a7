/*
 * Beside the arrow bytes -> packet: from secrets to keys. The PRF of TLS 1.0
 * to 1.2 (RFC 2246 5, RFC 5246 5, RFC 7627) and the HKDF of 1.3 (RFC 8446 7).
 * Pure functions; what they put out is the caller's to wipe.
 */
#ifndef RS_PACKET_TLS_SCHEDULE_H
#define RS_PACKET_TLS_SCHEDULE_H

#include "base/span.h"
#include "packet/tls_keys.h"
#include "packet/tls_suites.h"

enum { RS_TLS_1_0 = 0x0301, RS_TLS_1_1, RS_TLS_1_2, RS_TLS_1_3 };
enum { RS_TLS_RANDOM_LEN = 32 };

/* What one direction is protected with. */
struct rs_tls_key_set {
    unsigned char mac[RS_TLS_HASH_MAX], key[RS_TLS_KEY_MAX], iv[RS_TLS_IV_MAX];
};

/* What a session up to TLS 1.2 agreed on in the clear. */
struct rs_tls_agreed {
    uint16_t version;
    const struct rs_tls_suite *suite;
    unsigned char client_random[RS_TLS_RANDOM_LEN], server_random[RS_TLS_RANDOM_LEN];
};

/* PRF(secret, label, seed) into out, as the version has it. False: libcrypto failed. */
bool rs_tls_prf(uint16_t version, const EVP_MD *hash, struct rs_span secret, const char *label,
                struct rs_span seed, unsigned char *out, size_t len);

/* The master secret; session_hash: empty, or for the extended one (RFC 7627 4). */
bool rs_tls_master_of(const struct rs_tls_agreed *a, const struct rs_tls_secret *premaster,
                      struct rs_span session_hash, struct rs_tls_secret *master);

/* RFC 5246 6.3: client's and server's keys. */
bool rs_tls_keys_of_master(const struct rs_tls_agreed *a, const struct rs_tls_secret *master,
                           struct rs_tls_key_set *client, struct rs_tls_key_set *server);

/* RFC 8446 7.1: HKDF-Expand-Label(secret, label, "", len). */
bool rs_tls_expand_label(const EVP_MD *hash, struct rs_span secret, const char *label,
                         unsigned char *out, size_t len);

/* RFC 8446 7.3 / 7.2: keys of a traffic secret; the secret behind a KeyUpdate, in place. */
bool rs_tls_keys_of_secret(const struct rs_tls_suite *suite, const struct rs_tls_secret *secret,
                           struct rs_tls_key_set *keys);
bool rs_tls_next_secret(const struct rs_tls_suite *suite, struct rs_tls_secret *secret);

static inline struct rs_span rs_tls_secret_span(const struct rs_tls_secret *secret)
{
    return rs_span((const char *)secret->octet, secret->len);
}

#endif
