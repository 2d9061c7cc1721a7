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

/* Without room for one more nobody can say any longer who is none. */
static void add_party(struct rs_tracker *t, struct rs_dialog *d, const struct rs_addr *a)
{
    char octets[RS_PARTIES_MAX * EACH_MAX];
    struct rs_span all = parties(t, d);
    if (!a->family || rs_dialog_is_crowded(d) || find(all, a) >= 0)
        return;
    unsigned about = a->family == 6 ? IS_6 : 0;
    memcpy(octets, all.p, all.n);
    octets[all.n] = (char)about;
    memcpy(octets + all.n + 1, a->octet, octets_of(about));
    bool kept = rs_dialog_keep(t, d, RS_DIALOG_PARTIES,
                               rs_span(octets, all.n + 1 + octets_of(about)));
    d->party_count = kept ? (uint8_t)(d->party_count + 1) : RS_PARTIES_MAX;
}

static void add_host(struct rs_tracker *t, struct rs_dialog *d, struct rs_span host)
{
    struct rs_addr a;
    if (host.n && !rs_dialog_is_crowded(d) && rs_addr_parse(host.p, host.n, &a))
        add_party(t, d, &a);
}

/* The From tag is the asking side's, in the answer too. */
static void note_side(struct rs_tracker *t, struct rs_dialog *d, const struct rs_step *s)
{
    struct rs_span all = parties(t, d);
    bool caller_asks = rs_tag_key(s->keys.from_tag) == d->caller;
    int at = find(all, &s->origin->src.addr);
    if (at >= 0)
        rs_pack_edit(&t->strings, d->kept, RS_DIALOG_PARTIES)[at] |=
            caller_asks == (s->msg->kind == RS_MSG_REQUEST) ? 1 : 2;
}

void rs_dialog_party(struct rs_tracker *t, struct rs_dialog *d, const struct rs_step *s)
{
    add_party(t, d, &s->origin->src.addr);
    add_party(t, d, &s->origin->dst.addr);
    note_side(t, d, s);
    if (rs_dialog_is_crowded(d))
        return;
    add_host(t, d, s->view->via.host);
    struct rs_name_addr contact;
    if (s->view->contact_usual)
        add_host(t, d, s->view->contact_host);
    else if (s->view->contact.n && rs_name_addr_parse(s->view->contact, &contact) == RS_OK)
        add_host(t, d, contact.uri.host);
}
