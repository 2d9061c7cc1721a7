#include "base/settings.h"

#include "base/err.h"
#include "base/settings_say.h"

/* Which section the line stands in. */
enum place { NOWHERE, UNKNOWN, LISTS, ALERTS, FINDING };

/* A group that an allow-peer names: [lists] peers may stand further below. */
struct peer {
    uint32_t line;
    enum rs_finding_id id;
    struct rs_span group;
};

enum { PEERS_MAX = 256 };

struct reader {
    struct rs_policy *policy;
    struct rs_settings_errors *errors;
    enum place place;
    enum rs_finding_id id;  /* of a finding's section */
    struct rs_span section; /* as the person wrote it */
    uint32_t line;
    uint32_t peer_count;
    bool no_memory;
    /* Where each was said: a second time is a mistake. */
    uint32_t number_line[RS_NUMBER__COUNT + 1], setting_line[RS_SETTING__COUNT];
    uint32_t enabled_line[RS_FINDING__COUNT], severity_line[RS_FINDING__COUNT];
    struct peer peer[PEERS_MAX];
};

/* "[S405] failures = 0: " */
static struct rs_saying say(struct reader *r, struct rs_span key, struct rs_span value)
{
    struct rs_saying s = rs_say(r->errors, r->line);
    rs_say_str(&s, "[");
    rs_say_span(&s, r->section);
    rs_say_str(&s, "] ");
    rs_say_span(&s, key);
    if (value.p) {
        rs_say_str(&s, " = ");
        rs_say_span(&s, value);
    }
    rs_say_str(&s, ": ");
    return s;
}

/* ---- values ---- */

bool rs_settings_switch(struct rs_span text, bool *on)
{
    static const char *const words[] = {"no", "yes", "off", "on", "false", "true", "0", "1"};
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
        if (rs_span_eq_nocase(text, rs_span_str(words[i]))) {
            *on = i % 2;
            return true;
        }
    return false;
}

bool rs_settings_severity(struct rs_span text, enum rs_severity *s)
{
    for (int i = RS_INFO; i <= RS_CRITICAL; i++)
        if (rs_span_eq_nocase(text, rs_span_str(rs_severity_name((enum rs_severity)i)))) {
            *s = (enum rs_severity)i;
            return true;
        }
    return false;
}

/* True the first time; else the second is told. */
static bool first_time(struct reader *r, uint32_t *said, struct rs_span key, struct rs_span value)
{
    if (!*said) {
        *said = r->line;
        return true;
    }
    struct rs_saying s = say(r, key, value);
    rs_say_str(&s, "it was said in line ");
    rs_say_number(&s, *said);
    rs_say_str(&s, " already; leave one of the two");
    return false;
}

/* The number, with or without its unit: "60", "60 s". */
static bool read_number(struct rs_span value, const char *unit, uint32_t least, uint32_t most,
                        uint32_t *number)
{
    struct rs_span u = rs_span_str(unit);
    uint64_t n;
    if (u.n && value.n > u.n && rs_span_eq(rs_span_skip(value, value.n - u.n), u))
        value = rs_span_trim(rs_span_first(value, value.n - u.n));
    if (!rs_span_to_u64(value, most, &n) || n < least)
        return false;
    *number = (uint32_t)n;
    return true;
}

static void refuse_number(struct reader *r, struct rs_span key, struct rs_span value,
                          const char *unit, uint32_t least, uint32_t most)
{
    struct rs_saying s = say(r, key, value);
    rs_say_str(&s, "give a whole number from ");
    rs_say_number(&s, least);
    rs_say_str(&s, " to ");
    rs_say_number(&s, most);
    if (unit && *unit) {
        rs_say_str(&s, " (");
        rs_say_str(&s, unit);
        rs_say_str(&s, ")");
    }
}

/* ---- lists ---- */

static bool is_blank(char c)
{
    return rs_is_wsp(c) || c == ',';
}

/* The next word behind blanks and commas; false: none is left. */
static bool next_word(struct rs_span *rest, struct rs_span *word)
{
    size_t n = 0;
    while (rest->n && is_blank(rest->p[0]))
        *rest = rs_span_skip(*rest, 1);
    while (n < rest->n && !is_blank(rest->p[n]))
        n++;
    *word = rs_span_first(*rest, n);
    *rest = rs_span_skip(*rest, n);
    return n != 0;
}

