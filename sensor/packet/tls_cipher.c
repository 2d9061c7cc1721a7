#include "packet/tls_cipher.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include "base/err.h"

enum { EXPLICIT_NONCE_LEN = 8, MAC_HEADER_LEN = 13 };

/* Starting */

static bool start_context(struct rs_tls_cipher *c)
{
    const struct rs_tls_bulk *bulk = c->suite->bulk;
    if (bulk->kind == RS_TLS_PLAIN)
        return true;
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, bulk->algorithm, NULL);
    c->context = EVP_CIPHER_CTX_new();
    bool good = cipher && c->context &&
                EVP_DecryptInit_ex2(c->context, cipher, NULL, NULL, NULL) == 1;
    if (good && rs_tls_is_aead(c->suite))
        good = EVP_CIPHER_CTX_ctrl(c->context, EVP_CTRL_AEAD_SET_IVLEN, RS_TLS_NONCE_LEN,
                                   NULL) == 1;
    /* CCM takes its key with each record, behind the length of the tag. */
    if (good && bulk->kind != RS_TLS_CCM)
        good = EVP_DecryptInit_ex2(c->context, NULL, c->keys.key, NULL, NULL) == 1;
    if (good && bulk->kind == RS_TLS_CBC)
        good = EVP_CIPHER_CTX_set_padding(c->context, 0) == 1;
    EVP_CIPHER_free(cipher);
    return good;
}

int rs_tls_cipher_start(struct rs_tls_cipher *c, uint16_t version,
                        const struct rs_tls_suite *suite, bool mac_first,
                        const struct rs_tls_key_set *keys)
{
    rs_tls_cipher_stop(c);
    *c = (struct rs_tls_cipher){
        .suite = suite, .keys = *keys, .version = version, .mac_first = mac_first};
    if (start_context(c))
        return RS_OK;
    rs_tls_cipher_stop(c);
    return RS_ERR_MEMORY;
}

void rs_tls_cipher_stop(struct rs_tls_cipher *c)
{
    EVP_CIPHER_CTX_free(c->context); /* wipes its keys; NULL is fine */
    OPENSSL_cleanse(c, sizeof *c);
    memset(c, 0, sizeof *c);
}

/* Authenticated ciphers */

static void put_u64(unsigned char *to, uint64_t value)
{
    for (int i = 7; i >= 0; i--, value >>= 8)
        to[i] = (unsigned char)value;
}

/* seq_num + type + version + length: RFC 5246 6.2.3.1 and 6.2.3.3. */
static void mac_header(const struct rs_tls_record *r, uint64_t sequence, size_t len,
                       unsigned char out[MAC_HEADER_LEN])
{
    put_u64(out, sequence);
    memcpy(out + 8, r->header.p, 3);
    out[11] = (unsigned char)(len >> 8);
    out[12] = (unsigned char)len;
}

static bool has_explicit_nonce(const struct rs_tls_cipher *c)
{
    return c->version < RS_TLS_1_3 && c->suite->bulk->iv_len < RS_TLS_NONCE_LEN;
}

/* RFC 5288 3: fixed part and explicit part. RFC 7905 2, RFC 8446 5.3: IV xor number. */
static void nonce_of(const struct rs_tls_cipher *c, uint64_t sequence, const char *explicit_part,
                     unsigned char nonce[RS_TLS_NONCE_LEN])
{
    memcpy(nonce, c->keys.iv, RS_TLS_NONCE_LEN);
    if (has_explicit_nonce(c)) {
        memcpy(nonce + c->suite->bulk->iv_len, explicit_part, EXPLICIT_NONCE_LEN);
        return;
    }
    unsigned char number[8];
    put_u64(number, sequence);
    for (int i = 0; i < 8; i++)
        nonce[RS_TLS_NONCE_LEN - 8 + i] ^= number[i];
}

/* Tag, key and nonce for one record, in the order in which the cipher wants them. */
static bool begin_record(const struct rs_tls_cipher *c, const unsigned char *nonce,
                         struct rs_span tag, size_t len)
{
    unsigned char copy[16]; /* libcrypto takes no const */
    bool ccm = c->suite->bulk->kind == RS_TLS_CCM;
    int done;
    memcpy(copy, tag.p, tag.n);
    if (ccm && EVP_CIPHER_CTX_ctrl(c->context, EVP_CTRL_AEAD_SET_TAG, (int)tag.n, copy) != 1)
        return false;
    if (EVP_DecryptInit_ex2(c->context, NULL, ccm ? c->keys.key : NULL, nonce, NULL) != 1)
        return false;
    if (ccm)
        return EVP_DecryptUpdate(c->context, NULL, &done, NULL, (int)len) == 1;
    return EVP_CIPHER_CTX_ctrl(c->context, EVP_CTRL_AEAD_SET_TAG, (int)tag.n, copy) == 1;
}

static bool finish_record(const struct rs_tls_cipher *c, unsigned char *out)
{
    int done; /* CCM has checked the tag already */
    return c->suite->bulk->kind == RS_TLS_CCM || EVP_DecryptFinal_ex(c->context, out, &done) == 1;
}

