/*
 * bytes -> packet -> message: TLS 1.0 to 1.3 (RFC 2246, 4346, 5246, 8446),
 * read by somebody who stands beside: the octets of both directions of one TCP
 * connection go in, in order; what the two said to each other comes out, where
 * its secrets are known (tls_keys.h).
 *
 *      octets ──► records ──► decrypted ──┬─► handshake: who, what, which keys
 *                  │                      └─► application octets ──► sink
 *                  └─ no secrets yet: held, up to a ceiling, until they come
 *
 * Either direction may be called 0 or 1: who is the client is told by the
 * ClientHello. Directions may come in any interleaving; one whose records need
 * what the other has not said yet is held in the meantime.
 *
 *   tls.c           the session: octets in, what is held
 *   tls_record.c    records: where they end, whether they can be read now
 *   tls_lost.c      where the next record is, behind lost octets
 *   tls_handshake.c handshake messages, and what follows from them
 *   tls_hello.c     ClientHello and ServerHello as structs
 *   tls_ja4.c       the client's fingerprint
 *   tls_secrets.c   which secrets, and which ciphers they make
 *   tls_keys.c      secrets by the session they belong to; tls_keys_rsa.c private keys
 *   tls_schedule.c  secrets -> keys (PRF, HKDF)
 *   tls_cipher.c    records opened with one set of keys
 *   tls_suites.def  cipher suites, a row each
 *   tls_room.c      what all sessions hold together, and who goes
 *
 * The caller owns the session; the session owns what it holds, in the room that
 * all sessions of one decoder share. Nothing of a secret is ever printed or
 * given to a sink, and what was one is wiped.
 */
#ifndef RS_PACKET_TLS_H
#define RS_PACKET_TLS_H

#include "base/span.h"
#include "packet/pool.h"
#include "packet/tls_facts.h"
#include "packet/tls_keys.h"

/*
 * Where a session's contents go; all but `application` may be NULL. Spans are
 * borrowed, until the callback returns. No callback may free a session or push
 * to one.
 */
struct rs_tls_sink {
    void *user;
    /* Application octets, in order within their direction; never empty. */
    void (*application)(void *user, int direction, struct rs_span octets);
    /* Application octets may be missing between the last ones and the next of that direction. */
    void (*lost)(void *user, int direction);
    /* More became known: after the ClientHello, the ServerHello, and an agreed ALPN. */
    void (*facts)(void *user, const struct rs_tls_facts *facts);
    /* Nothing more will come of this session. Once at most. */
    void (*undecryptable)(void *user, enum rs_tls_reason reason);
};

struct rs_tls_session;

struct rs_tls_limits {
    uint32_t octets;         /* held by all sessions together, themselves included */
    uint32_t backlog_octets; /* held by one that waits for its secrets */
};

/* 128 MiB; 256 KiB. */
struct rs_tls_limits rs_tls_limits_default(void);

/*
 * The room that the sessions of one decoder share, and the list of those that
 * hold octets: because they wait for secrets, for the other direction, or for
 * the rest of a record. When it is full, the session that has held longest is
 * given up, and the one that asks for more only when no other holds any.
 */
struct rs_tls_room {
    struct rs_tls_limits limits;
    struct rs_pool pool;
    struct rs_tls_session *holds_longest, *holds_shortest; /* those that hold octets */
};

/* limits: NULL for the defaults. There is nothing to undo but to free the sessions. */
void rs_tls_room_init(struct rs_tls_room *room, const struct rs_tls_limits *limits);

/*
 * One TCP connection. keys: NULL for none, then only facts come of it. Both must
 * outlive the session. owner: the caller's, given back by rs_tls_owner. NULL
 * when there is no room.
 */
struct rs_tls_session *rs_tls_new(struct rs_tls_keys *keys, struct rs_tls_room *room, void *owner);
void rs_tls_free(struct rs_tls_session *s); /* NULL is fine */
void *rs_tls_owner(const struct rs_tls_session *s);

/*
 * The next octets of one direction (0 or 1). Returns RS_OK; or RS_ERR_ABSENT
 * when nothing more comes of the session, now or ever: the sink has been told
 * why, and the octets are not looked at.
 */
int rs_tls_push(struct rs_tls_session *s, int direction, struct rs_span octets,
                const struct rs_tls_sink *sink);

/* Octets of that direction are missing before the next push. */
void rs_tls_gap(struct rs_tls_session *s, int direction);

/* New secrets have come: go on with what is held. Returns as rs_tls_push. */
int rs_tls_retry(struct rs_tls_session *s, const struct rs_tls_sink *sink);

/*
 * No more octets and no more secrets: one that still waits tells the sink why
 * it is undecryptable. Free it after.
 */
void rs_tls_finish(struct rs_tls_session *s, const struct rs_tls_sink *sink);

/*
 * Sessions that hold octets, the longest first: start with NULL; NULL behind the
 * last. Ask for the next before rs_tls_retry, which may take the session off the
 * list. Worth a walk when rs_tls_keys_generation has changed. A walk may end
 * early when room runs out on the way; those left out go on with their next push.
 */
struct rs_tls_session *rs_tls_holding(const struct rs_tls_room *room,
                                      const struct rs_tls_session *after);

/* Borrowed; what is known so far. */
const struct rs_tls_facts *rs_tls_facts(const struct rs_tls_session *s);

/*
 * Are these the first octets of a TLS connection: a handshake record with a
 * ClientHello or, from the server, a ServerHello? Fewer than 6 octets: true
 * when they may become one.
 */
bool rs_tls_begins(struct rs_span octets);

#endif
