#include "track/join.h"

/*
 * Numbers and time, the last resort (semantics 2.5): a call that came to a host
 * waits there for the one that the host sends on, which has the same caller and
 * called number and comes within two seconds; or, diverted, names the number
 * that was called first. Calls that wait under one key are kept in numbered
 * places, the first of which knows how many there are.
 *
 *   A ──INVITE──► host (a place)           B: the leg that is looked for
 *                 host ──INVITE──► ... B
 *
 * Where several calls wait, a guess would be a coin thrown. The one case in
 * which it is none: all others already have a leg that went the same way and is
 * alive, so that a second one would be for nobody.
 */
enum {
    SEND_ON_US = 2 * RS_SECOND_US,  /* so long a host may take */
    WAIT_US = 60 * RS_SECOND_US,    /* so long it may ring somewhere first, and leave doubt */
    PLACES_MAX = 64,
    NUMBER_TAIL = 9, NUMBER_LEAST = 2, NAME_MAX = 48,
    DIVERSIONS_MAX = 4
};

/* ---- parties ---- */

struct party {
    char text[NAME_MAX];
    size_t n;
};

static bool is_separator(char c)
{
    return c == '-' || c == '.' || c == '(' || c == ')' || c == ' ';
}

/* The last nine digits, without leading zeros. */
static void take_tail(struct party *p, const char *digits, size_t n)
{
    size_t from = n > NUMBER_TAIL ? n - NUMBER_TAIL : 0;
    while (from < n && digits[from] == '0')
        from++;
    p->n = n - from;
    memcpy(p->text, digits + from, p->n);
}

/* A name counts without case. */
static void take_name(struct party *p, struct rs_span user)
{
    p->n = user.n;
    for (size_t i = 0; i < user.n; i++)
        p->text[i] = (char)rs_lower((unsigned char)user.p[i]);
}

/* "+49 30 12345-67" and "03012345-67" are alike: digits, and separators between them. */
static void take_written_number(struct party *p, struct rs_span user)
{
    char digits[NAME_MAX];
    size_t n = 0;
    for (size_t i = user.p[0] == '+'; i < user.n; i++) {
        if (rs_is_digit(user.p[i])) {
            digits[n++] = user.p[i];
        } else if (!is_separator(user.p[i])) {
            take_name(p, user);
            return;
        }
    }
    take_tail(p, digits, n);
}

static void take_user(struct party *p, struct rs_span user)
{
    p->n = 0;
    if (!user.n) /* a URI of a host alone has none */
        return;
    size_t from = user.p[0] == '+', n = from;
    while (n < user.n && rs_is_digit(user.p[n]))
        n++;
    if (n == user.n || user.p[n] == ';') {
        take_tail(p, user.p + from, n - from);
        return;
    }
    const char *params = rs_span_find(user, ';');
    if (params)
        user.n = (size_t)(params - user.p);
    take_written_number(p, rs_span_first(user, NAME_MAX));
}

static bool is_somebody(const struct party *p)
{
    struct rs_span text = rs_span(p->text, p->n);
    if (p->n && rs_is_digit(p->text[0]))
        return p->n >= NUMBER_LEAST;
    return p->n >= NUMBER_LEAST && !rs_span_eq(text, RS_SPAN("anonymous")) &&
           !rs_span_eq(text, RS_SPAN("unknown")) && !rs_span_eq(text, RS_SPAN("restricted"));
}

static void take_uri(struct party *p, struct rs_span text)
{
    struct rs_uri uri;
    p->n = 0;
    if (rs_uri_parse(text, &uri) == RS_OK)
        take_user(p, uri.user);
}

static void take_address(struct party *p, const struct rs_name_addr *a)
{
    if (a->usual)
        take_user(p, a->uri.user);
    else
        take_uri(p, a->uri.text);
}

