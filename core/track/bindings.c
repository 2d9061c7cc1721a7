#include "track/state.h"

/*
 * Registration bindings: kept, found by what names them, moved, told of
 * (binding.h). What a message asks of them is in bindings_message.c.
 */

static struct rs_span text(const struct rs_tracker *t, rs_text name)
{
    return rs_tracker_text(t, name);
}

/* ---- who asked ---- */

static void asker_drop(struct rs_tracker *t, struct rs_binding_asker *a)
{
    rs_agent_drop(t, a->user_agent);
    rs_strings_drop(&t->strings, a->epid);
    *a = (struct rs_binding_asker){.time_us = -1};
}

static struct rs_binding_party party(const struct rs_tracker *t, const struct rs_binding *b,
                                     const struct rs_binding_asker *a)
{
    return (struct rs_binding_party){
        .source = a->source,
        .contact = text(t, b->contact),
        .instance = text(t, b->instance),
        .user_agent = rs_agent_name(t, a->user_agent),
        .epid = text(t, a->epid),
        .scheme = a->scheme,
        .time_us = a->time_us,
    };
}

/* ---- the address of record ---- */

static struct rs_aor *aor_of(const struct rs_tracker *t, const struct rs_binding *b)
{
    return rs_table_at(&t->aors, b->aor);
}

static bool lives(const struct rs_binding *b)
{
    return b->state == RS_BINDING_REGISTERED || b->state == RS_BINDING_FLOW_FAILED;
}

static void unlink_binding(struct rs_tracker *t, struct rs_aor *a, struct rs_binding *b)
{
    struct rs_binding *next = rs_table_at(&t->bindings, b->next);
    struct rs_binding *prev = rs_table_at(&t->bindings, b->prev);
    *(prev ? &prev->next : &a->first) = b->next;
    if (next)
        next->prev = b->prev;
    a->count--;
}

static void aor_forget(struct rs_tracker *t, struct rs_aor *a)
{
    rs_strings_drop(&t->strings, a->text);
    rs_table_remove(&t->aors, a);
}

void rs_binding_forget(struct rs_tracker *t, struct rs_binding *b)
{
    struct rs_aor *a = aor_of(t, b);
    unlink_binding(t, a, b);
    rs_wait_no_more(t, RS_WAITS_BINDING, b->link.self);
    rs_strings_drop(&t->strings, b->contact);
    rs_strings_drop(&t->strings, b->instance);
    asker_drop(t, &b->creator);
    asker_drop(t, &b->asking);
    rs_table_remove(&t->bindings, b);
    if (!a->count)
        aor_forget(t, a);
}

/* One whose binding nobody refreshed or who never was registered goes first. */
static void make_room(struct rs_tracker *t, const struct rs_origin *o)
{
    if (!rs_table_full(&t->bindings))
        return;
    t->counters.evicted_bindings++;
    rs_tell_full(t, o, "bindings");
    rs_binding_forget(t, rs_table_oldest(&t->bindings));
}

/* There are as many places for them as for bindings: room for one is room for both. */
static struct rs_aor *aor_get(struct rs_tracker *t, struct rs_digest key, struct rs_span name)
{
    struct rs_aor *a = rs_table_find(&t->aors, key);
    if (!a && (a = rs_table_add(&t->aors, key)))
        a->text = rs_strings_keep_long(&t->strings, name);
    return a;
}

struct rs_binding *rs_binding_get(struct rs_tracker *t, const struct rs_step *s,
                                  const struct rs_contact *c)
{
    struct rs_binding *b = rs_table_find(&t->bindings, c->key);
    if (b)
        return b;
    make_room(t, s->origin);
    struct rs_aor *a = aor_get(t, c->aor_key, c->aor);
    if (!a || a->count >= RS_BINDINGS_MAX || !(b = rs_table_add(&t->bindings, c->key))) {
        if (a && !a->count)
            aor_forget(t, a);
        return NULL;
    }
    b->aor = a->link.self;
    b->next = a->first;
    struct rs_binding *second = rs_table_at(&t->bindings, a->first);
    if (second)
        second->prev = b->link.self;
    a->first = b->link.self;
    a->count++;
    b->contact = rs_strings_keep_long(&t->strings, c->uri);
    b->instance = rs_strings_keep_long(&t->strings, c->instance);
    b->reg_id = c->reg_id;
    b->wildcard = c->wildcard;
    b->uri_print = rs_fold32(rs_fingerprint(&t->hash, c->uri.p, c->uri.n));
    b->expires_us = b->creator.time_us = b->asking.time_us = -1;
    return b;
}

