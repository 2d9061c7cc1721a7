#include "find/behaviour_state.h"

/*
 * S423: somebody sends requests in another's name, who gets the answers. The
 * one in whose name they come never acknowledges, answers no challenge, and
 * goes on with nothing; or he gets answers to what he never asked.
 */

struct victim {
    struct rs_watched w;
    struct rs_window unasked;
    struct rs_alarm alarm;
};

const size_t rs_victim_size = sizeof(struct victim);

enum { HOT_SHARE = 2 }; /* from half the requests it takes on octets are counted */

static void begin(struct rs_subject *s, int64_t now_us)
{
    s->hot_us = now_us;
    s->octets_in = s->octets_out = 0;
}

void rs_reflect_request(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    int64_t window_us = rs_number_us(b, RS_NUMBER_S423_WINDOW);
    uint32_t most = rs_number(b, RS_NUMBER_S423_REQUESTS);
    if (d->credentials || !d->opening)
        s->engaged_us = b->now_us;
    if (s->requests.total * HOT_SHARE < most || rs_has_many(s))
        return;
    b->hot_us = b->now_us;
    if (!s->hot_us || b->now_us - s->hot_us >= window_us)
        begin(s, b->now_us);
    s->octets_in += d->note->msg->octets.n;
}

static void tell(struct rs_behaviour *b, const struct rs_deed *d, struct rs_digest owner,
                 const char *subkind, uint32_t n, uint64_t ratio, uint32_t most,
                 int64_t window_us)
{
    struct rs_telling t;
    rs_telling_begin(&t, d, RS_FINDING_S423, owner, n);
    rs_evidence_text(&t.text, &t.f, "subkind", rs_span_str(subkind));
    if (ratio)
        rs_evidence_number(&t.text, &t.f, "ratio", ratio);
    rs_telling_threshold(&t, most, window_us);
    rs_telling_end(b, &t);
}

static bool goes_on(const struct rs_subject *s, int64_t now_us, int64_t window_us)
{
    return s->engaged_us && now_us - s->engaged_us < window_us * 6;
}

/* Octets to one who asks much, of any answer; and whether he ever goes on. */
void rs_reflect_message(struct rs_behaviour *b, const struct rs_annotation *n)
{
    int64_t window_us = rs_number_us(b, RS_NUMBER_S423_WINDOW);
    if (!b->hot_us || b->now_us - b->hot_us > window_us)
        return;
    bool answer = n->msg->kind == RS_MSG_RESPONSE;
    if (!answer && n->msg->method != RS_METHOD_ACK)
        return;
    const struct rs_addr *who = answer ? &n->origin->dst.addr : &n->origin->src.addr;
    struct rs_digest key = rs_address_key(&b->hash, who);
    struct rs_subject *s = rs_table_find(&b->subjects, key);
    if (!s || !s->hot_us || s->monitor)
        return;
    if (!answer) {
        s->engaged_us = b->now_us;
        return;
    }
    s->octets_out += n->msg->octets.n;
    uint32_t most = rs_number(b, RS_NUMBER_S423_REQUESTS);
    uint32_t requests = rs_window_count(&s->requests, b->now_us,
                                        rs_number_us(b, RS_NUMBER_S414_WINDOW));
    uint64_t ratio = s->octets_in ? s->octets_out / s->octets_in : 0;
    bool reflects = requests >= most && ratio >= rs_number(b, RS_NUMBER_S423_RATIO) &&
                    !goes_on(s, b->now_us, window_us);
    struct rs_deed d = {.note = n};
    if (reflects && s->reflects)
        rs_tell_more(b, &d, RS_FINDING_S423, key, RS_MEDIUM);
    else if (reflects)
        tell(b, &d, key, "amplification", requests, ratio, most, window_us);
    s->reflects = reflects || (s->reflects && requests * 2 >= most);
}

/* An answer that nobody asked for (T206); it may have waited, and be no message at hand. */
void rs_reflect_unasked(struct rs_behaviour *b, const struct rs_event *e)
{
    int64_t window_us = rs_number_us(b, RS_NUMBER_S423_WINDOW);
    uint32_t most = rs_number(b, RS_NUMBER_S423_REQUESTS);
    struct rs_digest key = rs_digest_plus(rs_address_key(&b->hash, &e->origin->dst.addr), 9, 9);
    struct victim *v = rs_watched_get(b, &b->victims, key);
    if (!v || rs_policy_has_addr(b->policy, RS_LIST_MONITORS, &e->origin->dst.addr))
        return;
    uint32_t n = rs_window_add(&v->unasked, 1, b->now_us, window_us);
    rs_watched_rank(&b->victims, &v->w, n > 1);
    enum rs_alarm_verdict verdict = rs_alarm_look(&v->alarm, n, most);
    if (verdict == RS_ALARM_SILENT)
        return;
    struct rs_telling t;
    rs_telling_begin_at(b, &t, e->origin, RS_FINDING_S423, key, n);
    rs_evidence_text(&t.text, &t.f, "subkind", RS_SPAN("unsolicited"));
    rs_telling_threshold(&t, most, window_us);
    t.f.more = verdict == RS_ALARM_MORE;
    if (t.f.more)
        t.f.count = 1;
    rs_telling_end(b, &t);
}
