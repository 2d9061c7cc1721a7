#include "run/parcel.h"

#include "notice.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16 };

enum kind {
    FINDING,
    MESSAGE,
    TRANSACTION,
    DIALOG,
    REGISTRATION,
    SECURED,
    POLICY,
    TIME,
    STATS,
    LOOKUP,
    PROGRESS
};

/* What stands before each; behind it the object, and its texts. */
struct entry {
    size_t octets; /* of all three */
    enum kind kind;
};

/*
 * The spans of a result, each of which is copied: a member that is added to one
 * of these structs has a row here if it is a span (test_parcel.c watches).
 */
struct shape {
    size_t octets;
    size_t spans[16]; /* offsets; 0 ends the list: no result begins with a span */
};

#define AT(member) offsetof(struct THIS, member)
#define THIS rs_finding
static const struct shape FINDING_SHAPE = {
    sizeof(struct THIS),
    {AT(method), AT(call_id), AT(from_tag), AT(to_tag), AT(branch), AT(from_uri), AT(to_uri)}};
#undef THIS
#define THIS rs_transaction_record
static const struct shape TRANSACTION_SHAPE = {
    sizeof(struct THIS),
    {AT(method_name), AT(call_id), AT(from_uri), AT(to_uri), AT(from_tag), AT(to_tag), AT(branch)}};
#undef THIS
#define THIS rs_dialog_record
static const struct shape DIALOG_SHAPE = {
    sizeof(struct THIS),
    {AT(call_id), AT(local_tag), AT(remote_tag), AT(caller_uri), AT(callee_uri), AT(user_agent),
     AT(server), AT(event), AT(refer_to), AT(reason)}};
#undef THIS
#define THIS rs_registration_record
static const struct shape REGISTRATION_SHAPE = {
    sizeof(struct THIS),
    {AT(aor), AT(contact), AT(call_id), AT(user_agent), AT(epid), AT(server),
     AT(algorithm)}};
#undef THIS
#undef AT

/* ---- life ---- */

struct rs_parcel *rs_parcel_new(void)
{
    struct rs_parcel *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->memory = malloc(RS_PARCEL_OCTETS);
    p->capacity = RS_PARCEL_OCTETS;
    if (p->memory)
        return p;
    free(p);
    return NULL;
}

void rs_parcel_free(struct rs_parcel *p)
{
    if (!p)
        return;
    free(p->memory);
    free(p);
}

void rs_parcel_reset(struct rs_parcel *p)
{
    p->used = 0;
    p->count = 0;
    p->flush = false;
    p->batch = NULL;
}

/* ---- packing ---- */

/* One result that is larger than parcels are: nothing points into the memory yet. */
static bool grow(struct rs_parcel *p, size_t octets)
{
    unsigned char *memory = p->used ? NULL : realloc(p->memory, octets);
    if (!memory)
        return false;
    p->memory = memory;
    p->capacity = octets;
    return true;
}

