/*
 * Handshake messages: which octets they are made of, and what follows from
 * them. Only those that matter here are gathered; certificates and the like go
 * by and leave nothing but their trace in the transcript.
 */
#include "packet/tls_session.h"

#include "packet/octets.h"

enum message_type {
    HELLO_REQUEST = 0,
    CLIENT_HELLO = 1,
    SERVER_HELLO = 2,
    NEW_SESSION_TICKET = 4,
    END_OF_EARLY_DATA = 5,
    ENCRYPTED_EXTENSIONS = 8,
    SERVER_HELLO_DONE = 14,
    CLIENT_KEY_EXCHANGE = 16,
    FINISHED = 20,
    KEY_UPDATE = 24
};

static void tell_facts(const struct rs_tls_session *s, const struct rs_tls_sink *sink)
{
    if (sink->facts)
        sink->facts(sink->user, &s->facts);
}

/* Texts of strangers: what cannot be printed is "?". */
static void put_text(char *to, size_t room, struct rs_span text)
{
    size_t n = text.n < room - 1 ? text.n : room - 1;
    for (size_t i = 0; i < n; i++)
        to[i] = text.p[i] > ' ' && text.p[i] < 0x7f ? text.p[i] : '?';
    to[n] = '\0';
}

static void put_name(struct rs_tls_name *name, struct rs_span octets)
{
    name->len = (uint8_t)octets.n;
    memcpy(name->octet, octets.n ? octets.p : "", octets.n);
}

/* A ticket is long: its hash is its name. */
static void put_ticket(struct rs_tls_name *name, struct rs_span ticket)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    name->len = 0;
    if (ticket.n && EVP_Digest(ticket.p, ticket.n, digest, NULL, EVP_sha256(), NULL) == 1)
        put_name(name, rs_span((char *)digest, RS_TLS_NAME_LEN));
}

/* Transcript (RFC 7627 3): from ClientHello to ClientKeyExchange, as far as it was seen */

static void transcript_drop(struct rs_tls_session *s)
{
    rs_tls_buffer_clear(&s->hello, &s->room->pool);
    EVP_MD_CTX_free(s->transcript);
    s->transcript = NULL;
}

static void transcript_add(struct rs_tls_session *s, struct rs_span octets)
{
    if (s->transcript && octets.n && EVP_DigestUpdate(s->transcript, octets.p, octets.n) != 1)
        transcript_drop(s);
}

/* The ServerHello says which hash it is; until then the ClientHello is kept. */
static void transcript_begin(struct rs_tls_session *s)
{
    const EVP_MD *hash = s->agreed.version == RS_TLS_1_2 ? rs_tls_prf_hash(s->agreed.suite)
                                                         : EVP_md5_sha1();
    struct rs_span hello = rs_tls_buffer_span(&s->hello);
    s->transcript = hello.n && s->extended_master ? EVP_MD_CTX_new() : NULL;
    if (s->transcript && EVP_DigestInit_ex(s->transcript, hash, NULL) == 1)
        transcript_add(s, hello);
    else
        transcript_drop(s);
    rs_tls_buffer_clear(&s->hello, &s->room->pool);
}

static void transcript_end(struct rs_tls_session *s)
{
    unsigned len = 0;
    if (s->transcript && EVP_DigestFinal_ex(s->transcript, s->session_hash, &len) == 1)
        s->session_hash_len = (uint8_t)len;
    transcript_drop(s);
}

/* Messages */

/* A new handshake: what was agreed before goes on until ChangeCipherSpec. */
static void begin_anew(struct rs_tls_session *s)
{
    transcript_drop(s);
    rs_tls_secret_wipe(&s->master);
    s->agreed.suite = NULL;
    s->agreed.version = 0;
    s->hellos = s->session_hash_len = 0;
    s->encrypted.len = 0;
    s->server_hello = s->server_done = s->full = s->retry = false;
    s->session_id.len = s->new_ticket.len = 0;
}

static void client_facts(struct rs_tls_session *s, int direction,
                         const struct rs_tls_client_hello *h, const struct rs_tls_sink *sink)
{
    s->facts.client = direction;
    s->facts.early_data = h->early_data;
    put_text(s->facts.sni, sizeof s->facts.sni, h->sni);
    put_text(s->facts.alpn, sizeof s->facts.alpn, h->alpn);
    rs_tls_ja4(h, s->facts.ja4);
    tell_facts(s, sink);
}

