#include "track/state.h"

/* Never full: there are as many places as users can exist (tracker.c). */
struct rs_call *rs_call_get(struct rs_tracker *t, struct rs_step *s)
{
    if (s->call)
        return s->call;
    struct rs_call *c = rs_table_add(&t->calls, s->keys.call);
    if (!c)
        return NULL;
    c->number = ++t->counters.calls;
    c->call_id = rs_strings_keep(&t->strings, s->view->call_id);
    s->call = c;
    return c;
}

void rs_call_use(struct rs_call *c)
{
    c->users++;
}

void rs_call_drop(struct rs_tracker *t, uint32_t index)
{
    struct rs_call *c = rs_table_at(&t->calls, index);
    if (!c || --c->users)
        return;
    rs_strings_drop(&t->strings, c->call_id);
    rs_table_remove(&t->calls, c);
}
