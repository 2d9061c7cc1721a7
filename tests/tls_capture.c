#include "tests/tls_capture.h"

#include <stdio.h>
#include <stdlib.h>

#include "capture/file.h"
#include "packet/octets.h"

/* A TCP connection on its way through the file. */
struct connection {
    unsigned char ends[2][18]; /* address and port, sender of direction 0 first */
    uint32_t next[2];
    bool known[2];
    unsigned stream; /* from 1; 0: nothing yet, UINT32_MAX: no TLS */
};

struct loading {
    struct tls_capture *c;
    struct connection *connections;
    size_t count;
};

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "tls_capture: %s\n", what);
    abort();
}

static void *grown(void *block, size_t octets)
{
    void *p = realloc(block, octets ? octets : 1);
    must(p != NULL, "no memory");
    return p;
}

static char *copy_of(struct rs_span s)
{
    char *copy = grown(NULL, s.n);
    if (s.n)
        memcpy(copy, s.p, s.n);
    return copy;
}

/* Segments */

static struct connection *connection_of(struct loading *l, const unsigned char a[18],
                                        const unsigned char b[18], int *direction)
{
    for (size_t i = l->count; i--;) {
        struct connection *c = &l->connections[i];
        *direction = memcmp(c->ends[0], a, 18) != 0;
        if (!memcmp(c->ends[*direction], a, 18) && !memcmp(c->ends[!*direction], b, 18))
            return c;
    }
    l->connections = grown(l->connections, (l->count + 1) * sizeof *l->connections);
    struct connection *c = &l->connections[l->count++];
    memset(c, 0, sizeof *c);
    memcpy(c->ends[0], a, 18);
    memcpy(c->ends[1], b, 18);
    *direction = 0;
    return c;
}

static void add_segment(struct loading *l, struct connection *conn, int direction,
                        struct rs_span octets)
{
    struct tls_capture *c = l->c;
    if (!conn->stream)
        conn->stream = rs_tls_begins(octets) ? ++c->streams : UINT32_MAX;
    if (conn->stream == UINT32_MAX)
        return;
    must(c->streams <= TLS_STREAMS_MAX, "more streams than expected");
    if (c->count == c->room) {
        c->room = c->room ? 2 * c->room : 256;
        c->segments = grown(c->segments, c->room * sizeof *c->segments);
    }
    c->segments[c->count++] =
        (struct tls_segment){conn->stream - 1, direction, copy_of(octets), octets.n};
}

static void tcp(struct loading *l, struct rs_span tcp, unsigned char a[18], unsigned char b[18])
{
    int direction;
    if (tcp.n < 20)
        return;
    memcpy(a + 16, tcp.p, 2);
    memcpy(b + 16, tcp.p + 2, 2);
    struct connection *c = connection_of(l, a, b, &direction);
    uint32_t seq = rs_u32(tcp, 4);
    uint8_t flags = rs_u8(tcp, 13);
    struct rs_span payload = rs_span_skip(tcp, (size_t)(rs_u8(tcp, 12) >> 4) * 4);
    if (flags & 2) {
        if ((flags & 16) == 0 && c->stream) { /* the ports are used again */
            c->stream = 0;
            c->known[0] = c->known[1] = false;
        }
        c->next[direction] = seq + 1;
        c->known[direction] = true;
        return;
    }
    if (!c->known[direction]) {
        c->next[direction] = seq;
        c->known[direction] = true;
    }
    uint32_t old = c->next[direction] - seq;
    if (old && old < 0x80000000u)
        payload = rs_span_skip(payload, old);
    else
        must(old == 0 || !payload.n, "a capture with losses or out of order");
    if (!payload.n)
        return;
    c->next[direction] += (uint32_t)payload.n;
    add_segment(l, c, direction, payload);
}

