#include "tests/scenario.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/scenario_reader.h"

void scn_wrong(struct scn_reader *r, const char *f, ...)
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
static char *next_repeated(struct scn_reader *r)
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
char *scn_next_line(struct scn_reader *r)
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

static struct scn_step *add_step(struct scn_reader *r, enum scn_step_kind kind)
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

static struct scn_step *add_message(struct scn_reader *r, int src, int dst)
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
static char *read_block(struct scn_reader *r, size_t *len)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, len);
    char *line;
    while ((line = scn_next_line(r)) && strcmp(line, "."))
        fprintf(f, "%s\n", line[0] == '.' ? line + 1 : line);
    if (!line)
        scn_wrong(r, "message without a line with one dot");
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

static void read_text_message(struct scn_reader *r, struct scn_step *step, bool raw)
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

static bool read_time(struct scn_reader *r, const char *text)
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

static void read_message(struct scn_reader *r, char *line)
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
        scn_wrong(r, "not \"TIME HOST > HOST\"");
        return;
    }
    struct scn_step *step = add_message(r, from, to);
    bool raw = false;
    for (char *word; (word = strtok_r(NULL, " ", &save));) {
        if (!strcmp(word, "raw"))
            raw = true;
        else if (!set_option(&step->origin, word))
            scn_wrong(r, "unknown option %s", word);
    }
    if (!made) {
        read_text_message(r, step, raw);
        return;
    }
    r->author.transport = rs_transport_name(r->transport);
    const struct scn_model *m = scn_author_write(&r->author, from, to, made);
    if (!m)
        scn_wrong(r, "%s", r->author.error);
    else
        set_octets(step, m->octets, m->len);
}

/* ---- directives ---- */

static void read_host(struct scn_reader *r, char *rest)
{
    struct scenario *s = r->s;
    char *save, *name = strtok_r(rest, " ", &save), *at = strtok_r(NULL, " ", &save);
    char *colon = at ? strrchr(at, ':') : NULL;
    struct scn_host *h = &s->host[s->host_count];
    if (!colon || s->host_count == SCN_HOSTS_MAX || strlen(name) >= SCN_NAME_MAX ||
        !rs_addr_parse(at, (size_t)(colon - at), &h->at.addr) ||
        !rs_port_parse(colon + 1, strlen(colon + 1), &h->at.port)) {
        scn_wrong(r, "not \"host NAME ADDRESS:PORT\"");
        return;
    }
    strcpy(h->name, name);
    s->host_count++;
}

static void read_transport(struct scn_reader *r, const char *rest)
{
    for (int t = 0; t < RS_TRANSPORT__COUNT; t++)
        if (rs_span_eq_nocase(rs_span_str(rest), rs_span_str(rs_transport_name(t)))) {
            r->transport = (enum rs_transport)t;
            return;
        }
    scn_wrong(r, "unknown transport %s", rest);
}

static void read_settled(struct scn_reader *r, char *rest)
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

static void read_wait(struct scn_reader *r, const char *rest)
{
    char *end;
    double seconds = strtod(rest, &end);
    if (*end || seconds < 0)
        scn_wrong(r, "not \"wait SECONDS\"");
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
static char *read_repeated(struct scn_reader *r)
{
    char *text = NULL;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    char *line;
    while ((line = scn_next_line(r)) && strcmp(line, "end"))
        fprintf(f, "%s\n", line);
    if (!line)
        scn_wrong(r, "repeat without end");
    fclose(f);
    return text;
}

static void read_repeat(struct scn_reader *r, const char *rest)
{
    enum { MOST = 1000000 };
    unsigned long count = strtoul(rest, NULL, 10);
    if (!count || count > MOST || (r->repeated && r->repeated[r->repeated_at])) {
        scn_wrong(r, "not \"repeat COUNT\", or one inside another");
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

static void read_directive(struct scn_reader *r, char *line)
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
        scn_read_settings(r);
    else if ((rest = after_word(line, "list")))
        scn_read_list(r, rest);
    else if ((rest = after_word(line, "set")))
        scn_read_set(r, rest);
    else if ((rest = after_word(line, "expect")))
        scn_read_expect(r, rest);
    else if ((rest = after_word(line, "never")))
        scn_read_never(r, rest);
    else if (after_word(line, "only"))
        r->s->only = true;
    else if ((rest = after_word(line, "secret")))
        scn_read_secret(r, rest);
    else if ((rest = after_word(line, "note")))
        scn_read_note(r, rest);
    else if ((rest = after_word(line, "record")))
        scn_read_record(r, rest);
    else
        scn_wrong(r, "not understood: %.60s", line);
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
    struct scn_reader r = {.s = calloc(1, sizeof(struct scenario)), .file = fopen(path, "r")};
    snprintf(r.s->path, sizeof r.s->path, "%s", path);
    r.s->start_us = 1700000000 * (int64_t)1000000;
    r.s->policy = rs_policy_new();
    r.author.s = r.s;
    if (!r.file)
        scn_wrong(&r, "cannot be opened");
    char *line;
    while (!r.failed && (line = scn_next_line(&r)))
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
