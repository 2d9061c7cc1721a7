#include "find/signs_inside.h"

/*
 * S410: a caller that challenges the called side wants its credentials, to
 * guess the password from them at leisure (RFC 3261 22.2). Servers of ours may
 * challenge anybody; so may who was seen to take credentials outside dialogs.
 */

static unsigned slot_of(const struct rs_addr *a)
{
    uint32_t head, tail;
    memcpy(&head, a->octet, 4);
    memcpy(&tail, a->octet + 12, 4);
    return ((head ^ tail * UINT32_C(31)) * UINT32_C(0x9E3779B1)) >> 26;
}

void rs_sign_server(const struct rs_sign *s)
{
    _Static_assert(RS_SIGNS_SERVERS == 1 << (32 - 26), "slot_of gives 6 bits");
    s->signs->server[slot_of(&s->o->src.addr)] = s->o->src.addr;
}

static bool is_server(struct rs_watcher *w, const struct rs_addr *a)
{
    return rs_addr_eq(&w->signs->server[slot_of(a)], a) ||
           rs_sign_zone(w, a) & (RS_ZONE_REGISTRAR | RS_ZONE_PEER);
}

static void add_address(struct rs_sign_finding *f, const char *name, const struct rs_addr *a)
{
    char text[RS_ADDR_TEXT];
    rs_sign_text(f, name, rs_span_str(rs_addr_text(a, text)));
}

void rs_sign_leak(struct rs_watcher *w, const struct rs_event *e)
{
    const struct rs_addr *challenger = &e->origin->src.addr;
    const struct rs_dialog *d = e->dialog;
    if (!d)
        return;
    /* A proxy between the two that challenges is not the caller. */
    const struct rs_origin opened = rs_dialog_origin(w->tracker, d);
    if (!rs_addr_eq(challenger, &opened.src.addr) || is_server(w, challenger))
        return;
    w->signs->leaked[d->number % RS_SIGNS_LEAKED] = d->number;
    struct rs_sign_finding f;
    rs_sign_event(w, &f, e, RS_FINDING_S410, RS_HIGH);
    rs_sign_text(&f, "subkind", RS_SPAN("challenged"));
    add_address(&f, "challenger", challenger);
    add_address(&f, "victim", &e->origin->dst.addr);
    rs_sign_tell_each(w, &f, challenger);
}

void rs_sign_leaked(const struct rs_sign *s)
{
    uint64_t dialog = s->a->dialog.id;
    if (!dialog || s->a->dialog.from_caller || s->a->role != RS_ROLE_REQUEST ||
        s->signs->leaked[dialog % RS_SIGNS_LEAKED] != dialog)
        return;
    struct rs_sign_finding f;
    rs_sign_begin(s, &f, RS_FINDING_S410, RS_CRITICAL);
    f.f.scope_key = dialog;
    rs_sign_text(&f, "subkind", RS_SPAN("answered"));
    add_address(&f, "challenger", &s->o->dst.addr);
    add_address(&f, "victim", &s->o->src.addr);
    rs_sign_text(&f, "authorization", RS_SPAN("seen"));
    rs_sign_tell_each(s->w, &f, &s->o->dst.addr);
}
