/*
 * libFuzzer: octets of a TLS connection into the TLS reader.
 *
 * Input: one octet that picks the limits, then steps, each
 * [what: 1 octet][length: 2][octets]. What, from the lowest bit: the direction
 * (1 bit); the kind of step (2 bits): 0 octets as they are, 1 contents that are
 * sealed here for TLS 1.3, 2 for TLS 1.2, 3 something else; for sealed ones the
 * epoch (2 bits: handshake, traffic, early) and the content type from 20 on (3
 * bits). Something else: 'k' and lines of a key log, 'g' a gap, 'r' a retry.
 *
 * Sealing lets mutated contents pass the authentication: secrets are fixed for
 * the client's random "rrr..." and the server's "sss...", the ciphers are
 * TLS_AES_128_GCM_SHA256 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.
 *
 * What has to hold: octets come from what was pushed, ceilings are kept, the
 * end is told once, and in the end nothing is held.
 */
#include <openssl/evp.h>

#include "fuzz.h"
#include "packet/octets.h"
#include "packet/tls.h"
#include "packet/tls_cipher.h"

enum { STEP_HEADER = 3, SEALED_MAX = 16384, EPOCHS = 4, TAG = 16, EXPLICIT = 8 };
enum { AS_IT_IS, SEALED_13, SEALED_12, OTHER };

struct state {
    struct rs_tls_keys *keys;
    struct rs_tls_room room;
    struct rs_tls_session *session;
    uint64_t sequence[3][2][EPOCHS];
    size_t pushed, came_out;
    unsigned ends, sum;
};

static void application(void *user, int direction, struct rs_span octets)
{
    struct state *s = user;
    fuzz_require(octets.n > 0 && (direction == 0 || direction == 1) && !s->ends);
    for (size_t i = 0; i < octets.n; i++) /* every octet is there */
        s->sum += (unsigned char)octets.p[i];
    s->came_out += octets.n;
}

static void lost(void *user, int direction)
{
    ((struct state *)user)->sum += (unsigned)direction;
}

static void facts(void *user, const struct rs_tls_facts *f)
{
    ((struct state *)user)->sum += (unsigned)strlen(f->ja4);
    fuzz_require(strlen(f->sni) <= RS_TLS_SNI_MAX && strlen(f->alpn) <= RS_TLS_ALPN_MAX);
    fuzz_require(f->ja4[0] == '\0' || strlen(f->ja4) == RS_TLS_JA4_LEN);
}

static void undecryptable(void *user, enum rs_tls_reason reason)
{
    fuzz_require(++((struct state *)user)->ends == 1 && reason < RS_TLS_REASON__COUNT);
}

static struct rs_tls_sink sink_of(struct state *s)
{
    return (struct rs_tls_sink){s, application, lost, facts, undecryptable};
}

/* Sealing */

static void secret_of(struct rs_tls_secret *secret, uint8_t len, char octet)
{
    secret->len = len;
    memset(secret->octet, octet, len);
}

static const enum rs_tls_secret_kind KINDS[2][3] = {
    {RS_TLS_CLIENT_HANDSHAKE, RS_TLS_CLIENT_TRAFFIC, RS_TLS_CLIENT_EARLY},
    {RS_TLS_SERVER_HANDSHAKE, RS_TLS_SERVER_TRAFFIC, RS_TLS_SERVER_TRAFFIC}};

static char letter_of(int direction, unsigned epoch)
{
    return (char)('A' + KINDS[direction][epoch % 3]);
}

static void give_secrets(struct rs_tls_keys *keys)
{
    char name[RS_TLS_RANDOM_LEN];
    struct rs_tls_secret secret;
    memset(name, 'r', sizeof name);
    for (int direction = 0; direction < 2; direction++)
        for (unsigned epoch = 0; epoch < 3; epoch++) {
            secret_of(&secret, 32, letter_of(direction, epoch));
            rs_tls_keys_learn(keys, KINDS[direction][epoch], rs_span(name, sizeof name), &secret);
        }
    secret_of(&secret, RS_TLS_MASTER_LEN, 'm');
    rs_tls_keys_learn(keys, RS_TLS_MASTER, rs_span(name, sizeof name), &secret);
}

static void keys_13(struct rs_tls_key_set *set, int direction, unsigned epoch)
{
    struct rs_tls_secret secret;
    secret_of(&secret, 32, letter_of(direction, epoch));
    rs_tls_keys_of_secret(rs_tls_suite_find(0x1301), &secret, set);
}

static void keys_12(struct rs_tls_key_set *set, int direction)
{
    struct rs_tls_agreed a = {.version = RS_TLS_1_2, .suite = rs_tls_suite_find(0xc02f)};
    struct rs_tls_key_set other;
    struct rs_tls_secret master;
    memset(a.client_random, 'r', sizeof a.client_random);
    memset(a.server_random, 's', sizeof a.server_random);
    secret_of(&master, RS_TLS_MASTER_LEN, 'm');
    rs_tls_keys_of_master(&a, &master, direction ? &other : set, direction ? set : &other);
}

/* AES-128-GCM over text, behind its header, tag at the end. */
static void seal(const unsigned char *key, const unsigned char *nonce, const unsigned char *extra,
                 int extra_len, const unsigned char *text, int len, unsigned char *out)
{
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int done;
    fuzz_require(c && EVP_EncryptInit_ex(c, EVP_aes_128_gcm(), NULL, key, nonce) == 1 &&
                 EVP_EncryptUpdate(c, NULL, &done, extra, extra_len) == 1 &&
                 EVP_EncryptUpdate(c, out, &done, text, len) == 1 &&
                 EVP_EncryptFinal_ex(c, out + len, &done) == 1 &&
                 EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, TAG, out + len) == 1);
    EVP_CIPHER_CTX_free(c);
}

