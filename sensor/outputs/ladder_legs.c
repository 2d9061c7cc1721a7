/*
 * Legs. Most are joined by their first message, and come under their call's
 * number. The others were kept as calls of their own until something later
 * told whose they are: those become one here, message by message in order of
 * time, before anything is drawn.
 */
#include "outputs/ladder.h"

/* ---- while messages come ---- */

static int find_leg(const struct rs_ladder_call *c, uint64_t number)
{
    for (int i = 0; i < c->leg_count; i++)
        if (c->leg[i].number == number)
            return i;
    return -1;
}

static int add_leg(struct rs_ladder_call *c, const struct rs_ladder_leg *leg)
{
    if (c->leg_count == RS_LEGS_MAX)
        return 0; /* the core joins no more */
    c->leg[c->leg_count] = *leg;
    return c->leg_count++;
}

uint8_t rs_ladder_leg(struct rs_ladder *l, struct rs_ladder_call *c, const struct rs_annotation *a)
{
    int i = find_leg(c, a->leg);

    if (i < 0) {
        struct rs_ladder_leg leg = {.number = a->leg};

        leg.call_id = rs_strings_keep(&l->texts, a->view->call_id);
        i = add_leg(c, &leg);
    }
    c->leg[i].join = a->join; /* it may be better known by now */
    return (uint8_t)i;
}

void rs_ladder_note_joins(struct rs_ladder *l, const struct rs_annotation *a)
{
    for (unsigned i = 0; i < a->joined_count; i++) {
        struct rs_ladder_call *part = g_hash_table_lookup(l->by_number, &a->joined[i].number);
        struct rs_ladder_call *whole = g_hash_table_lookup(l->by_number, &a->joined[i].into);

        if (!part)
            continue;
        part->into = a->joined[i].into;
        part->join = a->joined[i].join;
        if (whole) /* of the two, one may be asked for: then both are */
            part->wanted = whole->wanted = part->wanted || whole->wanted;
    }
}

/* ---- at the end ---- */

/* Numbers only go down: it ends. */
static struct rs_ladder_call *whole_of(const struct rs_ladder *l, struct rs_ladder_call *c)
{
    struct rs_ladder_call *next;

    while (c->into && (next = g_hash_table_lookup(l->by_number, &c->into)))
        c = next;
    return c;
}

/* What the part's small numbers are in the whole. */
struct places {
    int endpoint[RS_LADDER_ENDPOINTS];
    uint8_t leg[RS_LEGS_MAX], agent[RS_LADDER_AGENTS + 1]; /* agent: 1 + index; 0: none */
};

static uint8_t agent_in(struct rs_ladder *l, struct rs_ladder_call *c, rs_text agent)
{
    for (unsigned i = 0; i < c->agent_count; i++)
        if (rs_span_eq(rs_ladder_text(l, c->agent[i]), rs_ladder_text(l, agent)))
            return (uint8_t)(i + 1);
    if (c->agent_count == RS_LADDER_AGENTS)
        return 0;
    c->agent[c->agent_count] = agent;
    return ++c->agent_count;
}

/* A leg that sent nothing after it was joined knows no reason; one that did knows the best. */
static uint8_t leg_in(struct rs_ladder_call *whole, const struct rs_ladder_call *part,
                      const struct rs_ladder_leg *leg)
{
    int at = find_leg(whole, leg->number);

    if (at >= 0)
        return (uint8_t)at;
    at = add_leg(whole, leg);
    if (leg->join == RS_JOIN_CALL_ID)
        whole->leg[at].join = part->join;
    return (uint8_t)at;
}

static void find_places(struct rs_ladder *l, struct places *p, struct rs_ladder_call *whole,
                        const struct rs_ladder_call *part)
{
    for (int i = 0; i < part->endpoint_count; i++)
        p->endpoint[i] = rs_ladder_endpoint(whole, &part->endpoint[i]);
    for (int i = 0; i < part->leg_count; i++)
        p->leg[i] = leg_in(whole, part, &part->leg[i]);
    p->agent[0] = 0;
    for (int i = 0; i < part->agent_count; i++)
        p->agent[i + 1] = agent_in(l, whole, part->agent[i]);
}

static bool is_earlier(const struct rs_ladder_message *a, const struct rs_ladder_message *b)
{
    if (a->time_us != b->time_us)
        return a->time_us < b->time_us;
    return a->frame < b->frame;
}

/* Its numbers become the whole's. False: an endpoint found no room. */
static bool settle(struct rs_ladder_message *m, const struct places *p)
{
    int src = p->endpoint[m->src], dst = p->endpoint[m->dst];

    if (src < 0 || dst < 0)
        return false;
    m->src = (uint8_t)src;
    m->dst = (uint8_t)dst;
    m->leg = p->leg[m->leg];
    m->agent = p->agent[m->agent];
    return true;
}

