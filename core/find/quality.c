#include "find/quality.h"

#include "find/quality_tell.h"
#include "sip/method.h"

enum { ANSWERERS = 16 }; /* to a service: its phones */

int rs_quality_init(struct rs_quality *q, const struct rs_limits *l, const struct rs_hash_key *key,
                    void (*tell)(void *user, const struct rs_finding *f), void *user)
{
    q->tell = tell;
    q->user = user;
    /* A session has a dialog or waits for one, a registration is in progress or done. */
    uint32_t sessions = l->dialogs + l->registrations + 1, services = l->services + 1;
    if (rs_services_init(&q->services, key, services) != RS_OK ||
        rs_sessions_init(&q->sessions, key, sessions) != RS_OK ||
        rs_pings_init(&q->pings, key, services) != RS_OK ||
        rs_answerers_init(&q->answerers, key, services * ANSWERERS) != RS_OK)
        return RS_ERR_MEMORY;
    return RS_OK;
}

void rs_quality_fini(struct rs_quality *q)
{
    rs_services_fini(&q->services);
    rs_sessions_fini(&q->sessions);
    rs_pings_fini(&q->pings);
    rs_answerers_fini(&q->answerers);
}

/* ---- Q508 ---- */

static void tell_unreachable(struct rs_quality *q, const struct rs_ping_verdict *v,
                             const struct rs_origin *asked, const struct rs_annotation *a,
                             const char *subkind, int64_t now_us)
{
    struct rs_service *s = v->unreachable ? rs_service_get(&q->services, &asked->dst, now_us) : NULL;
    if (!s)
        return;
    s->last = *asked;
    struct rs_quality_report r;
    rs_quality_report(&r, s, a, RS_FINDING_Q508, v->more, now_us);
    rs_evidence_text(&r.text, &r.f, "subkind", rs_span_str(subkind));
    rs_evidence_number(&r.text, &r.f, "pings", v->failed);
    rs_evidence_seconds(&r.text, &r.f, "cadence", v->interval_us);
    if (v->last_good_us >= 0)
        rs_evidence_seconds(&r.text, &r.f, "last_answer_ago", now_us - v->last_good_us);
    r.f.count = v->failed;
    q->tell(q->user, &r.f);
}

static void options(struct rs_quality *q, const struct rs_annotation *a)
{
    if (!a->transaction.first_hop)
        return;
    if (a->role == RS_ROLE_REQUEST && !a->other_leg && !a->view->to.tag.n) {
        rs_pings_request(&q->pings, q->policy, a->origin);
    } else if (a->role == RS_ROLE_FINAL) {
        struct rs_ping_verdict v =
            rs_pings_answer(&q->pings, q->policy, a->origin, a->msg->status);
        struct rs_origin asked = *a->origin;
        asked.dst = a->origin->src;
        asked.src = a->origin->dst;
        tell_unreachable(q, &v, &asked, a, "refused", a->origin->time_us);
    }
}

/* ---- the way through ---- */

/* Credentials make it the retry of a registration that was counted. */
static bool begins_registration(const struct rs_annotation *a)
{
    return a->role == RS_ROLE_REQUEST && a->transaction.first_hop && !a->other_leg &&
           !a->msg->first[RS_HEADER_AUTHORIZATION] &&
           !a->msg->first[RS_HEADER_PROXY_AUTHORIZATION];
}

/* One that has done something stays when strangers fill the table. */
static void see(struct rs_quality *q, struct rs_service *s, const struct rs_annotation *a)
{
    if (!s)
        return;
    s->last = *a->origin;
    if (!s->link.rank && (s->counter[RS_QUALITY_ANSWERED] || s->counter[RS_QUALITY_REGISTERS]))
        rs_table_promote(&q->services.table, s, 1);
}

void rs_quality_message(struct rs_quality *q, const struct rs_annotation *a, bool suspect)
{
    if (!q->tick_us)
        q->tick_us = a->origin->time_us - a->origin->time_us % RS_QUALITY_TICK_US +
                     RS_QUALITY_TICK_US;
    if (a->role == RS_ROLE_DUPLICATE || a->role == RS_ROLE_RETRANSMISSION)
        return;
    rs_quality_overload(q, a);
    if (a->view->method == RS_METHOD_OPTIONS)
        options(q, a);
    struct rs_session_change c = rs_sessions_message(&q->sessions, &q->services, q->policy, a);
    see(q, c.service, a);
    see(q, c.peer, a);
    if (suspect)
        return;
    rs_quality_judge(q, &c, a, a->origin->time_us);
    if (a->role == RS_ROLE_FINAL && !a->other_leg)
        rs_answerers_final(q, a);
    if (a->view->method == RS_METHOD_REGISTER && begins_registration(a))
        rs_quality_avalanche(q, a);
}

void rs_quality_event(struct rs_quality *q, const struct rs_event *e)
{
    struct rs_session_change c = {0};
    uint64_t leg = e->call ? e->call->number : 0;
    switch (e->kind) {
    case RS_EVENT_NO_ANSWER:
    case RS_EVENT_INVITE_NO_ANSWER:
    case RS_EVENT_INVITE_STALLED:
        if (e->tx && e->request && e->tx->via_count != e->request->min_vias)
            return; /* further down the path */
        if (e->tx && e->tx->method == RS_METHOD_OPTIONS) {
            struct rs_ping_verdict v = rs_pings_silence(&q->pings, q->policy, e->origin);
            tell_unreachable(q, &v, e->origin, NULL, "silent", e->time_us);
        } else if (e->tx) {
            c = rs_sessions_timeout(&q->sessions, &q->services, leg, e->tx->method, e->time_us);
        }
        break;
    case RS_EVENT_ACK_MISSING_2XX:
    case RS_EVENT_NOT_TORN_DOWN:
        c = rs_sessions_bad_end(&q->sessions, &q->services, leg, e->time_us);
        break;
    default:
        return;
    }
    rs_quality_judge(q, &c, NULL, e->time_us);
}

/* After so many ticks of silence nothing changes any more: a leap in time is no long walk. */
int64_t rs_quality_next_deadline(struct rs_quality *q, int64_t now_us)
{
    enum { SILENT_TICKS = 2 * RS_TREND_SAMPLES };
    int64_t earliest_us = now_us - SILENT_TICKS * (int64_t)RS_QUALITY_TICK_US;
    if (!q->tick_us)
        return INT64_MAX;
    if (q->tick_us < earliest_us)
        q->tick_us = earliest_us - earliest_us % RS_QUALITY_TICK_US;
    return q->tick_us;
}

void rs_quality_expire(struct rs_quality *q, int64_t now_us)
{
    if (!q->tick_us || now_us < q->tick_us)
        return;
    for (uint32_t i = 0; (i = rs_table_next(&q->services.table, i));)
        rs_quality_trend(q, rs_table_at(&q->services.table, i), q->tick_us);
    q->tick_us += RS_QUALITY_TICK_US;
}

const struct rs_service *rs_quality_next(const struct rs_quality *q, uint32_t *at)
{
    *at = rs_table_next(&q->services.table, *at);
    return *at ? rs_table_at(&q->services.table, *at) : NULL;
}
