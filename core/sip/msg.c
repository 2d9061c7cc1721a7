#include "sip/msg.h"

#include "sip/lines.h"
#include "sip/params.h"
#include "sip/start_line.h"
#include "sip/stream.h"
#include "sip/values.h"

/* What the pass over the header section carries from line to line. */
struct indexer {
    struct rs_msg *m;
    const char *begin, *end; /* of the octets */
    const char *line;        /* where the next line begins */
    struct rs_header *open;  /* the header whose continuation lines may follow, or NULL */
    struct rs_header spare;  /* takes what the index has no room for */
    bool kept_bare_lf;
};

static void fault(struct rs_msg *m, enum rs_fault_kind kind, struct rs_span where)
{
    rs_faults_add(&m->faults, kind, RS_HEADER_OTHER, where);
}

/* ---- one header line ---- */

/*
 * Everything that has a row is found even when the index is full, so that
 * many unknown headers cannot hide the ones that matter.
 */
static bool index_has_room(struct rs_msg *m, unsigned id)
{
    if (m->header_count < RS_MSG_HEADERS_MAX - RS_HEADER__COUNT)
        return true;
    if (!rs_faults_has(&m->faults, RS_FAULT_OVERSIZE_COUNT))
        fault(m, RS_FAULT_OVERSIZE_COUNT, RS_SPAN_NONE);
    return id != RS_HEADER_OTHER && !m->first[id];
}

/* The place for one more header with that id; one that nobody reads when the index is full. */
static inline struct rs_header *index_add(struct indexer *x, unsigned id)
{
    struct rs_msg *m = x->m;
    if (!index_has_room(m, id))
        return &x->spare;
    uint16_t at = m->header_count++;
    if (m->first[id]) {
        m->header[m->last[id]].next = at;
        m->doubtful |= (rs_header_flags(id) & RS_HEADER_SINGLE) != 0;
    } else {
        m->first[id] = (uint16_t)(at + 1);
    }
    m->last[id] = at;
    return &m->header[at];
}

/* Most values begin and end with text: one comparison tells. */
static inline bool is_lws(char c)
{
    return (unsigned char)c <= ' ' && rs_is_lws(c);
}

static inline const char *skip_lws(const char *p, const char *end)
{
    while (p < end && is_lws(*p))
        p++;
    return p;
}

/* The value is [value, end) without the white space at its back. */
static inline void set_value(const struct indexer *x, struct rs_header *h, const char *value,
                             const char *end)
{
    while (end > value && is_lws(end[-1]))
        end--;
    h->value = (uint16_t)(value - x->begin);
    h->value_len = (uint16_t)(end - value);
}

/* Names are short: one look at 32 octets finds nearly every colon. */
static const char *find_colon(const char *line, const char *end, size_t readable)
{
    if (readable >= RS_NAME_BLOCK) {
        uint32_t colons = rs_name_colons(line);
        if (colons) {
            const char *colon = line + rs_lowest_bit(colons);
            return colon < end ? colon : NULL;
        }
        line += RS_NAME_BLOCK;
    }
    return line < end ? memchr(line, ':', (size_t)(end - line)) : NULL;
}

static inline void open_header(struct indexer *x, const char *line, const char *end)
{
    const size_t readable = (size_t)(x->end - line);
    const char *colon = find_colon(line, end, readable);
    if (!colon) {
        x->open = NULL;
        fault(x->m, RS_FAULT_LINE_NO_COLON, rs_span_between(line, end));
        return;
    }
    /* RFC 3261 7.3.1 allows white space between name and colon. */
    const char *name_end = colon;
    while (name_end > line && rs_is_wsp(name_end[-1]))
        name_end--;
    struct rs_span name = rs_span_between(line, name_end);
    const char *value = skip_lws(colon + 1, end); /* a bare CR too: folds may follow it */
    enum rs_header_id id = rs_header_find_in(name, readable);
    if (id == RS_HEADER_OTHER && !rs_span_is_token(name))
        fault(x->m, RS_FAULT_LINE_BAD_NAME, name);
    struct rs_header *h = x->open = index_add(x, id);
    h->name = (uint16_t)(line - x->begin);
    h->name_len = (uint8_t)(name.n < UINT8_MAX ? name.n : UINT8_MAX);
    h->id = (uint8_t)id;
    h->next = 0;
    h->folded = 0;
    set_value(x, h, value, end);
    x->m->doubtful |= !h->value_len;
}

/* Obsolete but legal (7.3.1): a line that begins with white space goes on with the value. */
static void continue_header(struct indexer *x, const char *line, const char *end)
{
    fault(x->m, RS_FAULT_LINE_FOLDED, rs_span_between(line, end));
    struct rs_header *h = x->open;
    if (!h)
        return;
    h->folded = 1;
    const char *value = x->begin + h->value;
    if (!h->value_len) /* nothing before the fold: the value begins here */
        value = skip_lws(line, end);
    set_value(x, h, value, end);
}

