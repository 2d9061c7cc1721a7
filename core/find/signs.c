#include "find/signs_inside.h"

#include <stdlib.h>

/* ---- life ---- */

struct rs_signs *rs_signs_new(const struct rs_hash_key *key, const struct rs_limits *limits)
{
    struct rs_signs *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    rs_hash_init(&s->hash, key);
    if (rs_sign_nonces_init(s, limits->repeats) != RS_OK ||
        rs_sign_teardowns_init(s, limits->repeats) != RS_OK ||
        rs_sign_strangers_init(s, limits->repeats) != RS_OK ||
        rs_sign_secured_init(s, limits->repeats) != RS_OK ||
        rs_sign_usual_init(s, limits->repeats) != RS_OK) {
        rs_signs_free(s);
        return NULL;
    }
    return s;
}

void rs_signs_free(struct rs_signs *s)
{
    if (!s)
        return;
    rs_table_fini(&s->nonces);
    rs_table_fini(&s->teardowns);
    rs_table_fini(&s->strangers);
    rs_table_fini(&s->secured);
    rs_table_fini(&s->usual);
    free(s);
}

void rs_signs_policy(struct rs_signs *s)
{
    s->zones = (struct rs_zones){0};
}

/* ---- what the files share ---- */

void rs_sign_begin(const struct rs_sign *s, struct rs_sign_finding *out, enum rs_finding_id id,
                   enum rs_severity severity)
{
    rs_message_finding_fill(&out->f, s->a, id, severity);
    out->text.used = 0;
}

void rs_sign_event(const struct rs_watcher *w, struct rs_sign_finding *out,
                   const struct rs_event *e, enum rs_finding_id id, enum rs_severity severity)
{
    rs_judge_fill(w, &out->f, e, id, severity);
    out->text.used = 0;
}

void *rs_sign_keep(struct rs_table *t, struct rs_digest key)
{
    if (rs_table_full(t))
        rs_table_remove(t, rs_table_oldest(t));
    return rs_table_add(t, key);
}

void rs_sign_text(struct rs_sign_finding *f, const char *name, struct rs_span text)
{
    if (text.n)
        rs_evidence_text(&f->text, &f->f, name, text);
}

void rs_sign_number(struct rs_sign_finding *f, const char *name, uint64_t value)
{
    rs_evidence_number(&f->text, &f->f, name, value);
}

unsigned rs_sign_zone(struct rs_watcher *w, const struct rs_addr *a)
{
    return rs_zone_of(&w->signs->zones, w->policy, a);
}

int64_t rs_sign_window(const struct rs_watcher *w, enum rs_number n)
{
    return (int64_t)rs_policy_number(w->policy, n) * 1000000;
}

struct rs_span rs_sign_plain(struct rs_span octets, size_t most, char *buf)
{
    octets = rs_span_first(octets, most);
    for (size_t i = 0; i < octets.n; i++)
        buf[i] = octets.p[i] >= 0x20 && octets.p[i] < 0x7f ? octets.p[i] : '.';
    return rs_span(buf, octets.n);
}

/* Owner of the counter: finding, address and text. */
static struct rs_digest owner(const struct rs_signs *s, enum rs_finding_id id,
                              const struct rs_addr *who, struct rs_span what)
{
    unsigned char parts[3 + sizeof who->octet] = {(unsigned char)id, (unsigned char)(id >> 8),
                                                  who->family};
    memcpy(parts + 3, who->octet, sizeof who->octet);
    return rs_digest_with(&s->hash, rs_digest(&s->hash, parts, sizeof parts), what.p, what.n);
}

/* How many there were in the window, this one included; 0: nothing is told of monitors. */
static uint32_t count(struct rs_watcher *w, struct rs_sign_finding *f, const struct rs_addr *who,
                      struct rs_span what, int64_t window_us)
{
    if (rs_sign_zone(w, who) & RS_ZONE_MONITOR)
        return 0;
    struct rs_digest key = owner(w->signs, f->f.id, who, what);
    f->f.scope_key = key.lo;
    return rs_repeats_count_key(&w->repeats, key, f->f.time_us, window_us);
}

void rs_sign_tell(struct rs_watcher *w, struct rs_sign_finding *f, const struct rs_addr *who,
                  struct rs_span what, int64_t window_us)
{
    uint32_t n = count(w, f, who, what, window_us);
    f->f.more = n > 1;
    if (n)
        rs_watcher_report(w, &f->f, true);
}

