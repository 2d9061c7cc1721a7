#include "track/state.h"

/*
 * Conditional requests that go round in circles (D313; RFC 3903 4-6, 3261 10.3
 * step 7, 4028 7.4): how often in a row, within a minute, one asker was told
 * 412 for his publication, 423 for his interval or 422 for his session timer.
 */

enum { MINUTE_US = 60 * RS_SECOND_US, TOLD_AT = 3 };

static struct rs_digest key_of(enum rs_rounds kind, struct rs_digest what)
{
    return rs_digest_plus(what, 1 + (uint64_t)kind, 7);
}

uint32_t rs_conditional_round(struct rs_tracker *t, const struct rs_step *s, enum rs_rounds kind,
                              struct rs_digest what)
{
    (void)s;
    struct rs_digest key = key_of(kind, what);
    struct rs_conditional *c = rs_table_find(&t->conditionals, key);
    if (!c && rs_table_full(&t->conditionals))
        rs_table_remove(&t->conditionals, rs_table_oldest(&t->conditionals));
    if (!c && !(c = rs_table_add(&t->conditionals, key)))
        return 0;
    rs_table_touch(c);
    if (!c->count || t->now_us - c->first_us > MINUTE_US)
        *c = (struct rs_conditional){.link = c->link, .first_us = t->now_us,
                                     .first_frame = s->origin->frame};
    c->last_us = t->now_us;
    return ++c->count;
}

void rs_conditional_passed(struct rs_tracker *t, enum rs_rounds kind, struct rs_digest what)
{
    struct rs_conditional *c =
        rs_table_count(&t->conditionals) ? rs_table_find(&t->conditionals, key_of(kind, what))
                                         : NULL;
    if (c)
        rs_table_remove(&t->conditionals, c);
}

static void tell(struct rs_tracker *t, struct rs_step *s, const char *subkind,
                 enum rs_header_id wanted, const struct rs_conditional *c)
{
    uint32_t seconds;
    struct rs_event e = rs_event_at(s, RS_EVENT_CONDITIONAL_LOOP);
    e.subkind = subkind;
    e.count = c->count;
    e.first_us = c->first_us;
    e.other_frame = c->first_frame;
    rs_number_parse(rs_msg_value(s->msg, wanted), UINT32_MAX, &seconds);
    e.number = seconds;
    rs_tell(t, &e);
}

/* Who asks, for whom, and for which package. */
struct rs_digest rs_conditional_key(const struct rs_tracker *t, const struct rs_step *s,
                                    struct rs_span package)
{
    char aor[RS_TEXT_MAX];
    struct rs_uri uri;
    rs_uri_parse(s->view->to.uri.text, &uri);
    struct rs_digest d = rs_digest(&t->hash, aor, rs_uri_aor(&uri, aor, sizeof aor));
    rs_uri_parse(s->view->from.uri.text, &uri);
    d = rs_digest_with(&t->hash, d, aor, rs_uri_aor(&uri, aor, sizeof aor));
    d = rs_digest_nocase_with(&t->hash, d, package.p, package.n);
    return rs_digest_plus(d, s->view->method, 0);
}

static void failed(struct rs_tracker *t, struct rs_step *s, enum rs_rounds kind,
                   struct rs_digest what, const char *subkind, enum rs_header_id wanted)
{
    if (rs_conditional_round(t, s, kind, what) == TOLD_AT)
        tell(t, s, subkind, wanted, rs_table_find(&t->conditionals, key_of(kind, what)));
}

void rs_conditional_response(struct rs_tracker *t, struct rs_step *s, struct rs_span package)
{
    unsigned status = s->msg->status;
    if (status < 200 || (!rs_table_count(&t->conditionals) && status != 412 && status != 423))
        return;
    struct rs_digest what = rs_conditional_key(t, s, package);
    if (status == 423)
        failed(t, s, RS_ROUNDS_423, what, "423", RS_HEADER_MIN_EXPIRES);
    else if (status == 412 && s->view->method == RS_METHOD_PUBLISH)
        failed(t, s, RS_ROUNDS_412, what, "412", RS_HEADER_EXPIRES);
    if (status / 100 != 2)
        return;
    rs_conditional_passed(t, RS_ROUNDS_412, what);
    rs_conditional_passed(t, RS_ROUNDS_423, what);
}

/* Calls of one to another, whatever their Call-IDs: within one call it is D310. */
void rs_conditional_422(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_digest call = rs_digest_plus(s->keys.call, 1, 1);
    if (rs_conditional_round(t, s, RS_ROUNDS_422_CALL, call) == 1)
        failed(t, s, RS_ROUNDS_422, rs_conditional_key(t, s, RS_SPAN_NONE), "422",
               RS_HEADER_MIN_SE);
}