static void put_number(unsigned char *to, uint64_t number)
{
    for (int i = 7; i >= 0; i--, number >>= 8)
        to[i] ^= (unsigned char)number;
}

static void put_header(unsigned char *to, uint8_t type, size_t len)
{
    to[0] = type;
    to[1] = to[2] = 3;
    to[3] = (unsigned char)(len >> 8);
    to[4] = (unsigned char)len;
}

static size_t seal_13(struct state *s, int direction, unsigned epoch, uint8_t type,
                      struct rs_span text, unsigned char *out)
{
    static unsigned char inner[SEALED_MAX + 1];
    struct rs_tls_key_set keys = {0};
    keys_13(&keys, direction, epoch);
    put_number(keys.iv + 4, s->sequence[1][direction][epoch]++);
    memcpy(inner, text.n ? text.p : "", text.n);
    inner[text.n] = type;
    put_header(out, 23, text.n + 1 + TAG);
    seal(keys.key, keys.iv, out, RS_TLS_HEADER_LEN, inner, (int)text.n + 1, out + RS_TLS_HEADER_LEN);
    return RS_TLS_HEADER_LEN + text.n + 1 + TAG;
}

static size_t seal_12(struct state *s, int direction, unsigned epoch, uint8_t type,
                      struct rs_span text, unsigned char *out)
{
    unsigned char extra[13] = {0};
    struct rs_tls_key_set keys = {0};
    keys_12(&keys, direction);
    put_number(extra, s->sequence[2][direction][epoch]++);
    put_header(extra + 8, type, text.n);
    memset(keys.iv + 4, 0, 8);
    put_header(out, type, EXPLICIT + text.n + TAG);
    memset(out + RS_TLS_HEADER_LEN, 0, EXPLICIT);
    seal(keys.key, keys.iv, extra, sizeof extra, (const unsigned char *)(text.n ? text.p : ""),
         (int)text.n, out + RS_TLS_HEADER_LEN + EXPLICIT);
    return RS_TLS_HEADER_LEN + EXPLICIT + text.n + TAG;
}

/* Steps */

/* From a block of its own, so that the sanitizer sees every octet read behind it. */
static void push(struct state *s, int direction, struct rs_span octets)
{
    struct rs_tls_sink sink = sink_of(s);
    char *copy = malloc(octets.n ? octets.n : 1);
    fuzz_require(copy != NULL);
    memcpy(copy, octets.n ? octets.p : "", octets.n);
    s->pushed += octets.n;
    int rc = rs_tls_push(s->session, direction, rs_span(copy, octets.n), &sink);
    free(copy);
    fuzz_require((rc == RS_OK) == !s->ends);
}

static void other(struct state *s, int direction, struct rs_span octets)
{
    struct rs_tls_sink sink = sink_of(s);
    struct rs_span rest = rs_span_skip(octets, 1);
    if (octets.n && *octets.p == 'k')
        rs_tls_keys_add_text(s->keys, rest);
    else if (octets.n && *octets.p == 'g')
        rs_tls_gap(s->session, direction);
    else
        rs_tls_retry(s->session, &sink);
}

static void step(struct state *s, unsigned what, struct rs_span octets)
{
    static unsigned char sealed[RS_TLS_HEADER_LEN + EXPLICIT + SEALED_MAX + 1 + TAG];
    int direction = what & 1;
    unsigned kind = what >> 1 & 3, epoch = what >> 3 & 3;
    uint8_t type = (uint8_t)(20 + (what >> 5));
    size_t n = 0;
    if (kind == AS_IT_IS)
        push(s, direction, octets);
    else if (kind == OTHER)
        other(s, direction, octets);
    else if (kind == SEALED_13)
        n = seal_13(s, direction, epoch, type, rs_span_first(octets, SEALED_MAX), sealed);
    else
        n = seal_12(s, direction, epoch, type, rs_span_first(octets, SEALED_MAX), sealed);
    if (n)
        push(s, direction, rs_span((char *)sealed, n));
}

static void run(struct state *s, struct rs_span in)
{
    while (in.n >= STEP_HEADER) {
        unsigned what = rs_u8(in, 0);
        struct rs_span octets = rs_span_first(rs_span_skip(in, STEP_HEADER), rs_u16(in, 1));
        in = rs_span_skip(in, STEP_HEADER + octets.n);
        step(s, what, octets);
        fuzz_require(s->room.pool.used <= s->room.pool.limit);
    }
    struct rs_tls_sink sink = sink_of(s);
    rs_tls_finish(s->session, &sink);
    fuzz_require(s->came_out <= s->pushed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct rs_hash_key key = {1, 2};
    if (!size)
        return 0;
    bool narrow = data[0] & 1;
    struct rs_tls_limits limits = {.octets = narrow ? 16384 : 1 << 22,
                                   .backlog_octets = narrow ? 2000 : 1 << 18};
    struct state s = {.keys = rs_tls_keys_new(narrow ? 64 : 1024, &key)};
    fuzz_require(s.keys != NULL);
    rs_tls_keys_expect(s.keys, data[0] & 2);
    if (!(data[0] & 4))
        give_secrets(s.keys);
    rs_tls_room_init(&s.room, &limits);
    s.session = rs_tls_new(data[0] & 8 ? NULL : s.keys, &s.room, &s);
    fuzz_require(s.session && rs_tls_owner(s.session) == &s);
    run(&s, rs_span((const char *)data + 1, size - 1));
    rs_tls_free(s.session);
    fuzz_require(s.room.pool.used == 0 && !s.room.holds_longest);
    rs_tls_keys_free(s.keys);
    return 0;
}