static void take_first(struct party *p, const struct rs_msg *m, enum rs_header_id header)
{
    struct rs_values it = {0};
    struct rs_span value;
    struct rs_name_addr a;
    p->n = 0;
    if (m->first[header] && rs_msg_next_value(m, header, &it, &value) &&
        rs_name_addr_parse(value, &a) == RS_OK)
        take_user(p, a.uri.user);
}

/* Who does not say it in From may say it to trusted hosts. */
static bool take_caller(struct party *p, const struct rs_step *s)
{
    take_address(p, &s->view->from);
    if (!is_somebody(p))
        take_first(p, s->msg, RS_HEADER_P_ASSERTED_IDENTITY);
    if (!is_somebody(p))
        take_first(p, s->msg, RS_HEADER_REMOTE_PARTY_ID);
    return is_somebody(p);
}

/* ---- keys ---- */

static struct rs_digest people_key(const struct rs_tracker *t, const struct party *caller,
                                   const struct party *called)
{
    struct rs_digest d = rs_digest(&t->hash, caller->text, caller->n);
    d = rs_digest_with(&t->hash, d, called->text, called->n);
    return (struct rs_digest){rs_table_key(d), 0}; /* a leg keeps no more of it */
}

static struct rs_digest place_key(struct rs_digest key, unsigned number)
{
    return (struct rs_digest){key.lo + number * 0xD6E8FEB86659FD93u, key.hi};
}

/* Of a host that talks to itself, with the port. */
static struct rs_digest meeting_key(struct rs_digest people, const struct rs_endpoint *at,
                                    bool with_port)
{
    uint64_t half[2];
    memcpy(half, at->addr.octet, sizeof half);
    struct rs_digest host = rs_digest_plus(people, half[0], half[1]);
    return with_port ? rs_digest_plus(host, 0, (uint64_t)(at->port + 1u) << 32) : host;
}

static struct rs_joint *place(const struct rs_tracker *t, struct rs_digest key, unsigned number)
{
    return rs_table_find(&t->joints, place_key(key, number));
}

/* ---- waiting ---- */

/* Its leg, while that is alive; an ended call is not sent on. */
static struct rs_call *waiting(const struct rs_tracker *t, const struct rs_joint *j)
{
    struct rs_call *c = j && t->now_us - j->time_us <= WAIT_US ? rs_joint_leg(t, j) : NULL;
    const struct rs_dialog *d = c ? rs_leg_dialog(t, c) : NULL;
    return d && d->state < RS_DIALOG_TERMINATED ? c : NULL;
}

static void fill_place(struct rs_tracker *t, struct rs_digest key, unsigned number,
                       struct rs_joint *j, const struct rs_call *c)
{
    if (!j) {
        rs_joint_add(t, place_key(key, number), RS_JOIN_NUMBERS, c);
        return;
    }
    j->other = 0;
    rs_joint_set_leg(t, j, c);
    rs_table_touch(j);
}

/* The first place that nobody waits in; `count` when all are taken. -1: this leg has one. */
static int find_place(struct rs_tracker *t, struct rs_digest key, unsigned count,
                      const struct rs_call *own)
{
    int found = -2;
    for (unsigned i = 0; i < count; i++) {
        struct rs_joint *j = place(t, key, i);
        const struct rs_call *c = waiting(t, j);
        if (c == own) {
            j->time_us = t->now_us;
            return -1;
        }
        if (!c && found == -2)
            found = (int)i;
    }
    return found == -2 ? (int)count : found;
}

static void wait_too(struct rs_tracker *t, struct rs_digest key, struct rs_joint *first,
                     const struct rs_call *own)
{
    int at = find_place(t, key, first->count, own);
    if (at < 0)
        return;
    if (at == PLACES_MAX) {
        first->common = true; /* for as long as all of them wait */
        return;
    }
    /* The one that counts is the last to be forgotten; its time stays the leg's. */
    rs_table_touch(first);
    fill_place(t, key, (unsigned)at, place(t, key, (unsigned)at), own);
    if (!(first = place(t, key, 0))) /* in a table of few places */
        return;
    if (at >= first->count)
        first->count = (uint8_t)(at + 1);
    first->common = false;
}

