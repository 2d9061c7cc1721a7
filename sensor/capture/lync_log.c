#include "capture/lync_log.h"

#include "sip/number.h"

/* ---- small texts that outlive their line ---- */

static void keep(char *to, size_t cap, struct rs_span s)
{
    size_t n = s.n < cap - 1 ? s.n : cap - 1;
    if (n)
        memcpy(to, s.p, n);
    to[n] = '\0';
}

static struct rs_span trimmed(struct rs_span s)
{
    while (s.n && (*s.p == ' ' || *s.p == '\t'))
        s = rs_span_skip(s, 1);
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}

/* "Name: value"; false without a colon. */
static bool split(struct rs_span line, struct rs_span *name, struct rs_span *value)
{
    const char *colon = rs_span_find(line, ':');
    if (!colon)
        return false;
    *name = trimmed(rs_span_between(line.p, colon));
    *value = trimmed(rs_span_between(colon + 1, rs_span_end(line)));
    return true;
}

/* ---- who spoke with whom ---- */

/* "host:port", "[v6]:port", "host": the port stays 0 where none is told. */
static void cut_port(struct rs_span text, struct rs_span *host, uint16_t *port)
{
    size_t n = text.n;
    *host = text;
    while (n && text.p[n - 1] != ':' && text.p[n - 1] != ']')
        n--;
    if (!n || text.p[n - 1] != ':' || !rs_port_parse(text.p + n, text.n - n, port))
        return;
    *host = rs_span_first(text, n - 1);
}

static struct rs_span bare(struct rs_span host)
{
    if (host.n > 2 && *host.p == '[' && host.p[host.n - 1] == ']')
        return rs_span(host.p + 1, host.n - 2);
    return host;
}

static struct rs_endpoint endpoint_of(struct rs_lync_log *l, const char *text)
{
    struct rs_endpoint e = {.port = 0};
    struct rs_span host;
    cut_port(rs_span_str(text), &host, &e.port);
    host = bare(host);
    if (l->hosts)
        e.addr = rs_hosts_addr(l->hosts, host);
    else if (!rs_addr_parse(host.p, host.n, &e.addr))
        e.addr.family = 0;
    return e;
}

/* An entry may tell both: the peer's name and, in Peer-IP, its address. */
static void learn_peer(struct rs_lync_log *l)
{
    struct rs_span host, ip;
    struct rs_addr addr;
    uint16_t port;
    if (!l->hosts || !*l->peer_ip)
        return;
    cut_port(rs_span_str(l->peer), &host, &port);
    cut_port(rs_span_str(l->peer_ip), &ip, &port);
    ip = bare(ip);
    if (rs_addr_parse(ip.p, ip.n, &addr))
        rs_hosts_learn(l->hosts, bare(host), &addr);
}

/* A server's log names its own machine at most; the port is the usual one. */
static struct rs_endpoint own_end(struct rs_lync_log *l)
{
    enum { USUAL_PORT = 5061 };
    struct rs_endpoint e;
    if (*l->local)
        return endpoint_of(l, l->local);
    e = endpoint_of(l, *l->machine ? l->machine : "logging-server");
    e.port = USUAL_PORT;
    return e;
}

static void make_origin(struct rs_lync_log *l)
{
    struct rs_origin *o = &l->message.origin;
    learn_peer(l);
    struct rs_endpoint peer = endpoint_of(l, l->peer), own = own_end(l);
    *o = (struct rs_origin){.time_us = l->time_us, .trace = l->trace, .imported = true};
    o->src = l->outgoing ? own : peer;
    o->dst = l->outgoing ? peer : own;
}

/* ---- entries ---- */

static void entry_begin(struct rs_lync_log *l, const struct rs_log_record *r)
{
    l->time_us = r->time_us;
    l->outgoing = r->outgoing || r->kind == RS_LOG_CLIENT_OUT;
    l->diagnostic = false;
    l->trace = 0;
    l->note_len = 0;
    *l->peer_ip = '\0';
    keep(l->machine, sizeof l->machine, r->machine);
    keep(l->peer, sizeof l->peer, r->peer);
    keep(l->local, sizeof l->local, r->local);
    l->state = RS_LOG_OUTSIDE;
    if (r->kind == RS_LOG_SERVER || r->kind == RS_LOG_AVAYA)
        l->state = RS_LOG_FIELDS;
    else if (r->kind == RS_LOG_CLIENT_OUT || r->kind == RS_LOG_CLIENT_IN)
        l->state = RS_LOG_CLIENT_FIRST;
}

static bool in_message(const struct rs_lync_log *l)
{
    return l->state == RS_LOG_HEAD || l->state == RS_LOG_BODY ||
           l->state == RS_LOG_CLIENT_HEAD || l->state == RS_LOG_CLIENT_BODY;
}

static bool give_note(struct rs_lync_log *l, struct rs_frame *frame)
{
    frame->time_us = l->time_us;
    frame->link_type = RS_LINK_LOG_NOTE;
    frame->data = rs_span(l->note, l->note_len);
    frame->original_len = (uint32_t)l->note_len;
    return true;
}

/* true: *frame is it. */
static bool entry_end(struct rs_lync_log *l, struct rs_frame *frame)
{
    bool message = in_message(l), note = l->state == RS_LOG_FIELDS && l->diagnostic;
    l->state = RS_LOG_OUTSIDE;
    if (note && l->note_len)
        return give_note(l, frame);
    if (!message)
        return false;
    make_origin(l);
    bool given = rs_log_message_end(&l->message, frame);
    l->more = given;
    return given;
}

/* ---- lines of a server's entry ---- */