static void ip(struct loading *l, struct rs_span ip)
{
    unsigned char a[18] = {0}, b[18] = {0};
    if (ip.n >= 20 && rs_u8(ip, 0) >> 4 == 4 && rs_u8(ip, 9) == 6) {
        ip = rs_span_first(ip, rs_u16(ip, 2));
        memcpy(a, ip.p + 12, 4);
        memcpy(b, ip.p + 16, 4);
        tcp(l, rs_span_skip(ip, (size_t)(rs_u8(ip, 0) & 15) * 4), a, b);
    } else if (ip.n >= 40 && rs_u8(ip, 0) >> 4 == 6 && rs_u8(ip, 6) == 6) {
        memcpy(a, ip.p + 8, 16);
        memcpy(b, ip.p + 24, 16);
        tcp(l, rs_span_first(rs_span_skip(ip, 40), rs_u16(ip, 4)), a, b);
    }
}

static void frame(struct loading *l, const struct rs_frame *f)
{
    static const struct {
        uint32_t link;
        size_t header;
    } links[] = {{1, 14}, {113, 16}, {276, 20}, {0, 4}, {101, 0}, {12, 0}};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (links[i].link == f->link_type)
            ip(l, rs_span_skip(f->data, links[i].header));
}

static void take_secrets(void *user, struct rs_span lines)
{
    struct tls_capture *c = user;
    c->secrets = grown(c->secrets, c->secrets_len + lines.n);
    memcpy(c->secrets + c->secrets_len, lines.p, lines.n);
    c->secrets_len += lines.n;
}

void tls_capture_load(struct tls_capture *c, const char *path)
{
    char error[RS_FILE_ERROR_TEXT];
    struct loading l = {.c = c};
    struct rs_frame f;
    int rc;
    *c = (struct tls_capture){0};
    struct rs_file *file = rs_file_open(path, 0, error);
    must(file != NULL, path);
    rs_file_on_secrets(file, take_secrets, c);
    while ((rc = rs_file_next(file, &f)) == 1)
        frame(&l, &f);
    must(rc == 0, rs_file_error(file));
    rs_file_close(file);
    free(l.connections);
}

void tls_capture_free(struct tls_capture *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->segments[i].octets);
    free(c->segments);
    free(c->secrets);
}

/* Runs */

static struct tls_seen *seen_of(void *user)
{
    return rs_tls_owner(((struct tls_seen *)user)->session);
}

static void take_text(void *user, int direction, struct rs_span octets)
{
    struct tls_seen *s = seen_of(user);
    must(octets.n > 0, "empty application data");
    if (s->len[direction] + octets.n > s->room[direction]) {
        s->room[direction] = 2 * (s->len[direction] + octets.n);
        s->text[direction] = grown(s->text[direction], s->room[direction]);
    }
    memcpy(s->text[direction] + s->len[direction], octets.p, octets.n);
    s->len[direction] += octets.n;
}

static void take_lost(void *user, int direction)
{
    seen_of(user)->lost[direction]++;
}

static void take_facts(void *user, const struct rs_tls_facts *facts)
{
    seen_of(user)->facts = *facts;
    seen_of(user)->facts_told++;
}

static void take_reason(void *user, enum rs_tls_reason reason)
{
    must(seen_of(user)->reason < 0, "undecryptable is told twice");
    seen_of(user)->reason = (int)reason;
}

static struct rs_tls_sink sink_of(struct tls_seen *s)
{
    return (struct rs_tls_sink){s, take_text, take_lost, take_facts, take_reason};
}

void tls_run_init(struct tls_run *run, const struct rs_tls_limits *limits)
{
    memset(run, 0, sizeof *run);
    rs_tls_room_init(&run->room, limits);
    for (size_t i = 0; i < TLS_STREAMS_MAX; i++)
        run->seen[i].reason = -1;
}