/* raw: with its head, for the transcript. */
static void client_hello(struct rs_tls_session *s, int direction, struct rs_span head,
                         struct rs_span body, const struct rs_tls_sink *sink)
{
    struct rs_tls_client_hello h;
    if (rs_tls_client_hello_read(body, &h) != RS_OK ||
        (s->facts.client >= 0 && s->facts.client != direction)) {
        rs_tls_die(s, RS_TLS_MALFORMED, sink);
        return;
    }
    if (!s->retry || s->server_hello)
        begin_anew(s);
    s->hellos++;
    s->offered_version = h.version;
    memcpy(s->agreed.client_random, h.random.p, RS_TLS_RANDOM_LEN);
    put_name(&s->session_id, h.session_id);
    put_ticket(&s->ticket, h.ticket);
    if (s->facts.client < 0) {
        client_facts(s, direction, &h, sink);
        s->early_open = h.early_data;
    }
    if (!rs_tls_buffer_put(s, &s->hello, head) || !rs_tls_buffer_put(s, &s->hello, body))
        transcript_drop(s);
    rs_tls_event(s);
}

/* False: the session cannot be read, and is dead. */
static bool agree(struct rs_tls_session *s, const struct rs_tls_server_hello *h,
                  const struct rs_tls_sink *sink)
{
    s->agreed.version = h->version;
    s->agreed.suite = rs_tls_suite_find(h->suite);
    s->facts.version = h->version;
    s->facts.suite = h->suite;
    s->facts.resumed = h->version == RS_TLS_1_3
                           ? h->psk
                           : h->session_id.n && h->session_id.n == s->session_id.len &&
                                 !memcmp(h->session_id.p, s->session_id.octet, h->session_id.n);
    if (h->alpn.n)
        put_text(s->facts.alpn, sizeof s->facts.alpn, h->alpn);
    tell_facts(s, sink);
    if (h->version < RS_TLS_1_0 || h->version > RS_TLS_1_3)
        rs_tls_die(s, RS_TLS_VERSION, sink);
    else if (!s->agreed.suite || s->agreed.suite->bulk->kind == RS_TLS_UNREAD)
        rs_tls_die(s, RS_TLS_CIPHER, sink);
    else if (h->compression)
        rs_tls_die(s, RS_TLS_COMPRESSION, sink);
    else if (h->version == RS_TLS_1_3 && !rs_tls_is_aead(s->agreed.suite))
        rs_tls_die(s, RS_TLS_MALFORMED, sink);
    return !s->dead;
}

static void server_hello(struct rs_tls_session *s, int direction, struct rs_span body,
                         const struct rs_tls_sink *sink)
{
    struct rs_tls_server_hello h;
    if (rs_tls_server_hello_read(body, &h) != RS_OK || s->server_hello || !s->hellos ||
        rs_tls_is_client(s, direction)) {
        rs_tls_die(s, RS_TLS_MALFORMED, sink);
        return;
    }
    if (!agree(s, &h, sink))
        return;
    rs_tls_event(s);
    s->retry = h.retry && h.version == RS_TLS_1_3;
    if (s->retry)
        return;
    s->server_hello = true;
    memcpy(s->agreed.server_random, h.random.p, RS_TLS_RANDOM_LEN);
    s->extended_master = h.extended_master;
    s->mac_first = h.mac_first;
    put_name(&s->session_id, h.session_id);
    if (h.version < RS_TLS_1_3)
        transcript_begin(s);
    else
        transcript_drop(s);
}

/* RFC 5077 3.3: lifetime, ticket. That of TLS 1.3 names no secret of ours. */
static void new_ticket(struct rs_tls_session *s, struct rs_span body)
{
    if (rs_tls_is_13(s) || body.n < 6 || rs_u16(body, 4) != body.n - 6)
        return;
    put_ticket(&s->new_ticket, rs_span_skip(body, 6));
    rs_tls_learn(s);
}

static void encrypted_extensions(struct rs_tls_session *s, struct rs_span body,
                                 const struct rs_tls_sink *sink)
{
    struct rs_span alpn = rs_tls_encrypted_alpn(body);
    if (!alpn.n)
        return;
    put_text(s->facts.alpn, sizeof s->facts.alpn, alpn);
    tell_facts(s, sink);
}

/* RFC 8446 4.4.4: behind it that direction uses its traffic secret. */
static void finished(struct rs_tls_way *way)
{
    if (way->epoch == RS_TLS_EPOCH_HANDSHAKE)
        way->needed = RS_TLS_EPOCH_TRAFFIC;
}

