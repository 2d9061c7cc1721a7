#include "base/entries.h"

#include <stdlib.h>

#include "base/err.h"

/* ---- reading one ---- */

static int entry_text(struct rs_entry *e, struct rs_span text)
{
    if (text.n > RS_LIST_TEXT_MAX)
        return RS_ERR_USAGE;
    e->text = malloc(text.n + 1);
    if (!e->text)
        return RS_ERR_MEMORY;
    memcpy(e->text, text.p, text.n);
    e->text[text.n] = 0;
    e->len = (uint8_t)text.n;
    return RS_OK;
}

/* Octets behind the mask are not the network's: "10.1.2.3/8" is "10.0.0.0/8". */
static void mask(struct rs_addr *a, unsigned bits)
{
    for (unsigned i = 0; i < sizeof a->octet; i++) {
        unsigned kept = bits > i * 8 ? bits - i * 8 : 0;
        if (kept < 8)
            a->octet[i] &= (uint8_t)(0xFF00u >> kept);
    }
}

/* ADDRESS[/BITS] [GROUP] */
static int entry_net(struct rs_entry *e, struct rs_span text)
{
    size_t n = 0;
    while (n < text.n && !rs_is_wsp(text.p[n]))
        n++;
    struct rs_span net = rs_span_first(text, n), group = rs_span_trim(rs_span_skip(text, n));
    const char *slash = rs_span_find(net, '/');
    struct rs_span addr = slash ? rs_span_between(net.p, slash) : net;
    if (!rs_addr_parse(addr.p, addr.n, &e->addr))
        return RS_ERR_USAGE;
    uint64_t most = e->addr.family == 4 ? 32 : 128, bits = most;
    if (slash && !rs_span_to_u64(rs_span_skip(net, addr.n + 1), most, &bits))
        return RS_ERR_USAGE;
    e->bits = (uint8_t)bits;
    mask(&e->addr, e->bits);
    return group.n ? entry_text(e, group) : RS_OK;
}

static int entry_read(struct rs_entry *e, enum rs_list_kind kind, struct rs_span text)
{
    text = rs_span_trim(text);
    if (!text.n)
        return RS_ERR_USAGE;
    if (kind == RS_LIST_OF_NETS)
        return entry_net(e, text);
    if (kind == RS_LIST_OF_PREFIXES && !rs_span_is_digits(text))
        return RS_ERR_USAGE;
    return entry_text(e, text);
}

int rs_entries_probe(enum rs_list_kind kind, struct rs_span text)
{
    struct rs_entry probe = {.text = NULL};
    int rc = entry_read(&probe, kind, text);
    free(probe.text);
    return rc;
}

/* ---- the list ---- */

static bool grow(struct rs_entries *l)
{
    if (l->count < l->capacity)
        return true;
    uint32_t capacity = l->capacity ? l->capacity * 2 : 16;
    struct rs_entry *more = realloc(l->each, capacity * sizeof *more);
    if (!more)
        return false;
    l->each = more;
    l->capacity = capacity;
    return true;
}

int rs_entries_add(struct rs_entries *l, enum rs_list_kind kind, struct rs_span text)
{
    struct rs_entry e = {.text = NULL};
    if (l->count >= RS_LIST_MAX)
        return RS_ERR_FULL;
    if (!grow(l))
        return RS_ERR_MEMORY;
    int rc = entry_read(&e, kind, text);
    if (rc == RS_OK)
        l->each[l->count++] = e;
    return rc;
}

void rs_entries_clear(struct rs_entries *l)
{
    for (uint32_t i = 0; i < l->count; i++)
        free(l->each[i].text);
    l->count = 0;
}

void rs_entries_fini(struct rs_entries *l)
{
    rs_entries_clear(l);
    free(l->each);
    *l = (struct rs_entries){NULL, 0, 0};
}

/* ---- asking ---- */

static bool covers(const struct rs_entry *e, const struct rs_addr *a)
{
    if (e->addr.family != a->family)
        return false;
    struct rs_addr net = *a;
    mask(&net, e->bits);
    return rs_addr_eq(&net, &e->addr);
}

const struct rs_entry *rs_entries_net(const struct rs_entries *l, const struct rs_addr *a)
{
    for (uint32_t i = 0; i < l->count; i++)
        if (covers(&l->each[i], a))
            return &l->each[i];
    return NULL;
}

static bool fits(const struct rs_entry *e, enum rs_list_kind kind, struct rs_span text)
{
    struct rs_span mine = rs_entry_text(e);
    if (kind == RS_LIST_OF_PREFIXES)
        return text.n >= mine.n && rs_span_eq(rs_span_first(text, mine.n), mine);
    if (kind == RS_LIST_OF_BEGINNINGS)
        return rs_span_starts_nocase(text, mine);
    return rs_span_eq_nocase(mine, text);
}

bool rs_entries_fit(const struct rs_entries *l, enum rs_list_kind kind, struct rs_span text)
{
    for (uint32_t i = 0; i < l->count; i++)
        if (fits(&l->each[i], kind, text))
            return true;
    return false;
}
