#include "tests/scenario.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/scenario_message.h"

/* What the reader carries from line to line. */
struct reader {
    struct scenario *s;
    struct scn_author author;
    FILE *file;
    char *line;
    size_t cap;
    int number;
    char *repeated; /* lines of a "repeat" that are still to come, and where they begin */
    size_t repeated_at;
    int64_t now_us; /* since the start */
    uint64_t frame;
    enum rs_transport transport;
    bool imported;
    bool failed;
};

__attribute__((format(printf, 2, 3))) static void wrong(struct reader *r, const char *f, ...)
{
    va_list args;
    fprintf(stderr, "%s:%d: ", r->s->path, r->number);
    va_start(args, f);
    vfprintf(stderr, f, args);
    va_end(args);
    fputc('\n', stderr);
    r->failed = true;
}

/* Of a repetition; NULL when none is going on. */
static char *next_repeated(struct reader *r)
{
    if (!r->repeated || !r->repeated[r->repeated_at])
        return NULL;
    char *begin = r->repeated + r->repeated_at;
    size_t n = strcspn(begin, "\n");
    r->line = realloc(r->line, r->cap > n ? r->cap : (r->cap = n + 1));
    memcpy(r->line, begin, n);
    r->line[n] = '\0';
    r->repeated_at += n + 1;
    return r->line;
}

/* The next line without its end; NULL at the end of the file. */
static char *next_line(struct reader *r)
{
    if (next_repeated(r))
        return r->line;
    ssize_t n = getline(&r->line, &r->cap, r->file);
    if (n < 0)
        return NULL;
    r->number++;
    if (n && r->line[n - 1] == '\n')
        r->line[--n] = '\0';
    return r->line;
}

/* ---- steps ---- */

static struct scn_step *add_step(struct reader *r, enum scn_step_kind kind)
{
    struct scenario *s = r->s;
    s->step = scn_room(s->step, s->step_count, sizeof *s->step);
    struct scn_step *step = &s->step[s->step_count++];
    memset(step, 0, sizeof *step);
    step->kind = kind;
    step->line = r->number;
    step->origin.time_us = s->start_us + r->now_us;
    step->origin.frame = r->frame;
    step->origin.transport = (uint8_t)r->transport;
    step->origin.ttl = r->imported ? 0 : 64;
    step->origin.fragments = 1;
    step->origin.imported = r->imported;
    return step;
}

static struct scn_step *add_message(struct reader *r, int src, int dst)
{
    r->frame++;
    struct scn_step *step = add_step(r, SCN_MESSAGE);
    step->origin.src = r->s->host[src].at;
    step->origin.dst = r->s->host[dst].at;
    step->origin.ip_id = r->imported ? 0 : (uint16_t)(0x1000 + r->frame);
    return step;
}

static void set_octets(struct scn_step *step, const char *octets, size_t len)
{
    step->octets = malloc(len ? len : 1);
    memcpy(step->octets, octets, len);
    step->len = len;
    if (step->origin.transport == RS_TRANSPORT_UDP && !step->origin.imported)
        step->origin.datagram_len = (uint32_t)len;
}

/* ---- messages as they stand ---- */

/* The lines up to a single dot, each ended by LF. */
static char *read_block(struct reader *r, size_t *len)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, len);
    char *line;
    while ((line = next_line(r)) && strcmp(line, "."))
        fprintf(f, "%s\n", line[0] == '.' ? line + 1 : line);
    if (!line)
        wrong(r, "message without a line with one dot");
    fclose(f);
    return text;
}

/* Where the body begins, behind the first empty line; 0: there is none. */
static size_t body_at(const char *text)
{
    for (size_t i = 0; text[i]; i++)
        if (text[i] == '\n' && text[i + 1] == '\n')
            return i + 2;
    return 0;
}