/* A group's name: a letter first, and nothing that an address could be meant by. */
static bool is_group(struct rs_span word)
{
    bool letter = word.n && ((word.p[0] | 0x20) >= 'a' && (word.p[0] | 0x20) <= 'z');
    return letter && !rs_span_find(word, '.') && !rs_span_find(word, ':') &&
           !rs_span_find(word, '/');
}

/* One more entry, with its group: "192.0.2.1 carrier" are two words. */
static struct rs_span with_group(struct rs_span word, struct rs_span *rest)
{
    struct rs_span after = *rest, group;
    bool comma = false;
    for (size_t i = 0; i < after.n && is_blank(after.p[i]); i++)
        comma |= after.p[i] == ',';
    if (comma || !next_word(&after, &group) || !is_group(group))
        return word;
    *rest = after;
    return rs_span_between(word.p, rs_span_end(group));
}

static const char *wanted(enum rs_list_kind kind, bool aor)
{
    if (aor)
        return "is no address of record; write it like sip:dialler@example.com";
    switch (kind) {
    case RS_LIST_OF_NETS: return "is no network; write it like 10.0.0.0/8 or 2001:db8::/32";
    case RS_LIST_OF_PREFIXES: return "is no number's beginning; write digits alone, without + or 00";
    default: return "is too long; 255 octets at most";
    }
}

static void refuse_entry(struct reader *r, struct rs_span key, struct rs_span word, int rc,
                         const char *why)
{
    struct rs_saying s = say(r, key, RS_SPAN_NONE);
    if (rc == RS_ERR_FULL) {
        rs_say_str(&s, "there are too many entries; ");
        rs_say_number(&s, RS_LIST_MAX);
        rs_say_str(&s, " at most");
        return;
    }
    rs_say_str(&s, "'");
    rs_say_span(&s, word);
    rs_say_str(&s, "' ");
    rs_say_str(&s, why);
}

/* False ends the list: what follows would be told the same. */
static bool judge_entry(struct reader *r, struct rs_span key, struct rs_span word, int rc,
                        const char *why)
{
    r->no_memory |= rc == RS_ERR_MEMORY;
    if (rc == RS_ERR_USAGE || rc == RS_ERR_FULL)
        refuse_entry(r, key, word, rc, why);
    return rc == RS_OK || rc == RS_ERR_USAGE;
}

static void read_list(struct reader *r, enum rs_list l, struct rs_span key, struct rs_span value)
{
    enum rs_list_kind kind = rs_list_row(l)->kind;
    struct rs_span word;
    bool go_on = true;
    while (go_on && next_word(&value, &word)) {
        if (kind == RS_LIST_OF_NETS)
            word = with_group(word, &value);
        go_on = judge_entry(r, key, word, rs_policy_add(r->policy, l, word), wanted(kind, false));
    }
}

static void note_peer(struct reader *r, struct rs_span group)
{
    if (r->peer_count < PEERS_MAX)
        r->peer[r->peer_count++] = (struct peer){r->line, r->id, group};
}

static void read_allowed(struct reader *r, enum rs_allow a, struct rs_span key,
                         struct rs_span value)
{
    const char *why = wanted(rs_allow_kind(a), a == RS_ALLOW_AOR);
    struct rs_span word;
    bool go_on = true;
    if (a == RS_ALLOW_USER_AGENT) { /* its text has blanks */
        judge_entry(r, key, value, rs_policy_allow(r->policy, r->id, a, value), why);
        return;
    }
    while (go_on && next_word(&value, &word)) {
        go_on = judge_entry(r, key, word, rs_policy_allow(r->policy, r->id, a, word), why);
        if (a == RS_ALLOW_PEER)
            note_peer(r, word);
    }
}

/* Every group that is allowed has to be somebody's. */
static void check_peers(struct reader *r)
{
    for (uint32_t i = 0; i < r->peer_count; i++) {
        const struct peer *peer = &r->peer[i];
        if (rs_policy_has_group(r->policy, RS_LIST_PEERS, peer->group))
            continue;
        struct rs_saying s = rs_say(r->errors, peer->line);
        rs_say_str(&s, "[");
        rs_say_str(&s, rs_catalogue_get(peer->id)->id);
        rs_say_str(&s, "] allow-peer: no entry of [lists] peers has the group '");
        rs_say_span(&s, peer->group);
        rs_say_str(&s, "'; write it behind its network, as 192.0.2.1 ");
        rs_say_span(&s, peer->group);
    }
}

