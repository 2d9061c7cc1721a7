#include "packet/tls_schedule.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

enum {
    SEED_MAX = 160, /* the longest label, two randoms or a hash, and a hash before them */
    KEY_BLOCK_MAX = 2 * (RS_TLS_HASH_MAX + RS_TLS_KEY_MAX + RS_TLS_IV_MAX)
};

static bool hmac(const EVP_MD *hash, struct rs_span key, const unsigned char *data, size_t len,
                 unsigned char out[EVP_MAX_MD_SIZE])
{
    return HMAC(hash, key.n ? key.p : "", (int)key.n, data, len, out, NULL) != NULL;
}

/* P_hash(secret, seed), added to out with exclusive or. RFC 5246 5. */
static bool p_hash(const EVP_MD *hash, struct rs_span secret, struct rs_span seed,
                   unsigned char *out, size_t len)
{
    unsigned char a[EVP_MAX_MD_SIZE + SEED_MAX], block[EVP_MAX_MD_SIZE];
    size_t size = rs_tls_hash_len(hash);
    bool good = hmac(hash, secret, (const unsigned char *)seed.p, seed.n, a);
    memcpy(a + size, seed.p, seed.n);
    for (size_t done = 0; good && done < len; done += size) {
        unsigned char next[EVP_MAX_MD_SIZE];
        good = hmac(hash, secret, a, size + seed.n, block) && hmac(hash, secret, a, size, next);
        for (size_t i = 0; good && i < size && done + i < len; i++)
            out[done + i] ^= block[i];
        memcpy(a, next, size);
    }
    OPENSSL_cleanse(a, sizeof a);
    OPENSSL_cleanse(block, sizeof block);
    return good;
}

bool rs_tls_prf(uint16_t version, const EVP_MD *hash, struct rs_span secret, const char *label,
                struct rs_span seed, unsigned char *out, size_t len)
{
    char whole[SEED_MAX];
    size_t label_len = strlen(label);
    if (label_len + seed.n > sizeof whole)
        return false;
    memcpy(whole, label, label_len);
    memcpy(whole + label_len, seed.p, seed.n);
    seed = rs_span(whole, label_len + seed.n);
    memset(out, 0, len);
    if (version >= RS_TLS_1_2)
        return p_hash(hash, secret, seed, out, len);
    /* RFC 2246 5: both halves of the secret, which share the middle octet of an odd one. */
    size_t half = (secret.n + 1) / 2;
    return p_hash(EVP_md5(), rs_span_first(secret, half), seed, out, len) &&
           p_hash(EVP_sha1(), rs_span_skip(secret, secret.n - half), seed, out, len);
}

static struct rs_span randoms(const unsigned char *first, const unsigned char *second,
                              char both[2 * RS_TLS_RANDOM_LEN])
{
    memcpy(both, first, RS_TLS_RANDOM_LEN);
    memcpy(both + RS_TLS_RANDOM_LEN, second, RS_TLS_RANDOM_LEN);
    return rs_span(both, 2 * RS_TLS_RANDOM_LEN);
}

bool rs_tls_master_of(const struct rs_tls_agreed *a, const struct rs_tls_secret *premaster,
                      struct rs_span session_hash, struct rs_tls_secret *master)
{
    char both[2 * RS_TLS_RANDOM_LEN];
    struct rs_span seed = randoms(a->client_random, a->server_random, both);
    const char *label = "master secret";
    if (session_hash.n) {
        seed = session_hash;
        label = "extended master secret";
    }
    master->len = RS_TLS_MASTER_LEN;
    return rs_tls_prf(a->version, rs_tls_prf_hash(a->suite), rs_tls_secret_span(premaster), label,
                      seed, master->octet, master->len);
}

static const unsigned char *cut(unsigned char *to, const unsigned char *from, size_t len)
{
    memcpy(to, from, len);
    return from + len;
}

bool rs_tls_keys_of_master(const struct rs_tls_agreed *a, const struct rs_tls_secret *master,
                           struct rs_tls_key_set *client, struct rs_tls_key_set *server)
{
    const struct rs_tls_bulk *bulk = a->suite->bulk;
    unsigned mac_len = rs_tls_mac_len(a->suite);
    unsigned char block[KEY_BLOCK_MAX];
    const unsigned char *next = block;
    char both[2 * RS_TLS_RANDOM_LEN];
    struct rs_span seed = randoms(a->server_random, a->client_random, both);
    bool good = rs_tls_prf(a->version, rs_tls_prf_hash(a->suite), rs_tls_secret_span(master),
                           "key expansion", seed, block,
                           2 * ((size_t)mac_len + bulk->key_len + bulk->iv_len));
    next = cut(client->mac, next, mac_len);
    next = cut(server->mac, next, mac_len);
    next = cut(client->key, next, bulk->key_len);
    next = cut(server->key, next, bulk->key_len);
    next = cut(client->iv, next, bulk->iv_len);
    cut(server->iv, next, bulk->iv_len);
    OPENSSL_cleanse(block, sizeof block);
    return good;
}

/* struct HkdfLabel { uint16 length; opaque label<7..255>; opaque context<0..255>; } */
static size_t hkdf_label(const char *label, size_t len, unsigned char out[64])
{
    static const char prefix[] = "tls13 ";
    size_t label_len = sizeof prefix - 1 + strlen(label);
    out[0] = (unsigned char)(len >> 8);
    out[1] = (unsigned char)len;
    out[2] = (unsigned char)label_len;
    memcpy(out + 3, prefix, sizeof prefix - 1);
    memcpy(out + 3 + sizeof prefix - 1, label, strlen(label));
    out[3 + label_len] = 0;
    return 4 + label_len;
}

/* HKDF-Expand (RFC 5869 2.3) of no more than one hash: nothing here is longer. */
bool rs_tls_expand_label(const EVP_MD *hash, struct rs_span secret, const char *label,
                         unsigned char *out, size_t len)
{
    unsigned char info[64 + 1], block[EVP_MAX_MD_SIZE];
    if (strlen(label) > 32 || len > rs_tls_hash_len(hash))
        return false;
    size_t info_len = hkdf_label(label, len, info);
    info[info_len++] = 1;
    bool good = hmac(hash, secret, info, info_len, block);
    memcpy(out, block, len);
    OPENSSL_cleanse(block, sizeof block);
    return good;
}

bool rs_tls_keys_of_secret(const struct rs_tls_suite *suite, const struct rs_tls_secret *secret,
                           struct rs_tls_key_set *keys)
{
    const EVP_MD *hash = rs_tls_prf_hash(suite);
    struct rs_span span = rs_tls_secret_span(secret);
    return rs_tls_expand_label(hash, span, "key", keys->key, suite->bulk->key_len) &&
           rs_tls_expand_label(hash, span, "iv", keys->iv, RS_TLS_NONCE_LEN);
}

bool rs_tls_next_secret(const struct rs_tls_suite *suite, struct rs_tls_secret *secret)
{
    const EVP_MD *hash = rs_tls_prf_hash(suite);
    struct rs_tls_secret next = {.len = (uint8_t)rs_tls_hash_len(hash)};
    bool good = rs_tls_expand_label(hash, rs_tls_secret_span(secret), "traffic upd", next.octet,
                                    next.len);
    if (good)
        *secret = next;
    rs_tls_secret_wipe(&next);
    return good;
}