/* ---- the pass ---- */

static void note_bare_lf(struct indexer *x, const char *line, const char *lf)
{
    x->kept_bare_lf = true;
    fault(x->m, line == x->begin ? RS_FAULT_START_BARE_LF : RS_FAULT_LINE_BARE_LF,
          rs_span_between(line, lf));
}

/*
 * The end of the content of the line that begins at `line`; x->line goes to
 * where the next one begins. A line without LF ends with the octets.
 */
static inline const char *take_line(struct indexer *x, struct rs_lines *lines, const char *line)
{
    const char *end = rs_lines_next(lines);
    if (!end)
        return x->line = x->end;
    x->line = rs_lines_behind(end);
    if (*end == '\n' && !x->kept_bare_lf)
        note_bare_lf(x, line, end);
    return end;
}

/* Index lines up to the empty one; returns true when that was found. */
static inline bool index_headers(struct indexer *x, struct rs_lines *lines)
{
    const char *line, *end;
    while ((line = x->line) < x->end) {
        end = take_line(x, lines, line);
        if (line == end)
            return true;
        if (rs_is_wsp(*line))
            continue_header(x, line, end);
        else
            open_header(x, line, end);
    }
    return false;
}

/* ---- the start line ---- */

static uint16_t status_value(struct rs_span text)
{
    if (text.n != 3 || !rs_span_is_digits(text))
        return 0;
    int code = (text.p[0] - '0') * 100 + (text.p[1] - '0') * 10 + (text.p[2] - '0');
    return code < 100 || code > 699 ? 0 : (uint16_t)code;
}

static enum rs_start_line_kind take_start_line(struct rs_msg *m, struct rs_span line)
{
    struct rs_start_line s;
    enum rs_start_line_kind kind = rs_start_line_parse(line, &s, &m->faults);
    m->start_line = line;
    m->version = s.version;
    if (kind == RS_START_RESPONSE) {
        m->kind = RS_MSG_RESPONSE;
        m->status_text = s.status;
        m->reason = s.reason;
        m->status = status_value(s.status);
        if (!m->status)
            fault(m, RS_FAULT_STATUS, s.status);
        return kind;
    }
    m->kind = RS_MSG_REQUEST;
    m->method_name = s.method;
    m->method = s.method_id;
    m->uri = s.uri;
    if (kind != RS_START_NONE && m->method == RS_METHOD_UNKNOWN)
        fault(m, RS_FAULT_METHOD_UNKNOWN, s.method);
    return kind;
}

/* A line without version is SIP only in the company of SIP's own headers. */
static bool headers_speak_sip(const struct rs_msg *m)
{
    return !!m->first[RS_HEADER_VIA] + !!m->first[RS_HEADER_FROM] + !!m->first[RS_HEADER_TO] +
               !!m->first[RS_HEADER_CALL_ID] + !!m->first[RS_HEADER_CSEQ] >=
           2;
}

static void take_response_method(struct rs_msg *m)
{
    struct rs_cseq cseq;
    if (m->kind != RS_MSG_RESPONSE ||
        rs_cseq_parse(rs_msg_value(m, RS_HEADER_CSEQ), &cseq) != RS_OK)
        return;
    m->method_name = cseq.method_name;
    m->method = cseq.method;
}

/* ---- the body ---- */

static int64_t content_length(const struct rs_msg *m)
{
    if (!m->first[RS_HEADER_CONTENT_LENGTH])
        return -1;
    uint64_t n;
    if (!rs_span_to_u64(rs_msg_value(m, RS_HEADER_CONTENT_LENGTH), INT64_MAX / 2, &n))
        return -2;
    return (int64_t)n;
}

static bool only_padding(struct rs_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r' && s.p[i] != '\n' && s.p[i] != '\0')
            return false;
    return true;
}

/* "header-like lines after the empty line": a head that was cut in two. */
static bool begins_with_header(struct rs_span s)
{
    const char *colon = rs_span_find(rs_span_first(s, 32), ':');
    switch (colon ? rs_header_find(rs_span_between(s.p, colon)) : RS_HEADER_OTHER) {
    case RS_HEADER_VIA:
    case RS_HEADER_FROM:
    case RS_HEADER_TO:
    case RS_HEADER_CALL_ID:
    case RS_HEADER_CSEQ:
    case RS_HEADER_CONTACT:
    case RS_HEADER_MAX_FORWARDS:
    case RS_HEADER_CONTENT_LENGTH:
        return true;
    default:
        return false;
    }
}