/* LF to CRLF, and {len} to the octets of the body. */
static char *cook(const char *text, size_t *len)
{
    size_t body = body_at(text), body_len = 0;
    for (const char *p = body ? text + body : ""; *p; p++)
        body_len += *p == '\n' ? 2 : 1;
    /* The last line of a body is its last octets: no line end but what stands there. */
    char *out = NULL;
    FILE *f = open_memstream(&out, len);
    for (const char *p = text; *p; p++) {
        if (!strncmp(p, "{len}", 5)) {
            fprintf(f, "%zu", body_len);
            p += 4;
        } else if (*p == '\n') {
            fputs("\r\n", f);
        } else {
            fputc(*p, f);
        }
    }
    if (!body)
        fputs("\r\n", f);
    fclose(f);
    return out;
}

/* \r \n \t \\ \0 \xHH; line ends of the file are nothing. */
static char *cook_raw(const char *text, size_t *len)
{
    char *out = NULL;
    FILE *f = open_memstream(&out, len);
    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            continue;
        if (*p != '\\') {
            fputc(*p, f);
            continue;
        }
        switch (*++p) {
        case 'r':
            fputc('\r', f);
            break;
        case 'n':
            fputc('\n', f);
            break;
        case 't':
            fputc('\t', f);
            break;
        case '0':
            fputc('\0', f);
            break;
        case 'x': {
            char digits[3] = {p[1], p[1] ? p[2] : '\0', '\0'};
            fputc((int)strtoul(digits, NULL, 16), f);
            p += strlen(digits);
            break;
        }
        default:
            fputc(*p, f);
            break;
        }
    }
    fclose(f);
    return out;
}

static void read_text_message(struct reader *r, struct scn_step *step, bool raw)
{
    size_t n, len;
    char *text = read_block(r, &n);
    char *octets = raw ? cook_raw(text, &len) : cook(text, &len);
    set_octets(step, octets, len);
    free(text);
    free(octets);
}

/* ---- lines that begin a message ---- */

static int find_host(const struct scenario *s, const char *name)
{
    for (int i = 0; name && i < s->host_count; i++)
        if (!strcmp(s->host[i].name, name))
            return i;
    return -1;
}

static bool read_time(struct reader *r, const char *text)
{
    char *end;
    double seconds = strtod(text + 1, &end);
    int64_t us = (int64_t)(seconds * 1e6 + (seconds < 0 ? -0.5 : 0.5));
    if (*end)
        return false;
    r->now_us = text[0] == '@' ? us : r->now_us + us;
    return true;
}

static bool set_option(struct rs_origin *o, const char *word)
{
    unsigned long v = strchr(word, '=') ? strtoul(strchr(word, '=') + 1, NULL, 0) : 1;
    if (!strncmp(word, "ttl=", 4))
        o->ttl = (uint8_t)v;
    else if (!strncmp(word, "ipid=", 5))
        o->ip_id = (uint16_t)v;
    else if (!strncmp(word, "if=", 3))
        o->interface = (uint32_t)v;
    else if (!strncmp(word, "mac=", 4))
        o->mac_pair = v;
    else if (!strncmp(word, "tunnel=", 7))
        o->tunnel = v;
    else if (!strncmp(word, "trace=", 6))
        o->trace = (uint32_t)v;
    else if (!strncmp(word, "fragments=", 10))
        o->fragments = (uint16_t)v;
    else if (!strcmp(word, "truncated"))
        o->truncated = true;
    else if (!strcmp(word, "after_gap"))
        o->after_gap = true;
    else if (!strncmp(word, "vlan=", 5) && o->vlan_count < RS_VLANS_MAX)
        o->vlan[o->vlan_count++] = (uint16_t)v;
    else
        return false;
    return true;
}

