#include "tests/sensor/packet/tls_peers.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "tls_peers: %s\n", what);
    ERR_print_errors_fp(stderr);
    abort();
}

static void *grown(void *block, size_t octets)
{
    void *p = realloc(block, octets);
    must(p != NULL, "no memory");
    return p;
}

/* The server's name */

struct identity {
    EVP_PKEY *key;
    X509 *certificate;
};

static struct identity identity_new(EVP_PKEY *key)
{
    struct identity i = {key, X509_new()};
    must(i.key && i.certificate, "no key");
    X509_NAME *name = X509_get_subject_name(i.certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               (const unsigned char *)"proxy.lab.example", -1, -1, 0);
    X509_set_issuer_name(i.certificate, name);
    X509_gmtime_adj(X509_getm_notBefore(i.certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(i.certificate), 86400);
    X509_set_pubkey(i.certificate, i.key);
    must(X509_sign(i.certificate, i.key, EVP_sha256()) > 0, "no certificate");
    return i;
}

/* Made once a process. */
static const struct identity *identity_of(bool ecdsa)
{
    static struct identity both[2];
    if (!both[ecdsa].key)
        both[ecdsa] = identity_new(ecdsa ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048));
    return &both[ecdsa];
}

struct rs_span peers_rsa_pem(void)
{
    static char *pem;
    static long len;
    if (!pem) {
        BIO *bio = BIO_new(BIO_s_mem());
        char *data;
        PEM_write_bio_PrivateKey(bio, identity_of(false)->key, NULL, NULL, 0, NULL, NULL);
        len = BIO_get_mem_data(bio, &data);
        pem = grown(NULL, (size_t)len);
        memcpy(pem, data, (size_t)len);
        BIO_free(bio);
    }
    return rs_span(pem, (size_t)len);
}

/* Contexts */

static void take_key_line(const SSL *ssl, const char *line)
{
    struct peers *p = SSL_get_app_data(ssl);
    size_t n = strlen(line);
    must(p->keylog_len + n + 1 < sizeof p->keylog, "a key log too long");
    memcpy(p->keylog + p->keylog_len, line, n);
    p->keylog_len += n;
    p->keylog[p->keylog_len++] = '\n';
}