/* RFC 3261 18.3: a datagram's body is what Content-Length says, or all that is left. */
static void take_datagram_body(struct rs_msg *m, struct rs_span rest, bool truncated)
{
    m->body = rest;
    if (!m->first[RS_HEADER_CONTENT_TYPE] && begins_with_header(rest))
        fault(m, RS_FAULT_LINE_AFTER_END, rs_span_first(rest, 32));
    if (m->content_length < 0) {
        if (m->content_length == -2)
            fault(m, RS_FAULT_LENGTH_INVALID, rs_msg_value(m, RS_HEADER_CONTENT_LENGTH));
        return;
    }
    if ((uint64_t)m->content_length > rest.n) {
        m->cut = true;
        if (!truncated)
            fault(m, RS_FAULT_LENGTH_BEYOND, rs_msg_value(m, RS_HEADER_CONTENT_LENGTH));
        return;
    }
    m->body = rs_span_first(rest, (size_t)m->content_length);
    m->after = rs_span_skip(rest, (size_t)m->content_length);
    if (!only_padding(m->after))
        fault(m, RS_FAULT_LENGTH_SHORT, m->after);
}

/* Returns false when the body goes on behind the octets. */
static bool take_stream_body(struct rs_msg *m, struct rs_span rest)
{
    if (m->content_length > RS_STREAM_MESSAGE_MAX - (int64_t)m->head_len) {
        /* As rs_stream_next cuts it: nobody waits for that many octets. */
        fault(m, RS_FAULT_LENGTH_HUGE, rs_msg_value(m, RS_HEADER_CONTENT_LENGTH));
        m->body = rs_span(rest.p, 0);
        return true;
    }
    if (m->content_length >= 0) {
        if ((uint64_t)m->content_length > rest.n)
            return false;
        m->body = rs_span_first(rest, (size_t)m->content_length);
        return true;
    }
    /* "The Content-Length header field MUST be used with stream oriented transports" (18.3). */
    m->body = rs_span(rest.p, 0);
    if (m->content_length == -2)
        fault(m, RS_FAULT_LENGTH_INVALID, rs_msg_value(m, RS_HEADER_CONTENT_LENGTH));
    else
        fault(m, RS_FAULT_LENGTH_ABSENT, RS_SPAN_NONE);
    return true;
}

/* ---- front door ---- */

/* In pieces that compilers write out: one large memset they make slow (rep stos). */
static inline void clear(char *p, size_t n)
{
    for (char *end = p + n; end - p >= 64; p += 64)
        memset(p, 0, 64);
    memset(p, 0, n % 64);
}

static void msg_reset(struct rs_msg *m)
{
    /* The index itself is written before it is read. */
    clear((char *)m, offsetof(struct rs_msg, last));
    m->faults.count = 0;
    memset(m->faults.seen, 0, sizeof m->faults.seen);
}

/* Line ends and the NULs of some keep-alives, as rs_recognise skips them. */
static const char *skip_line_ends(struct rs_span s)
{
    const char *p = s.p, *end = rs_span_end(s);
    while (p < end && (*p == '\r' || *p == '\n' || *p == '\0'))
        p++;
    return p;
}

static void note_line_damage(struct indexer *x, const char *bare_cr, bool terminated,
                             bool truncated)
{
    if (bare_cr && bare_cr + 1 < x->line)
        fault(x->m, RS_FAULT_LINE_BARE_CR, rs_span(bare_cr, 1));
    if (!terminated && !truncated)
        fault(x->m, RS_FAULT_HEAD_UNTERMINATED, RS_SPAN_NONE);
}

int64_t rs_msg_parse(struct rs_msg *m, struct rs_span octets, enum rs_framing framing,
                     bool truncated)
{
    msg_reset(m);
    const char *begin = skip_line_ends(octets), *all_end = rs_span_end(octets);
    size_t left = (size_t)(all_end - begin);
    const char *head_limit = left > RS_MSG_HEAD_MAX ? begin + RS_MSG_HEAD_MAX : all_end;
    struct indexer x = {.m = m, .begin = begin, .end = head_limit, .line = begin};
    struct rs_lines lines;
    rs_lines_init(&lines, begin, head_limit);
    m->octets = rs_span_between(begin, all_end);

    const char *end = take_line(&x, &lines, begin);
    enum rs_start_line_kind kind = take_start_line(m, rs_span_between(begin, end));
    if (kind == RS_START_NONE)
        return RS_ERR_NOT_SIP;
    bool terminated = index_headers(&x, &lines);
    if (kind == RS_START_WEAK && !headers_speak_sip(m))
        return RS_ERR_NOT_SIP;
    if (!terminated && framing == RS_FRAMING_STREAM && head_limit == all_end)
        return RS_ERR_INCOMPLETE;
    note_line_damage(&x, lines.bare_cr, terminated, truncated);
    m->strange = lines.strange;
    take_response_method(m);
    m->head_len = (uint32_t)(x.line - begin);
    m->content_length = content_length(m);
    struct rs_span rest = rs_span_between(x.line, all_end);
    if (framing == RS_FRAMING_DATAGRAM) {
        take_datagram_body(m, rest, truncated);
        return (int64_t)octets.n;
    }
    if (!take_stream_body(m, rest))
        return RS_ERR_INCOMPLETE;
    m->octets.n = m->head_len + m->body.n;
    return (int64_t)(begin - octets.p) + (int64_t)m->octets.n;
}
