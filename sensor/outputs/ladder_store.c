/*
 * Memory of the ladder: calls, messages and findings, each under its ceiling.
 * Messages of a call are a list in a slab, so that one can be dropped from the
 * middle of a long call in no time.
 */
#include "outputs/ladder.h"

#include "base/err.h"

/* A number or a Call-ID; a Call-ID may be all digits too. */
bool rs_ladder_is_wanted(const struct rs_ladder *l, uint64_t number, struct rs_span call_id)
{
    struct rs_span asked = rs_span_str(l->settings->call);
    uint64_t asked_number;

    if (!asked.p)
        return true;
    if (rs_span_to_u64(asked, UINT64_MAX, &asked_number) && asked_number == number)
        return number != 0;
    return call_id.n && rs_span_eq(asked, call_id);
}

static struct rs_ladder_call *add_call(struct rs_ladder *l, uint64_t number,
                                       struct rs_span call_id)
{
    struct rs_ladder_call *c = g_new0(struct rs_ladder_call, 1);

    c->number = number;
    c->wanted = rs_ladder_is_wanted(l, number, call_id);
    c->call_id = rs_strings_keep(&l->texts, call_id);
    g_ptr_array_add(l->calls, c);
    g_hash_table_insert(l->by_number, &c->number, c);
    return c;
}

/* What it holds is free again. */
static void forget_messages(struct rs_ladder *l, struct rs_ladder_call *c)
{
    struct rs_ladder_message *last = c->tail ? &l->message[c->tail] : NULL;

    for (uint32_t i = c->head; i; i = l->message[i].next) {
        rs_strings_drop(&l->texts, l->message[i].name);
        rs_strings_drop(&l->texts, l->message[i].note);
    }
    if (!last)
        return;
    last->next = l->message_free;
    l->message_free = c->head;
}

static void forget_findings(struct rs_ladder *l, const struct rs_ladder_call *c)
{
    if (!c->last_finding)
        return;
    l->finding[c->last_finding].next = l->finding_free;
    l->finding_free = c->findings;
}

static void forget_texts(struct rs_ladder *l, struct rs_ladder_call *c)
{
    rs_strings_drop(&l->texts, c->call_id);
    rs_strings_drop(&l->texts, c->from);
    rs_strings_drop(&l->texts, c->to);
    for (unsigned i = 0; i < c->agent_count; i++)
        rs_strings_drop(&l->texts, c->agent[i]);
    for (unsigned i = 0; i < c->leg_count; i++)
        rs_strings_drop(&l->texts, c->leg[i].call_id);
}

/* The older half of those that --call does not ask for. False: there are none. */
static bool make_room(struct rs_ladder *l)
{
    GPtrArray *all = l->calls;
    guint kept = 0, half = all->len / 2, dropped = 0;

    if (!l->settings->call)
        return false;
    for (guint i = 0; i < all->len; i++) {
        struct rs_ladder_call *c = all->pdata[i];

        if (c->wanted || i > half) {
            all->pdata[kept++] = c;
            continue;
        }
        g_hash_table_remove(l->by_number, &c->number);
        forget_messages(l, c);
        forget_findings(l, c);
        forget_texts(l, c);
        g_free(c);
        dropped++;
    }
    g_ptr_array_set_free_func(all, NULL); /* the places left over are none's */
    g_ptr_array_set_size(all, (gint)kept);
    g_ptr_array_set_free_func(all, g_free);
    return dropped > 0;
}

struct rs_ladder_call *rs_ladder_call_get(struct rs_ladder *l, uint64_t number,
                                          struct rs_span call_id)
{
    struct rs_ladder_call *c = g_hash_table_lookup(l->by_number, &number);

    /* "No call" is none that can be joined. */
    if (!number && !rs_ladder_is_wanted(l, number, call_id))
        return NULL;
    if (c)
        return c;
    if (l->calls->len >= RS_LADDER_CALLS_MAX && !make_room(l)) {
        if (number > l->calls_left_out)
            l->calls_left_out = number;
        return NULL;
    }
    return add_call(l, number, call_id);
}

int rs_ladder_endpoint(struct rs_ladder_call *c, const struct rs_endpoint *e)
{
    for (int i = 0; i < c->endpoint_count; i++)
        if (rs_endpoint_eq(&c->endpoint[i], e))
            return i;
    if (c->endpoint_count == RS_LADDER_ENDPOINTS)
        return -1;
    c->endpoint[c->endpoint_count] = *e;
    return c->endpoint_count++;
}