static void read_message(struct reader *r, char *line)
{
    char *made = strstr(line, " : ");
    if (made) {
        *made = '\0';
        made += 3;
    }
    char *save, *time = strtok_r(line, " ", &save), *src = strtok_r(NULL, " ", &save);
    char *arrow = strtok_r(NULL, " ", &save), *dst = strtok_r(NULL, " ", &save);
    int from = find_host(r->s, src), to = find_host(r->s, dst);
    if (!read_time(r, time) || !arrow || strcmp(arrow, ">") || from < 0 || to < 0) {
        wrong(r, "not \"TIME HOST > HOST\"");
        return;
    }
    struct scn_step *step = add_message(r, from, to);
    bool raw = false;
    for (char *word; (word = strtok_r(NULL, " ", &save));) {
        if (!strcmp(word, "raw"))
            raw = true;
        else if (!set_option(&step->origin, word))
            wrong(r, "unknown option %s", word);
    }
    if (!made) {
        read_text_message(r, step, raw);
        return;
    }
    r->author.transport = rs_transport_name(r->transport);
    const struct scn_model *m = scn_author_write(&r->author, from, to, made);
    if (!m)
        wrong(r, "%s", r->author.error);
    else
        set_octets(step, m->octets, m->len);
}

/* ---- directives ---- */

static void read_host(struct reader *r, char *rest)
{
    struct scenario *s = r->s;
    char *save, *name = strtok_r(rest, " ", &save), *at = strtok_r(NULL, " ", &save);
    char *colon = at ? strrchr(at, ':') : NULL;
    struct scn_host *h = &s->host[s->host_count];
    if (!colon || s->host_count == SCN_HOSTS_MAX || strlen(name) >= SCN_NAME_MAX ||
        !rs_addr_parse(at, (size_t)(colon - at), &h->at.addr) ||
        !rs_port_parse(colon + 1, strlen(colon + 1), &h->at.port)) {
        wrong(r, "not \"host NAME ADDRESS:PORT\"");
        return;
    }
    strcpy(h->name, name);
    s->host_count++;
}

static void read_transport(struct reader *r, const char *rest)
{
    for (int t = 0; t < RS_TRANSPORT__COUNT; t++)
        if (rs_span_eq_nocase(rs_span_str(rest), rs_span_str(rs_transport_name(t)))) {
            r->transport = (enum rs_transport)t;
            return;
        }
    wrong(r, "unknown transport %s", rest);
}

static void read_settled(struct reader *r, char *rest)
{
    char *save, *a = strtok_r(rest, " ", &save), *b = strtok_r(NULL, " ", &save);
    char line[128];
    for (int i = 0; a && b && i < 2; i++) {
        snprintf(line, sizeof line, "+0.1 %s > %s : %s", i ? b : a, i ? a : b,
                 i ? "200 call=settled" : "OPTIONS call=settled");
        read_message(r, line);
    }
    r->now_us += 40000000;
    add_step(r, SCN_WAIT);
}

static void read_wait(struct reader *r, const char *rest)
{
    char *end;
    double seconds = strtod(rest, &end);
    if (*end || seconds < 0)
        wrong(r, "not \"wait SECONDS\"");
    r->now_us += (int64_t)(seconds * 1e6 + 0.5);
    add_step(r, SCN_WAIT);
}

/* ---- repetition ---- */

static void put_counted(FILE *f, const char *text, unsigned long i)
{
    const char *at;
    for (; (at = strstr(text, "{i}")); text = at + 3)
        fprintf(f, "%.*s%lu", (int)(at - text), text, i);
    fputs(text, f);
}

/* The lines up to "end", each ended by LF; the caller's to free. */
static char *read_repeated(struct reader *r)
{
    char *text = NULL;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    char *line;
    while ((line = next_line(r)) && strcmp(line, "end"))
        fprintf(f, "%s\n", line);
    if (!line)
        wrong(r, "repeat without end");
    fclose(f);
    return text;
}

static void read_repeat(struct reader *r, const char *rest)
{
    enum { MOST = 1000000 };
    unsigned long count = strtoul(rest, NULL, 10);
    if (!count || count > MOST || (r->repeated && r->repeated[r->repeated_at])) {
        wrong(r, "not \"repeat COUNT\", or one inside another");
        return;
    }
    char *text = read_repeated(r), *all = NULL;
    size_t n;
    FILE *f = open_memstream(&all, &n);
    for (unsigned long i = 1; i <= count; i++)
        put_counted(f, text, i);
    fclose(f);
    free(text);
    free(r->repeated);
    r->repeated = all;
    r->repeated_at = 0;
}

