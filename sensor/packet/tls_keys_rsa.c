/* RSA private keys, and the premaster secrets that were sent to them (RFC 5246 7.4.7.1). */
#include "packet/tls_keys_inside.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

enum { MODULUS_MAX = 1024 }; /* octets: 8192 bits */

/* libcrypto would ask the terminal for a pass phrase. */
static int no_pass_phrase(char *buffer, int room, int writing, void *user)
{
    (void)buffer;
    (void)room;
    (void)writing;
    (void)user;
    return -1;
}

static int take_key(struct rs_tls_keys *keys, EVP_PKEY *key)
{
    bool full = keys->rsa_count == RS_TLS_RSA_KEYS_MAX;
    if (full || !EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_get_size(key) > MODULUS_MAX) {
        EVP_PKEY_free(key);
        return full ? RS_ERR_FULL : RS_ERR_MALFORMED;
    }
    keys->rsa[keys->rsa_count++] = key;
    keys->generation++;
    return RS_OK;
}

int rs_tls_keys_add_rsa(struct rs_tls_keys *keys, struct rs_span pem)
{
    BIO *bio = pem.n <= INT32_MAX ? BIO_new_mem_buf(pem.p, (int)pem.n) : NULL;
    EVP_PKEY *key;
    int taken = 0, rc = RS_OK;
    if (!bio)
        return RS_ERR_MEMORY;
    /* What is no key (certificates, parameters) is passed over by the PEM reader. */
    while (rc != RS_ERR_FULL && (key = PEM_read_bio_PrivateKey(bio, NULL, no_pass_phrase, NULL))) {
        rc = take_key(keys, key);
        taken += rc == RS_OK;
    }
    BIO_free(bio);
    ERR_clear_error();
    if (rc == RS_ERR_FULL)
        return rc;
    return taken ? taken : RS_ERR_MALFORMED;
}

void rs_tls_rsa_free(struct rs_tls_keys *keys)
{
    for (unsigned i = 0; i < keys->rsa_count; i++)
        EVP_PKEY_free(keys->rsa[i]);
}

bool rs_tls_keys_have_rsa(const struct rs_tls_keys *keys)
{
    return keys->rsa_count > 0;
}

/* 0 where it does not fit. */
static size_t decrypt_raw(EVP_PKEY *key, struct rs_span encrypted, unsigned char out[MODULUS_MAX])
{
    size_t len = MODULUS_MAX;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    bool good = context && EVP_PKEY_decrypt_init(context) == 1 &&
                EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
                EVP_PKEY_decrypt(context, out, &len, (const unsigned char *)encrypted.p,
                                 encrypted.n) == 1;
    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    return good ? len : 0;
}

/*
 * 00 02, at least eight octets that are not 0, 00, version, 46 octets (RFC 8017
 * 7.2.2). Read here: newer libcryptos answer a wrong key with random octets.
 */
static bool unpad(const unsigned char *text, size_t len, const uint16_t versions[2],
                  struct rs_tls_secret *premaster)
{
    if (len < RS_TLS_MASTER_LEN + 11)
        return false;
    const unsigned char *secret = text + len - RS_TLS_MASTER_LEN;
    uint16_t version = (uint16_t)(secret[0] << 8 | secret[1]);
    bool good = text[0] == 0 && text[1] == 2 && secret[-1] == 0 &&
                !memchr(text + 2, 0, len - RS_TLS_MASTER_LEN - 3) &&
                (version == versions[0] || version == versions[1]);
    if (!good)
        return false;
    premaster->len = RS_TLS_MASTER_LEN;
    memcpy(premaster->octet, secret, RS_TLS_MASTER_LEN);
    return true;
}

bool rs_tls_keys_decrypt(struct rs_tls_keys *keys, struct rs_span encrypted,
                         const uint16_t versions[2], struct rs_tls_secret *premaster)
{
    unsigned char text[MODULUS_MAX];
    bool found = false;
    for (unsigned i = 0; i < keys->rsa_count && !found; i++) {
        if (encrypted.n != (size_t)EVP_PKEY_get_size(keys->rsa[i]))
            continue;
        size_t len = decrypt_raw(keys->rsa[i], encrypted, text);
        found = unpad(text, len, versions, premaster);
    }
    OPENSSL_cleanse(text, sizeof text);
    return found;
}