/* ---- keys ---- */

static void name_next(struct rs_saying *s, bool *any, const char *name)
{
    rs_say_str(s, *any ? ", " : "");
    rs_say_str(s, name);
    *any = true;
}

static void name_keys(struct reader *r, struct rs_saying *s)
{
    bool any = false;
    for (int i = 0; r->place == LISTS && i < RS_LIST__COUNT; i++)
        name_next(s, &any, rs_list_row((enum rs_list)i)->name);
    for (int i = 0; r->place == ALERTS && i < RS_SETTING__COUNT; i++)
        name_next(s, &any, rs_setting_row((enum rs_setting)i)->name);
    if (r->place != FINDING)
        return;
    for (int i = 0; i < RS_NUMBER__COUNT; i++)
        if (rs_number_row((enum rs_number)i)->finding == r->id)
            name_next(s, &any, rs_number_row((enum rs_number)i)->name);
    name_next(s, &any, "enabled");
    name_next(s, &any, "severity");
    for (int i = 0; i < RS_ALLOW__COUNT; i++)
        name_next(s, &any, rs_allow_name((enum rs_allow)i));
}

static void refuse_key(struct reader *r, struct rs_span key)
{
    struct rs_saying s = say(r, key, RS_SPAN_NONE);
    rs_say_str(&s, "there is no such setting; choose from ");
    name_keys(r, &s);
}

static void list_key(struct reader *r, struct rs_span key, struct rs_span value)
{
    for (int i = 0; i < RS_LIST__COUNT; i++)
        if (rs_span_eq_nocase(key, rs_span_str(rs_list_row((enum rs_list)i)->name))) {
            read_list(r, (enum rs_list)i, key, value);
            return;
        }
    refuse_key(r, key);
}

static void alerts_key(struct reader *r, struct rs_span key, struct rs_span value)
{
    for (int i = 0; i < RS_SETTING__COUNT; i++) {
        const struct rs_setting_row *row = rs_setting_row((enum rs_setting)i);
        uint32_t n;
        if (!rs_span_eq_nocase(key, rs_span_str(row->name)))
            continue;
        if (!first_time(r, &r->setting_line[i], key, value))
            return;
        if (read_number(value, row->unit, row->least, row->most, &n))
            rs_policy_set_setting(r->policy, (enum rs_setting)i, n);
        else
            refuse_number(r, key, value, row->unit, row->least, row->most);
        return;
    }
    refuse_key(r, key);
}

static bool finding_number(struct reader *r, struct rs_span key, struct rs_span value)
{
    for (int i = 0; i < RS_NUMBER__COUNT; i++) {
        const struct rs_number_row *row = rs_number_row((enum rs_number)i);
        uint32_t n;
        if (row->finding != r->id || !rs_span_eq_nocase(key, rs_span_str(row->name)))
            continue;
        if (!first_time(r, &r->number_line[i], key, value))
            return true;
        if (read_number(value, row->unit, row->least, row->most, &n))
            rs_policy_set_number(r->policy, (enum rs_number)i, n);
        else
            refuse_number(r, key, value, row->unit, row->least, row->most);
        return true;
    }
    return false;
}

static void enabled_key(struct reader *r, struct rs_span key, struct rs_span value)
{
    bool on;
    if (!first_time(r, &r->enabled_line[r->id], key, value))
        return;
    if (rs_settings_switch(value, &on)) {
        rs_policy_enable(r->policy, r->id, on);
        return;
    }
    struct rs_saying s = say(r, key, value);
    rs_say_str(&s, "write yes or no");
}

static void severity_key(struct reader *r, struct rs_span key, struct rs_span value)
{
    enum rs_severity severity;
    if (!first_time(r, &r->severity_line[r->id], key, value))
        return;
    if (rs_settings_severity(value, &severity)) {
        rs_policy_set_severity(r->policy, r->id, severity);
        return;
    }
    struct rs_saying s = say(r, key, value);
    rs_say_str(&s, "write info, low, medium, high or critical");
}