static void set_common(SSL_CTX *c, const struct peers_how *how)
{
    SSL_CTX_set_security_level(c, 0);
    SSL_CTX_set_min_proto_version(c, how->version);
    SSL_CTX_set_max_proto_version(c, how->version);
    if (how->no_etm)
        SSL_CTX_set_options(c, SSL_OP_NO_ENCRYPT_THEN_MAC);
    if (how->no_ems)
        SSL_CTX_set_options(c, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    if (how->no_tickets)
        SSL_CTX_set_options(c, SSL_OP_NO_TICKET);
    if (how->renegotiates)
        SSL_CTX_clear_options(c, SSL_OP_NO_RENEGOTIATION);
    if (how->fragment)
        SSL_CTX_set_max_send_fragment(c, how->fragment);
    if (how->padded)
        SSL_CTX_set_block_padding(c, 512);
}

static int take_protocol(SSL *ssl, const unsigned char **out, unsigned char *len,
                         const unsigned char *in, unsigned in_len, void *user)
{
    (void)ssl;
    (void)user;
    must(in_len > 0 && in[0] < in_len, "no ALPN");
    *out = in + 1;
    *len = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *context_server(const struct peers_how *how)
{
    const struct identity *i = identity_of(how->ecdsa);
    SSL_CTX *c = SSL_CTX_new(TLS_server_method());
    set_common(c, how);
    SSL_CTX_set_options(c, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    must(SSL_CTX_use_certificate(c, i->certificate) == 1 && SSL_CTX_use_PrivateKey(c, i->key) == 1,
         "the certificate is not taken");
    SSL_CTX_set_dh_auto(c, 1);
    SSL_CTX_set_cipher_list(c, "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    SSL_CTX_set_ciphersuites(c, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                                "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:"
                                "TLS_AES_128_CCM_8_SHA256");
    SSL_CTX_set_session_id_context(c, (const unsigned char *)"lab", 3);
    SSL_CTX_set_keylog_callback(c, take_key_line);
    SSL_CTX_set_alpn_select_cb(c, take_protocol, NULL);
    if (how->early_data) {
        SSL_CTX_set_max_early_data(c, 16384);
        SSL_CTX_set_options(c, SSL_OP_NO_ANTI_REPLAY);
    }
    static char other_group[] = "P-384"; /* libssl's macros take no const */
    if (how->retry)
        SSL_CTX_set1_groups_list(c, other_group);
    return c;
}

static SSL_CTX *context_client(const struct peers_how *how)
{
    SSL_CTX *c = SSL_CTX_new(TLS_client_method());
    set_common(c, how);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_CLIENT);
    if (how->suite && strncmp(how->suite, "TLS_", 4) == 0)
        SSL_CTX_set_ciphersuites(c, how->suite);
    else if (how->suite)
        SSL_CTX_set_cipher_list(c, how->suite);
    return c;
}

/* The wire */

static void carry(struct peers *p, int from, struct rs_span octets)
{
    struct tls_capture *w = &p->wire;
    if (w->count == w->room) {
        w->room = w->room ? 2 * w->room : 64;
        w->segments = grown(w->segments, w->room * sizeof *w->segments);
    }
    char *copy = grown(NULL, octets.n);
    memcpy(copy, octets.p, octets.n);
    w->segments[w->count++] = (struct tls_segment){0, from, copy, octets.n};
    must(BIO_write(SSL_get_rbio(p->ssl[!from]), octets.p, (int)octets.n) == (int)octets.n,
         "a BIO is full");
}

/* What `from` has written goes to the other. */
static bool flush(struct peers *p, int from)
{
    char *data;
    BIO *out = SSL_get_wbio(p->ssl[from]);
    long n = BIO_get_mem_data(out, &data);
    if (n <= 0)
        return false;
    carry(p, from, rs_span(data, (size_t)n));
    (void)BIO_reset(out);
    return true;
}

static bool both_ready(const struct peers *p)
{
    return SSL_is_init_finished(p->ssl[CLIENT]) && SSL_is_init_finished(p->ssl[SERVER]);
}

/* What was read; it is no test of libssl. */
static int read_some(struct peers *p, int who)
{
    char text[32768];
    int n = SSL_read(p->ssl[who], text, sizeof text);
    flush(p, who);
    return n;
}

static bool handshake(struct peers *p)
{
    for (int round = 0; round < 20; round++) {
        for (int who = 0; who < 2; who++) {
            int rc = SSL_do_handshake(p->ssl[who]);
            flush(p, who);
            if (rc < 0 && SSL_get_error(p->ssl[who], rc) != SSL_ERROR_WANT_READ)
                return false;
        }
        if (both_ready(p))
            return true;
    }
    return false;
}

static void note(struct peers *p, int who, const char *text)
{
    size_t n = strlen(text);
    p->said[who] = grown(p->said[who], p->said_len[who] + n + 1);
    memcpy(p->said[who] + p->said_len[who], text, n + 1);
    p->said_len[who] += n;
}

static void say_early(struct peers *p, const char *text)
{
    size_t done;
    char got[256];
    must(SSL_write_early_data(p->ssl[CLIENT], text, strlen(text), &done) == 1, "no early data");
    flush(p, CLIENT);
    note(p, CLIENT, text);
    SSL_read_early_data(p->ssl[SERVER], got, sizeof got, &done);
    flush(p, SERVER);
}

static SSL *ssl_new(struct peers *p, SSL_CTX *context)
{
    SSL *ssl = SSL_new(context);
    must(ssl != NULL, "no SSL");
    SSL_set_app_data(ssl, p);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    return ssl;
}

bool peers_meet(struct peers *p, const struct peers_how *how)
{
    memset(p, 0, sizeof *p);
    p->wire.streams = 1;
    p->own_server_context = !how->server_context;
    p->context[CLIENT] = context_client(how);
    p->context[SERVER] = how->server_context ? how->server_context : context_server(how);
    p->ssl[CLIENT] = ssl_new(p, p->context[CLIENT]);
    p->ssl[SERVER] = ssl_new(p, p->context[SERVER]);
    SSL_set_connect_state(p->ssl[CLIENT]);
    SSL_set_accept_state(p->ssl[SERVER]);
    static char name[] = "proxy.lab.example"; /* libssl's macro takes no const */
    SSL_set_tlsext_host_name(p->ssl[CLIENT], name);
    SSL_set_alpn_protos(p->ssl[CLIENT], (const unsigned char *)"\3sip", 4);
    if (how->session)
        SSL_set_session(p->ssl[CLIENT], how->session);
    if (how->session && how->early_data)
        say_early(p, "OPTIONS sip:early@lab.example SIP/2.0\r\n");
    bool good = handshake(p);
    ERR_clear_error();
    if (good)
        read_some(p, CLIENT); /* tickets of 1.3 */
    return good;
}

void peers_free(struct peers *p)
{
    SSL_free(p->ssl[0]);
    SSL_free(p->ssl[1]);
    SSL_CTX_free(p->context[CLIENT]);
    if (p->own_server_context)
        SSL_CTX_free(p->context[SERVER]);
    tls_capture_free(&p->wire);
    free(p->said[0]);
    free(p->said[1]);
    memset(p, 0, sizeof *p);
}

void peers_say(struct peers *p, int who, const char *text)
{
    must(SSL_write(p->ssl[who], text, (int)strlen(text)) > 0, "a peer cannot speak");
    flush(p, who);
    note(p, who, text);
    while (read_some(p, !who) > 0)
        ;
}

void peers_say_often(struct peers *p, int who, const char *text, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        char *numbered = grown(NULL, strlen(text) + 16);
        sprintf(numbered, "%s%u\r\n", text, i);
        peers_say(p, who, numbered);
        free(numbered);
    }
}

void peers_update_keys(struct peers *p, int who, bool both)
{
    must(SSL_key_update(p->ssl[who], both ? SSL_KEY_UPDATE_REQUESTED
                                          : SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
             SSL_do_handshake(p->ssl[who]) == 1,
         "no key update");
    flush(p, who);
    read_some(p, !who);
    read_some(p, who);
}

void peers_renegotiate(struct peers *p)
{
    must(SSL_renegotiate(p->ssl[CLIENT]) == 1, "no renegotiation");
    SSL_do_handshake(p->ssl[CLIENT]);
    flush(p, CLIENT);
    for (int round = 0; round < 8; round++) {
        read_some(p, SERVER);
        read_some(p, CLIENT);
    }
    must(both_ready(p) && !SSL_renegotiate_pending(p->ssl[CLIENT]), "renegotiation does not end");
}

SSL_SESSION *peers_session(struct peers *p)
{
    /* A session that was not shut down is not to be taken up again. */
    SSL_set_shutdown(p->ssl[CLIENT], SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(p->ssl[SERVER], SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    return SSL_get1_session(p->ssl[CLIENT]);
}

struct rs_tls_keys *peers_keys(struct rs_span keylog)
{
    static const struct rs_hash_key key = {5, 6};
    struct rs_tls_keys *keys = rs_tls_keys_new(0, &key);
    must(keys != NULL, "no key store");
    rs_tls_keys_add_text(keys, keylog);
    return keys;
}
