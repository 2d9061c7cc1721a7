#include "sip/head.h"

#include "base/chars.h"
#include "sip/usual_line.h"

static void fault(struct rs_msg *m, enum rs_fault_kind kind, struct rs_span where)
{
    rs_faults_add(&m->faults, kind, RS_HEADER_OTHER, where);
}

/* ---- one header line ---- */

static bool index_has_room(struct rs_msg *m, unsigned id)
{
    if (m->header_count < RS_HEAD_PLACES)
        return true;
    if (!rs_faults_has(&m->faults, RS_FAULT_OVERSIZE_COUNT))
        fault(m, RS_FAULT_OVERSIZE_COUNT, RS_SPAN_NONE);
    return id != RS_HEADER_OTHER && !m->first[id];
}

/* The place for one more header with that id; one that nobody reads when the index is full. */
static struct rs_header *index_add(struct rs_head *x, unsigned id)
{
    if (!index_has_room(x->m, id))
        return &x->spare;
    const unsigned at = x->m->header_count++;
    rs_head_chain(x->m, id, at);
    return &x->m->header[at];
}

/* The value is [value, end) without the white space at its back. */
static inline void set_value(const struct rs_head *x, struct rs_header *h, const char *value,
                             const char *end)
{
    while (end > value && rs_is_lws(end[-1]))
        end--;
    h->value = (uint16_t)(value - x->begin);
    h->value_len = (uint16_t)(end - value);
}

static void open_header(struct rs_head *x, const char *line, const char *end)
{
    const char *colon = rs_span_find(rs_span_between(line, end), ':');
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
    const char *value = rs_skip_lws(colon + 1, end); /* a bare CR too: folds may follow it */
    enum rs_header_id id = rs_header_find(name);
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
static void continue_header(struct rs_head *x, const char *line, const char *end)
{
    fault(x->m, RS_FAULT_LINE_FOLDED, rs_span_between(line, end));
    struct rs_header *h = x->open;
    if (!h)
        return;
    h->folded = 1;
    if (!h->value_len) { /* nothing before the fold: the value begins here */
        set_value(x, h, rs_skip_lws(line, end), end);
        return;
    }
    /* What precedes this line is trimmed: many lines of white space are not looked at again. */
    end = rs_skip_lws_back(line, end);
    if (end > line)
        h->value_len = (uint16_t)(end - x->begin - h->value);
}

void rs_head_line(struct rs_head *x, const char *line, const char *end)
{
    if (rs_is_wsp(*line))
        continue_header(x, line, end);
    else
        open_header(x, line, end);
}

void rs_head_bare_lf(struct rs_head *x, const char *line, const char *lf)
{
    x->kept_bare_lf = true;
    fault(x->m, line == x->begin ? RS_FAULT_START_BARE_LF : RS_FAULT_LINE_BARE_LF,
          rs_span_between(line, lf));
}

/* ---- the start line ---- */

static uint16_t status_value(struct rs_span text)
{
    if (text.n != 3 || !rs_span_is_digits(text))
        return 0;
    int code = (text.p[0] - '0') * 100 + (text.p[1] - '0') * 10 + (text.p[2] - '0');
    return code < 100 || code > 699 ? 0 : (uint16_t)code;
}

static inline __attribute__((always_inline)) void
take_response_line(struct rs_msg *m, const struct rs_start_line *s)
{
    m->kind = RS_MSG_RESPONSE;
    m->status_text = s->status;
    m->reason = s->reason;
    m->status = status_value(s->status);
    if (!m->status)
        fault(m, RS_FAULT_STATUS, s->status);
}

static inline __attribute__((always_inline)) void
take_request_line(struct rs_msg *m, const struct rs_start_line *s, bool certain)
{
    m->kind = RS_MSG_REQUEST;
    m->method_name = s->method;
    m->method = s->method_id;
    m->uri = s->uri;
    if (certain && m->method == RS_METHOD_UNKNOWN)
        fault(m, RS_FAULT_METHOD_UNKNOWN, s->method);
}

/* What is usual goes from the line to the message without a stop in memory. */
static enum rs_start_line_kind take_usual_line(struct rs_msg *m, struct rs_span line)
{
    struct rs_start_line s;
    if (rs_usual_response(line, &s)) {
        take_response_line(m, &s);
        m->version = s.version;
        return RS_START_RESPONSE;
    }
    if (!rs_usual_request(line, &s))
        return RS_START_NONE;
    take_request_line(m, &s, true);
    m->version = s.version;
    return RS_START_REQUEST;
}

static enum rs_start_line_kind take_other_line(struct rs_msg *m, struct rs_span line)
{
    struct rs_start_line s;
    enum rs_start_line_kind kind = rs_start_line_parse(line, &s, &m->faults);
    m->version = s.version;
    if (kind == RS_START_RESPONSE)
        take_response_line(m, &s);
    else
        take_request_line(m, &s, kind != RS_START_NONE);
    return kind;
}

void rs_head_start(struct rs_head *x, const char *line, const char *end)
{
    struct rs_msg *m = x->m;
    m->start_line = rs_span_between(line, end);
    x->kind = take_usual_line(m, m->start_line);
    if (x->kind == RS_START_NONE)
        x->kind = take_other_line(m, m->start_line);
}