/* Room for an object and its texts; NULL: there is none. */
static void *put(struct rs_parcel *p, enum kind kind, size_t octets)
{
    octets = (sizeof(struct entry) + octets + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (p->capacity - p->used < octets && !grow(p, octets))
        return NULL;
    struct entry *e = (struct entry *)(void *)(p->memory + p->used);
    *e = (struct entry){octets, kind};
    p->used += octets;
    p->count += kind < LOOKUP;
    return e + 1;
}

static struct rs_span *span_at(void *object, size_t offset)
{
    return (struct rs_span *)(void *)((char *)object + offset);
}

static size_t texts_of(const void *object, const struct shape *shape)
{
    size_t n = 0;
    for (const size_t *at = shape->spans; *at; at++)
        n += ((const struct rs_span *)(const void *)((const char *)object + *at))->n;
    return n;
}

/* The text moves to `to`; returns what is behind it. Absent and empty stay what they are. */
static char *keep(struct rs_span *text, char *to)
{
    if (!text->p)
        return to;
    if (text->n)
        memcpy(to, text->p, text->n);
    text->p = text->n ? to : "";
    return to + text->n;
}

/* `more`: octets for other texts behind them; *behind is where those go. */
static void *put_shape(struct rs_parcel *p, enum kind kind, const struct shape *shape,
                       const void *object, size_t more, char **behind)
{
    char *copy = put(p, kind, shape->octets + texts_of(object, shape) + more);
    if (!copy)
        return NULL;
    memcpy(copy, object, shape->octets);
    char *to = copy + shape->octets;
    for (const size_t *at = shape->spans; *at; at++)
        to = keep(span_at(copy, *at), to);
    *behind = to;
    return copy;
}

bool rs_parcel_finding(struct rs_parcel *p, const struct rs_finding *f)
{
    size_t evidence = 0;
    char *to;
    for (unsigned i = 0; i < f->evidence_count; i++)
        evidence += f->evidence[i].text.n;
    struct rs_finding *copy = put_shape(p, FINDING, &FINDING_SHAPE, f, evidence, &to);
    for (unsigned i = 0; copy && i < f->evidence_count; i++)
        to = keep(&copy->evidence[i].text, to);
    return copy != NULL;
}

static bool put_plain(struct rs_parcel *p, enum kind kind, const void *object, size_t octets)
{
    void *copy = put(p, kind, octets);
    if (copy)
        memcpy(copy, object, octets);
    return copy != NULL;
}

bool rs_parcel_message(struct rs_parcel *p, const struct rs_annotation *a)
{
    return put_plain(p, MESSAGE, a, sizeof *a);
}

bool rs_parcel_transaction(struct rs_parcel *p, const struct rs_transaction_record *r)
{
    char *to;
    return put_shape(p, TRANSACTION, &TRANSACTION_SHAPE, r, 0, &to) != NULL;
}

bool rs_parcel_dialog(struct rs_parcel *p, const struct rs_dialog_record *r)
{
    char *to;
    return put_shape(p, DIALOG, &DIALOG_SHAPE, r, 0, &to) != NULL;
}

static char *keep_contact(struct rs_contact_record *c, char *to)
{
    to = keep(&c->uri, to);
    to = keep(&c->instance, to);
    to = keep(&c->public_gruu, to);
    to = keep(&c->temporary_gruu, to);
    to = keep(&c->user_agent, to);
    return keep(&c->epid, to);
}

bool rs_parcel_registration(struct rs_parcel *p, const struct rs_registration_record *r)
{
    size_t contacts = 0;
    char *to;
    for (unsigned i = 0; i < r->contact_count; i++) {
        const struct rs_contact_record *c = &r->contacts[i];
        contacts += c->uri.n + c->instance.n + c->public_gruu.n + c->temporary_gruu.n +
                    c->user_agent.n + c->epid.n;
    }
    struct rs_registration_record *copy =
        put_shape(p, REGISTRATION, &REGISTRATION_SHAPE, r, contacts, &to);
    for (unsigned i = 0; copy && i < r->contact_count; i++)
        to = keep_contact(&copy->contacts[i], to);
    return copy != NULL;
}

bool rs_parcel_secured(struct rs_parcel *p, const struct rs_tls_outcome *t)
{
    return put_plain(p, SECURED, t, sizeof *t);
}

bool rs_parcel_policy(struct rs_parcel *p, const struct rs_policy *policy)
{
    return put_plain(p, POLICY, &policy, sizeof policy);
}

bool rs_parcel_time(struct rs_parcel *p, int64_t now_us)
{
    return put_plain(p, TIME, &now_us, sizeof now_us);
}

struct kept_stats {
    struct rs_stats stats;
    struct rs_packet_counters packets;
    struct rs_watcher_counters watcher;
    struct rs_quality *quality; /* NULL: none */
};

bool rs_parcel_stats(struct rs_parcel *p, const struct rs_stats *s)
{
    struct kept_stats *copy = put(p, STATS, sizeof *copy);
    if (!copy)
        return false;
    copy->stats = *s;
    if (s->packets)
        copy->packets = *s->packets;
    if (s->watcher)
        copy->watcher = *s->watcher;
    copy->stats.packets = s->packets ? &copy->packets : NULL;
    copy->stats.watcher = s->watcher ? &copy->watcher : NULL;
    copy->stats.quality = copy->quality = s->quality ? rs_quality_copy(s->quality) : NULL;
    return true;
}

bool rs_parcel_lookup(struct rs_parcel *p, const struct rs_lookup *l)
{
    return put_plain(p, LOOKUP, l, sizeof *l + l->name_len);
}

bool rs_parcel_progress(struct rs_parcel *p, const char *line)
{
    return put_plain(p, PROGRESS, line, strlen(line) + 1);
}

/* ---- unpacking ---- */

static void show_progress(const struct rs_results *to, const char *line)
{
    if (to->flush)
        to->flush(to->user);
    rs_notice_passing(line);
}

/* What nobody wants was never packed: the functions are there. */
static void unpack(enum kind kind, const void *object, const struct rs_results *to,
                   struct rs_lookups_copy *lookups)
{
    const struct rs_watcher_sink *w = &to->watcher;
    switch (kind) {
    case FINDING:
        w->finding(w->user, object);
        break;
    case MESSAGE:
        w->message(w->user, object);
        break;
    case TRANSACTION:
        w->transaction(w->user, object);
        break;
    case DIALOG:
        w->dialog(w->user, object);
        break;
    case REGISTRATION:
        w->registration(w->user, object);
        break;
    case SECURED:
        to->secured.session(to->secured.user, object);
        break;
    case POLICY:
        to->policy(to->user, *(const struct rs_policy *const *)object);
        break;
    case TIME:
        to->time(to->user, *(const int64_t *)object);
        break;
    case STATS:
        to->stats(to->user, object);
        rs_quality_copy_free(((const struct kept_stats *)object)->quality);
        break;
    case LOOKUP:
        rs_lookups_copy_add(lookups, object);
        break;
    case PROGRESS:
        show_progress(to, object);
        break;
    }
}

void rs_parcel_unpack(struct rs_parcel *p, const struct rs_results *to,
                      struct rs_lookups_copy *lookups)
{
    for (size_t at = 0; at < p->used;) {
        const struct entry *e = (const struct entry *)(const void *)(p->memory + at);
        unpack(e->kind, e + 1, to, lookups);
        at += e->octets;
    }
    if (p->flush && to->flush)
        to->flush(to->user);
}
