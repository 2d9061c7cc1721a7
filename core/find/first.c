#include "find/first.h"

#include "find/behaviour_state.h"

static bool is_counted(const struct rs_subject *s, const struct rs_deed *d)
{
    return rs_probe_counts(d) && rs_scan_counts(s, d);
}

void rs_first_keep(const struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    struct rs_first *f = &s->first;
    if (!rs_probe_counts(d))
        return;
    s->opened = 1;
    f->at = rs_probe_attempt(b, d);
    f->at_us = b->now_us;
    f->service = d->service_key;
    f->host = rs_scan_host(d);
    f->question = rs_scan_question(d);
    rs_span_copy(rs_span_first(d->target_user, RS_SAMPLE_TEXT - 1), f->user, sizeof f->user);
}

static bool is_same(const struct rs_first *f, const struct rs_deed *d)
{
    return rs_print(d->target) == f->at.print && rs_digest_eq(d->service_key, f->service) &&
           f->at.invite == (d->method == RS_METHOD_INVITE) &&
           rs_scan_question(d) == f->question;
}

bool rs_first_again(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    struct rs_first *f = &s->first;
    bool alone = s->opened == 1 || (f->for_scan && f->for_prober);
    if (!alone || !is_counted(s, d) || rs_is_ok(b, s) || !is_same(f, d) ||
        rs_scan_is_known(b, s, d) || rs_prober_is_known(b, s, d))
        return false;
    uint8_t end = d->credentials ? RS_ATTEMPT_ANSWERING : RS_ATTEMPT_OPEN;
    if (s->opened == 1) {
        s->opened = 2;
        rs_watched_rank(&b->subjects, &s->w, 1);
        f->for_scan = f->for_prober = true;
        f->scan_end = f->at.end;
    }
    f->at.end = rs_attempt_again((enum rs_attempt_end)f->at.end, end);
    f->scan_end = rs_attempt_again((enum rs_attempt_end)f->scan_end, end);
    f->at_us = b->now_us;
    return true;
}
