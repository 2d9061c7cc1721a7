#include "tests/scenario_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of a scenario that say what an operator would: lists, numbers, a settings file. */

void scn_read_list(struct scn_reader *r, char *rest)
{
    char *save, *name = strtok_r(rest, " ", &save), *entry = strtok_r(NULL, "", &save);
    for (int l = 0; name && entry && l < RS_LIST__COUNT; l++)
        if (!strcmp(name, rs_list_row((enum rs_list)l)->name)) {
            if (rs_policy_add(r->s->policy, (enum rs_list)l, rs_span_str(entry)) < 0)
                scn_wrong(r, "no entry of %s: %s", name, entry);
            return;
        }
    scn_wrong(r, "not \"list NAME ENTRY\"");
}

void scn_read_set(struct scn_reader *r, char *rest)
{
    char *save, *id = strtok_r(rest, " ", &save), *name = strtok_r(NULL, " ", &save);
    char *value = strtok_r(NULL, " ", &save);
    for (int n = 0; value && n < RS_NUMBER__COUNT; n++) {
        const struct rs_number_row *row = rs_number_row((enum rs_number)n);
        if (strcmp(row->name, name) || strcmp(rs_catalogue_get(row->finding)->id, id))
            continue;
        if (rs_policy_set_number(r->s->policy, (enum rs_number)n,
                                 (uint32_t)strtoul(value, NULL, 10)) < 0)
            scn_wrong(r, "out of bounds: %s", value);
        return;
    }
    scn_wrong(r, "not \"set FINDING NAME VALUE\"");
}

/* What a settings file would say, as the reader of settings takes it. */
void scn_read_settings(struct scn_reader *r)
{
    struct rs_settings_errors errors;
    char *text = NULL, *line;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    while ((line = scn_next_line(r)) && strcmp(line, "."))
        fprintf(f, "%s\n", line);
    fclose(f);
    if (rs_settings_read(r->s->policy, rs_span(text, n), &errors) != RS_OK)
        scn_wrong(r, "settings, line %u: %s", errors.each[0].line, errors.each[0].text);
    free(text);
}