static void finding_key(struct reader *r, struct rs_span key, struct rs_span value)
{
    if (finding_number(r, key, value))
        return;
    if (rs_span_eq_nocase(key, RS_SPAN("enabled"))) {
        enabled_key(r, key, value);
        return;
    }
    if (rs_span_eq_nocase(key, RS_SPAN("severity"))) {
        severity_key(r, key, value);
        return;
    }
    for (int i = 0; i < RS_ALLOW__COUNT; i++)
        if (rs_span_eq_nocase(key, rs_span_str(rs_allow_name((enum rs_allow)i)))) {
            read_allowed(r, (enum rs_allow)i, key, value);
            return;
        }
    refuse_key(r, key);
}

/* ---- lines ---- */

static void section_line(struct reader *r, struct rs_span line)
{
    bool closed = line.n > 1 && line.p[line.n - 1] == ']';
    r->section = rs_span_trim(rs_span(line.p + 1, line.n - 1 - closed));
    const struct rs_catalogue_entry *e = rs_catalogue_find(r->section);
    if (e)
        for (r->id = (enum rs_finding_id)0; rs_catalogue_get(r->id) != e; r->id++)
            ;
    r->place = e                                                 ? FINDING
               : rs_span_eq_nocase(r->section, RS_SPAN("lists")) ? LISTS
               : rs_span_eq_nocase(r->section, RS_SPAN("alerts")) ? ALERTS
                                                                  : UNKNOWN;
    if (closed && r->place != UNKNOWN)
        return;
    struct rs_saying s = rs_say(r->errors, r->line);
    rs_say_span(&s, line);
    rs_say_str(&s, closed ? ": there is no such section; write [lists], [alerts] or a finding's "
                            "id, as [S405] (ringside --explain lists them)"
                          : ": the ] at its end is missing");
}

static void misplaced(struct reader *r, struct rs_span line, const char *why)
{
    struct rs_saying s = rs_say(r->errors, r->line);
    rs_say_str(&s, "'");
    rs_say_span(&s, line);
    rs_say_str(&s, "' ");
    rs_say_str(&s, why);
}

static void key_line(struct reader *r, struct rs_span line)
{
    const char *equals = rs_span_find(line, '=');
    if (!equals) {
        misplaced(r, line, "has no =; write KEY = VALUE, or # before a comment");
        return;
    }
    struct rs_span key = rs_span_trim(rs_span_between(line.p, equals));
    struct rs_span value = rs_span_trim(rs_span_between(equals + 1, rs_span_end(line)));
    if (r->place == NOWHERE) {
        misplaced(r, line, "stands before any section; write one above it, as [S405]");
        return;
    }
    if (r->place == UNKNOWN)
        return; /* the section was told */
    if (!value.n) {
        struct rs_saying s = say(r, key, RS_SPAN_NONE);
        rs_say_str(&s, "the value is missing; give one, or leave the line out");
        return;
    }
    if (r->place == LISTS)
        list_key(r, key, value);
    else if (r->place == ALERTS)
        alerts_key(r, key, value);
    else
        finding_key(r, key, value);
}

static void read_line(struct reader *r, struct rs_span line)
{
    line = rs_span_trim(line);
    if (!line.n || line.p[0] == '#' || line.p[0] == ';')
        return;
    if (rs_span_find(line, '\0'))
        misplaced(r, line, "has an octet 0: that is no text; give a file made with an editor");
    else if (line.p[0] == '[')
        section_line(r, line);
    else
        key_line(r, line);
}

static struct rs_span next_line(struct rs_span *text)
{
    const char *end = rs_span_find(*text, '\n');
    struct rs_span line = end ? rs_span_between(text->p, end) : *text;
    *text = rs_span_skip(*text, line.n + (end != NULL));
    return line;
}

int rs_settings_read(struct rs_policy *p, struct rs_span text,
                     struct rs_settings_errors *errors)
{
    struct reader r = {.policy = p, .errors = errors};
    errors->count = errors->kept = 0;
    if (text.n > RS_SETTINGS_MAX) {
        struct rs_saying s = rs_say(errors, 1);
        rs_say_str(&s, "the file is larger than a mebibyte: these are no settings");
        return RS_ERR_USAGE;
    }
    if (rs_span_starts_nocase(text, RS_SPAN("\xef\xbb\xbf"))) /* a byte order mark */
        text = rs_span_skip(text, 3);
    while (text.n && !r.no_memory) {
        r.line++;
        read_line(&r, next_line(&text));
    }
    check_peers(&r);
    if (r.no_memory)
        return RS_ERR_MEMORY;
    return errors->count ? RS_ERR_USAGE : RS_OK;
}
