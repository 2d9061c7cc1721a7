#include "track/state.h"

/*
 * Messages that belong to nothing, or contradict what they belong to: no
 * transaction remembers them, so the last of them are remembered here, or a
 * packet captured twice would be told twice. When full the oldest goes.
 */

static struct rs_stray *stray_add(struct rs_tracker *t, struct rs_digest key)
{
    if (rs_table_full(&t->strays))
        rs_table_remove(&t->strays, rs_table_oldest(&t->strays));
    return rs_table_add(&t->strays, key);
}

enum rs_copy_verdict rs_stray_judge(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_digest key =
        rs_digest_with(&t->hash, s->keys.transaction, &s->copy.print, sizeof s->copy.print);
    struct rs_stray *known = rs_table_find(&t->strays, key);
    enum rs_copy_verdict verdict =
        known ? rs_copy_judge(&known->copy, &s->copy, t->copy_window_us) : RS_COPY_FIRST;
    if (verdict == RS_COPY_FIRST) {
        known = stray_add(t, key);
    } else {
        s->note->role = verdict == RS_COPY_DUPLICATE ? RS_ROLE_DUPLICATE : RS_ROLE_RETRANSMISSION;
        s->note->transaction.retransmission_of = rs_moment_frame(&known->copy.at);
    }
    if (known && verdict != RS_COPY_DUPLICATE) {
        known->copy = s->copy;
        rs_table_touch(known);
    }
    return verdict;
}

/* ---- answers to INVITEs that were missed: their ACKs are no orphans ---- */

void rs_stray_answer(struct rs_tracker *t, const struct rs_step *s)
{
    if (s->view->method != RS_METHOD_INVITE || s->msg->status < 200)
        return;
    struct rs_digest key = s->msg->status < 300 ? s->keys.dialog : s->keys.transaction;
    if ((s->msg->status >= 300 || s->keys.has_dialog) && !rs_table_find(&t->strays, key))
        stray_add(t, key);
}

bool rs_stray_answered(const struct rs_tracker *t, const struct rs_step *s)
{
    return rs_table_find(&t->strays, s->keys.transaction) ||
           (s->keys.has_dialog && rs_table_find(&t->strays, s->keys.dialog));
}
