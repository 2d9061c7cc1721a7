#include "track/state.h"

/*
 * Calls outlive what points at them: the next REGISTER of a phone an hour
 * later is still the same Call-ID, and should have the same number. The
 * RS_IDLE_CALLS_MAX last ones are remembered (rank 0); those in use are never
 * forgotten (rank 1), and there are as many places as users can exist.
 */
enum { RS_IDLE_CALLS_MAX = 65536, IDLE = 0, IN_USE = 1 };

static void forget(struct rs_tracker *t, struct rs_call *c)
{
    rs_leg_forget(t, c);
    rs_strings_drop(&t->strings, c->call_id);
    rs_table_remove(&t->calls, c);
    t->idle_calls--;
}

static void trim(struct rs_tracker *t)
{
    while (t->idle_calls > RS_IDLE_CALLS_MAX ||
           (t->idle_calls > 1 && rs_table_full(&t->calls)))
        forget(t, rs_table_oldest(&t->calls));
}

/* Borrowed until the next message; not forgotten before. */
struct rs_call *rs_call_find(struct rs_tracker *t, struct rs_digest key)
{
    struct rs_call *c = rs_table_find(&t->calls, key);
    if (c && !c->users)
        rs_table_touch(&t->calls, c);
    return c;
}

struct rs_call *rs_call_get(struct rs_tracker *t, struct rs_step *s)
{
    if (s->call)
        return s->call;
    trim(t);
    struct rs_call *c = rs_table_add(&t->calls, s->keys.call);
    if (!c)
        return NULL;
    t->idle_calls++;
    c->number = ++t->counters.calls;
    c->call_id = rs_strings_keep(&t->strings, s->view->call_id);
    rs_leg_begin(c);
    s->call = c;
    return c;
}

void rs_tracker_call(struct rs_tracker *t, struct rs_span call_id, uint64_t *call,
                     uint64_t *dialog, uint64_t *frame)
{
    const struct rs_call *c =
        call_id.n ? rs_table_find(&t->calls, rs_digest(&t->hash, call_id.p, call_id.n)) : NULL;
    if (!c)
        return;
    *call = c->number;
    const struct rs_dialog *d = rs_table_at(&t->dialogs, c->last_dialog);
    if (!d)
        return;
    *dialog = d->number;
    *frame = d->last_frame;
}

void rs_call_use(struct rs_tracker *t, struct rs_call *c)
{
    if (c->users++)
        return;
    t->idle_calls--;
    rs_table_promote(&t->calls, c, IN_USE);
}

void rs_call_drop(struct rs_tracker *t, uint32_t index)
{
    struct rs_call *c = rs_table_at(&t->calls, index);
    if (!c || --c->users)
        return;
    t->idle_calls++;
    rs_table_promote(&t->calls, c, IDLE);
    trim(t);
}
