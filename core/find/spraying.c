#include "find/behaviour_state.h"

/* S406: one source tries few passwords on many accounts. */

enum { USERS = 64 };

struct sprayer {
    struct rs_watched w;
    struct rs_alarm alarm;
    uint8_t users;
    uint32_t user[USERS];     /* prints, the newest 64 */
    uint8_t tries[USERS];
    int64_t last_us[USERS];
    struct rs_distinct agents;
    int64_t suspect_us;
};

const size_t rs_sprayer_size = sizeof(struct sprayer);

static struct rs_digest sprayer_key(const struct rs_deed *d)
{
    return rs_digest_plus(d->source_key, 4, 4);
}

static unsigned place_of(const struct sprayer *p, uint32_t user)
{
    unsigned oldest = 0;
    for (unsigned i = 0; i < p->users; i++) {
        if (p->user[i] == user)
            return i;
        if (p->last_us[i] < p->last_us[oldest])
            oldest = i;
    }
    return p->users < USERS ? p->users : oldest;
}

static void count(struct sprayer *p, uint32_t user, int64_t now_us, int64_t window_us)
{
    unsigned at = place_of(p, user);
    bool known = at < p->users && p->user[at] == user && now_us - p->last_us[at] < window_us;
    p->users += at == p->users;
    p->user[at] = user;
    p->tries[at] = (uint8_t)(!known ? 1 : p->tries[at] < 255 ? p->tries[at] + 1 : 255);
    p->last_us[at] = now_us;
}

static uint32_t sprayed(const struct sprayer *p, uint32_t tries, int64_t now_us, int64_t window_us)
{
    uint32_t n = 0;
    for (unsigned i = 0; i < p->users; i++)
        n += p->tries[i] <= tries && now_us - p->last_us[i] < window_us;
    return n;
}

static void tell(struct rs_behaviour *b, struct sprayer *p, const struct rs_deed *d, uint32_t users,
                 uint32_t threshold, int64_t window_us)
{
    struct rs_telling t;
    uint32_t agents = rs_distinct_count(&p->agents, b->now_us, window_us);
    rs_telling_begin(&t, d, RS_FINDING_S406, sprayer_key(d), users);
    /* Many kinds of phones at one address: an office behind a NAT, more likely. */
    t.f.confidence = agents > 2 ? 50 : 100;
    rs_evidence_number(&t.text, &t.f, "accounts", users);
    rs_evidence_number(&t.text, &t.f, "agents", agents);
    rs_telling_threshold(&t, threshold, window_us);
    rs_telling_end(b, &t);
}

void rs_spray_failed(struct rs_behaviour *b, const struct rs_subject *s, const struct rs_deed *d,
                     const struct rs_try *try)
{
    if (rs_has_many(s)) /* many are behind it */
        return;
    struct sprayer *p = rs_watched_get(b, &b->sprayers, sprayer_key(d));
    if (!p)
        return;
    int64_t window_us = rs_number_us(b, RS_NUMBER_S406_WINDOW);
    uint32_t most = rs_number(b, RS_NUMBER_S406_USERS);
    count(p, try->username, b->now_us, window_us);
    rs_distinct_add(&p->agents, try->agent, b->now_us, window_us);
    uint32_t users = sprayed(p, rs_number(b, RS_NUMBER_S406_TRIES), b->now_us, window_us);
    rs_watched_rank(&b->sprayers, &p->w, p->users > 1);
    enum rs_alarm_verdict v = rs_alarm_look(&p->alarm, users, most);
    if (v == RS_ALARM_SILENT)
        return;
    p->suspect_us = b->now_us;
    rs_watched_rank(&b->sprayers, &p->w, 2);
    rs_account_suspect(b, d, RS_FINDING_S406);
    if (v == RS_ALARM_CROSSED)
        tell(b, p, d, users, most, window_us);
    else
        rs_tell_more(b, d, RS_FINDING_S406, sprayer_key(d), RS_HIGH);
}

bool rs_spray_suspect(const struct rs_behaviour *b, const struct rs_deed *d, int64_t window_us)
{
    const struct sprayer *p = rs_table_find(&b->sprayers, sprayer_key(d));
    return p && p->suspect_us && b->now_us - p->suspect_us < window_us;
}
