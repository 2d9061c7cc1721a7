#include "explain.h"

#include "base/err.h"
#include "base/finding.h"
#include "base/lore.h"

/* Texts are wrapped for a terminal of 80 columns. */
enum { WIDTH = 80, LABEL = 17 };

static const char *word_end(const char *p)
{
    while (*p && *p != ' ')
        p++;
    return p;
}

/* The text from column LABEL on, where the cursor is. */
static void put_wrapped(FILE *to, const char *text)
{
    size_t column = LABEL;
    while (*text) {
        const char *end = word_end(text);
        size_t len = (size_t)(end - text);
        if (column > LABEL && column + 1 + len > WIDTH) {
            fprintf(to, "\n%*s", LABEL, "");
            column = LABEL;
        }
        column += len + (size_t)fprintf(to, "%s", column > LABEL ? " " : "");
        fwrite(text, 1, len, to);
        text = *end ? end + 1 : end;
    }
    fputc('\n', to);
}

static void put_line(FILE *to, const char *label, const char *text)
{
    fprintf(to, "%-*s", LABEL, label);
    put_wrapped(to, text);
}

/* "10 s", "500 ms" */
static void duration_text(char text[32], uint32_t ms)
{
    snprintf(text, 32, ms % 1000 ? "%u ms" : "%u s", ms % 1000 ? ms : ms / 1000);
}

static void put_threshold(FILE *to, const struct rs_catalogue_entry *e)
{
    char window[32], text[96];
    duration_text(window, e->window_ms);
    if (e->window_ms == 0)
        snprintf(text, sizeof text, e->threshold > 1 ? "%u" : "each occurrence", e->threshold);
    else if (e->threshold > 1)
        snprintf(text, sizeof text, "%u in %s", e->threshold, window);
    else
        snprintf(text, sizeof text, "%s", window);
    put_line(to, "Default", text);
}

/* "failures = 5 (failures, 1 to 100000; default 10): ..." */
static void put_number(FILE *to, const char *label, enum rs_number n, uint32_t value)
{
    const struct rs_number_row *row = rs_number_row(n);
    char text[512], otherwise[32] = "";
    if (value != row->preset)
        snprintf(otherwise, sizeof otherwise, "; default %u", row->preset);
    snprintf(text, sizeof text, "%s = %u%s%s (%u to %u%s): %s", row->name, value,
             row->unit && *row->unit ? " " : "", row->unit ? row->unit : "", row->least, row->most,
             otherwise, row->text);
    put_line(to, label, text);
}

/* The thresholds in force, and what the operator says of it. */
static void put_settings(FILE *to, enum rs_finding_id id, const struct rs_policy *p)
{
    const char *label = "In force";
    for (int n = 0; n < RS_NUMBER__COUNT; n++)
        if (rs_number_row((enum rs_number)n)->finding == id) {
            put_number(to, label, (enum rs_number)n, rs_policy_number(p, (enum rs_number)n));
            label = "";
        }
    if (!rs_policy_enabled(p, id))
        put_line(to, label, "enabled = no: switched off by the settings");
    for (int a = 0; a < RS_ALLOW__COUNT; a++) {
        uint32_t count = rs_policy_allowed(p, id, (enum rs_allow)a)->count;
        char text[64];
        snprintf(text, sizeof text, "%s: %u", rs_allow_name((enum rs_allow)a), count);
        if (count)
            put_line(to, "Exceptions", text);
    }
}

static void put_attack(FILE *to, const struct rs_attack *a)
{
    char text[128];
    if (!a)
        return;
    snprintf(text, sizeof text, "%s %s, tactic %s %s", a->technique_id, a->technique, a->tactic_id,
             a->tactic);
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = ' ';
    put_line(to, "ATT&CK", text);
}

static void put_reproduction(FILE *to, const struct rs_catalogue_entry *e)
{
    const char *tools = rs_reproduce_text(e);
    char text[128];
    snprintf(text, sizeof text, "scenario2pcap tests/cases/%s*.scn OUT.pcap; ringside -r OUT.pcap",
             e->id);
    if (tools)
        put_line(to, "In a lab", tools);
    put_line(to, tools ? "" : "In a lab", text);
}

static void put_entry(FILE *to, const struct rs_catalogue_entry *e, enum rs_finding_id id,
                      const struct rs_policy *p)
{
    enum rs_severity severity = rs_policy_severity(p, id, (enum rs_severity)e->severity);
    fprintf(to, "%s  %s\n\n", e->id, e->name);
    put_line(to, "Key", e->key);
    put_line(to, "Severity", rs_severity_name(severity));
    put_line(to, "Group", rs_group_name((enum rs_finding_group)e->group));
    put_line(to, "Counted per", rs_scope_name((enum rs_scope)e->scope));
    put_line(to, "Stands on", rs_anchor_name((enum rs_anchor)e->anchor));
    put_threshold(to, e);
    put_settings(to, id, p);
    put_line(to, "Condition", e->condition);
    put_line(to, "False positives", e->false_positives);
    put_reproduction(to, e);
    put_line(to, "Reference", e->reference);
    put_attack(to, rs_attack_of(e));
}

static void put_catalogue(FILE *to)
{
    for (int id = 0; id < RS_FINDING__COUNT; id++) {
        const struct rs_catalogue_entry *e = rs_catalogue_get((enum rs_finding_id)id);
        fprintf(to, "%-5s %-8s %-32s %s\n", e->id,
                rs_severity_name((enum rs_severity)e->severity), e->key, e->name);
    }
}

int rs_explain(FILE *to, const char *id_or_key, const struct rs_policy *policy)
{
    if (id_or_key) {
        const struct rs_catalogue_entry *e = rs_catalogue_find(rs_span_str(id_or_key));
        if (!e)
            return RS_ERR_ABSENT;
        enum rs_finding_id id = (enum rs_finding_id)0;
        while (rs_catalogue_get(id) != e)
            id++;
        put_entry(to, e, id, policy);
    } else {
        put_catalogue(to);
    }
    return fflush(to) == 0 && !ferror(to) ? RS_OK : RS_ERR_OUTPUT;
}