/* ---- policy ---- */

static void read_list(struct reader *r, char *rest)
{
    char *save, *name = strtok_r(rest, " ", &save), *entry = strtok_r(NULL, "", &save);
    for (int l = 0; name && entry && l < RS_LIST__COUNT; l++)
        if (!strcmp(name, rs_list_row((enum rs_list)l)->name)) {
            if (rs_policy_add(r->s->policy, (enum rs_list)l, rs_span_str(entry)) < 0)
                wrong(r, "no entry of %s: %s", name, entry);
            return;
        }
    wrong(r, "not \"list NAME ENTRY\"");
}

static void read_set(struct reader *r, char *rest)
{
    char *save, *id = strtok_r(rest, " ", &save), *name = strtok_r(NULL, " ", &save);
    char *value = strtok_r(NULL, " ", &save);
    for (int n = 0; value && n < RS_NUMBER__COUNT; n++) {
        const struct rs_number_row *row = rs_number_row((enum rs_number)n);
        if (strcmp(row->name, name) || strcmp(rs_catalogue_get(row->finding)->id, id))
            continue;
        if (rs_policy_set_number(r->s->policy, (enum rs_number)n,
                                 (uint32_t)strtoul(value, NULL, 10)) < 0)
            wrong(r, "out of bounds: %s", value);
        return;
    }
    wrong(r, "not \"set FINDING NAME VALUE\"");
}

/* What a settings file would say, as the reader of settings takes it. */
static void read_settings(struct reader *r)
{
    struct rs_settings_errors errors;
    char *text = NULL, *line;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    while ((line = next_line(r)) && strcmp(line, "."))
        fprintf(f, "%s\n", line);
    fclose(f);
    if (rs_settings_read(r->s->policy, rs_span(text, n), &errors) != RS_OK)
        wrong(r, "settings, line %u: %s", errors.each[0].line, errors.each[0].text);
    free(text);
}

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

static void read_key(struct reader *r, struct scn_check *c, const char *word)
{
    const char *equals = strchr(word, '=');
    if (!equals || c->key_count == SCN_KEYS_MAX || equals - word >= 24) {
        wrong(r, "not key=value: %s", word);
        return;
    }
    snprintf(c->key[c->key_count].name, 24, "%.*s", (int)(equals - word), word);
    snprintf(c->key[c->key_count].value, 64, "%s", equals + 1);
    if (!known_key(c, c->key[c->key_count].name))
        wrong(r, "no such key: %s", word);
    c->key_count++;
}

static void read_keys(struct reader *r, struct scn_check *c, char **save)
{
    for (char *word; (word = strtok_r(NULL, " ", save));)
        read_key(r, c, word);
}

static struct scn_check *add_check(struct reader *r, enum scn_check_kind kind)
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

static void read_expect(struct reader *r, char *rest)
{
    char *save, *id = strtok_r(rest, " ", &save);
    if (!id || !known_id(id)) {
        wrong(r, "no such finding");
        return;
    }
    struct scn_check *c = add_check(r, SCN_EXPECT);
    snprintf(c->id, sizeof c->id, "%s", id);
    read_keys(r, c, &save);
}

/* Several ids; keys behind an id narrow it down. */
static void read_never(struct reader *r, char *rest)
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
            wrong(r, "no such finding: %s", word);
        }
    }
}

static void read_note(struct reader *r, char *rest)
{
    char *save, *frame = strtok_r(rest, " ", &save);
    if (!frame || !isdigit((unsigned char)*frame)) {
        wrong(r, "not \"note FRAME KEY=VALUE...\"");
        return;
    }
    struct scn_check *c = add_check(r, SCN_NOTE);
    c->frame = strtoull(frame, NULL, 10);
    read_keys(r, c, &save);
}

static void read_record(struct reader *r, char *rest)
{
    char *save, *kind = strtok_r(rest, " ", &save), *number = strtok_r(NULL, " ", &save);
    if (!kind || !number || !isdigit((unsigned char)*number)) {
        wrong(r, "not \"record KIND NUMBER KEY=VALUE...\"");
        return;
    }
    struct scn_check *c = add_check(r, SCN_RECORD);
    snprintf(c->record_kind, sizeof c->record_kind, "%s", kind);
    c->frame = strtoull(number, NULL, 10);
    read_keys(r, c, &save);
}

