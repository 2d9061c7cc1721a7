#include "find/quality_tell.h"

#include <string.h>

#include "sip/method.h"
#include "sip/number.h"
#include "sip/params.h"

/* Q506: a server that says it is overloaded, and who asks on all the same. */

enum { AGAIN_US = 300000000, RETRY_MAX_S = 86400 };

/* "Retry-After: 120 (I'm in a meeting);duration=60": its seconds; 0: none. */
static uint32_t retry_after(const struct rs_msg *m)
{
    struct rs_span value = rs_msg_value(m, RS_HEADER_RETRY_AFTER);
    size_t n = 0;
    while (n < value.n && rs_is_digit(value.p[n]))
        n++;
    uint64_t seconds = 0;
    if (!rs_span_to_u64(rs_span_first(value, n), RETRY_MAX_S, &seconds) && !seconds)
        return 0;
    return (uint32_t)seconds;
}

/* Nearly no Via has one: a look at what begins behind each semicolon tells. */
static bool may_have_oc(struct rs_span params)
{
    const char *end = rs_span_end(params);
    for (const char *p = params.p; p && p + 2 < end; p++) {
        if (!(p = memchr(p, ';', (size_t)(end - p - 2))))
            return false;
        if (rs_lower((unsigned char)p[1]) == 'o' || rs_is_lws(p[1]))
            return true;
    }
    return false;
}

/* RFC 7339 4.1, in the top Via of a response: how much less it wants; 0: nothing. */
static uint32_t oc(const struct rs_view *v)
{
    struct rs_span value = rs_param_value(v->via.params, RS_SPAN("oc"));
    uint32_t less = 0;
    return value.p && rs_number_parse(value, UINT32_MAX, &less) == RS_OK ? less : 0;
}

static void tell(struct rs_quality *q, struct rs_service *s, const struct rs_annotation *a,
                 const char *subkind, const char *name, uint32_t value, bool more)
{
    struct rs_quality_report r;
    rs_quality_report(&r, s, a, RS_FINDING_Q506, more, a->origin->time_us);
    rs_evidence_text(&r.text, &r.f, "subkind", rs_span_str(subkind));
    rs_evidence_number(&r.text, &r.f, name, value);
    if (subkind[0] == 'i')
        r.f.severity = RS_HIGH;
    q->tell(q->user, &r.f);
}

static void signalled(struct rs_quality *q, const struct rs_annotation *a, const char *subkind,
                      const char *name, uint32_t value, uint32_t seconds)
{
    struct rs_service *s = rs_service_get(&q->services, &a->origin->src, a->origin->time_us);
    int64_t now_us = a->origin->time_us;
    if (!s)
        return;
    bool more = s->overload_told_us && now_us - s->overload_told_us < AGAIN_US;
    tell(q, s, a, subkind, name, value, more);
    if (!more)
        s->overload_told_us = now_us;
    if (now_us >= s->overload_until_us)
        s->overload_requests = 0;
    if (seconds)
        s->overload_until_us = now_us + seconds * (int64_t)1000000;
    if (s->overload_until_us > q->pause_until_us)
        q->pause_until_us = s->overload_until_us;
}

/* A new request to a server that asked for a pause. */
static void asked(struct rs_quality *q, const struct rs_annotation *a)
{
    /* Hardly ever has any of them asked for one. */
    if (a->origin->time_us >= q->pause_until_us)
        return;
    struct rs_service *s = rs_service_get(&q->services, &a->origin->dst, a->origin->time_us);
    if (!s || a->origin->time_us >= s->overload_until_us)
        return;
    if (++s->overload_requests == rs_policy_number(q->policy, RS_NUMBER_Q506_REQUESTS) + 1)
        tell(q, s, a, "ignored", "requests", s->overload_requests, false);
}

void rs_quality_overload(struct rs_quality *q, const struct rs_annotation *a)
{
    const struct rs_msg *m = a->msg;
    if (m->kind == RS_MSG_REQUEST) {
        if (a->role == RS_ROLE_REQUEST && a->view->method != RS_METHOD_CANCEL &&
            a->view->method != RS_METHOD_BYE)
            asked(q, a);
        return;
    }
    uint32_t seconds = m->status == 503 && m->first[RS_HEADER_RETRY_AFTER] ? retry_after(m) : 0;
    uint32_t less = !seconds && may_have_oc(a->view->via.params) ? oc(a->view) : 0;
    if (seconds)
        signalled(q, a, "retry_after", "retry_after_s", seconds, seconds);
    else if (less)
        signalled(q, a, "oc", "oc", less, 0);
}
