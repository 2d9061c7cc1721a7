/*
 * Beside the arrow bytes -> packet: cipher suites and the ciphers and hashes
 * they are made of, as rows of tls_suites.def. Constants, owned by nobody.
 */
#ifndef RS_PACKET_TLS_SUITES_H
#define RS_PACKET_TLS_SUITES_H

#include <openssl/evp.h>

#include <stdbool.h>
#include <stdint.h>

enum rs_tls_cipher_kind {
    RS_TLS_PLAIN, /* a MAC and no cipher */
    RS_TLS_CBC,
    RS_TLS_AEAD,
    RS_TLS_CCM,   /* an AEAD that libcrypto wants to be told the length of first */
    RS_TLS_UNREAD
};

enum rs_tls_hash { RS_TLS_MD5, RS_TLS_SHA1, RS_TLS_SHA256, RS_TLS_SHA384 };

enum { RS_TLS_KEY_MAX = 32, RS_TLS_IV_MAX = 16, RS_TLS_HASH_MAX = 48, RS_TLS_NONCE_LEN = 12 };

struct rs_tls_bulk {
    const char *algorithm; /* libcrypto's name */
    uint8_t kind;          /* enum rs_tls_cipher_kind */
    uint8_t key_len, iv_len, tag_len;
};

struct rs_tls_suite {
    uint16_t id;
    bool rsa; /* RSA key exchange */
    uint8_t hash;
    const struct rs_tls_bulk *bulk;
    const char *name;
};

/* NULL: not known. */
const struct rs_tls_suite *rs_tls_suite_find(uint16_t id);

static inline bool rs_tls_is_aead(const struct rs_tls_suite *suite)
{
    return suite->bulk->kind == RS_TLS_AEAD || suite->bulk->kind == RS_TLS_CCM;
}

/* Octets of the MAC; 0 for AEAD. */
unsigned rs_tls_mac_len(const struct rs_tls_suite *suite);

/* libcrypto's hash for the MAC / for PRF and HKDF; of either, the octets. */
const EVP_MD *rs_tls_mac_hash(const struct rs_tls_suite *suite);
const EVP_MD *rs_tls_prf_hash(const struct rs_tls_suite *suite);
unsigned rs_tls_hash_len(const EVP_MD *hash);

#endif