static int open_aead(struct rs_tls_cipher *c, uint64_t sequence, const struct rs_tls_record *r,
                     unsigned char *room, struct rs_span *contents)
{
    unsigned char nonce[RS_TLS_NONCE_LEN], extra[MAC_HEADER_LEN];
    size_t before = has_explicit_nonce(c) ? EXPLICIT_NONCE_LEN : 0;
    size_t tag_len = c->suite->bulk->tag_len;
    int done = 0, extra_len = MAC_HEADER_LEN;
    if (r->fragment.n < before + tag_len)
        return RS_ERR_MALFORMED;
    size_t len = r->fragment.n - before - tag_len;
    struct rs_span text = rs_span_first(rs_span_skip(r->fragment, before), len);
    struct rs_span tag = rs_span_skip(r->fragment, before + len);
    nonce_of(c, sequence, r->fragment.p, nonce);
    if (c->version == RS_TLS_1_3)
        memcpy(extra, r->header.p, (size_t)(extra_len = RS_TLS_HEADER_LEN));
    else
        mac_header(r, sequence, len, extra);
    if (!begin_record(c, nonce, tag, len) ||
        EVP_DecryptUpdate(c->context, NULL, &done, extra, extra_len) != 1)
        return RS_ERR_MALFORMED;
    if (EVP_DecryptUpdate(c->context, room, &done, (const unsigned char *)text.p, (int)len) != 1 ||
        !finish_record(c, room + len))
        return RS_ERR_MALFORMED;
    *contents = rs_span((char *)room, len);
    return RS_OK;
}

/* Cipher and MAC apart */

static bool mac_fits(const struct rs_tls_cipher *c, uint64_t sequence,
                     const struct rs_tls_record *r, struct rs_span text, const char *mac)
{
    unsigned char input[MAC_HEADER_LEN + RS_TLS_FRAGMENT_MAX], wanted[EVP_MAX_MD_SIZE];
    unsigned mac_len = rs_tls_mac_len(c->suite);
    mac_header(r, sequence, text.n, input);
    memcpy(input + MAC_HEADER_LEN, text.p, text.n);
    if (!HMAC(rs_tls_mac_hash(c->suite), c->keys.mac, (int)mac_len, input, MAC_HEADER_LEN + text.n,
              wanted, NULL))
        return false;
    return CRYPTO_memcmp(wanted, mac, mac_len) == 0;
}

/* RFC 5246 6.2.3.2: the last octet counts those before it that are equal. */
static bool strip_padding(struct rs_span *text)
{
    size_t padding = text->n ? (unsigned char)text->p[text->n - 1] : 0;
    if (padding + 1 > text->n)
        return false;
    for (size_t i = text->n - 1 - padding; i < text->n; i++)
        if ((unsigned char)text->p[i] != padding)
            return false;
    text->n -= padding + 1;
    return true;
}

/* The text of whole blocks; the IV before it is taken off. */
static bool decrypt_blocks(struct rs_tls_cipher *c, struct rs_span blocks, unsigned char *room,
                           struct rs_span *text)
{
    size_t block_len = c->suite->bulk->iv_len;
    const unsigned char *iv = c->keys.iv;
    int done = 0;
    if (blocks.n % block_len || blocks.n < block_len)
        return false;
    if (c->version > RS_TLS_1_0) {
        iv = (const unsigned char *)blocks.p;
        blocks = rs_span_skip(blocks, block_len);
    }
    if (EVP_DecryptInit_ex2(c->context, NULL, NULL, iv, NULL) != 1 ||
        EVP_DecryptUpdate(c->context, room, &done, (const unsigned char *)blocks.p,
                          (int)blocks.n) != 1)
        return false;
    *text = rs_span((char *)room, blocks.n);
    return strip_padding(text);
}

static int open_mac_first(struct rs_tls_cipher *c, uint64_t sequence, const struct rs_tls_record *r,
                          unsigned char *room, struct rs_span *contents)
{
    size_t mac_len = rs_tls_mac_len(c->suite);
    if (r->fragment.n < mac_len)
        return RS_ERR_MALFORMED;
    struct rs_span blocks = rs_span_first(r->fragment, r->fragment.n - mac_len);
    if (!mac_fits(c, sequence, r, blocks, r->fragment.p + blocks.n) ||
        !decrypt_blocks(c, blocks, room, contents))
        return RS_ERR_MALFORMED;
    return RS_OK;
}

static int open_mac_last(struct rs_tls_cipher *c, uint64_t sequence, const struct rs_tls_record *r,
                         unsigned char *room, struct rs_span *contents)
{
    size_t mac_len = rs_tls_mac_len(c->suite);
    struct rs_span text = r->fragment;
    if (c->suite->bulk->kind == RS_TLS_CBC && !decrypt_blocks(c, r->fragment, room, &text))
        return RS_ERR_MALFORMED;
    if (text.n < mac_len)
        return RS_ERR_MALFORMED;
    text.n -= mac_len;
    if (!mac_fits(c, sequence, r, text, text.p + text.n))
        return RS_ERR_MALFORMED;
    *contents = text;
    return RS_OK;
}

/* TLS 1.0: the last block is the IV of the next record. */
static void keep_iv(struct rs_tls_cipher *c, const struct rs_tls_record *r)
{
    size_t block_len = c->suite->bulk->iv_len;
    size_t end = r->fragment.n - (c->mac_first ? rs_tls_mac_len(c->suite) : 0);
    if (c->version == RS_TLS_1_0 && c->suite->bulk->kind == RS_TLS_CBC && end >= block_len)
        memcpy(c->keys.iv, r->fragment.p + end - block_len, block_len);
}

int rs_tls_cipher_open(struct rs_tls_cipher *c, uint64_t sequence,
                       const struct rs_tls_record *record,
                       unsigned char room[RS_TLS_FRAGMENT_MAX], struct rs_span *contents)
{
    int rc;
    if (rs_tls_is_aead(c->suite))
        return open_aead(c, sequence, record, room, contents);
    if (c->mac_first && c->suite->bulk->kind == RS_TLS_CBC)
        rc = open_mac_first(c, sequence, record, room, contents);
    else
        rc = open_mac_last(c, sequence, record, room, contents);
    if (rc == RS_OK)
        keep_iv(c, record);
    return rc;
}