/* ---- told ---- */

static void add_others(const struct rs_tracker *t, const struct rs_binding *b,
                       struct rs_binding_change *c)
{
    const struct rs_binding *o = rs_table_at(&t->bindings, aor_of(t, b)->first);
    for (; o && c->other_count < RS_BINDING_OTHERS_MAX; o = rs_table_at(&t->bindings, o->next))
        if (o != b && lives(o))
            c->other[c->other_count++] = party(t, o, &o->creator);
}

static void count(struct rs_binding_count *n, unsigned kind)
{
    uint8_t *of = kind == RS_BINDING_ADDED                                     ? &n->added
                  : kind == RS_BINDING_REFRESHED                               ? &n->refreshed
                  : kind == RS_BINDING_DELETED || kind == RS_BINDING_DROPPED ? &n->removed
                  : kind == RS_BINDING_LEARNED                                 ? &n->learned
                                                                               : NULL;
    if (of && *of < UINT8_MAX)
        ++*of;
}

static void tell(struct rs_tracker *t, struct rs_step *s, const struct rs_binding *b, unsigned kind)
{
    struct rs_aor *a = aor_of(t, b);
    struct rs_binding_change c = {
        .kind = (uint8_t)kind,
        .aor_key = {rs_table_key_of(&a->link), 0},
        .aor = text(t, a->text),
        .by = party(t, b, &b->asking),
        .creator = party(t, b, &b->creator),
        .reg_id = b->reg_id,
        .wildcard = b->wildcard || b->by_wildcard,
        .expires_s = b->expires_s,
    };
    struct rs_origin timer = {.time_us = t->now_us, .frame = b->creator.frame};
    struct rs_event e = {.kind = RS_EVENT_BINDING,
                         .time_us = t->now_us,
                         .first_us = t->now_us,
                         .last_us = t->now_us,
                         .origin = &timer,
                         .frame = b->creator.frame,
                         .count = 1};
    if (s) {
        e = rs_event_at(s, RS_EVENT_BINDING);
        count(&s->bound, kind);
    }
    add_others(t, b, &c);
    e.subkind = rs_binding_change_name((enum rs_binding_change_kind)kind);
    e.other_frame = b->asking.frame;
    e.binding = &c;
    rs_tell(t, &e);
}

/* ---- moved ---- */

static int64_t due_us(const struct rs_binding *b)
{
    int64_t lapse = b->expires_us >= 0 ? b->expires_us + RS_TIMEOUT_US : INT64_MAX;
    int64_t answer = b->asked_by ? b->asking.time_us + RS_TIMEOUT_US : INT64_MAX;
    return lapse < answer ? lapse : answer;
}

/* Who asked is who made it, from now on. */
static void settle(struct rs_tracker *t, struct rs_binding *b)
{
    asker_drop(t, &b->creator);
    b->creator = b->asking;
    b->asking = (struct rs_binding_asker){.time_us = -1};
    b->asked_by = 0;
    b->by_wildcard = false;
}

bool rs_binding_step(struct rs_tracker *t, struct rs_step *s, struct rs_binding *b,
                     enum rs_binding_event event)
{
    struct rs_binding_cell cell = rs_binding_machine(b->state, event);
    b->state = cell.next;
    if (cell.change)
        tell(t, s, b, cell.change);
    if (event == RS_BND_ACCEPTED)
        settle(t, b);
    if (event == RS_BND_REFUSED || event == RS_BND_NO_ANSWER)
        b->asked_by = 0;
    bool gone = b->state == RS_BINDING_EXPIRED || b->state == RS_BINDING_REMOVED ||
                b->state == RS_BINDING_FAILED || (b->wildcard && !b->asked_by);
    if (gone) {
        rs_binding_forget(t, b);
        return false;
    }
    rs_table_promote(&t->bindings, b, lives(b));
    if (due_us(b) != INT64_MAX)
        rs_wait(t, RS_WAITS_BINDING, b->link.self, due_us(b));
    return true;
}

void rs_binding_timer(struct rs_tracker *t, struct rs_binding *b)
{
    bool unanswered = b->asked_by && t->now_us - b->asking.time_us >= RS_TIMEOUT_US;
    if (unanswered && !rs_binding_step(t, NULL, b, RS_BND_NO_ANSWER))
        return;
    if (b->expires_us >= 0 && t->now_us - b->expires_us >= RS_TIMEOUT_US)
        rs_binding_step(t, NULL, b, RS_BND_LAPSED);
    else if (due_us(b) != INT64_MAX)
        rs_wait(t, RS_WAITS_BINDING, b->link.self, due_us(b));
}
