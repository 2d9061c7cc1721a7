#include "track/state.h"

/*
 * Calls outlive what points at them: the next REGISTER of a phone an hour
 * later is still the same Call-ID, and should have the same number. The
 * RS_IDLE_CALLS_MAX last ones are remembered, in a list by when they were last
 * met; those in use are never forgotten, and there are as many places as users
 * can exist.
 */
enum { RS_IDLE_CALLS_MAX = 65536 };

/* ---- the list of idle ones: it stands where those in use have their users ---- */

static struct rs_call *call_at(const struct rs_tracker *t, uint32_t index)
{
    return rs_table_at(&t->calls, index);
}

static void idle_add(struct rs_tracker *t, struct rs_call *c)
{
    c->idle = true;
    c->idle_older = t->idle_newest;
    c->idle_newer = 0;
    if (t->idle_newest)
        call_at(t, t->idle_newest)->idle_newer = c->link.self;
    else
        t->idle_oldest = c->link.self;
    t->idle_newest = c->link.self;
    t->idle_calls++;
}

static void idle_remove(struct rs_tracker *t, struct rs_call *c)
{
    if (c->idle_older)
        call_at(t, c->idle_older)->idle_newer = c->idle_newer;
    else
        t->idle_oldest = c->idle_newer;
    if (c->idle_newer)
        call_at(t, c->idle_newer)->idle_older = c->idle_older;
    else
        t->idle_newest = c->idle_older;
    c->idle = false;
    c->users = c->last_dialog = 0;
    t->idle_calls--;
}

static void forget(struct rs_tracker *t, struct rs_call *c)
{
    idle_remove(t, c);
    rs_leg_forget(t, c);
    rs_strings_drop(&t->strings, c->call_id);
    rs_table_remove(&t->calls, c);
}

static void trim(struct rs_tracker *t)
{
    while (t->idle_calls > RS_IDLE_CALLS_MAX || (t->idle_calls > 1 && rs_table_full(&t->calls)))
        forget(t, call_at(t, t->idle_oldest));
}

/* ---- life ---- */

/* Borrowed until the next message; not forgotten before. */
struct rs_call *rs_call_find_at(struct rs_tracker *t, struct rs_digest key, uint32_t at)
{
    struct rs_call *c = rs_table_find_at(&t->calls, key, at);
    if (c && c->idle && t->idle_newest != c->link.self) {
        idle_remove(t, c);
        idle_add(t, c);
    }
    return c;
}

struct rs_call *rs_call_find(struct rs_tracker *t, struct rs_digest key)
{
    return rs_call_find_at(t, key, 0);
}

struct rs_call *rs_call_get(struct rs_tracker *t, struct rs_step *s)
{
    if (s->call)
        return s->call;
    trim(t);
    struct rs_call *c = rs_table_add(&t->calls, s->keys.call);
    if (!c)
        return NULL;
    idle_add(t, c);
    c->number = ++t->counters.calls & RS_NUMBER_MAX;
    c->call_id = rs_strings_keep(&t->strings, s->view->call_id);
    s->call = c;
    return c;
}

void rs_tracker_call(struct rs_tracker *t, struct rs_span call_id, uint64_t *call, uint64_t *dialog,
                     uint64_t *frame)
{
    const struct rs_call *c =
        call_id.n ? rs_table_find(&t->calls, rs_digest(&t->hash, call_id.p, call_id.n)) : NULL;
    if (!c)
        return;
    *call = c->number;
    const struct rs_dialog *d = rs_table_at(&t->dialogs, rs_call_last_dialog(c));
    if (!d)
        return;
    *dialog = d->number;
    *frame = d->last_frame;
}

void rs_call_use(struct rs_tracker *t, struct rs_call *c)
{
    if (c->idle)
        idle_remove(t, c);
    c->users++;
}

void rs_call_drop(struct rs_tracker *t, uint32_t index)
{
    struct rs_call *c = call_at(t, index);
    if (!c || --c->users)
        return;
    idle_add(t, c);
    trim(t);
}
