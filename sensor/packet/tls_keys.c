#include "packet/tls_keys_inside.h"

#include <openssl/crypto.h>
#include <stdlib.h>

#include "base/table.h"

enum { SECRETS_DEFAULT = 262144 };

/* Ranks of the table: what was learned goes before what was given. */
enum { RANK_LEARNED = 0, RANK_GIVEN = 1 };

struct entry {
    struct rs_table_link link;
    struct rs_tls_secret secret;
};

void rs_tls_secret_wipe(struct rs_tls_secret *secret)
{
    OPENSSL_cleanse(secret, sizeof *secret);
}

struct rs_tls_keys *rs_tls_keys_new(uint32_t secrets, const struct rs_hash_key *key)
{
    struct rs_tls_keys *keys = calloc(1, sizeof *keys);
    if (!keys)
        return NULL;
    rs_hash_init(&keys->hash, key);
    if (rs_table_init(&keys->table, sizeof(struct entry), secrets ? secrets : SECRETS_DEFAULT) ==
        RS_OK)
        return keys;
    free(keys);
    return NULL;
}

static void forget(struct rs_tls_keys *keys, struct entry *e)
{
    rs_tls_secret_wipe(&e->secret);
    rs_table_remove(&keys->table, e);
}

void rs_tls_keys_free(struct rs_tls_keys *keys)
{
    uint32_t index = 0;
    if (!keys)
        return;
    while ((index = rs_table_next(&keys->table, index)))
        rs_tls_secret_wipe(&((struct entry *)rs_table_at(&keys->table, index))->secret);
    rs_table_fini(&keys->table);
    rs_tls_rsa_free(keys);
    free(keys);
}

static struct rs_digest key_of(const struct rs_tls_keys *keys, enum rs_tls_secret_kind kind,
                               struct rs_span name)
{
    return rs_digest_with(&keys->hash, (struct rs_digest){kind, 1}, name.p, name.n);
}

static int put(struct rs_tls_keys *keys, enum rs_tls_secret_kind kind, struct rs_span name,
               const struct rs_tls_secret *secret, unsigned rank)
{
    struct rs_digest key = key_of(keys, kind, name);
    struct entry *e = rs_table_find(&keys->table, key);
    bool same = e && e->secret.len == secret->len &&
                !memcmp(e->secret.octet, secret->octet, secret->len);
    if (!e) {
        if (rs_table_full(&keys->table))
            forget(keys, rs_table_oldest(&keys->table));
        e = rs_table_add(&keys->table, key);
    }
    if (!e)
        return RS_ERR_MEMORY;
    if (rank > e->link.rank)
        rs_table_promote(&keys->table, e, rank);
    if (same)
        return RS_OK;
    e->secret = *secret;
    keys->generation++;
    return RS_OK;
}

bool rs_tls_keys_find(struct rs_tls_keys *keys, enum rs_tls_secret_kind kind, struct rs_span name,
                      struct rs_tls_secret *secret)
{
    struct entry *e = rs_table_find(&keys->table, key_of(keys, kind, name));
    if (!e)
        return false;
    rs_table_touch(e);
    *secret = e->secret;
    return true;
}

void rs_tls_keys_learn(struct rs_tls_keys *keys, enum rs_tls_secret_kind kind, struct rs_span name,
                       const struct rs_tls_secret *secret)
{
    put(keys, kind, name, secret, RANK_LEARNED);
}

void rs_tls_keys_expect(struct rs_tls_keys *keys, bool more_may_come)
{
    keys->expected = more_may_come;
}

bool rs_tls_keys_expected(const struct rs_tls_keys *keys)
{
    return keys->expected;
}

uint64_t rs_tls_keys_generation(const struct rs_tls_keys *keys)
{
    return keys->generation;
}

/* Lines */

/*
 * What a label names, and how long name and secret are. 1.3: the secret is as
 * long as the suite's hash.
 */
