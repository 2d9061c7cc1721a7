/*
 * bytes -> packet: the records of one direction of a TLS session, opened with
 * one set of keys. Every record is authenticated before its contents are
 * given: what comes out is what the peer has sent, or nothing.
 *
 * A cipher has no memory of records but TLS 1.0's IV: the caller counts them,
 * and may try one under several numbers (behind lost octets).
 */
#ifndef RS_PACKET_TLS_CIPHER_H
#define RS_PACKET_TLS_CIPHER_H

#include "base/span.h"
#include "packet/tls_schedule.h"

enum {
    RS_TLS_HEADER_LEN = 5,
    RS_TLS_FRAGMENT_MAX = (1 << 14) + 2048, /* RFC 5246 6.2.3 */
    RS_TLS_CIPHER_COST = 1536 /* octets that libcrypto takes for one, about */
};

struct rs_tls_cipher {
    EVP_CIPHER_CTX *context; /* NULL: not started, or no cipher is needed */
    const struct rs_tls_suite *suite; /* NULL: not started */
    struct rs_tls_key_set keys; /* TLS 1.0: iv is that of the next record */
    uint16_t version;
    bool mac_first; /* the MAC is over the cipher text (RFC 7366) */
};

/* A record as it stands in the stream. */
struct rs_tls_record {
    struct rs_span header;   /* RS_TLS_HEADER_LEN octets */
    struct rs_span fragment; /* no longer than RS_TLS_FRAGMENT_MAX */
};

/* Begin anew with these keys (copied). RS_OK or RS_ERR_MEMORY. */
int rs_tls_cipher_start(struct rs_tls_cipher *c, uint16_t version,
                        const struct rs_tls_suite *suite, bool mac_first,
                        const struct rs_tls_key_set *keys);

/* Wiped; may be started again. */
void rs_tls_cipher_stop(struct rs_tls_cipher *c);

static inline bool rs_tls_cipher_started(const struct rs_tls_cipher *c)
{
    return c->suite != NULL;
}

/*
 * Open record number `sequence` of these keys. RS_OK and the contents, which
 * stand in room; RS_ERR_MALFORMED when it does not fit the keys.
 */
int rs_tls_cipher_open(struct rs_tls_cipher *c, uint64_t sequence,
                       const struct rs_tls_record *record,
                       unsigned char room[RS_TLS_FRAGMENT_MAX], struct rs_span *contents);

#endif
