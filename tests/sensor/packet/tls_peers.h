/*
 * Two real TLS peers (libssl) that talk to each other in memory: what goes over
 * the wire is kept as segments, for the TLS reader to be tried on, and what
 * they said and their key log beside it.
 *
 * A test owns the struct; peers_free gives all of it back.
 */
#ifndef RS_TESTS_TLS_PEERS_H
#define RS_TESTS_TLS_PEERS_H

#include <openssl/ssl.h>

#include "tests/tls_capture.h"

enum { CLIENT = 0, SERVER = 1, PEERS_KEYLOG_MAX = 16384 };

/* How they are to talk. All zero: TLS 1.3 as libssl likes it. */
struct peers_how {
    int version;           /* TLS1_VERSION ...; 0: the highest */
    const char *suite;     /* libssl's name, as it has it for that version; NULL: any */
    bool ecdsa;            /* the server's certificate */
    bool no_etm, no_ems, no_tickets, renegotiates, early_data, padded;
    bool retry;            /* the server asks for another hello */
    unsigned fragment;     /* octets of a record at most; 0: as usual */
    SSL_SESSION *session;  /* to take up; borrowed */
    SSL_CTX *server_context; /* of the session's server; borrowed; NULL: a new one */
};

struct peers {
    SSL_CTX *context[2];
    SSL *ssl[2];
    bool own_server_context;
    struct tls_capture wire; /* one stream */
    char *said[2];
    size_t said_len[2];
    char keylog[PEERS_KEYLOG_MAX];
    size_t keylog_len;
};

/* After the handshake. False: this libssl does not do that suite in that version. */
bool peers_meet(struct peers *p, const struct peers_how *how);
void peers_free(struct peers *p);

/* `who` says that, the other reads it. */
void peers_say(struct peers *p, int who, const char *text);
/* The same a number of times; each text ends with its number. */
void peers_say_often(struct peers *p, int who, const char *text, unsigned times);

void peers_update_keys(struct peers *p, int who, bool both);
void peers_renegotiate(struct peers *p);

/* The client's, to be taken up by the next; the caller frees it. NULL: there is none. */
SSL_SESSION *peers_session(struct peers *p);

/* The RSA server's private key in PEM; lasts as long as the process. */
struct rs_span peers_rsa_pem(void);

/* A store with the key log (or without: NULL text). */
struct rs_tls_keys *peers_keys(struct rs_span keylog);

#endif
