/*
 * Who a column is: by what it says of itself, else by what it does.
 *
 * A proxy hands on the User-Agent of the phone behind it, so a field speaks for
 * a host only where the message was made there: a request with one Via, an
 * answer with as many Vias as the request ever had, a 100.
 */
#include "outputs/ladder_rows.h"

#include <stdio.h>

#include "sip/lync.h"

struct product {
    const char *needle, *kind, *name;
};

static const struct product products[] = {
#define RS_PRODUCT(needle, kind, name) {needle, kind, name},
#include "outputs/ladder_products.def"
#undef RS_PRODUCT
};

/* What the messages say of one column. */
struct clues {
    struct rs_span agent;
    uint16_t port;     /* that requests came to */
    bool relays, calls, answers, registrar;
};

static bool same_request(const struct rs_ladder_message *a, const struct rs_ladder_message *b)
{
    return a->cseq == b->cseq && a->method == b->method;
}

static unsigned most_vias(const struct rs_ladder *l, const struct rs_ladder_call *c,
                          const struct rs_ladder_message *m)
{
    unsigned most = 0;

    for (uint32_t i = c->head; i; i = l->message[i].next)
        if (same_request(&l->message[i], m) && l->message[i].via_count > most)
            most = l->message[i].via_count;
    return most;
}

static bool speaks_for_sender(const struct rs_ladder *l, const struct rs_ladder_call *c,
                              const struct rs_ladder_message *m)
{
    if (!m->agent)
        return false;
    if (m->request)
        return m->via_count <= 1;
    return m->status == 100 || m->via_count >= most_vias(l, c, m);
}

/* A request that went on from here with one more Via. */
static bool is_relayed(const struct rs_ladder_columns *cols, const struct rs_ladder *l,
                       const struct rs_ladder_call *c, const struct rs_ladder_message *m)
{
    unsigned column = cols->of_endpoint[m->dst];

    for (uint32_t i = c->head; i; i = l->message[i].next) {
        const struct rs_ladder_message *on = &l->message[i];

        if (on->request && same_request(on, m) && on->via_count == m->via_count + 1 &&
            cols->of_endpoint[on->src] == column)
            return true;
    }
    return false;
}

/*
 * Of whom a message speaks: the first request of a call says who is who in it.
 */
static void take_clues(struct clues *clues, const struct rs_ladder_columns *cols,
                       const struct rs_ladder *l, const struct rs_ladder_call *c,
                       const struct rs_ladder_message *m)
{
    const struct rs_ladder_message *first = &l->message[c->head];
    struct clues *src = &clues[cols->of_endpoint[m->src]];
    struct clues *dst = &clues[cols->of_endpoint[m->dst]];

    if (!src->agent.n && speaks_for_sender(l, c, m))
        src->agent = rs_ladder_text(l, c->agent[m->agent - 1]);
    if (!m->request)
        return;
    dst->port = c->endpoint[m->dst].port;
    if (is_relayed(cols, l, c, m))
        dst->relays = true;
    if (!first->request || m->method != first->method)
        return;
    if (m == first)
        src->calls = true;
    if (m->method == RS_METHOD_REGISTER)
        dst->registrar = true;
    else if (!dst->calls)
        dst->answers = true;
}

static const struct product *product_of(struct rs_span agent)
{
    for (unsigned i = 0; i < sizeof products / sizeof products[0]; i++)
        if (rs_span_find_nocase(agent, rs_span_str(products[i].needle)))
            return &products[i];
    return NULL;
}

static const char *kind_by_deed(const struct clues *clues, bool has_invite)
{
    if (clues->relays)
        return "proxy";
    if (clues->registrar)
        return "registrar";
    if (clues->calls)
        return has_invite ? "caller" : "client";
    if (clues->answers)
        return has_invite ? "called" : "server";
    return "";
}

/*
 * "UCCAPI/15.0.4420.1017 OC/..." -> "UCCAPI/15.0": a name, and no more of a
 * version.
 */
static struct rs_span first_word(struct rs_span agent)
{
    size_t n = 0, dots = 0;

    while (n < agent.n && agent.p[n] != ' ' && agent.p[n] != '(' && n < 24) {
        if (agent.p[n] == '.' && ++dots == 2)
            break;
        n++;
    }
    return rs_span_first(agent, n);
}

/* Lync's servers are known by their ports where nothing they sent says more. */
static const char *lync_kind(const struct clues *clues, bool lync)
{
    return lync && !clues->agent.n && clues->port ? rs_lync_role_of_port(clues->port) : "";
}

static void name_column(char *out, const struct clues *clues, bool has_invite, bool lync)
{
    const struct product *p = clues->agent.n ? product_of(clues->agent) : NULL;
    struct rs_span name = p && p->name ? rs_span_str(p->name) : first_word(clues->agent);
    const char *kind;

    /*
     * Who relays or registers is no phone, whatever it copied into its answers.
     */
    if (p && strcmp(p->kind, "phone") == 0 && (clues->relays || clues->registrar)) {
        p = NULL;
        name = RS_SPAN_NONE;
    }
    kind = p ? p->kind : lync_kind(clues, lync);
    if (!*kind)
        kind = kind_by_deed(clues, has_invite);

    if (p && p->name == NULL && rs_span_find_nocase(clues->agent, RS_SPAN("RTC")))
        name = first_word(rs_span_between(
            rs_span_find_nocase(clues->agent, RS_SPAN("RTC")), rs_span_end(clues->agent)));
    if (name.n)
        snprintf(out, RS_ROLE_TEXT, "%s%s%.*s%s", kind, *kind ? " (" : "", (int)name.n, name.p,
                 *kind ? ")" : "");
    else
        snprintf(out, RS_ROLE_TEXT, "%s", kind);
}

void rs_ladder_roles(struct rs_ladder_columns *cols, const struct rs_ladder *l,
                     const struct rs_ladder_call *c)
{
    struct clues clues[RS_LADDER_COLUMNS_MAX] = {0};
    bool has_invite = false;

    for (uint32_t i = c->head; i; i = l->message[i].next) {
        take_clues(clues, cols, l, c, &l->message[i]);
        has_invite |= l->message[i].method == RS_METHOD_INVITE;
    }
    for (unsigned i = 0; i < cols->count; i++)
        name_column(cols->column[i].role, &clues[i], has_invite, c->lync);
}
