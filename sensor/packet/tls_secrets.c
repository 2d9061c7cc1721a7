/* From what the session says of itself to the secrets it uses, and its ciphers. */
#include "packet/tls_session.h"

#include <openssl/crypto.h>

#include "packet/octets.h"

/* There is no secret for the next record: wait, if one may still come. False, always. */
static bool lack(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink)
{
    if (!s->keys || !rs_tls_keys_expected(s->keys)) {
        rs_tls_die(s, RS_TLS_NO_KEYS, sink);
        return false;
    }
    s->ways[direction].wait = RS_TLS_WAITS_KEYS;
    s->ways[direction].asked_generation = rs_tls_keys_generation(s->keys);
    return false;
}

static struct rs_span client_random(const struct rs_tls_session *s)
{
    return rs_span((const char *)s->agreed.client_random, RS_TLS_RANDOM_LEN);
}

static struct rs_span name_span(const struct rs_tls_name *name)
{
    return rs_span(name->octet, name->len);
}

/* Up to 1.2: the master secret */

static bool find_named(struct rs_tls_session *s, enum rs_tls_secret_kind kind,
                       const struct rs_tls_name *name)
{
    return name->len && rs_tls_keys_find(s->keys, kind, name_span(name), &s->master);
}

/* The extended one hashes the handshake, which may not have been seen whole. */
static bool from_premaster(struct rs_tls_session *s, const struct rs_tls_secret *premaster)
{
    struct rs_span hash = RS_SPAN_NONE;
    if (s->extended_master) {
        if (!s->session_hash_len)
            return false;
        hash = rs_span((const char *)s->session_hash, s->session_hash_len);
    }
    return rs_tls_master_of(&s->agreed, premaster, hash, &s->master);
}

static bool find_premaster(struct rs_tls_session *s)
{
    struct rs_tls_secret premaster;
    struct rs_span encrypted = rs_tls_secret_span(&s->encrypted);
    bool found =
        rs_tls_keys_find(s->keys, RS_TLS_PREMASTER, client_random(s), &premaster) ||
        (encrypted.n &&
         rs_tls_keys_find(s->keys, RS_TLS_PREMASTER_ENCRYPTED, encrypted, &premaster));
    if (!found)
        return false;
    found = from_premaster(s, &premaster);
    rs_tls_secret_wipe(&premaster);
    return found;
}

/* A session that was taken up uses the master secret of the one before it. */
static bool find_earlier(struct rs_tls_session *s)
{
    return !s->full && (find_named(s, RS_TLS_MASTER_OF_ID, &s->session_id) ||
                        find_named(s, RS_TLS_MASTER_OF_TICKET, &s->ticket));
}

bool rs_tls_have_master(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink)
{
    if (s->master.len)
        return true;
    bool found = s->keys && (rs_tls_keys_find(s->keys, RS_TLS_MASTER, client_random(s),
                                              &s->master) ||
                             find_premaster(s) || find_earlier(s));
    if (!found) {
        s->master.len = 0;
        return lack(s, direction, sink);
    }
    rs_tls_learn(s);
    return true;
}

void rs_tls_learn(struct rs_tls_session *s)
{
    if (!s->keys || !s->master.len)
        return;
    if (s->session_id.len)
        rs_tls_keys_learn(s->keys, RS_TLS_MASTER_OF_ID, name_span(&s->session_id), &s->master);
    if (s->new_ticket.len)
        rs_tls_keys_learn(s->keys, RS_TLS_MASTER_OF_TICKET, name_span(&s->new_ticket), &s->master);
}

/* RFC 5246 7.4.7.1: EncryptedPreMasterSecret, a vector. */
void rs_tls_key_exchange(struct rs_tls_session *s, struct rs_span body)
{
    const uint16_t versions[2] = {s->offered_version, s->agreed.version};
    struct rs_tls_secret premaster;
    if (!s->agreed.suite || !s->agreed.suite->rsa || body.n < 2 || rs_u16(body, 0) != body.n - 2)
        return;
    struct rs_span encrypted = rs_span_skip(body, 2);
    if (encrypted.n >= 8) {
        s->encrypted.len = 8;
        memcpy(s->encrypted.octet, encrypted.p, 8);
    }
    if (!s->keys || !rs_tls_keys_decrypt(s->keys, encrypted, versions, &premaster))
        return;
    if (from_premaster(s, &premaster))
        rs_tls_learn(s);
    else
        s->master.len = 0;
    rs_tls_secret_wipe(&premaster);
}

/* Ciphers */

