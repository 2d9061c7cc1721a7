/*
 * The headers in which a peer says why: Reason with its Q.850 cause in words,
 * Warning, ms-diagnostics with its class, where a redirect or a transfer goes.
 * Never credentials, never a body.
 */
#include "outputs/ladder.h"

#include <stdarg.h>
#include <stdio.h>

#include "sip/microsoft.h"
#include "sip/reason.h"

struct note {
    char *p;
    size_t n, cap;
};

static void add(struct note *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * A line of the note; lines are kept apart by NL, which no value can hold (see
 * add_span).
 */
static void add(struct note *t, const char *format, ...)
{
    va_list args;
    int n;

    if (t->n + 2 >= t->cap)
        return;
    va_start(args, format);
    n = vsnprintf(t->p + t->n, t->cap - t->n, format, args);
    va_end(args);
    if (n > 0)
        t->n += (size_t)n < t->cap - t->n ? (size_t)n : t->cap - t->n - 1;
}

/* From the traffic: folds become a space, so that a value stays on its line. */
static void add_span(struct note *t, struct rs_span s, size_t max)
{
    char text[160];
    size_t n = rs_span_copy(rs_span_first(s, max), text, sizeof text);

    for (size_t i = 0; i < n; i++)
        if (text[i] == '\n' || text[i] == '\0')
            text[i] = ' ';
    add(t, "%.*s", (int)n, text);
}

static void add_line(struct note *t)
{
    if (t->n)
        add(t, "\n");
}

static void add_header(struct note *t, const struct rs_msg *m, enum rs_header_id id,
                       const char *before)
{
    struct rs_span value = rs_msg_value(m, id);

    if (!value.n)
        return;
    add_line(t);
    add(t, "%s", before);
    add_span(t, value, 120);
}

static void add_reason(struct note *t, struct rs_span value)
{
    struct rs_reason r;

    if (rs_reason_parse(value, &r) != RS_OK)
        return;
    add_line(t);
    add(t, "Reason: ");
    add_span(t, r.protocol, 16);
    if (r.has_cause)
        add(t, " %u", r.cause);
    if (r.has_cause)
        add(t, " %s", rs_reason_words(&r));
    if (r.text.n && !rs_span_eq_nocase(r.text, rs_span_str(rs_reason_words(&r)))) {
        add(t, " \"");
        add_span(t, r.text, 100);
        add(t, "\"");
    }
}

static void add_warning(struct note *t, struct rs_span value)
{
    struct rs_warning v;

    if (rs_warning_parse(value, &v) != RS_OK)
        return;
    add_line(t);
    add(t, "Warning %u: ", v.code);
    add_span(t, v.text, 120);
}

/* As sent, or what the number means where nothing is said; our word for the kind behind it. */
static void add_ms_diagnostics(struct note *t, const struct rs_msg *m, enum rs_header_id id)
{
    struct rs_span value = rs_msg_value(m, id);
    struct rs_ms_diagnostics d;
    const struct rs_ms_diagnostics_row *row;
    const char *kind;

    if (!value.n || rs_ms_diagnostics_parse(value, &d) != RS_OK)
        return;
    kind = rs_ms_diagnostics_class(d.error_id);
    row = rs_ms_diagnostics_row(d.error_id);
    add_line(t);
    add(t, "%s %u ", rs_header_text(id), d.error_id);
    add_span(t, d.reason.n || !row ? d.reason : rs_span_str(row->words), 120);
    if (*kind)
        add(t, " [%s]", kind);
    if (d.source.n) {
        add(t, " from ");
        add_span(t, d.source, 60);
    }
}

static void add_values(struct note *t, const struct rs_msg *m, enum rs_header_id id,
                       void (*one)(struct note *, struct rs_span))
{
    struct rs_values it = {0};
    struct rs_span value;

    for (int n = 0; n < 3 && rs_msg_next_value(m, id, &it, &value); n++)
        one(t, value);
}

static void add_of_request(struct note *t, const struct rs_msg *m)
{
    add_header(t, m, RS_HEADER_REFER_TO, "transfer to ");
    add_header(t, m, RS_HEADER_REPLACES, "replaces call ");
    if (m->method == RS_METHOD_NOTIFY || m->method == RS_METHOD_BENOTIFY)
        add_header(t, m, RS_HEADER_SUBSCRIPTION_STATE, "subscription ");
    if (m->method == RS_METHOD_SUBSCRIBE || m->method == RS_METHOD_PUBLISH)
        add_header(t, m, RS_HEADER_EVENT, "event ");
}

static void add_of_response(struct note *t, const struct rs_msg *m)
{
    if (rs_status_flags(m->status) & RS_STATUS_REDIRECT)
        add_header(t, m, RS_HEADER_CONTACT, "try ");
    add_header(t, m, RS_HEADER_RETRY_AFTER, "retry after ");
    add_header(t, m, RS_HEADER_UNSUPPORTED, "unsupported: ");
    add_header(t, m, RS_HEADER_MIN_EXPIRES, "at least ");
}

/* What a NOTIFY says stands there as it was sent. */
static void add_subscription(struct note *t, const struct rs_annotation *a)
{
    const struct rs_subscription_note *n = &a->subscription;
    bool notify = a->view->method == RS_METHOD_NOTIFY || a->view->method == RS_METHOD_BENOTIFY;

    if (!n->number || a->msg->kind == RS_MSG_REQUEST)
        return;
    if (n->after == RS_SUB_TERMINATED && n->before != RS_SUB_TERMINATED) {
        add_line(t);
        add(t, "subscription ended: %s", rs_sub_end_name((enum rs_sub_end)n->end));
    } else if (!notify && n->expires_s) {
        add_line(t);
        add(t, "subscribed for %u s", n->expires_s);
    }
}

/* RFC 4028. */
static void add_session_timer(struct note *t, const struct rs_annotation *a)
{
    const struct rs_session_timer_note *n = &a->session_timer;
    bool agreed = a->msg->status / 100 == 2 && n->after == RS_TIMER_RUNNING;

    if (!n->seconds || (!agreed && n->before != RS_TIMER_EXPIRED))
        return;
    add_line(t);
    if (n->before == RS_TIMER_EXPIRED)
        add(t, "session timer had run out%s", agreed ? "; " : "");
    if (!agreed)
        return;
    add(t, "session timer %s%u s", n->before == RS_TIMER_RUNNING ? "refreshed, " : "", n->seconds);
    if (n->refresher)
        add(t, " (%s)", rs_session_refresher_name(n->refresher));
}

size_t rs_ladder_note(const struct rs_annotation *a, char *buf, size_t cap)
{
    const struct rs_msg *m = a->msg;
    struct note t = {buf, 0, cap};

    buf[0] = '\0';
    add_ms_diagnostics(&t, m, RS_HEADER_MS_DIAGNOSTICS);
    add_ms_diagnostics(&t, m, RS_HEADER_MS_DIAGNOSTICS_PUBLIC);
    add_ms_diagnostics(&t, m, RS_HEADER_MS_CLIENT_DIAGNOSTICS);
    add_values(&t, m, RS_HEADER_REASON, add_reason);
    add_values(&t, m, RS_HEADER_WARNING, add_warning);
    if (m->kind == RS_MSG_REQUEST)
        add_of_request(&t, m);
    else
        add_of_response(&t, m);
    add_subscription(&t, a);
    add_session_timer(&t, a);
    return t.n;
}