static const struct label {
    const char *text;
    uint8_t kind, name_min, name_max;
    bool hashed; /* 32 or 48 octets; else 48, the length of a master secret */
} labels[] = {
    {"CLIENT_RANDOM", RS_TLS_MASTER, 32, 32, false},
    {"PMS_CLIENT_RANDOM", RS_TLS_PREMASTER, 32, 32, false},
    {"CLIENT_EARLY_TRAFFIC_SECRET", RS_TLS_CLIENT_EARLY, 32, 32, true},
    {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", RS_TLS_CLIENT_HANDSHAKE, 32, 32, true},
    {"SERVER_HANDSHAKE_TRAFFIC_SECRET", RS_TLS_SERVER_HANDSHAKE, 32, 32, true},
    {"CLIENT_TRAFFIC_SECRET_0", RS_TLS_CLIENT_TRAFFIC, 32, 32, true},
    {"SERVER_TRAFFIC_SECRET_0", RS_TLS_SERVER_TRAFFIC, 32, 32, true},
    {"RSA", RS_TLS_PREMASTER_ENCRYPTED, 8, 8, false},
};

/* Cut one word off the line. */
static struct rs_span take_word(struct rs_span *line)
{
    size_t n = 0;
    while (line->n && rs_is_wsp(*line->p))
        *line = rs_span_skip(*line, 1);
    while (n < line->n && !rs_is_wsp(line->p[n]))
        n++;
    struct rs_span word = rs_span_first(*line, n);
    *line = rs_span_skip(*line, n);
    return word;
}

/* Hexadecimal digits into out; the number of octets, -1 for anything else. */
static int take_hex(struct rs_span text, unsigned char *out, size_t room)
{
    if (text.n % 2 || text.n / 2 > room)
        return -1;
    for (size_t i = 0; i < text.n; i += 2) {
        int high = rs_hex_value(text.p[i]), low = rs_hex_value(text.p[i + 1]);
        if (high < 0 || low < 0)
            return -1;
        out[i / 2] = (unsigned char)(high << 4 | low);
    }
    return (int)(text.n / 2);
}

/* A premaster secret of DH may have any length; a master secret has one. */
static bool length_fits(const struct label *label, int len)
{
    if (label->kind == RS_TLS_PREMASTER)
        return len > 0;
    return label->hashed ? len == 32 || len == 48 : len == RS_TLS_MASTER_LEN;
}

static int add_named(struct rs_tls_keys *keys, const struct label *label, struct rs_span name_hex,
                     struct rs_span secret_hex)
{
    unsigned char name[32];
    struct rs_tls_secret secret = {0};
    int name_len = take_hex(name_hex, name, sizeof name);
    int len = take_hex(secret_hex, secret.octet, sizeof secret.octet);
    int rc = RS_ERR_MALFORMED;
    if (name_len >= label->name_min && name_len <= label->name_max && length_fits(label, len)) {
        secret.len = (uint8_t)len;
        rc = put(keys, label->kind, rs_span((char *)name, (size_t)name_len), &secret, RANK_GIVEN);
    }
    rs_tls_secret_wipe(&secret);
    return rc;
}

static const struct label *label_find(struct rs_span word)
{
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (rs_span_eq(word, rs_span_str(labels[i].text)))
            return &labels[i];
    return NULL;
}

/* NSS writes new labels now and then; a file of another kind has no such words. */
static bool looks_like_label(struct rs_span word)
{
    for (size_t i = 0; i < word.n; i++)
        if (!(word.p[i] >= 'A' && word.p[i] <= 'Z') && word.p[i] != '_' && !rs_is_digit(word.p[i]))
            return false;
    return word.n > 0;
}

/* Behind "RSA": "Session-ID:HEX Master-Key:HEX", or two words of the common form. */
static int add_session_id(struct rs_tls_keys *keys, struct rs_span id, struct rs_span master)
{
    static const struct label label = {"", RS_TLS_MASTER_OF_ID, 1, 32, false};
    struct rs_span id_mark = RS_SPAN("Session-ID:"), master_mark = RS_SPAN("Master-Key:");
    if (!rs_span_starts_nocase(master, master_mark))
        return RS_ERR_MALFORMED;
    return add_named(keys, &label, rs_span_skip(id, id_mark.n),
                     rs_span_skip(master, master_mark.n));
}

int rs_tls_keys_add_line(struct rs_tls_keys *keys, struct rs_span line)
{
    line = rs_span_trim(line);
    if (!line.n || *line.p == '#')
        return RS_ERR_ABSENT;
    struct rs_span word = take_word(&line), name = take_word(&line), secret = take_word(&line);
    const struct label *label = label_find(word);
    if (!label)
        return looks_like_label(word) && name.n && secret.n ? RS_ERR_ABSENT : RS_ERR_MALFORMED;
    if (line.n)
        return RS_ERR_MALFORMED;
    if (rs_span_starts_nocase(name, RS_SPAN("Session-ID:")))
        return add_session_id(keys, name, secret);
    return add_named(keys, label, name, secret);
}

unsigned rs_tls_keys_add_text(struct rs_tls_keys *keys, struct rs_span text)
{
    unsigned taken = 0;
    while (text.n) {
        const char *end = rs_span_find(text, '\n');
        size_t len = end ? (size_t)(end - text.p) : text.n;
        taken += rs_tls_keys_add_line(keys, rs_span_first(text, len)) == RS_OK;
        text = rs_span_skip(text, len + 1);
    }
    return taken;
}