void rs_sign_tell_noted(struct rs_watcher *w, struct rs_sign_finding *f,
                        const struct rs_addr *who, struct rs_span what, int64_t window_us)
{
    uint32_t n = count(w, f, who, what, window_us);
    if (n)
        rs_watcher_report(w, &f->f, n == 1 || w->each);
}

bool rs_sign_is_first(struct rs_watcher *w, enum rs_finding_id id, const struct rs_addr *who,
                      struct rs_span what, int64_t now_us, int64_t window_us, uint64_t *scope_key)
{
    struct rs_digest key = owner(w->signs, id, who, what);
    *scope_key = key.lo;
    return rs_repeats_count_key(&w->repeats, key, now_us, window_us) == 1;
}

void rs_sign_tell_aor(struct rs_watcher *w, struct rs_sign_finding *f, const struct rs_addr *who,
                      struct rs_span aor)
{
    enum { WINDOW_US = 300000000 };
    static const struct rs_addr any = {0};
    if (!(rs_sign_zone(w, who) & RS_ZONE_MONITOR))
        rs_sign_tell(w, f, &any, aor, WINDOW_US);
}

void rs_sign_tell_each(struct rs_watcher *w, struct rs_sign_finding *f,
                       const struct rs_addr *who)
{
    if (!(rs_sign_zone(w, who) & RS_ZONE_MONITOR))
        rs_watcher_report(w, &f->f, true);
}

/* ---- the list ---- */

void rs_signs_message(struct rs_watcher *w, const struct rs_annotation *a)
{
    struct rs_sign s = {.w = w, .signs = w->signs, .a = a, .m = a->msg, .v = a->view,
                        .o = a->origin};
    if (a->role == RS_ROLE_RETRANSMISSION)
        rs_sign_copied(&s);
    if (a->role == RS_ROLE_DUPLICATE || a->role == RS_ROLE_RETRANSMISSION)
        return;
    rs_sign_stranger(&s);
    /* What a proxy passes on was said by another, on the hop before. */
    if (a->other_leg)
        return;
    s.agent = rs_msg_value(s.m, s.m->first[RS_HEADER_USER_AGENT] ? RS_HEADER_USER_AGENT
                                                                 : RS_HEADER_SERVER);
    if (s.agent.n)
        s.said = rs_agent_look(&w->signs->agents, s.agent);
    rs_sign_agent(&s);
    rs_sign_tool(&s);
    rs_sign_auth(&s);
    rs_sign_caller(&s);
    rs_sign_clear(&s);
    rs_sign_injection(&s);
}

void rs_signs_event(struct rs_watcher *w, const struct rs_event *e)
{
    switch (e->kind) {
    case RS_EVENT_CHALLENGE_INSIDE:
        rs_sign_leak(w, e);
        break;
    case RS_EVENT_BYE_FOREIGN:
    case RS_EVENT_BYE_FOREIGN_ACCEPTED:
    case RS_EVENT_CANCEL_FOREIGN:
    case RS_EVENT_CANCEL_FOREIGN_ACCEPTED:
        rs_sign_teardown(w, e);
        break;
    case RS_EVENT_BINDING:
        rs_sign_binding(w, e);
        break;
    default:
        break;
    }
}

/* ---- who scanned or guessed ---- */

static unsigned suspect_slot(const struct rs_addr *a)
{
    uint32_t head, tail;
    _Static_assert(RS_SIGNS_SUSPECTS == 1 << (32 - 24), "8 bits");
    memcpy(&head, a->octet, 4);
    memcpy(&tail, a->octet + 12, 4);
    return ((head ^ tail * UINT32_C(31)) * UINT32_C(0x9E3779B1)) >> 24;
}

/* What stands on a response tells of who had asked. */
void rs_signs_told(struct rs_signs *s, const struct rs_finding *f)
{
    unsigned number = rs_catalogue_number(rs_catalogue_get(f->id));
    const struct rs_addr *who = f->status ? &f->origin.dst.addr : &f->origin.src.addr;
    if (rs_catalogue_get(f->id)->group != RS_GROUP_SECURITY || number < 402 || number > 408 ||
        f->severity < RS_MEDIUM) /* a monitor's tool, a phone's old password */
        return;
    s->suspect[suspect_slot(who)].addr = *who;
    s->suspect[suspect_slot(who)].time_us = f->time_us;
}

bool rs_sign_is_suspect(const struct rs_watcher *w, const struct rs_addr *a, int64_t now_us)
{
    enum { SECONDS = 3600 };
    unsigned i = suspect_slot(a);
    return rs_addr_eq(&w->signs->suspect[i].addr, a) &&
           now_us - w->signs->suspect[i].time_us < (int64_t)SECONDS * 1000000;
}
