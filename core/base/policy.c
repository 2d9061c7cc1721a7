#include "base/policy.h"

#include <stdlib.h>

#include "base/err.h"

/* One entry of a list: a network, or a text. */
struct entry {
    struct rs_addr addr;
    uint8_t bits;
    uint8_t len;        /* of the text: a group's name, a domain, a prefix */
    char *text;         /* NULL: none */
};

struct list {
    struct entry *entries;
    uint32_t count, capacity;
    bool told;
};

struct rs_policy {
    uint32_t number[RS_NUMBER__COUNT + 1];
    struct list list[RS_LIST__COUNT];
};

static const struct rs_number_row number_rows[RS_NUMBER__COUNT + 1] = {
#define RS_NUMBER(finding, NAME, name, unit, preset, least, most, text)                            \
    {RS_FINDING_##finding, #name, unit, preset, least, most, text},
#define RS_LIST(NAME, name, kind, text)
#include "base/policy.def"
#undef RS_NUMBER
#undef RS_LIST
    {0, NULL, NULL, 0, 0, 0, NULL}, /* so that the table is never empty */
};

static const struct rs_list_row list_rows[RS_LIST__COUNT] = {
#define RS_NUMBER(finding, NAME, name, unit, preset, least, most, text)
#define RS_LIST(NAME, name, kind, text) {#name, RS_LIST_OF_##kind, text},
#include "base/policy.def"
#undef RS_NUMBER
#undef RS_LIST
};

static const char *const home_nets[] = {
    "10.0.0.0/8",    "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
    "169.254.0.0/16", "fc00::/7",     "fe80::/10",      "::1/128",
};

const struct rs_number_row *rs_number_row(enum rs_number n)
{
    return &number_rows[n];
}

const struct rs_list_row *rs_list_row(enum rs_list l)
{
    return &list_rows[l];
}

/* ---- life ---- */

static void list_clear(struct list *l)
{
    for (uint32_t i = 0; i < l->count; i++)
        free(l->entries[i].text);
    l->count = 0;
}

static int add(struct rs_policy *p, enum rs_list l, struct rs_span text);

struct rs_policy *rs_policy_new(void)
{
    struct rs_policy *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    for (int i = 0; i < RS_NUMBER__COUNT; i++)
        p->number[i] = number_rows[i].preset;
    for (size_t i = 0; i < sizeof home_nets / sizeof home_nets[0]; i++)
        if (add(p, RS_LIST_HOME_NETS, rs_span_str(home_nets[i])) != RS_OK) {
            rs_policy_free(p);
            return NULL;
        }
    return p;
}

void rs_policy_free(struct rs_policy *p)
{
    if (!p)
        return;
    for (int i = 0; i < RS_LIST__COUNT; i++) {
        list_clear(&p->list[i]);
        free(p->list[i].entries);
    }
    free(p);
}

/* ---- numbers ---- */

uint32_t rs_policy_number(const struct rs_policy *p, enum rs_number n)
{
    return p->number[n];
}

int rs_policy_set_number(struct rs_policy *p, enum rs_number n, uint32_t value)
{
    if (value < number_rows[n].least || value > number_rows[n].most)
        return RS_ERR_USAGE;
    p->number[n] = value;
    return RS_OK;
}

/* ---- reading an entry ---- */

static int entry_text(struct entry *e, struct rs_span text)
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
static int entry_net(struct entry *e, struct rs_span text)
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

static int entry_read(struct entry *e, enum rs_list_kind kind, struct rs_span text)
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

static bool grow(struct list *l)
{
    if (l->count < l->capacity)
        return true;
    uint32_t capacity = l->capacity ? l->capacity * 2 : 16;
    struct entry *more = realloc(l->entries, capacity * sizeof *more);
    if (!more)
        return false;
    l->entries = more;
    l->capacity = capacity;
    return true;
}

static int add(struct rs_policy *p, enum rs_list l, struct rs_span text)
{
    struct list *list = &p->list[l];
    struct entry e = {.text = NULL};
    if (list->count >= RS_LIST_MAX)
        return RS_ERR_FULL;
    if (!grow(list))
        return RS_ERR_MEMORY;
    int rc = entry_read(&e, list_rows[l].kind, text);
    if (rc == RS_OK)
        list->entries[list->count++] = e;
    return rc;
}

int rs_policy_add(struct rs_policy *p, enum rs_list l, struct rs_span text)
{
    struct list *list = &p->list[l];
    struct entry probe = {.text = NULL};
    int rc = entry_read(&probe, list_rows[l].kind, text);
    free(probe.text);
    if (rc != RS_OK)
        return rc;
    if (!list->told)
        list_clear(list);
    list->told = true;
    return add(p, l, text);
}

/* ---- asking ---- */

static bool covers(const struct entry *e, const struct rs_addr *a)
{
    if (e->addr.family != a->family)
        return false;
    struct rs_addr net = *a;
    mask(&net, e->bits);
    return rs_addr_eq(&net, &e->addr);
}

static const struct entry *find_net(const struct list *l, const struct rs_addr *a)
{
    for (uint32_t i = 0; i < l->count; i++)
        if (covers(&l->entries[i], a))
            return &l->entries[i];
    return NULL;
}

bool rs_policy_has_addr(const struct rs_policy *p, enum rs_list l, const struct rs_addr *a)
{
    return find_net(&p->list[l], a) != NULL;
}

bool rs_policy_same_group(const struct rs_policy *p, enum rs_list l, const struct rs_addr *a,
                          const struct rs_addr *b)
{
    if (rs_addr_eq(a, b))
        return true;
    const struct entry *x = find_net(&p->list[l], a), *y = find_net(&p->list[l], b);
    return x && y && x->text && y->text &&
           rs_span_eq(rs_span(x->text, x->len), rs_span(y->text, y->len));
}

static bool fits(const struct entry *e, enum rs_list_kind kind, struct rs_span text)
{
    struct rs_span mine = rs_span(e->text, e->len);
    if (kind == RS_LIST_OF_PREFIXES)
        return text.n >= mine.n && rs_span_eq(rs_span_first(text, mine.n), mine);
    return rs_span_eq_nocase(mine, text);
}

bool rs_policy_has_text(const struct rs_policy *p, enum rs_list l, struct rs_span text)
{
    const struct list *list = &p->list[l];
    for (uint32_t i = 0; i < list->count; i++)
        if (fits(&list->entries[i], list_rows[l].kind, text))
            return true;
    return false;
}

bool rs_policy_told(const struct rs_policy *p, enum rs_list l)
{
    return p->list[l].told;
}
