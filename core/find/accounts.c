#include "find/behaviour_state.h"

/*
 * Accounts that somebody guesses at. S407: many networks guess at one. S408: one
 * is let in that was guessed at, from where that was done or from a new place.
 */

enum { GUESSERS = 8 };

struct account {
    struct rs_watched w;
    struct rs_window tries;
    struct rs_distinct nets;
    struct rs_alarm crowd;
    int64_t suspect_us;           /* when S405-S407 was last told, or went on; 0: never */
    int64_t told_us;              /* when S408 was; 0: never */
    uint8_t finding;              /* enum rs_finding_id */
    uint8_t guessers;             /* used of */
    uint32_t guesser[GUESSERS];   /* prints of sources, the newest */
};

const size_t rs_account_size = sizeof(struct account);

static struct rs_digest account_key(const struct rs_deed *d)
{
    return rs_digest_plus(d->aor, 3, 3);
}

static void remember(struct account *a, uint32_t source)
{
    for (int i = 0; i < GUESSERS && i < a->guessers; i++)
        if (a->guesser[i] == source)
            return;
    a->guesser[a->guessers % GUESSERS] = source;
    a->guessers = (uint8_t)(a->guessers < 2 * GUESSERS - 1 ? a->guessers + 1 : GUESSERS);
}

static bool has_guessed(const struct account *a, uint32_t source)
{
    for (int i = 0; i < GUESSERS && i < a->guessers; i++)
        if (a->guesser[i] == source)
            return true;
    return false;
}

static void suspect(struct rs_behaviour *b, struct account *a, const struct rs_deed *d,
                    enum rs_finding_id id)
{
    a->suspect_us = b->now_us;
    a->finding = (uint8_t)id;
    remember(a, rs_print(d->source_key));
    rs_watched_rank(&b->accounts, &a->w, 2);
}

void rs_account_suspect(struct rs_behaviour *b, const struct rs_deed *d, enum rs_finding_id id)
{
    struct account *a = rs_watched_get(b, &b->accounts, account_key(d));
    if (a)
        suspect(b, a, d, id);
}

/* ---- S407 ---- */

static void tell_crowd(struct rs_behaviour *b, struct account *a, const struct rs_deed *d,
                       uint32_t threshold, int64_t window_us)
{
    struct rs_telling t;
    rs_telling_begin(&t, d, RS_FINDING_S407, account_key(d), a->tries.total);
    rs_telling_distinct(&t, "networks", &a->nets, b->now_us, window_us);
    rs_evidence_number(&t.text, &t.f, "tries", a->tries.total);
    rs_telling_threshold(&t, threshold, window_us);
    rs_telling_end(b, &t);
}

void rs_crowd_failed(struct rs_behaviour *b, const struct rs_subject *s, const struct rs_deed *d)
{
    struct account *a = rs_watched_get(b, &b->accounts, account_key(d));
    if (!a || rs_has_many(s))
        return;
    int64_t window_us = rs_number_us(b, RS_NUMBER_S407_WINDOW);
    uint32_t most = rs_number(b, RS_NUMBER_S407_NETS);
    uint32_t tries = rs_window_add(&a->tries, 1, b->now_us, window_us);
    struct rs_digest net = rs_net_key(&b->hash, &d->source->addr);
    rs_distinct_add(&a->nets, net.lo, b->now_us, window_us);
    uint32_t nets = rs_distinct_count(&a->nets, b->now_us, window_us);
    rs_watched_rank(&b->accounts, &a->w, nets > 1);
    /* As many nets as it takes, but not yet the tries: none. */
    uint32_t counted = tries >= rs_number(b, RS_NUMBER_S407_TRIES) ? nets : nets < most ? nets : most - 1;
    enum rs_alarm_verdict v = rs_alarm_look(&a->crowd, counted, most);
    if (v == RS_ALARM_SILENT)
        return;
    suspect(b, a, d, RS_FINDING_S407);
    if (v == RS_ALARM_CROSSED)
        tell_crowd(b, a, d, most, window_us);
    else
        rs_tell_more(b, d, RS_FINDING_S407, account_key(d), RS_HIGH);
}

/* ---- S408 ---- */

/*
 * From where it was guessed at: critical, unless that is where its user has
 * come from before, who mistyped. From elsewhere: his usual place is none of
 * our business; a new one is, the more so if others are known.
 */
static int severity_of(bool guessed, const struct rs_login_known *known)
{
    if (guessed)
        return known->here ? RS_HIGH : RS_CRITICAL;
    if (known->here)
        return -1;
    return known->elsewhere ? RS_CRITICAL : RS_HIGH;
}

void rs_account_let_in(struct rs_behaviour *b, const struct rs_deed *d,
                       const struct rs_login_known *known)
{
    int64_t window_us = rs_number_us(b, RS_NUMBER_S408_WINDOW);
    struct account *a = rs_table_find(&b->accounts, account_key(d));
    bool after = a && a->suspect_us && b->now_us - a->suspect_us < window_us;
    bool sprayed = rs_spray_suspect(b, d, window_us);
    if ((!after && !sprayed) || (a && a->told_us && b->now_us - a->told_us < window_us))
        return;
    bool guessed = sprayed || has_guessed(a, rs_print(d->source_key));
    int severity = severity_of(guessed, known);
    if (severity < 0)
        return;
    struct rs_telling t;
    rs_telling_begin(&t, d, RS_FINDING_S408, account_key(d), 1);
    t.f.severity = (uint8_t)severity;
    t.f.confidence = guessed || known->elsewhere ? 100 : 50;
    rs_evidence_text(&t.text, &t.f, "subkind",
                     guessed ? RS_SPAN("guesser") : RS_SPAN("new_source"));
    rs_evidence_text(&t.text, &t.f, "after",
                     rs_span_str(rs_catalogue_get(after ? a->finding : RS_FINDING_S406)->id));
    rs_telling_end(b, &t);
    if (!a)
        a = rs_watched_get(b, &b->accounts, account_key(d));
    if (a)
        a->told_us = b->now_us;
}
