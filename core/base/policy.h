/*
 * What the operator says of his network, and the thresholds in force. The
 * checks of core/find read it; who fills it (sensor and plugin, from one and
 * the same text) owns it, and hands it to the watcher, which borrows it. It is
 * not changed while it is lent: a new one takes its place (rs_watcher_policy).
 */
#ifndef RS_BASE_POLICY_H
#define RS_BASE_POLICY_H

#include "base/entries.h"
#include "base/finding.h"
#include "base/span.h"

enum rs_number {
#define RS_NUMBER(finding, NAME, name, unit, preset, least, most, text)                            \
    RS_NUMBER_##finding##_##NAME,
#define RS_LIST(NAME, name, kind, text)
#include "base/policy.def"
#undef RS_NUMBER
#undef RS_LIST
    RS_NUMBER__COUNT
};

enum rs_list {
#define RS_NUMBER(finding, NAME, name, unit, preset, least, most, text)
#define RS_LIST(NAME, name, kind, text) RS_LIST_##NAME,
#include "base/policy.def"
#undef RS_NUMBER
#undef RS_LIST
    RS_LIST__COUNT
};

enum rs_setting {
#define RS_SETTING(NAME, name, unit, preset, least, most, text) RS_SETTING_##NAME,
#include "base/settings.def"
#undef RS_SETTING
    RS_SETTING__COUNT
};

/* What a finding's section allows: who or what is no finding. */
enum rs_allow {
    RS_ALLOW_SOURCE,     /* networks */
    RS_ALLOW_AOR,        /* user@host */
    RS_ALLOW_PEER,       /* groups of [lists] peers */
    RS_ALLOW_USER_AGENT, /* what its text begins with */
    RS_ALLOW__COUNT
};

struct rs_number_row {
    enum rs_finding_id finding;
    const char *name, *unit; /* "failures", "s" */
    uint32_t preset, least, most;
    const char *text;
};

struct rs_list_row {
    const char *name; /* "home-nets" */
    enum rs_list_kind kind;
    const char *text;
};

const struct rs_number_row *rs_number_row(enum rs_number n);
const struct rs_list_row *rs_list_row(enum rs_list l);

/* A row of [alerts]. */
struct rs_setting_row {
    const char *name, *unit; /* "update", "s" */
    uint32_t preset, least, most;
    const char *text;
};

const struct rs_setting_row *rs_setting_row(enum rs_setting s);
const char *rs_allow_name(enum rs_allow a); /* "allow-source" */
enum rs_list_kind rs_allow_kind(enum rs_allow a);

struct rs_policy;

/* All defaults; NULL when there is no memory. */
struct rs_policy *rs_policy_new(void);
void rs_policy_free(struct rs_policy *p);

uint32_t rs_policy_number(const struct rs_policy *p, enum rs_number n);
/* RS_OK; RS_ERR_USAGE when it is out of bounds. */
int rs_policy_set_number(struct rs_policy *p, enum rs_number n, uint32_t value);

/*
 * One more entry: "10.0.0.0/8", "2001:db8::/32 east", "example.com", "882".
 * The first of a list takes the place of its default. RS_OK; RS_ERR_USAGE when
 * the text is none of that kind; RS_ERR_FULL when the list is full;
 * RS_ERR_MEMORY.
 */
int rs_policy_add(struct rs_policy *p, enum rs_list l, struct rs_span text);

/* Is it in one of the list's networks? Linear in the list: ask once for each source. */
bool rs_policy_has_addr(const struct rs_policy *p, enum rs_list l, const struct rs_addr *a);
/* Both are the same address, or in networks of that list that have one group. */
bool rs_policy_same_group(const struct rs_policy *p, enum rs_list l, const struct rs_addr *a,
                          const struct rs_addr *b);
/* TEXTS: equal without regard to case. PREFIXES: the number begins with one. */
bool rs_policy_has_text(const struct rs_policy *p, enum rs_list l, struct rs_span text);
/* Has anybody said anything of it? (No: the list is empty or its default.) */
bool rs_policy_told(const struct rs_policy *p, enum rs_list l);
/* The group of the first network of that list that has the address; empty: none. */
struct rs_span rs_policy_group(const struct rs_policy *p, enum rs_list l,
                               const struct rs_addr *a);
/* Is there an entry with that group? */
bool rs_policy_has_group(const struct rs_policy *p, enum rs_list l, struct rs_span group);

/* ---- [alerts] ---- */

uint32_t rs_policy_setting(const struct rs_policy *p, enum rs_setting s);
/* RS_OK; RS_ERR_USAGE when it is out of bounds. */
int rs_policy_set_setting(struct rs_policy *p, enum rs_setting s, uint32_t value);

/* ---- a finding's section: find/rules.h says what becomes of a finding by it ---- */

/* Anything said at all: false is the common case, and costs one look. */
bool rs_policy_ruled(const struct rs_policy *p, enum rs_finding_id id);
bool rs_policy_enabled(const struct rs_policy *p, enum rs_finding_id id);
/* That of the catalogue or of the check, unless another was said: then that. */
enum rs_severity rs_policy_severity(const struct rs_policy *p, enum rs_finding_id id,
                                    enum rs_severity otherwise);
const struct rs_entries *rs_policy_allowed(const struct rs_policy *p, enum rs_finding_id id,
                                           enum rs_allow a);

void rs_policy_enable(struct rs_policy *p, enum rs_finding_id id, bool enabled);
void rs_policy_set_severity(struct rs_policy *p, enum rs_finding_id id, enum rs_severity s);
/* As rs_policy_add; an AOR with or without its scheme. */
int rs_policy_allow(struct rs_policy *p, enum rs_finding_id id, enum rs_allow a,
                    struct rs_span text);

#endif