static char *after_word(char *line, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(line, word, n) || (line[n] && line[n] != ' '))
        return NULL;
    line += n;
    while (*line == ' ')
        line++;
    return line;
}

static void read_secret(struct reader *r, const char *rest)
{
    struct scenario *s = r->s;
    if (!*rest || s->secret_count == SCN_SECRETS_MAX)
        wrong(r, "not \"secret TEXT\", or too many");
    else
        snprintf(s->secret[s->secret_count++], sizeof s->secret[0], "%s", rest);
}

static void read_directive(struct reader *r, char *line)
{
    char *rest;
    if (line[0] == '+' || line[0] == '@')
        read_message(r, line);
    else if ((rest = after_word(line, "host")))
        read_host(r, rest);
    else if ((rest = after_word(line, "transport")))
        read_transport(r, rest);
    else if (after_word(line, "imported"))
        r->imported = true;
    else if ((rest = after_word(line, "start")))
        r->s->start_us = (int64_t)(strtod(rest, NULL) * 1e6);
    else if ((rest = after_word(line, "settled")))
        read_settled(r, rest);
    else if ((rest = after_word(line, "wait")))
        read_wait(r, rest);
    else if (after_word(line, "gap"))
        add_step(r, SCN_GAP);
    else if (after_word(line, "finish"))
        add_step(r, SCN_FINISH);
    else if ((rest = after_word(line, "repeat")))
        read_repeat(r, rest);
    else if (after_word(line, "settings"))
        read_settings(r);
    else if ((rest = after_word(line, "list")))
        read_list(r, rest);
    else if ((rest = after_word(line, "set")))
        read_set(r, rest);
    else if ((rest = after_word(line, "expect")))
        read_expect(r, rest);
    else if ((rest = after_word(line, "never")))
        read_never(r, rest);
    else if (after_word(line, "only"))
        r->s->only = true;
    else if ((rest = after_word(line, "secret")))
        read_secret(r, rest);
    else if ((rest = after_word(line, "note")))
        read_note(r, rest);
    else if ((rest = after_word(line, "record")))
        read_record(r, rest);
    else
        wrong(r, "not understood: %.60s", line);
}

/* A comment stands on a line of its own or behind " # ". */
static char *strip(char *line)
{
    char *comment = strstr(line, " # ");
    if (line[0] == '#')
        line[0] = '\0';
    else if (comment)
        *comment = '\0';
    size_t n = strlen(line);
    while (n && isspace((unsigned char)line[n - 1]))
        line[--n] = '\0';
    return line;
}

struct scenario *scenario_read(const char *path)
{
    struct reader r = {.s = calloc(1, sizeof(struct scenario)), .file = fopen(path, "r")};
    snprintf(r.s->path, sizeof r.s->path, "%s", path);
    r.s->start_us = 1700000000 * (int64_t)1000000;
    r.s->policy = rs_policy_new();
    r.author.s = r.s;
    if (!r.file)
        wrong(&r, "cannot be opened");
    char *line;
    while (!r.failed && (line = next_line(&r)))
        if (*strip(line))
            read_directive(&r, line);
    if (r.file)
        fclose(r.file);
    free(r.line);
    free(r.repeated);
    scn_author_free(&r.author);
    if (!r.failed)
        return r.s;
    scenario_free(r.s);
    return NULL;
}

void scenario_free(struct scenario *s)
{
    for (size_t i = 0; i < s->step_count; i++)
        free(s->step[i].octets);
    free(s->step);
    free(s->check);
    rs_policy_free(s->policy);
    free(s);
}

const char *scn_check_key(const struct scn_check *c, const char *name)
{
    for (int i = 0; i < c->key_count; i++)
        if (!strcmp(c->key[i].name, name))
            return c->key[i].value;
    return NULL;
}