static void message(struct rs_tls_session *s, int direction, unsigned type, struct rs_span head,
                    struct rs_span body, const struct rs_tls_sink *sink)
{
    switch (type) {
    case CLIENT_HELLO:
        client_hello(s, direction, head, body, sink);
        break;
    case SERVER_HELLO:
        server_hello(s, direction, body, sink);
        break;
    case NEW_SESSION_TICKET:
        new_ticket(s, body);
        break;
    case END_OF_EARLY_DATA:
        s->early_open = false;
        break;
    case ENCRYPTED_EXTENSIONS:
        encrypted_extensions(s, body, sink);
        break;
    case SERVER_HELLO_DONE:
        s->server_done = s->full = true;
        rs_tls_event(s);
        break;
    case CLIENT_KEY_EXCHANGE:
        rs_tls_key_exchange(s, body);
        break;
    case FINISHED:
        finished(&s->ways[direction]);
        break;
    case KEY_UPDATE:
        if (rs_tls_is_13(s) && s->ways[direction].epoch == RS_TLS_EPOCH_TRAFFIC)
            rs_tls_update_keys(s, direction, sink);
        break;
    default:
        break;
    }
}

/* Octets */

/* What is read. All others go by. */
static bool is_kept(const struct rs_tls_session *s, unsigned type)
{
    return type == CLIENT_HELLO || type == SERVER_HELLO || type == ENCRYPTED_EXTENSIONS ||
           type == CLIENT_KEY_EXCHANGE || (type == NEW_SESSION_TICKET && !rs_tls_is_13(s));
}

/*
 * The ServerHello begins the transcript and is the first to be added to it; the
 * ClientKeyExchange ends it and is in it.
 */
static void complete(struct rs_tls_session *s, int direction, struct rs_span body,
                     const struct rs_tls_sink *sink)
{
    struct rs_tls_message *m = &s->ways[direction].message;
    struct rs_span head = rs_span((const char *)m->head, RS_TLS_MESSAGE_HEAD);
    unsigned type = m->head[0];
    if (type == SERVER_HELLO)
        message(s, direction, type, head, body, sink);
    if (type != CLIENT_HELLO && m->kept) {
        transcript_add(s, head);
        transcript_add(s, body);
    }
    if (type == CLIENT_KEY_EXCHANGE)
        transcript_end(s);
    if (type != SERVER_HELLO)
        message(s, direction, type, head, body, sink);
    rs_tls_handshake_reset(s, direction);
}

void rs_tls_handshake_reset(struct rs_tls_session *s, int direction)
{
    struct rs_tls_message *m = &s->ways[direction].message;
    rs_tls_buffer_clear(&m->body, &s->room->pool);
    m->head_len = 0;
    m->left = 0;
}

/* The head is whole: how long is it, and is it read? */
static void begin(struct rs_tls_session *s, struct rs_tls_message *m,
                  const struct rs_tls_sink *sink)
{
    struct rs_span head = rs_span((const char *)m->head, RS_TLS_MESSAGE_HEAD);
    m->left = rs_u32(head, 0) & 0xffffff;
    m->kept = is_kept(s, m->head[0]);
    if (m->kept && m->left > RS_TLS_MESSAGE_MAX)
        rs_tls_die(s, RS_TLS_MALFORMED, sink);
    if (!m->kept && m->head[0] != HELLO_REQUEST)
        transcript_add(s, head);
}

static struct rs_span take_head(struct rs_tls_session *s, struct rs_tls_message *m,
                                struct rs_span octets, const struct rs_tls_sink *sink)
{
    while (octets.n && m->head_len < RS_TLS_MESSAGE_HEAD) {
        m->head[m->head_len++] = (unsigned char)*octets.p;
        octets = rs_span_skip(octets, 1);
    }
    if (m->head_len == RS_TLS_MESSAGE_HEAD)
        begin(s, m, sink);
    return octets;
}

/* A part of a body that is not whole yet. */
static void gather(struct rs_tls_session *s, struct rs_tls_message *m, struct rs_span part,
                   const struct rs_tls_sink *sink)
{
    m->left -= (uint32_t)part.n;
    if (!m->kept)
        transcript_add(s, part);
    else if (!rs_tls_buffer_put(s, &m->body, part))
        rs_tls_die(s, RS_TLS_NO_ROOM, sink);
}

void rs_tls_handshake(struct rs_tls_session *s, int direction, struct rs_span octets,
                      const struct rs_tls_sink *sink)
{
    struct rs_tls_message *m = &s->ways[direction].message;
    while (octets.n && !s->dead) {
        if (m->head_len < RS_TLS_MESSAGE_HEAD) {
            octets = take_head(s, m, octets, sink);
            if (s->dead || m->head_len < RS_TLS_MESSAGE_HEAD)
                return;
        }
        struct rs_span part = rs_span_first(octets, m->left);
        octets = rs_span_skip(octets, part.n);
        if (m->kept && !rs_tls_buffer_len(&m->body) && part.n == m->left) {
            complete(s, direction, part, sink); /* whole, and nothing to copy */
            continue;
        }
        gather(s, m, part, sink);
        if (!s->dead && !m->left)
            complete(s, direction, rs_tls_buffer_span(&m->body), sink);
    }
}
