#include "find/signs_inside.h"

/*
 * S422: somebody who takes no part in them ends the calls of others. Counted by
 * source: dialogs that it sent a BYE or CANCEL for; one that is believed is
 * enough.
 */

enum { DIALOGS_MAX = 8 };

struct teardown {
    struct rs_table_link link;
    struct {
        uint64_t number; /* of the dialog; 0: none */
        int64_t time_us;
    } dialog[DIALOGS_MAX];
    uint8_t next;
};

int rs_sign_teardowns_init(struct rs_signs *s, uint32_t capacity)
{
    return rs_table_init(&s->teardowns, sizeof(struct teardown), capacity);
}

static struct teardown *find(struct rs_signs *s, const struct rs_addr *a)
{
    struct rs_digest key = rs_digest(&s->hash, a, sizeof *a);
    struct teardown *t = rs_table_find(&s->teardowns, key);
    if (t) {
        rs_table_touch(t);
        return t;
    }
    return rs_sign_keep(&s->teardowns, key);
}

static void note(struct teardown *t, uint64_t dialog, int64_t now_us)
{
    for (int i = 0; i < DIALOGS_MAX; i++)
        if (t->dialog[i].number == dialog) {
            t->dialog[i].time_us = now_us;
            return;
        }
    t->dialog[t->next].number = dialog;
    t->dialog[t->next].time_us = now_us;
    t->next = (uint8_t)((t->next + 1) % DIALOGS_MAX);
}

static unsigned lately(const struct teardown *t, int64_t now_us, int64_t window_us)
{
    unsigned n = 0;
    for (int i = 0; i < DIALOGS_MAX; i++)
        n += t->dialog[i].number && now_us - t->dialog[i].time_us < window_us;
    return n;
}

/*
 * The other machine of a pair is a party as much as the first. Its own address
 * may be among them already: the answer went to it.
 */
static bool of_a_party(const struct rs_watcher *w, const struct rs_dialog *d,
                       const struct rs_addr *a)
{
    struct rs_addr party;
    for (size_t at = 0; rs_dialog_next_party(w->tracker, d, &at, &party);)
        if (!rs_addr_eq(&party, a) && rs_policy_same_group(w->policy, RS_LIST_PEERS, &party, a))
            return true;
    return false;
}

void rs_sign_teardown(struct rs_watcher *w, const struct rs_event *e)
{
    bool accepted =
        e->kind == RS_EVENT_BYE_FOREIGN_ACCEPTED || e->kind == RS_EVENT_CANCEL_FOREIGN_ACCEPTED;
    bool bye = e->kind == RS_EVENT_BYE_FOREIGN || e->kind == RS_EVENT_BYE_FOREIGN_ACCEPTED;
    bool path = !bye && e->subkind && e->subkind[0] == 'p';
    /* A party that swaps the tags is broken (D302), and ends nobody else's call. */
    if (!e->dialog || (bye && e->subkind))
        return;
    /* The answer may go to whom the request was forged for: the request knows its source. */
    const struct rs_origin sent =
        accepted && e->tx ? rs_tracker_origin(w->tracker, e->tx) : *e->origin;
    const struct rs_addr *who = &sent.src.addr;
    if (!path && of_a_party(w, e->dialog, who))
        return;
    struct teardown *t = find(w->signs, who);
    if (!t)
        return;
    int64_t window_us = rs_sign_window(w, RS_NUMBER_S422_WINDOW);
    note(t, e->dialog->number, e->time_us);
    unsigned dialogs = lately(t, e->time_us, window_us);
    if (!accepted && dialogs < rs_policy_number(w->policy, RS_NUMBER_S422_DIALOGS))
        return;
    char source[RS_ADDR_TEXT];
    struct rs_sign_finding f;
    rs_sign_event(w, &f, e, RS_FINDING_S422, RS_CRITICAL);
    f.f.count = dialogs;
    rs_sign_text(&f, "subkind", rs_span_str(bye ? "bye" : path ? "cancel_path" : "cancel"));
    rs_sign_text(&f, "by", rs_span_str(rs_addr_text(who, source)));
    rs_sign_number(&f, "dialogs", dialogs);
    if (accepted)
        rs_sign_text(&f, "accepted", RS_SPAN("200"));
    rs_sign_tell(w, &f, who, RS_SPAN_NONE, window_us);
}
