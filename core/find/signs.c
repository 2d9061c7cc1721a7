#include "find/signs_inside.h"

#include <stdlib.h>

/* ---- life ---- */

struct rs_signs *rs_signs_new(const struct rs_hash_key *key, const struct rs_limits *limits)
{
    struct rs_signs *s = calloc(1, sizeof *s);
    (void)limits;
    if (!s)
        return NULL;
    rs_hash_init(&s->hash, key);
    return s;
}

void rs_signs_free(struct rs_signs *s)
{
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
static struct rs_digest owner(const struct rs_signs *s, const struct rs_sign_finding *f,
                              const struct rs_addr *who, struct rs_span what)
{
    unsigned char parts[3 + sizeof who->octet] = {(unsigned char)f->f.id,
                                                  (unsigned char)(f->f.id >> 8), who->family};
    memcpy(parts + 3, who->octet, sizeof who->octet);
    return rs_digest_with(&s->hash, rs_digest(&s->hash, parts, sizeof parts), what.p, what.n);
}

void rs_sign_tell(struct rs_watcher *w, struct rs_sign_finding *f, const struct rs_addr *who,
                  struct rs_span what, int64_t window_us)
{
    if (rs_sign_zone(w, who) & RS_ZONE_MONITOR)
        return;
    struct rs_digest key = owner(w->signs, f, who, what);
    f->f.scope_key = key.lo;
    f->f.more = rs_repeats_count_key(&w->repeats, key, f->f.time_us, window_us) > 1;
    rs_watcher_report(w, &f->f, true);
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
    const struct rs_sign s = {w, w->signs, a, a->msg, a->view, a->origin};
    if (a->role == RS_ROLE_DUPLICATE || a->role == RS_ROLE_RETRANSMISSION)
        return;
    /* What a proxy passes on was said by another, on the hop before. */
    if (a->other_leg)
        return;
    rs_sign_agent(&s);
    rs_sign_tool(&s);
}

void rs_signs_event(struct rs_watcher *w, const struct rs_event *e)
{
    (void)w;
    (void)e;
}