static void wait_at(struct rs_tracker *t, struct rs_digest key, const struct rs_call *own)
{
    struct rs_joint *first = place(t, key, 0);
    if (first)
        wait_too(t, key, first, own);
    else
        rs_joint_add(t, key, RS_JOIN_NUMBERS, own);
}

/* ---- meeting ---- */

/* It has its leg already: that went the same way as this one, and is alive. */
static bool settled(const struct rs_tracker *t, const struct rs_joint *j, const struct rs_step *s)
{
    const struct rs_call *leg = rs_joint_other(t, j);
    const struct rs_dialog *d = leg ? rs_leg_dialog(t, leg) : NULL;
    if (!d || d->state >= RS_DIALOG_TERMINATED)
        return false;
    const struct rs_origin o = rs_dialog_origin(t, d);
    return rs_addr_eq(&o.dst.addr, &s->origin->dst.addr);
}

struct choice {
    struct rs_joint *best;  /* a call without a leg, or the only one */
    unsigned waiting, free;
    bool doubt, known;      /* known: this leg has its other one already */
};

static void consider(const struct rs_tracker *t, const struct rs_step *s, struct choice *c,
                     struct rs_joint *j)
{
    const struct rs_call *leg = waiting(t, j);
    if (!leg)
        return;
    c->known |= rs_leg_same_call(t, leg, s->call);
    c->waiting++;
    if (!j->other) {
        c->free++;
        c->best = j;
        return;
    }
    c->doubt |= !settled(t, j, s);
    if (!c->best)
        c->best = j;
}

static struct rs_joint *choose(const struct rs_tracker *t, const struct rs_step *s,
                               struct rs_digest key, bool only_one)
{
    const struct rs_joint *first = place(t, key, 0);
    struct choice c = {.best = NULL};
    if (!first || first->common)
        return NULL;
    for (unsigned i = 0; i < first->count; i++)
        consider(t, s, &c, place(t, key, i));
    if (c.known || !c.waiting)
        return NULL;
    return c.waiting == 1 || (!only_one && c.free == 1 && !c.doubt) ? c.best : NULL;
}

static bool meet(struct rs_tracker *t, struct rs_step *s, struct rs_joint *j, enum rs_join why)
{
    struct rs_call *other = j ? rs_joint_leg(t, j) : NULL;
    if (!other || !rs_leg_join(t, s->call, other, why))
        return false;
    rs_joint_set_other(j, s->call);
    return true;
}

static bool sent_on_at_once(struct rs_tracker *t, struct rs_step *s, struct rs_digest key)
{
    struct rs_joint *j = choose(t, s, key, false);
    return j && t->now_us - j->time_us <= SEND_ON_US && meet(t, s, j, RS_JOIN_NUMBERS);
}

/* ---- the two looks at an INVITE ---- */

struct parties {
    struct rs_digest to, uri;  /* with the caller; zero: none, or the Request-URI says the same */
    struct party caller;       /* only while looking for a diverted call */
};

static bool is_set(struct rs_digest d)
{
    return d.lo || d.hi;
}

/* "sip:user@" in both: as it mostly is. */
static bool same_user(struct rs_span a, struct rs_span b)
{
    const char *at = rs_span_find(a, '@');
    size_t n = at ? (size_t)(at - a.p) + 1 : 0;
    return n && b.n >= n && !memcmp(a.p, b.p, n);
}

static struct rs_digest people_of(const struct rs_tracker *t, const struct rs_call *c)
{
    const struct rs_leg *l = rs_leg_of(t, c);
    return (struct rs_digest){l ? l->people : 0, 0};
}

