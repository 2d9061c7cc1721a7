#include "track/state.h"

/*
 * Who takes part in a dialog: the addresses that sent or received a message of
 * it, or that it names as its own, and for which side each has sent. They stand
 * in the dialog's pack: an octet of family and side, and the address.
 */
enum { SIDES = 3, IS_6 = 4, EACH_MAX = 17 };

struct party {
    uint8_t about; /* 1 it sent for the caller, 2 for the callee; IS_6 */
    const char *octets;
};

static size_t octets_of(unsigned about)
{
    return about & IS_6 ? 16 : 4;
}

/* The next one; *at begins with 0. */
static bool next_party(struct rs_span all, size_t *at, struct party *p)
{
    if (*at >= all.n)
        return false;
    p->about = (uint8_t)all.p[*at];
    p->octets = all.p + *at + 1;
    *at += 1 + octets_of(p->about);
    return true;
}

static struct rs_span parties(const struct rs_tracker *t, const struct rs_dialog *d)
{
    return rs_dialog_text(t, d, RS_DIALOG_PARTIES);
}

/* The first so many octets of an address are the same. */
static bool is(const struct party *p, const struct rs_addr *a, size_t octets)
{
    return a->family == (p->about & IS_6 ? 6 : 4) && !memcmp(p->octets, a->octet, octets);
}

/* -1: it takes no part; else where its entry begins. */
static int find(struct rs_span all, const struct rs_addr *a)
{
    struct party p;
    size_t at = 0;
    for (size_t from = 0; next_party(all, &at, &p); from = at)
        if (is(&p, a, octets_of(p.about)))
            return (int)from;
    return -1;
}

bool rs_dialog_has_party(const struct rs_tracker *t, const struct rs_dialog *d,
                         const struct rs_addr *a)
{
    return find(parties(t, d), a) >= 0;
}

bool rs_dialog_next_party(const struct rs_tracker *t, const struct rs_dialog *d, size_t *at,
                          struct rs_addr *a)
{
    struct party p;
    if (!next_party(parties(t, d), at, &p))
        return false;
    *a = (struct rs_addr){.family = p.about & IS_6 ? 6 : 4};
    memcpy(a->octet, p.octets, octets_of(p.about));
    return true;
}

bool rs_dialog_is_crowded(const struct rs_dialog *d)
{
    return d->party_count == RS_PARTIES_MAX;
}

unsigned rs_dialog_party_side(const struct rs_tracker *t, const struct rs_dialog *d,
                              const struct rs_addr *a)
{
    struct rs_span all = parties(t, d);
    int at = find(all, a);
    return at < 0 ? 0 : (unsigned)all.p[at] & SIDES;
}

bool rs_dialog_near_party(const struct rs_tracker *t, const struct rs_dialog *d,
                          const struct rs_addr *a)
{
    struct rs_span all = parties(t, d);
    struct party p;
    for (size_t at = 0; next_party(all, &at, &p);)
        if (is(&p, a, a->family == 4 ? 3 : 6)) /* /24, /48 */
            return true;
    return false;
}

/* The addresses of the message, and those it names as its sender's own. */
struct named {
    struct rs_addr addr[4];
    unsigned count;
};

static void name_host(struct named *n, struct rs_span host)
{
    if (host.n && rs_addr_parse(host.p, host.n, &n->addr[n->count]))
        n->count++;
}

static void name_all(struct named *n, const struct rs_dialog *d, const struct rs_step *s)
{
    *n = (struct named){{s->origin->src.addr, s->origin->dst.addr}, 2};
    if (rs_dialog_is_crowded(d))
        return;
    name_host(n, s->view->via.host);
    struct rs_name_addr contact;
    if (s->view->contact_usual)
        name_host(n, s->view->contact_host);
    else if (s->view->contact.n && rs_name_addr_parse(s->view->contact, &contact) == RS_OK)
        name_host(n, contact.uri.host);
}

/* Its entry, for nobody's side yet; returns the octets. */
static size_t put(char *to, const struct rs_addr *a)
{
    unsigned about = a->family == 6 ? IS_6 : 0;
    to[0] = (char)about;
    memcpy(to + 1, a->octet, octets_of(about));
    return 1 + octets_of(about);
}

/* Those that are new. Without room for one more nobody can say any longer who is none. */
static void add_parties(struct rs_tracker *t, struct rs_dialog *d, const struct named *n)
{
    char octets[RS_PARTIES_MAX * EACH_MAX];
    struct rs_span all = parties(t, d);
    unsigned count = d->party_count;
    for (unsigned i = 0; i < n->count && count < RS_PARTIES_MAX; i++) {
        if (!n->addr[i].family || find(all, &n->addr[i]) >= 0)
            continue;
        if (count++ == d->party_count)
            memcpy(octets, all.p, all.n);
        all = rs_span(octets, all.n + put(octets + all.n, &n->addr[i]));
    }
    if (count == d->party_count)
        return;
    d->party_count =
        rs_dialog_keep(t, d, RS_DIALOG_PARTIES, all) ? (uint8_t)count : RS_PARTIES_MAX;
}

/* The From tag is the asking side's, in the answer too. */
static void note_side(struct rs_tracker *t, struct rs_dialog *d, const struct rs_step *s)
{
    struct rs_span all = parties(t, d);
    bool caller_asks = rs_tag_key(s->keys.from_tag) == d->caller;
    char side = caller_asks == (s->msg->kind == RS_MSG_REQUEST) ? 1 : 2;
    int at = find(all, &s->origin->src.addr);
    if (at >= 0 && !(all.p[at] & side))
        rs_pack_edit(&t->strings, d->kept, RS_DIALOG_PARTIES)[at] |= side;
}

void rs_dialog_party(struct rs_tracker *t, struct rs_dialog *d, const struct rs_step *s)
{
    struct named n;
    name_all(&n, d, s);
    add_parties(t, d, &n);
    note_side(t, d, s);
}