void tls_run_segment(struct tls_run *run, struct rs_tls_keys *keys, const struct tls_segment *s,
                     size_t chunk)
{
    struct tls_seen *seen = &run->seen[s->stream];
    struct rs_tls_sink sink = sink_of(seen);
    if (!seen->session)
        seen->session = rs_tls_new(keys, &run->room, seen);
    must(seen->session != NULL, "no session");
    for (size_t at = 0; at < s->n; at += chunk ? chunk : s->n) {
        struct rs_span rest = rs_span(s->octets + at, s->n - at);
        struct rs_span part = rs_span_first(rest, chunk ? chunk : s->n);
        char *copy = copy_of(part);
        int rc = rs_tls_push(seen->session, s->direction, rs_span(copy, part.n), &sink);
        free(copy);
        must((rc == RS_OK) == (seen->reason < 0), "a push and the sink say different things");
    }
}

void tls_run_all(struct tls_run *run, struct rs_tls_keys *keys, const struct tls_capture *c,
                 size_t chunk)
{
    for (size_t i = 0; i < c->count; i++)
        tls_run_segment(run, keys, &c->segments[i], chunk);
    tls_run_finish(run);
}

void tls_run_retry(struct tls_run *run)
{
    struct rs_tls_session *next, *s = rs_tls_holding(&run->room, NULL);
    for (; s; s = next) {
        next = rs_tls_holding(&run->room, s);
        struct rs_tls_sink sink = sink_of(rs_tls_owner(s));
        rs_tls_retry(s, &sink);
    }
}

void tls_run_finish(struct tls_run *run)
{
    for (size_t i = 0; i < TLS_STREAMS_MAX; i++) {
        struct rs_tls_sink sink = sink_of(&run->seen[i]);
        if (run->seen[i].session)
            rs_tls_finish(run->seen[i].session, &sink);
    }
}

void tls_run_free(struct tls_run *run)
{
    for (size_t i = 0; i < TLS_STREAMS_MAX; i++) {
        rs_tls_free(run->seen[i].session);
        free(run->seen[i].text[0]);
        free(run->seen[i].text[1]);
    }
    must(run->room.pool.used == 0 && !run->room.holds_longest, "a session has left something");
}

/* "SIP/2.0 200 ..." or "INVITE sip:... SIP/2.0" */
static bool is_start_line(struct rs_span line)
{
    struct rs_span version = RS_SPAN(" SIP/2.0");
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return rs_span_starts_nocase(line, RS_SPAN("SIP/2.0 ")) ||
           (line.n > version.n && rs_span_eq(rs_span_skip(line, line.n - version.n), version));
}

static unsigned messages_in(struct rs_span text)
{
    unsigned count = 0;
    while (text.n) {
        const char *end = rs_span_find(text, '\n');
        size_t len = end ? (size_t)(end - text.p) : text.n;
        count += is_start_line(rs_span_first(text, len));
        text = rs_span_skip(text, len + 1);
    }
    return count;
}

unsigned tls_run_messages(const struct tls_run *run)
{
    unsigned count = 0;
    for (size_t i = 0; i < TLS_STREAMS_MAX; i++)
        for (int d = 0; d < 2; d++)
            count += messages_in(rs_span(run->seen[i].text[d], run->seen[i].len[d]));
    return count;
}

/* Files */

char *tls_file_text(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    *len = 0;
    if (!f)
        return NULL;
    for (size_t n = 1; n;) {
        text = grown(text, *len + 65536);
        n = fread(text + *len, 1, 65536, f);
        *len += n;
    }
    fclose(f);
    return text;
}

struct rs_tls_keys *tls_keys_from(const char *keylog_path)
{
    static const struct rs_hash_key key = {3, 4};
    size_t len;
    char *text = tls_file_text(keylog_path, &len);
    if (!text)
        return NULL;
    struct rs_tls_keys *keys = rs_tls_keys_new(0, &key);
    must(keys != NULL, "no key store");
    rs_tls_keys_add_text(keys, rs_span(text, len));
    free(text);
    return keys;
}