static void append(struct rs_ladder *l, struct rs_ladder_call *c, uint32_t index)
{
    if (c->tail)
        l->message[c->tail].next = index;
    else
        c->head = index;
    c->tail = index;
    l->message[index].next = 0;
    c->messages++;
}

static void merge_messages(struct rs_ladder *l, struct rs_ladder_call *whole,
                           const struct rs_ladder_call *part, const struct places *p)
{
    uint32_t own = whole->head, other = part->head;

    whole->head = whole->tail = whole->messages = 0;
    while (own || other) {
        bool takes_other = !own || (other && is_earlier(&l->message[other], &l->message[own]));
        uint32_t index = takes_other ? other : own;

        *(takes_other ? &other : &own) = l->message[index].next;
        if (!takes_other || settle(&l->message[index], p)) {
            append(l, whole, index);
        } else {
            whole->dropped++;
            l->messages_left_out++;
        }
    }
    if (part->dropped && !whole->dropped)
        whole->head_end = part->head_end;
    whole->dropped += part->dropped;
}

static void merge_facts(struct rs_ladder *l, struct rs_ladder_call *whole,
                        const struct rs_ladder_call *part, const struct places *p)
{
    for (int i = 0; i < part->dialog_count && whole->dialog_count < RS_LADDER_DIALOGS; i++)
        whole->dialog[whole->dialog_count++] = part->dialog[i];
    for (int i = 0; i < part->absence_count && whole->absence_count < RS_LADDER_ABSENCES; i++) {
        struct rs_ladder_absence a = part->absence[i];

        if (p->endpoint[a.src] < 0 || p->endpoint[a.dst] < 0)
            continue;
        a.src = (uint8_t)p->endpoint[a.src];
        a.dst = (uint8_t)p->endpoint[a.dst];
        whole->absence[whole->absence_count++] = a;
    }
    if (!part->findings)
        return;
    if (whole->last_finding)
        l->finding[whole->last_finding].next = part->findings;
    else
        whole->findings = part->findings;
    whole->last_finding = part->last_finding;
}

static void merge(struct rs_ladder *l, struct rs_ladder_call *whole,
                  const struct rs_ladder_call *part)
{
    struct places p;

    find_places(l, &p, whole, part);
    merge_messages(l, whole, part, &p);
    merge_facts(l, whole, part, &p);
    whole->wanted |= part->wanted;
    if (!whole->from)
        whole->from = part->from;
    if (!whole->to)
        whole->to = part->to;
}

/* Letters in order of the legs' numbers. */
static void sort_legs(struct rs_ladder *l, struct rs_ladder_call *c)
{
    uint8_t rank[RS_LEGS_MAX];
    struct rs_ladder_leg leg[RS_LEGS_MAX];

    for (int i = 0; i < c->leg_count; i++) {
        rank[i] = 0;
        for (int k = 0; k < c->leg_count; k++)
            rank[i] += c->leg[k].number < c->leg[i].number;
        leg[rank[i]] = c->leg[i];
    }
    memcpy(c->leg, leg, c->leg_count * sizeof leg[0]);
    for (uint32_t i = c->head; i; i = l->message[i].next)
        l->message[i].leg = rank[l->message[i].leg];
}

static void drop_if(struct rs_ladder *l, bool (*goes)(const struct rs_ladder_call *c))
{
    for (guint i = l->calls->len; i > 0; i--) {
        struct rs_ladder_call *c = l->calls->pdata[i - 1];

        if (!goes(c))
            continue;
        g_hash_table_remove(l->by_number, &c->number);
        g_ptr_array_remove_index(l->calls, i - 1);
    }
}

static bool is_part(const struct rs_ladder_call *c)
{
    return c->into != 0;
}

static bool is_unwanted(const struct rs_ladder_call *c)
{
    return !c->wanted;
}

void rs_ladder_join_calls(struct rs_ladder *l)
{
    struct rs_ladder_call **whole = g_new0(struct rs_ladder_call *, l->calls->len + 1);

    for (guint i = 0; i < l->calls->len; i++)
        whole[i] = whole_of(l, l->calls->pdata[i]);
    for (guint i = 0; i < l->calls->len; i++) {
        struct rs_ladder_call *part = l->calls->pdata[i];

        if (whole[i] != part)
            merge(l, whole[i], part);
        else
            part->into = 0; /* what it was a part of is not kept */
    }
    g_free(whole);
    drop_if(l, is_part);
    drop_if(l, is_unwanted);
    for (guint i = 0; i < l->calls->len; i++)
        sort_legs(l, l->calls->pdata[i]);
}
