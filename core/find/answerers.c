#include "find/answerers.h"

#include "base/endpoint_key.h"
#include "find/quality_tell.h"
#include "sip/method.h"

enum number { FINALS, INEFFECTIVE, ERRORS, NUMBERS };

static const struct rs_tally_shape minute = {NUMBERS, 60000000};

struct answerer {
    struct rs_table_link link;
    bool active; /* told, and not over */
    uint32_t in_minute[RS_TALLY_WORDS(NUMBERS)];
};

int rs_answerers_init(struct rs_answerers *s, const struct rs_hash_key *key, uint32_t capacity)
{
    rs_hash_init(&s->hash, key);
    return rs_table_init(&s->table, sizeof(struct answerer), capacity);
}

void rs_answerers_fini(struct rs_answerers *s)
{
    rs_table_fini(&s->table);
}

static struct answerer *get(struct rs_answerers *s, const struct rs_endpoint *at)
{
    struct rs_digest key = rs_endpoint_key(&s->hash, at);
    struct answerer *v = rs_table_find(&s->table, key);
    if (!v && rs_table_full(&s->table))
        rs_table_remove(&s->table, rs_table_oldest(&s->table));
    if (!v)
        v = rs_table_add(&s->table, key);
    if (v)
        rs_table_touch(v);
    return v;
}

static bool above(uint64_t part, uint64_t all, uint32_t share)
{
    return part * 100 > all * share;
}

static void tell(struct rs_quality *q, const struct answerer *v, const struct rs_annotation *a,
                 bool many, bool more)
{
    const uint32_t *in = rs_tally_sums(&minute, v->in_minute);
    struct rs_quality_report r;
    rs_quality_report_at(&r, &a->origin->src, rs_table_key_of(&v->link), a, RS_FINDING_Q505, more);
    rs_evidence_text(&r.text, &r.f, "subkind", many ? RS_SPAN("errors") : RS_SPAN("ineffective"));
    rs_evidence_number(&r.text, &r.f, "answers", in[FINALS]);
    rs_evidence_number(&r.text, &r.f, "ineffective", in[INEFFECTIVE]);
    rs_evidence_number(&r.text, &r.f, "5xx", in[ERRORS]);
    r.f.count = many ? in[ERRORS] : in[INEFFECTIVE];
    q->tell(q->user, &r.f);
}

static void judge(struct rs_quality *q, struct answerer *v, const struct rs_annotation *a,
                  bool error)
{
    const uint32_t *in = rs_tally_sums(&minute, v->in_minute);
    uint32_t share = rs_policy_number(q->policy, RS_NUMBER_Q505_INEFFECTIVE_PERCENT);
    uint32_t most = rs_policy_number(q->policy, RS_NUMBER_Q505_ERRORS);
    bool many = in[ERRORS] >= most;
    bool often = in[FINALS] >= rs_policy_number(q->policy, RS_NUMBER_Q505_ANSWERS) &&
                 above(in[INEFFECTIVE], in[FINALS], share);
    if (error && (many || often)) {
        tell(q, v, a, many, v->active);
        v->active = true;
    } else if (in[ERRORS] < most / 2 && !above(in[INEFFECTIVE] * UINT64_C(2), in[FINALS], share)) {
        v->active = false;
    }
}

void rs_answerers_final(struct rs_quality *q, const struct rs_annotation *a)
{
    unsigned status = a->msg->status;
    bool invite = a->view->method == RS_METHOD_INVITE && status != 401 && status != 407;
    bool error = status / 100 == 5, ineffective = invite && (status == 408 || status == 500 ||
                                                             status == 503 || status == 504);
    struct answerer *v = invite || error ? get(&q->answerers, &a->origin->src) : NULL;
    if (!v)
        return;
    int64_t now_us = a->origin->time_us;
    if (invite)
        rs_tally_add(&minute, v->in_minute, now_us, FINALS, 1);
    if (ineffective)
        rs_tally_add(&minute, v->in_minute, now_us, INEFFECTIVE, 1);
    if (error)
        rs_tally_add(&minute, v->in_minute, now_us, ERRORS, 1);
    if (error || ineffective || v->active)
        judge(q, v, a, error || ineffective);
}
