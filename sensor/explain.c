#include "explain.h"

#include "base/err.h"
#include "base/finding.h"

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

static void put_entry(FILE *to, const struct rs_catalogue_entry *e)
{
    fprintf(to, "%s  %s\n\n", e->id, e->name);
    put_line(to, "Key", e->key);
    put_line(to, "Severity", rs_severity_name((enum rs_severity)e->severity));
    put_line(to, "Group", rs_group_name((enum rs_finding_group)e->group));
    put_line(to, "Counted per", rs_scope_name((enum rs_scope)e->scope));
    put_line(to, "Stands on", rs_anchor_name((enum rs_anchor)e->anchor));
    put_threshold(to, e);
    put_line(to, "Condition", e->condition);
    put_line(to, "False positives", e->false_positives);
    put_line(to, "Reference", e->reference);
}

static void put_catalogue(FILE *to)
{
    for (int id = 0; id < RS_FINDING__COUNT; id++) {
        const struct rs_catalogue_entry *e = rs_catalogue_get((enum rs_finding_id)id);
        fprintf(to, "%-5s %-8s %-32s %s\n", e->id,
                rs_severity_name((enum rs_severity)e->severity), e->key, e->name);
    }
}

int rs_explain(FILE *to, const char *id_or_key)
{
    if (id_or_key) {
        const struct rs_catalogue_entry *e = rs_catalogue_find(rs_span_str(id_or_key));
        if (!e)
            return RS_ERR_ABSENT;
        put_entry(to, e);
    } else {
        put_catalogue(to);
    }
    return fflush(to) == 0 && !ferror(to) ? RS_OK : RS_ERR_OUTPUT;
}
