/*
 * Beside the arrow bytes -> packet: secrets of TLS sessions, found by the
 * session they belong to. They come as lines of an NSS key log (the format of
 * SSLKEYLOGFILE, draft-ietf-tls-keylogfile), as RSA private keys, or are
 * learned from sessions that were decrypted and may be resumed.
 *
 * No I/O: whoever follows a file hands in its lines. One thread at a time. The
 * store is bounded: when it is full, what was learned goes first, then the line
 * that was not asked for longest. All of it is wiped when it goes.
 */
#ifndef RS_PACKET_TLS_KEYS_H
#define RS_PACKET_TLS_KEYS_H

#include "base/err.h"
#include "base/hash.h"
#include "base/span.h"

struct rs_tls_keys;

enum { RS_TLS_SECRET_MAX = 64, RS_TLS_MASTER_LEN = 48, RS_TLS_RSA_KEYS_MAX = 32 };

/* What a secret is, and with it what names it. */
enum rs_tls_secret_kind {
    /* named by the ClientHello's random */
    RS_TLS_MASTER,              /* CLIENT_RANDOM: the master secret, TLS 1.0 to 1.2 */
    RS_TLS_PREMASTER,           /* PMS_CLIENT_RANDOM */
    RS_TLS_CLIENT_EARLY,        /* CLIENT_EARLY_TRAFFIC_SECRET */
    RS_TLS_CLIENT_HANDSHAKE,    /* CLIENT_HANDSHAKE_TRAFFIC_SECRET */
    RS_TLS_SERVER_HANDSHAKE,    /* SERVER_HANDSHAKE_TRAFFIC_SECRET */
    RS_TLS_CLIENT_TRAFFIC,      /* CLIENT_TRAFFIC_SECRET_0 */
    RS_TLS_SERVER_TRAFFIC,      /* SERVER_TRAFFIC_SECRET_0 */
    /* named otherwise */
    RS_TLS_PREMASTER_ENCRYPTED, /* RSA: by 8 octets of the encrypted premaster secret */
    RS_TLS_MASTER_OF_ID,        /* RSA Session-ID: by the session id */
    RS_TLS_MASTER_OF_TICKET     /* by the ticket */
};

struct rs_tls_secret {
    uint8_t len;
    unsigned char octet[RS_TLS_SECRET_MAX];
};

/* secrets: the ceiling, 0 for 262,144 (an octet less than 50 MB when full). NULL: no memory. */
struct rs_tls_keys *rs_tls_keys_new(uint32_t secrets, const struct rs_hash_key *key);
void rs_tls_keys_free(struct rs_tls_keys *keys); /* NULL is fine */

/*
 * One line of a key log, with or without its line end. RS_OK: a secret was taken
 * (or was there already); RS_ERR_ABSENT: a comment, a blank line, or a label
 * that decrypts nothing here; RS_ERR_MALFORMED; RS_ERR_MEMORY.
 */
int rs_tls_keys_add_line(struct rs_tls_keys *keys, struct rs_span line);

/* All lines of a text, as a Decryption Secrets Block has them. Returns how many were taken. */
unsigned rs_tls_keys_add_text(struct rs_tls_keys *keys, struct rs_span text);

/*
 * RSA private keys in PEM, not encrypted with a pass phrase; the octets are the
 * caller's to wipe. Returns how many were taken; RS_ERR_MALFORMED when there is
 * none, RS_ERR_FULL when there are too many.
 */
int rs_tls_keys_add_rsa(struct rs_tls_keys *keys, struct rs_span pem);

/* More secrets may come: sessions without any hold what they have. Default: no. */
void rs_tls_keys_expect(struct rs_tls_keys *keys, bool more_may_come);
bool rs_tls_keys_expected(const struct rs_tls_keys *keys);

/* Goes up with each secret that is new. */
uint64_t rs_tls_keys_generation(const struct rs_tls_keys *keys);

/* True and the secret; wipe it after use (rs_tls_secret_wipe). */
bool rs_tls_keys_find(struct rs_tls_keys *keys, enum rs_tls_secret_kind kind, struct rs_span name,
                      struct rs_tls_secret *secret);

/* A secret that traffic has told: it goes before those that were given. */
void rs_tls_keys_learn(struct rs_tls_keys *keys, enum rs_tls_secret_kind kind, struct rs_span name,
                       const struct rs_tls_secret *secret);

bool rs_tls_keys_have_rsa(const struct rs_tls_keys *keys);

/*
 * The premaster secret out of a ClientKeyExchange, by whichever RSA key fits.
 * versions: two that its first octets may have (RFC 5246 7.4.7.1).
 */
bool rs_tls_keys_decrypt(struct rs_tls_keys *keys, struct rs_span encrypted,
                         const uint16_t versions[2], struct rs_tls_secret *premaster);

void rs_tls_secret_wipe(struct rs_tls_secret *secret);

#endif
