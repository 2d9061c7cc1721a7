#include "tests/scenario_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of a scenario that say what is expected of it. */

/* A key of a finding that nobody compares would be an expectation that cannot fail. */
static bool known_key(const struct scn_check *c, const char *name)
{
    static const char *const names[] = {"frame", "severity", "subkind", "count",
                                        "at",    "partial",  "times"};
    if (!strncmp(name, "e.", 2) && (c->kind == SCN_EXPECT || c->kind == SCN_NEVER))
        return true;
    size_t known = sizeof names / sizeof names[0] - (c->kind == SCN_NEVER); /* never: no times */
    for (size_t i = 0; i < known; i++)
        if (!strcmp(name, names[i]))
            return true;
    return c->kind == SCN_NOTE || c->kind == SCN_RECORD; /* scenario_note.c, _record.c know them */
}

static void read_key(struct scn_reader *r, struct scn_check *c, const char *word)
{
    const char *equals = strchr(word, '=');
    if (!equals || c->key_count == SCN_KEYS_MAX || equals - word >= 24) {
        scn_wrong(r, "not key=value: %s", word);
        return;
    }
    snprintf(c->key[c->key_count].name, 24, "%.*s", (int)(equals - word), word);
    snprintf(c->key[c->key_count].value, 64, "%s", equals + 1);
    if (!known_key(c, c->key[c->key_count].name))
        scn_wrong(r, "no such key: %s", word);
    c->key_count++;
}

static void read_keys(struct scn_reader *r, struct scn_check *c, char **save)
{
    for (char *word; (word = strtok_r(NULL, " ", save));)
        read_key(r, c, word);
}

static struct scn_check *add_check(struct scn_reader *r, enum scn_check_kind kind)
{
    struct scenario *s = r->s;
    s->check = scn_room(s->check, s->check_count, sizeof *s->check);
    struct scn_check *c = &s->check[s->check_count++];
    memset(c, 0, sizeof *c);
    c->kind = kind;
    c->line = r->number;
    return c;
}

static bool known_id(const char *id)
{
    size_t n = strlen(id);
    return (n && n < 8 && id[n - 1] == '*') || rs_catalogue_find(rs_span_str(id));
}

void scn_read_expect(struct scn_reader *r, char *rest)
{
    char *save, *id = strtok_r(rest, " ", &save);
    if (!id || !known_id(id)) {
        scn_wrong(r, "no such finding");
        return;
    }
    struct scn_check *c = add_check(r, SCN_EXPECT);
    snprintf(c->id, sizeof c->id, "%s", id);
    read_keys(r, c, &save);
}

/* Several ids; keys behind an id narrow it down. */
void scn_read_never(struct scn_reader *r, char *rest)
{
    char *save;
    struct scn_check *c = NULL;
    for (char *word = strtok_r(rest, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        bool key = strchr(word, '=') != NULL;
        if (key && c) {
            read_key(r, c, word);
        } else if (!key && known_id(word)) {
            c = add_check(r, SCN_NEVER);
            snprintf(c->id, sizeof c->id, "%s", word);
        } else {
            scn_wrong(r, "no such finding: %s", word);
        }
    }
}

void scn_read_note(struct scn_reader *r, char *rest)
{
    char *save, *frame = strtok_r(rest, " ", &save);
    if (!frame || !isdigit((unsigned char)*frame)) {
        scn_wrong(r, "not \"note FRAME KEY=VALUE...\"");
        return;
    }
    struct scn_check *c = add_check(r, SCN_NOTE);
    c->frame = strtoull(frame, NULL, 10);
    read_keys(r, c, &save);
}

void scn_read_record(struct scn_reader *r, char *rest)
{
    char *save, *kind = strtok_r(rest, " ", &save), *number = strtok_r(NULL, " ", &save);
    if (!kind || !number || !isdigit((unsigned char)*number)) {
        scn_wrong(r, "not \"record KIND NUMBER KEY=VALUE...\"");
        return;
    }
    struct scn_check *c = add_check(r, SCN_RECORD);
    snprintf(c->record_kind, sizeof c->record_kind, "%s", kind);
    c->frame = strtoull(number, NULL, 10);
    read_keys(r, c, &save);
}

void scn_read_secret(struct scn_reader *r, const char *rest)
{
    struct scenario *s = r->s;
    if (!*rest || s->secret_count == SCN_SECRETS_MAX)
        scn_wrong(r, "not \"secret TEXT\", or too many");
    else
        snprintf(s->secret[s->secret_count++], sizeof s->secret[0], "%s", rest);
}

const char *scn_check_key(const struct scn_check *c, const char *name)
{
    for (int i = 0; i < c->key_count; i++)
        if (!strcmp(c->key[i].name, name))
            return c->key[i].value;
    return NULL;
}
