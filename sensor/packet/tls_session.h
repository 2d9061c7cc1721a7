/*
 * bytes -> packet: the object behind rs_tls_push, for the files that share it:
 * tls.c, tls_record.c, tls_handshake.c, tls_secrets.c, tls_room.c. The session
 * owns all that it points to but keys, room and owner.
 *
 * One direction goes through these states, each with keys of its own:
 *
 *   up to 1.2   PLAIN ──ChangeCipherSpec──► TRAFFIC ──(renegotiation)──► TRAFFIC
 *   1.3         PLAIN ──ServerHello──► HANDSHAKE ──Finished──► TRAFFIC ──KeyUpdate──► TRAFFIC
 *
 * and stands still where the next record cannot be read yet:
 *
 *   WAITS_PEER  the other direction has to be read first: a ServerHello says
 *               what the client's next records mean
 *   WAITS_KEYS  its secrets are not there
 */
#ifndef RS_PACKET_TLS_SESSION_H
#define RS_PACKET_TLS_SESSION_H

#include "base/err.h"
#include "packet/tls.h"
#include "packet/tls_buffer.h"
#include "packet/tls_cipher.h"
#include "packet/tls_hello.h"
#include "packet/tls_schedule.h"

enum rs_tls_epoch { RS_TLS_EPOCH_PLAIN, RS_TLS_EPOCH_HANDSHAKE, RS_TLS_EPOCH_TRAFFIC };
enum rs_tls_wait { RS_TLS_GOES_ON, RS_TLS_WAITS_PEER, RS_TLS_WAITS_KEYS };

enum rs_tls_content {
    RS_TLS_CHANGE_CIPHER = 20,
    RS_TLS_ALERT = 21,
    RS_TLS_HANDSHAKE = 22,
    RS_TLS_APPLICATION = 23,
    RS_TLS_HEARTBEAT = 24
};

enum {
    RS_TLS_MESSAGE_HEAD = 4,
    RS_TLS_MESSAGE_MAX = 64 * 1024, /* of a handshake message that has to be whole */
    RS_TLS_NAME_LEN = 32            /* of a session id, at most; of a ticket's hash */
};

/* A handshake message on its way in. */
struct rs_tls_message {
    unsigned char head[RS_TLS_MESSAGE_HEAD];
    uint8_t head_len;
    bool kept;           /* its octets are gathered, not only passed over */
    uint32_t left;       /* octets of it that are still to come */
    struct rs_tls_buffer body;
};

/* One direction. */
struct rs_tls_way {
    struct rs_tls_buffer held; /* octets of the stream that are not used yet */
    size_t gap_at;             /* octets are missing behind so many of held; SIZE_MAX: no */
    struct rs_tls_message message;
    struct rs_tls_cipher cipher;
    struct rs_tls_secret secret; /* 1.3: that the cipher's keys come from */
    uint64_t sequence;           /* number of the next record under these keys */
    uint64_t asked_generation;   /* of the keys, when they were last asked in vain */
    uint32_t waited_events;      /* of the session, when it began to wait for its peer */
    uint8_t epoch, wait;
    uint8_t needed; /* 1.3: the epoch of the next encrypted record */
    uint8_t passed_over; /* records in a row that did not fit, and might not have */
    bool begun;          /* a record was read */
    bool lost;           /* where the next record begins, and its number, are not known */
    bool no_iv;          /* nor what TLS 1.0 chains the next record to */
    bool gapped;         /* because octets are missing; else a record did not fit its keys */
    bool seeking;        /* 1.3: no handshake secret; the first that fits the traffic secret */
};

struct rs_tls_name {
    uint8_t len;
    char octet[RS_TLS_NAME_LEN];
};

struct rs_tls_session {
    struct rs_tls_keys *keys;
    struct rs_tls_room *room;
    void *owner;
    struct rs_tls_session *holds_longer, *holds_shorter;
    struct rs_tls_facts facts;
    struct rs_tls_way ways[2];

    /* What was agreed, or is being agreed. */
    struct rs_tls_agreed agreed; /* suite NULL: no ServerHello yet */
    struct rs_tls_secret master; /* len 0: not known */
    uint16_t offered_version;    /* of the ClientHello: the premaster secret has it */
    bool extended_master, mac_first;
    struct rs_tls_name session_id, ticket, new_ticket; /* tickets: their hashes */
    unsigned char session_hash[EVP_MAX_MD_SIZE];
    uint8_t session_hash_len;          /* 0: not known */
    struct rs_tls_secret encrypted;    /* first octets of the encrypted premaster: an "RSA" line */
    struct rs_tls_buffer hello;        /* the ClientHello, until it is known how to hash it */
    EVP_MD_CTX *transcript;            /* from ClientHello to ClientKeyExchange */
    struct rs_tls_cipher early;        /* 1.3: of 0-RTT */
    uint64_t early_sequence;