static bool is(struct rs_span name, const char *field)
{
    return rs_span_eq_nocase(name, rs_span_str(field));
}

/* Trace-Correlation-Id: 2003888399 */
static uint32_t trace_of(struct rs_span value)
{
    uint32_t n;
    return rs_number_parse(value, UINT32_MAX, &n) == RS_OK ? n : 0;
}

static void note_field(struct rs_lync_log *l, struct rs_span line)
{
    size_t left = sizeof l->note - l->note_len;
    if (line.n + 1 > left)
        return;
    memcpy(l->note + l->note_len, line.p, line.n);
    l->note_len += line.n;
    l->note[l->note_len++] = '\n';
}

static int field(struct rs_lync_log *l, struct rs_span line)
{
    struct rs_span name, value;
    if (!split(line, &name, &value))
        return RS_OK;
    if (is(name, "Start-Line")) {
        l->state = RS_LOG_HEAD;
        return rs_log_message_begin(&l->message, value);
    }
    if (is(name, "Trace-Correlation-Id"))
        l->trace = trace_of(value);
    else if (is(name, "Direction"))
        l->outgoing = rs_span_starts_nocase(value, RS_SPAN("outgoing"));
    else if (is(name, "Peer"))
        keep(l->peer, sizeof l->peer, value);
    else if (is(name, "Peer-IP"))
        keep(l->peer_ip, sizeof l->peer_ip, value);
    else if (is(name, "Local-IP"))
        keep(l->local, sizeof l->local, value);
    else if (is(name, "LogType"))
        l->diagnostic = rs_span_starts_nocase(value, RS_SPAN("diagnostic"));
    else if (is(name, "SIP-Start-Line") || is(name, "Result-Code"))
        l->diagnostic = true;
    note_field(l, line);
    return RS_OK;
}

static void head_line(struct rs_lync_log *l, struct rs_span line)
{
    struct rs_span name, value;
    if (!split(line, &name, &value) || !is(name, "Message-Body")) {
        rs_log_message_header(&l->message, line);
        return;
    }
    rs_log_message_body(&l->message);
    l->state = RS_LOG_BODY;
    if (value.n && !rs_span_eq(value, RS_SPAN("-")))
        rs_log_message_body_line(&l->message, value);
}

/* ---- lines of a client's ---- */

static int client_line(struct rs_lync_log *l, struct rs_span line)
{
    switch (l->state) {
    case RS_LOG_CLIENT_FIRST:
        if (!line.n)
            return RS_OK;
        l->state = RS_LOG_CLIENT_HEAD;
        return rs_log_message_begin(&l->message, line);
    case RS_LOG_CLIENT_HEAD:
        if (line.n) {
            rs_log_message_header(&l->message, line);
            return RS_OK;
        }
        rs_log_message_body(&l->message);
        l->state = RS_LOG_CLIENT_BODY;
        return RS_OK;
    default:
        rs_log_message_body_line(&l->message, line);
        return RS_OK;
    }
}

static int text_line(struct rs_lync_log *l, struct rs_span line)
{
    switch (l->state) {
    case RS_LOG_OUTSIDE:
        return RS_OK;
    case RS_LOG_FIELDS:
        return field(l, line);
    case RS_LOG_HEAD:
        head_line(l, line);
        return RS_OK;
    case RS_LOG_BODY:
        rs_log_message_body_line(&l->message, line);
        return RS_OK;
    default:
        return client_line(l, line);
    }
}

/* ---- all lines ---- */

/* 1: *frame is filled; 0: not yet; RS_ERR_MEMORY. */
static int take_line(struct rs_lync_log *l, struct rs_span line, struct rs_frame *frame)
{
    struct rs_log_record r;
    bool given;
    rs_log_record_read(line, &r);
    switch (r.kind) {
    case RS_LOG_TEXT:
        return text_line(l, line);
    case RS_LOG_CLIENT_OTHER: /* the first line has a stamp; another thread's are none of ours */
        return l->state == RS_LOG_CLIENT_FIRST ? client_line(l, r.text) : RS_OK;
    case RS_LOG_END:
    case RS_LOG_CLIENT_END:
        return entry_end(l, frame);
    default: /* what came before had no end */
        given = entry_end(l, frame);
        entry_begin(l, &r);
        return given;
    }
}

static struct rs_step answer(int rc, size_t octets)
{
    if (rc == 1)
        return rs_step_frame(octets);
    return rc < 0 ? rs_step_bad("there is no memory to read it") : rs_step_skip(octets);
}

/* The rest of what stands in one packet, before any new line is read. */
static bool pending(struct rs_lync_log *l, struct rs_frame *frame)
{
    l->more = l->more && rs_log_message_next(&l->message, frame);
    return l->more;
}

struct rs_step rs_lync_log_step(struct rs_lync_log *l, struct rs_span in, struct rs_frame *frame)
{
    size_t used = 0, octets;
    struct rs_span line;
    if (pending(l, frame))
        return rs_step_frame(0);
    for (;;) {
        struct rs_span rest = rs_span_skip(in, used);
        int rc = rs_log_line(&l->lines, rest, l->last, &line, &octets);
        if (rc < 0)
            return answer(rc, used);
        if (rc == 0)
            break;
        used += octets;
        rc = take_line(l, line, frame);
        if (rc != 0)
            return answer(rc, used);
    }
    if (l->last && entry_end(l, frame))
        return rs_step_frame(in.n);
    if (l->last)
        return rs_step_skip(in.n);
    return used ? rs_step_skip(used) : rs_step_more(in.n + 1);
}

void rs_lync_log_fini(struct rs_lync_log *l)
{
    rs_log_lines_fini(&l->lines);
    rs_log_message_fini(&l->message);
}