/* A cipher takes memory in libcrypto: it is counted as long as it is started. */
static bool start(struct rs_tls_session *s, struct rs_tls_cipher *c,
                  const struct rs_tls_key_set *keys, const struct rs_tls_sink *sink)
{
    bool charged = rs_tls_cipher_started(c) || rs_tls_charge(s, RS_TLS_CIPHER_COST);
    if (charged && rs_tls_cipher_start(c, s->agreed.version, s->agreed.suite, s->mac_first,
                                       keys) == RS_OK)
        return true;
    if (charged)
        rs_tls_discharge(s, RS_TLS_CIPHER_COST);
    rs_tls_die(s, RS_TLS_NO_ROOM, sink);
    return false;
}

static bool start_way(struct rs_tls_session *s, int direction, const struct rs_tls_key_set *keys,
                      const struct rs_tls_sink *sink)
{
    s->ways[direction].sequence = 0;
    return start(s, &s->ways[direction].cipher, keys, sink);
}

bool rs_tls_change_cipher(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink)
{
    struct rs_tls_key_set client = {0}, server = {0};
    if (!rs_tls_have_master(s, direction, sink))
        return false;
    bool good = rs_tls_keys_of_master(&s->agreed, &s->master, &client, &server);
    if (good)
        good = start_way(s, direction, rs_tls_is_client(s, direction) ? &client : &server, sink);
    else
        rs_tls_die(s, RS_TLS_CIPHER, sink); /* a libcrypto without its hash */
    OPENSSL_cleanse(&client, sizeof client);
    OPENSSL_cleanse(&server, sizeof server);
    return good;
}

/* 1.3 */

static bool find_13(struct rs_tls_session *s, enum rs_tls_secret_kind kind,
                    struct rs_tls_secret *secret)
{
    return s->keys && rs_tls_keys_find(s->keys, kind, client_random(s), secret) &&
           secret->len == rs_tls_hash_len(rs_tls_prf_hash(s->agreed.suite));
}

static enum rs_tls_secret_kind kind_of(const struct rs_tls_session *s, int direction,
                                       enum rs_tls_epoch epoch)
{
    if (epoch == RS_TLS_EPOCH_HANDSHAKE)
        return rs_tls_is_client(s, direction) ? RS_TLS_CLIENT_HANDSHAKE : RS_TLS_SERVER_HANDSHAKE;
    return rs_tls_is_client(s, direction) ? RS_TLS_CLIENT_TRAFFIC : RS_TLS_SERVER_TRAFFIC;
}

static bool start_13(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink)
{
    struct rs_tls_key_set keys = {0};
    bool good = rs_tls_keys_of_secret(s->agreed.suite, &s->ways[direction].secret, &keys) &&
                start_way(s, direction, &keys, sink);
    OPENSSL_cleanse(&keys, sizeof keys);
    return good;
}

/* 0-RTT: where its secret is given, it is tried on the client's first records. */
static void start_early(struct rs_tls_session *s, const struct rs_tls_sink *sink)
{
    struct rs_tls_secret secret;
    struct rs_tls_key_set keys = {0};
    if (!find_13(s, RS_TLS_CLIENT_EARLY, &secret))
        return;
    if (rs_tls_keys_of_secret(s->agreed.suite, &secret, &keys))
        start(s, &s->early, &keys, sink);
    OPENSSL_cleanse(&keys, sizeof keys);
    rs_tls_secret_wipe(&secret);
}

bool rs_tls_take_epoch(struct rs_tls_session *s, int direction, enum rs_tls_epoch epoch,
                       const struct rs_tls_sink *sink)
{
    struct rs_tls_way *way = &s->ways[direction];
    bool found = find_13(s, kind_of(s, direction, epoch), &way->secret);
    if (!found && epoch == RS_TLS_EPOCH_HANDSHAKE) {
        epoch = RS_TLS_EPOCH_TRAFFIC;
        found = way->seeking = find_13(s, kind_of(s, direction, epoch), &way->secret);
    }
    if (!found)
        return lack(s, direction, sink);
    if (!start_13(s, direction, sink))
        return false;
    if (s->early_open && rs_tls_is_client(s, direction) && !rs_tls_cipher_started(&s->early))
        start_early(s, sink);
    way->epoch = way->needed = (uint8_t)epoch;
    return !s->dead;
}

bool rs_tls_update_keys(struct rs_tls_session *s, int direction, const struct rs_tls_sink *sink)
{
    return rs_tls_next_secret(s->agreed.suite, &s->ways[direction].secret) &&
           start_13(s, direction, sink);
}