/* The called number as it stands in the Request-URI of this hop. */
static struct rs_digest people_by_uri(const struct rs_tracker *t, const struct rs_step *s,
                                      const struct party *caller)
{
    struct party uri;
    take_uri(&uri, s->msg->uri);
    return is_somebody(&uri) ? people_key(t, caller, &uri) : (struct rs_digest){0, 0};
}

/* The first INVITE of a leg says it for all. */
static void meet_people(struct rs_tracker *t, const struct rs_step *s,
                        const struct party *caller)
{
    struct party to;
    take_address(&to, &s->view->to);
    if (is_somebody(&to))
        rs_leg_get(t, s->call)->people = people_key(t, caller, &to).lo;
}

static bool take_parties(struct rs_tracker *t, struct parties *p, const struct rs_step *s)
{
    bool same = same_user(s->view->to.uri.text, s->msg->uri);
    bool asked = is_set(people_of(t, s->call)) && same && !s->msg->first[RS_HEADER_DIVERSION] &&
                 !s->msg->first[RS_HEADER_HISTORY_INFO];
    p->uri = (struct rs_digest){0, 0};
    if (!asked) {
        if (!take_caller(&p->caller, s))
            return false;
        if (!is_set(people_of(t, s->call)))
            meet_people(t, s, &p->caller);
        if (!same)
            p->uri = people_by_uri(t, s, &p->caller);
    }
    p->to = people_of(t, s->call);
    if (rs_digest_eq(p->uri, p->to))
        p->uri = (struct rs_digest){0, 0};
    return is_set(p->to) || is_set(p->uri);
}

/* Whoever was called before: the users of Diversion and History-Info. */
static bool diverted(struct rs_tracker *t, struct rs_step *s, const struct party *caller,
                     bool with_port, enum rs_header_id header)
{
    struct rs_values it = {0};
    struct rs_span value;
    for (int i = 0; i < DIVERSIONS_MAX && rs_msg_next_value(s->msg, header, &it, &value); i++) {
        struct rs_name_addr a;
        struct party called;
        if (rs_name_addr_parse(value, &a) != RS_OK)
            continue;
        take_user(&called, a.uri.user);
        struct rs_digest key =
            meeting_key(people_key(t, caller, &called), &s->origin->src, with_port);
        if (is_somebody(&called) && meet(t, s, choose(t, s, key, true),
                                         RS_JOIN_DIVERSION))
            return true;
    }
    return false;
}

/* Is this the leg that somebody waits for where it comes from? */
static void look_back(struct rs_tracker *t, struct rs_step *s, const struct parties *p,
                      bool with_port)
{
    const struct rs_endpoint *from = &s->origin->src;
    const struct rs_msg *m = s->msg;
    if (is_set(p->to) && sent_on_at_once(t, s, meeting_key(p->to, from, with_port)))
        return;
    if (is_set(p->uri) && sent_on_at_once(t, s, meeting_key(p->uri, from, with_port)))
        return;
    if (m->first[RS_HEADER_DIVERSION] &&
        diverted(t, s, &p->caller, with_port, RS_HEADER_DIVERSION))
        return;
    if (m->first[RS_HEADER_HISTORY_INFO])
        diverted(t, s, &p->caller, with_port, RS_HEADER_HISTORY_INFO);
}

void rs_join_by_numbers(struct rs_tracker *t, struct rs_step *s)
{
    struct parties p;
    if (!take_parties(t, &p, s))
        return;
    bool to_itself = rs_addr_eq(&s->origin->src.addr, &s->origin->dst.addr);
    if (t->joint_kinds & 1u << RS_JOIN_NUMBERS) {
        look_back(t, s, &p, to_itself);
        if (to_itself)
            look_back(t, s, &p, false);
    }
    if (is_set(p.to))
        wait_at(t, meeting_key(p.to, &s->origin->dst, to_itself), s->call);
    if (is_set(p.uri))
        wait_at(t, meeting_key(p.uri, &s->origin->dst, to_itself), s->call);
}