    uint32_t events;      /* what a direction may have waited for */
    uint8_t hellos;       /* ClientHellos of this handshake: 2 behind a HelloRetryRequest */
    bool server_hello, retry;
    bool server_done;     /* the server's first flight is over, or cannot be seen any more */
    bool full;            /* it was one of a full handshake */
    bool early_open;      /* the client's records may be 0-RTT */
    bool holds;           /* it stands in the room's list */
    bool dead, untold;    /* nothing more comes of it; the sink does not know yet */
    uint8_t failures;     /* places tried in vain since a record was last found behind a gap */
    uint8_t reason;
};

static inline bool rs_tls_is_client(const struct rs_tls_session *s, int direction)
{
    return s->facts.client == direction;
}

static inline bool rs_tls_is_13(const struct rs_tls_session *s)
{
    return s->agreed.suite && s->agreed.version == RS_TLS_1_3;
}

/* ---- tls.c ---- */

/* Why a session that stands still is given up; for_keys: where it is for its secrets. */
enum rs_tls_reason rs_tls_vain(const struct rs_tls_session *s, enum rs_tls_reason for_keys);

/* Nothing more comes of it. */
void rs_tls_die(struct rs_tls_session *s, enum rs_tls_reason reason,
                const struct rs_tls_sink *sink);

/* Something has happened that the other direction may wait for. */
static inline void rs_tls_event(struct rs_tls_session *s)
{
    s->events++;
}

/* ---- tls_record.c ---- */

/*
 * Read the records that stand at the beginning of these octets, as far as that
 * can be done now. Returns how many octets were used.
 */
size_t rs_tls_records(struct rs_tls_session *s, int direction, struct rs_span octets,
                      const struct rs_tls_sink *sink);

/* ---- tls_lost.c ---- */

/* The next octets may stand anywhere in a record; gap: because some are missing before them. */
void rs_tls_lose(struct rs_tls_session *s, int direction, bool gap,
                 const struct rs_tls_sink *sink);

/*
 * Look for a record in octets behind a gap. Returns how many were passed over;
 * the session's way is no more `lost` when one begins there and was read, and
 * then its contents and type are given.
 */
struct rs_tls_found {
    size_t used;
    bool found;
    uint8_t type;
    struct rs_span contents;
};
struct rs_tls_found rs_tls_find_back(struct rs_tls_session *s, int direction,
                                     struct rs_span octets,
                                     unsigned char room[RS_TLS_FRAGMENT_MAX],
                                     const struct rs_tls_sink *sink);

/* The header of a record could look like this. */
bool rs_tls_header_fits(struct rs_span header);

/* ---- tls_handshake.c ---- */

/* Octets of handshake messages, in order. */
void rs_tls_handshake(struct rs_tls_session *s, int direction, struct rs_span octets,
                      const struct rs_tls_sink *sink);

/* The message that is on its way in will not become whole. */
void rs_tls_handshake_reset(struct rs_tls_session *s, int direction);

/* ---- tls_secrets.c ---- */

/*
 * Take into use what the next records of that direction are protected with.
 * True; else the way waits, or the session is dead.
 */
bool rs_tls_have_master(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink);
bool rs_tls_change_cipher(struct rs_tls_session *s, int direction,
                          const struct rs_tls_sink *sink); /* up to 1.2 */
bool rs_tls_take_epoch(struct rs_tls_session *s, int direction, enum rs_tls_epoch epoch,
                       const struct rs_tls_sink *sink); /* 1.3 */
bool rs_tls_update_keys(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink);

/* A ClientKeyExchange: its premaster secret, if one of the RSA keys fits. */
void rs_tls_key_exchange(struct rs_tls_session *s, struct rs_span body);

/* Remember the master secret for sessions that take this one up. */
void rs_tls_learn(struct rs_tls_session *s);

/* ---- tls_room.c ---- */

/*
 * Room for so many octets; other sessions that hold some may have lost theirs.
 * s: who asks, and is not asked to go; NULL: none yet. False: there is none.
 */
bool rs_tls_make_room(struct rs_tls_room *room, const struct rs_tls_session *s, size_t len_bytes);

/* The same, and they are counted; to be given back with rs_tls_discharge. */
bool rs_tls_charge(struct rs_tls_session *s, size_t len_bytes);
void rs_tls_discharge(struct rs_tls_session *s, size_t len_bytes);

/* Append; false: there is no room. */
bool rs_tls_buffer_put(struct rs_tls_session *s, struct rs_tls_buffer *b, struct rs_span octets);

/* It stands in the list of those that hold octets, or not. */
void rs_tls_set_holding(struct rs_tls_session *s, bool holds);

/* All that it holds is let go and wiped, ciphers included. */
void rs_tls_empty(struct rs_tls_session *s);

#endif
