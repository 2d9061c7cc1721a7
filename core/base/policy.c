#include "base/policy.h"

#include <stdlib.h>

#include "base/err.h"

struct list {
    struct rs_entries entries;
    bool told;
};

/* A finding's section. */
struct rule {
    bool ruled, disabled, severity_told;
    uint8_t severity;
    struct rs_entries allowed[RS_ALLOW__COUNT];
};

struct rs_policy {
    uint32_t number[RS_NUMBER__COUNT + 1];
    uint32_t setting[RS_SETTING__COUNT];
    struct list list[RS_LIST__COUNT];
    struct rule rule[RS_FINDING__COUNT];
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

static const struct rs_setting_row setting_rows[RS_SETTING__COUNT] = {
#define RS_SETTING(NAME, name, unit, preset, least, most, text)                                    \
    {name, unit, preset, least, most, text},
#include "base/settings.def"
#undef RS_SETTING
};

static const struct {
    const char *name;
    enum rs_list_kind kind;
} allow_rows[RS_ALLOW__COUNT] = {
    {"allow-source", RS_LIST_OF_NETS},
    {"allow-aor", RS_LIST_OF_TEXTS},
    {"allow-peer", RS_LIST_OF_TEXTS},
    {"allow-user-agent", RS_LIST_OF_BEGINNINGS},
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

const struct rs_setting_row *rs_setting_row(enum rs_setting s)
{
    return &setting_rows[s];
}

const char *rs_allow_name(enum rs_allow a)
{
    return allow_rows[a].name;
}

enum rs_list_kind rs_allow_kind(enum rs_allow a)
{
    return allow_rows[a].kind;
}

/* ---- life ---- */

struct rs_policy *rs_policy_new(void)
{
    struct rs_policy *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    for (int i = 0; i < RS_NUMBER__COUNT; i++)
        p->number[i] = number_rows[i].preset;
    for (int i = 0; i < RS_SETTING__COUNT; i++)
        p->setting[i] = setting_rows[i].preset;
    struct rs_entries *home = &p->list[RS_LIST_HOME_NETS].entries;
    for (size_t i = 0; i < sizeof home_nets / sizeof home_nets[0]; i++)
        if (rs_entries_add(home, RS_LIST_OF_NETS, rs_span_str(home_nets[i])) != RS_OK) {
            rs_policy_free(p);
            return NULL;
        }
    return p;
}

void rs_policy_free(struct rs_policy *p)
{
    if (!p)
        return;
    for (int i = 0; i < RS_LIST__COUNT; i++)
        rs_entries_fini(&p->list[i].entries);
    for (int i = 0; i < RS_FINDING__COUNT; i++)
        for (int a = 0; a < RS_ALLOW__COUNT; a++)
            rs_entries_fini(&p->rule[i].allowed[a]);
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

uint32_t rs_policy_setting(const struct rs_policy *p, enum rs_setting s)
{
    return p->setting[s];
}

int rs_policy_set_setting(struct rs_policy *p, enum rs_setting s, uint32_t value)
{
    if (value < setting_rows[s].least || value > setting_rows[s].most)
        return RS_ERR_USAGE;
    p->setting[s] = value;
    return RS_OK;
}

/* ---- lists ---- */

int rs_policy_add(struct rs_policy *p, enum rs_list l, struct rs_span text)
{
    struct list *list = &p->list[l];
    int rc = rs_entries_probe(list_rows[l].kind, text);
    if (rc != RS_OK)
        return rc;
    if (!list->told)
        rs_entries_clear(&list->entries);
    list->told = true;
    return rs_entries_add(&list->entries, list_rows[l].kind, text);
}

bool rs_policy_has_addr(const struct rs_policy *p, enum rs_list l, const struct rs_addr *a)
{
    return rs_entries_net(&p->list[l].entries, a) != NULL;
}

struct rs_span rs_policy_group(const struct rs_policy *p, enum rs_list l,
                               const struct rs_addr *a)
{
    const struct rs_entry *e = rs_entries_net(&p->list[l].entries, a);
    return e ? rs_entry_text(e) : RS_SPAN_NONE;
}

bool rs_policy_has_group(const struct rs_policy *p, enum rs_list l, struct rs_span group)
{
    return group.n && rs_entries_fit(&p->list[l].entries, RS_LIST_OF_TEXTS, group);
}

bool rs_policy_same_group(const struct rs_policy *p, enum rs_list l, const struct rs_addr *a,
                          const struct rs_addr *b)
{
    if (rs_addr_eq(a, b))
        return true;
    struct rs_span x = rs_policy_group(p, l, a), y = rs_policy_group(p, l, b);
    return x.n && rs_span_eq(x, y);
}

bool rs_policy_has_text(const struct rs_policy *p, enum rs_list l, struct rs_span text)
{
    return rs_entries_fit(&p->list[l].entries, list_rows[l].kind, text);
}

bool rs_policy_told(const struct rs_policy *p, enum rs_list l)
{
    return p->list[l].told;
}

/* ---- a finding's section ---- */

bool rs_policy_ruled(const struct rs_policy *p, enum rs_finding_id id)
{
    return p->rule[id].ruled;
}

bool rs_policy_enabled(const struct rs_policy *p, enum rs_finding_id id)
{
    return !p->rule[id].disabled;
}

enum rs_severity rs_policy_severity(const struct rs_policy *p, enum rs_finding_id id,
                                    enum rs_severity otherwise)
{
    const struct rule *r = &p->rule[id];
    return r->severity_told ? (enum rs_severity)r->severity : otherwise;
}

const struct rs_entries *rs_policy_allowed(const struct rs_policy *p, enum rs_finding_id id,
                                           enum rs_allow a)
{
    return &p->rule[id].allowed[a];
}

void rs_policy_enable(struct rs_policy *p, enum rs_finding_id id, bool enabled)
{
    p->rule[id].disabled = !enabled;
    p->rule[id].ruled = true;
}

void rs_policy_set_severity(struct rs_policy *p, enum rs_finding_id id, enum rs_severity s)
{
    p->rule[id].severity = (uint8_t)s;
    p->rule[id].severity_told = true;
    p->rule[id].ruled = true;
}

/* "sip:a@b", "sips:a@b" and "a@b" are one person. */
static struct rs_span without_scheme(struct rs_span aor)
{
    const char *colon = rs_span_find(aor, ':'), *at = rs_span_find(aor, '@');
    bool scheme = colon && at && colon < at;
    return scheme ? rs_span_skip(aor, (size_t)(colon - aor.p) + 1) : aor;
}

int rs_policy_allow(struct rs_policy *p, enum rs_finding_id id, enum rs_allow a,
                    struct rs_span text)
{
    if (a == RS_ALLOW_AOR) {
        text = without_scheme(rs_span_trim(text));
        if (!rs_span_find(text, '@') && !rs_span_starts_nocase(text, RS_SPAN("tel:")))
            return RS_ERR_USAGE;
    }
    int rc = rs_entries_add(&p->rule[id].allowed[a], allow_rows[a].kind, text);
    p->rule[id].ruled |= rc == RS_OK;
    return rc;
}