/* Twice the room, up to the ceiling. False when that is reached. */
static bool grow(void **slab, uint32_t *room, uint32_t ceiling, size_t size)
{
    uint32_t wanted = *room ? *room * 2 : 1024;

    if (*room >= ceiling)
        return false;
    if (wanted > ceiling)
        wanted = ceiling;
    *slab = g_realloc_n(*slab, wanted, size);
    *room = wanted;
    return true;
}

static uint32_t take_message(struct rs_ladder *l)
{
    uint32_t index = l->message_free;
    void *slab = l->message;

    if (index) {
        l->message_free = l->message[index].next;
        return index;
    }
    if (l->message_count + 1 >= l->message_room &&
        !grow(&slab, &l->message_room, RS_LADDER_MESSAGES_MAX, sizeof *l->message))
        return 0;
    l->message = slab;
    return ++l->message_count;
}

/* Behind the part that is kept at the beginning, the oldest one goes. */
static void drop_from_middle(struct rs_ladder *l, struct rs_ladder_call *c)
{
    struct rs_ladder_message *before = &l->message[c->head_end];
    uint32_t index = before->next;
    struct rs_ladder_message *m = &l->message[index];

    before->next = m->next;
    if (c->tail == index)
        c->tail = c->head_end;
    rs_strings_drop(&l->texts, m->name);
    rs_strings_drop(&l->texts, m->note);
    m->next = l->message_free;
    l->message_free = index;
    c->messages--;
    c->dropped++;
    l->messages_left_out++;
}

/* The call at hand is not to go for its own message. */
static uint32_t take_message_for(struct rs_ladder *l, struct rs_ladder_call *c)
{
    uint32_t index = take_message(l);
    bool wanted = c->wanted;

    if (index)
        return index;
    c->wanted = true;
    if (make_room(l))
        index = take_message(l);
    c->wanted = wanted;
    return index;
}

struct rs_ladder_message *rs_ladder_message_add(struct rs_ladder *l, struct rs_ladder_call *c)
{
    uint32_t index;

    if (c->messages >= RS_LADDER_CALL_MESSAGES)
        drop_from_middle(l, c);
    index = take_message_for(l, c);
    if (!index) {
        c->dropped++;
        l->messages_left_out++;
        return NULL;
    }
    memset(&l->message[index], 0, sizeof l->message[index]);
    if (c->tail)
        l->message[c->tail].next = index;
    else
        c->head = index;
    c->tail = index;
    if (++c->messages == RS_LADDER_CALL_HEAD)
        c->head_end = index;
    return &l->message[index];
}

static uint32_t take_finding(struct rs_ladder *l)
{
    uint32_t index = l->finding_free;
    void *slab = l->finding;

    if (index) {
        l->finding_free = l->finding[index].next;
        return index;
    }
    if (l->finding_count + 1 >= l->finding_room &&
        !grow(&slab, &l->finding_room, RS_LADDER_FINDINGS_MAX, sizeof *l->finding))
        return 0;
    l->finding = slab;
    return ++l->finding_count;
}

struct rs_ladder_finding *rs_ladder_finding_add(struct rs_ladder *l, struct rs_ladder_call *c)
{
    uint32_t index = take_finding(l);

    if (!index) {
        l->findings_left_out++;
        return NULL;
    }
    memset(&l->finding[index], 0, sizeof l->finding[index]);
    if (c->last_finding)
        l->finding[c->last_finding].next = index;
    else
        c->findings = index;
    c->last_finding = index;
    return &l->finding[index];
}

int rs_ladder_store_init(struct rs_ladder *l)
{
    int result = rs_strings_init(&l->texts, RS_LADDER_TEXT_BYTES);

    if (result != RS_OK)
        return result;
    l->by_number = g_hash_table_new(g_int64_hash, g_int64_equal);
    l->calls = g_ptr_array_new_with_free_func(g_free);
    return RS_OK;
}

void rs_ladder_store_fini(struct rs_ladder *l)
{
    g_hash_table_destroy(l->by_number);
    g_ptr_array_free(l->calls, TRUE);
    g_free(l->message);
    g_free(l->finding);
    rs_strings_fini(&l->texts);
}
