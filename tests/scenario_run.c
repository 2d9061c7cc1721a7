#include "tests/scenario.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the watcher's side ---- */

struct recorder {
    struct scn_outcome *o;
    FILE *trace;
};

static struct rs_span subkind_of(const struct rs_finding *f)
{
    for (int i = 0; i < f->evidence_count; i++)
        if (!strcmp(f->evidence[i].name, "subkind"))
            return f->evidence[i].text;
    return RS_SPAN("");
}

static void put_span(FILE *f, const char *name, struct rs_span s)
{
    fprintf(f, " %s=%.*s", name, (int)s.n, s.n ? s.p : "");
}

static void on_finding(void *user, const struct rs_finding *f)
{
    struct recorder *r = user;
    struct scn_outcome *o = r->o;
    if (f->more) { /* one that was told goes on */
        fprintf(r->trace, "%lld more %s frame=%llu count=%u\n", (long long)f->time_us,
                rs_catalogue_get(f->id)->id, (unsigned long long)f->frame, f->count);
        return;
    }
    o->finding = scn_room(o->finding, o->finding_count, sizeof *o->finding);
    struct scn_finding *to = &o->finding[o->finding_count++];
    *to = (struct scn_finding){.id = f->id,
                               .severity = f->severity,
                               .frame = f->frame,
                               .count = f->count,
                               .time_us = f->time_us,
                               .partial = f->partial};
    rs_span_copy(subkind_of(f), to->subkind, sizeof to->subkind);
    for (size_t i = 0, n = 0; i < f->evidence_count && n < sizeof to->evidence; i++)
        n += (size_t)snprintf(to->evidence + n, sizeof to->evidence - n, "%s=%.*s\n",
                              f->evidence[i].name, (int)f->evidence[i].text.n,
                              f->evidence[i].text.n ? f->evidence[i].text.p : "");
    fprintf(r->trace, "%lld finding %s %s frame=%llu count=%u tx=%llu dlg=%llu call=%llu status=%u",
            (long long)f->time_us, rs_catalogue_get(f->id)->id, rs_severity_name(f->severity),
            (unsigned long long)f->frame, f->count, (unsigned long long)f->transaction,
            (unsigned long long)f->dialog, (unsigned long long)f->call, f->status);
    put_span(r->trace, "method", f->method);
    put_span(r->trace, "call-id", f->call_id);
    put_span(r->trace, "from", f->from_uri);
    put_span(r->trace, "from-tag", f->from_tag);
    put_span(r->trace, "to", f->to_uri);
    put_span(r->trace, "to-tag", f->to_tag);
    put_span(r->trace, "branch", f->branch);
    for (int i = 0; i < f->evidence_count; i++)
        put_span(r->trace, f->evidence[i].name, f->evidence[i].text);
    fputc('\n', r->trace);
}

static void on_message(void *user, const struct rs_annotation *a)
{
    struct recorder *r = user;
    struct scn_outcome *o = r->o;
    const struct rs_transaction_note *t = &a->transaction;
    const struct rs_dialog_note *d = &a->dialog;
    o->note = scn_room(o->note, o->note_count, sizeof *o->note);
    o->note[o->note_count++] = (struct scn_note){a->origin->frame, *a};
    fprintf(r->trace,
            "%lld frame %llu %s tx=%llu of=%llu final=%llu/%u ack=%llu copies=%u dlg=%llu %s>%s "
            "%s fork=%u call=%llu/%llu by %s auth=%u leg=%d\n",
            (long long)a->origin->time_us, (unsigned long long)a->origin->frame,
            rs_role_name(a->role), (unsigned long long)t->id,
            (unsigned long long)t->retransmission_of, (unsigned long long)t->final_frame,
            t->final_status, (unsigned long long)t->ack_frame, t->copies, (unsigned long long)d->id,
            rs_dialog_state_name(d->before), rs_dialog_state_name(d->after),
            rs_dialog_end_name(d->end), d->fork, (unsigned long long)a->call,
            (unsigned long long)a->leg, rs_join_word(a->join), a->auth.round, a->other_leg);
}

static void on_transaction(void *user, const struct rs_transaction_record *x)
{
    struct recorder *r = user;
    fprintf(r->trace,
            "transaction %llu call=%llu dlg=%llu cseq=%u status=%u copies=%u/%u/%u %d%d%d",
            (unsigned long long)x->id, (unsigned long long)x->call, (unsigned long long)x->dialog,
            x->cseq, x->final_status, x->request_copies, x->provisional_copies, x->final_copies,
            x->timed_out, x->open_at_end, x->cancelled);
    put_span(r->trace, "method", x->method_name);
    put_span(r->trace, "call-id", x->call_id);
    put_span(r->trace, "from", x->from_uri);
    put_span(r->trace, "to", x->to_uri);
    put_span(r->trace, "branch", x->branch);
    fputc('\n', r->trace);
    FILE *f = scn_record_open(r->o, "transaction", x->id);
    scn_record_transaction(f, x);
    fclose(f);
}

static void on_dialog(void *user, const struct rs_dialog_record *x)
{
    struct recorder *r = user;
    fprintf(r->trace, "dialog %llu call=%llu/%llu+%u %s %s fork=%u messages=%u legs=%u status=%u %d%d",
            (unsigned long long)x->id, (unsigned long long)x->call, (unsigned long long)x->leg,
            x->joined_count, rs_dialog_state_name(x->state),
            rs_dialog_end_name(x->end), x->fork, x->messages, x->legs, x->final_status, x->partial,
            x->open_at_end);
    put_span(r->trace, "call-id", x->call_id);
    put_span(r->trace, "local", x->local_tag);
    put_span(r->trace, "remote", x->remote_tag);
    fputc('\n', r->trace);
    scn_record_dialog(r->trace, x);
    FILE *f = scn_record_open(r->o, "dialog", x->id);
    scn_record_dialog(f, x);
    fclose(f);
}

static void on_registration(void *user, const struct rs_registration_record *x)
{
    struct recorder *r = user;
    fprintf(r->trace, "registration call=%llu challenges=%u status=%u expires=%u bindings=%u+%u-%u %d%d%d",
            (unsigned long long)x->call, x->challenges, x->final_status, x->expires_s, x->bindings.added,
            x->bindings.refreshed, x->bindings.removed, x->accepted,
            x->removed, x->open_at_end);
    put_span(r->trace, "aor", x->aor);
    put_span(r->trace, "contact", x->contact);
    fputc('\n', r->trace);
    scn_record_registration(r->trace, x);
    FILE *f = scn_record_open(r->o, "registration", x->first_frame);
    scn_record_registration(f, x);
    fclose(f);
}

/* ---- running ---- */

static struct rs_limits limits_of(const struct scn_variant *v)
{
    if (v->tiny)
        return (struct rs_limits){.transactions = 8,
                                  .dialogs = 4,
                                  .registrations = 2,
                                  .flows = 2,
                                  .services = 2,
                                  .joints = 3,
                                  .held = 1,
                                  .subjects = 4,
                                  .repeats = 4,
                                  .text_bytes = 2048};
    return (struct rs_limits){.transactions = 4096,
                              .dialogs = 1024,
                              .registrations = 256,
                              .flows = 256,
                              .services = 64,
                              .joints = 4096,
                              .held = 64,
                              .subjects = 1024,
                              .repeats = 1024,
                              .text_bytes = 4 << 20};
}

/* The octets in a block of their own, so that reading beyond them is seen. */
static void give(struct rs_watcher *w, const struct rs_origin *o, const struct scn_step *step)
{
    char *exact = malloc(step->len ? step->len : 1);
    memcpy(exact, step->octets, step->len);
    rs_watcher_message(w, o, rs_span(exact, step->len));
    free(exact);
}

static void take(struct rs_watcher *w, const struct scn_step *step, const struct scn_variant *v)
{
    enum { AGAIN_US = 100, FRAMES_AWAY = 1000000 };
    struct rs_origin again = step->origin;
    switch (step->kind) {
    case SCN_MESSAGE:
        give(w, &step->origin, step);
        again.time_us += AGAIN_US;
        again.interface += 1;
        again.frame += FRAMES_AWAY;
        if (v->twice)
            give(w, &again, step);
        break;
    case SCN_WAIT:
        rs_watcher_expire(w, step->origin.time_us);
        break;
    case SCN_GAP:
        rs_watcher_gap(w, &step->origin, 1, "drops");
        break;
    case SCN_FINISH:
        rs_watcher_finish(w);
        break;
    }
}

struct scn_outcome *scenario_run(const struct scenario *s, const struct scn_variant *v)
{
    struct scn_outcome *o = calloc(1, sizeof *o);
    struct recorder r = {o, open_memstream(&o->trace, &o->trace_len)};
    const struct rs_watcher_sink sink = {&r,        on_finding,     on_message, on_transaction,
                                         on_dialog, on_registration};
    struct rs_watcher_options options = {.limits = limits_of(v),
                                        .key = v->key,
                                        .policy = s->policy};
    struct rs_watcher *w = rs_watcher_new(&options, &sink);
    if (!w)
        abort();
    bool finished = false;
    for (size_t i = 0; i < s->step_count; i++) {
        take(w, &s->step[i], v);
        finished = s->step[i].kind == SCN_FINISH;
    }
    if (!finished)
        rs_watcher_finish(w);
    rs_watcher_free(w);
    fclose(r.trace);
    return o;
}

void scn_outcome_free(struct scn_outcome *o)
{
    free(o->finding);
    free(o->note);
    free(o->record);
    free(o->trace);
    free(o);
}

/* ---- what was expected ---- */

static bool id_fits(const char *pattern, enum rs_finding_id id)
{
    size_t n = strlen(pattern);
    const char *name = rs_catalogue_get(id)->id;
    if (pattern[n - 1] == '*')
        return !strncmp(pattern, name, n - 1);
    return rs_catalogue_find(rs_span_str(pattern)) == rs_catalogue_get(id);
}

static bool number_fits(const struct scn_check *c, const char *key, uint64_t value)
{
    const char *want = scn_check_key(c, key);
    return !want || strtoull(want, NULL, 10) == value;
}

static bool text_fits(const struct scn_check *c, const char *key, const char *value)
{
    const char *want = scn_check_key(c, key);
    return !want || !strcmp(want, value);
}

static bool has_line(const char *text, const char *line)
{
    size_t n = strlen(line);
    for (; text && *text; text = strchr(text, '\n'), text += text != NULL) {
        size_t same = 0;
        while (same < n && (text[same] == line[same] || (text[same] == ' ' && line[same] == '_')))
            same++;
        if (same == n)
            return true;
    }
    return false;
}

static bool evidence_fits(const struct scn_check *c, const struct scn_finding *f)
{
    for (int i = 0; i < c->key_count; i++) {
        char line[96];
        snprintf(line, sizeof line, "%s=%s\n", c->key[i].name + 2, c->key[i].value);
        if (!strncmp(c->key[i].name, "e.", 2) && !has_line(f->evidence, line))
            return false;
    }
    return true;
}

static bool fits(const struct scenario *s, const struct scn_check *c, const struct scn_finding *f)
{
    const char *at = scn_check_key(c, "at");
    int64_t since = f->time_us - s->start_us;
    return id_fits(c->id, f->id) && number_fits(c, "frame", f->frame) &&
           number_fits(c, "count", f->count) && number_fits(c, "partial", f->partial) && evidence_fits(c, f) &&
           text_fits(c, "severity", rs_severity_name(f->severity)) &&
           text_fits(c, "subkind", f->subkind) &&
           (!at || llabs(since - (int64_t)(strtod(at, NULL) * 1e6)) <= 2000);
}

static void complain(const struct scenario *s, int line, const char *text)
{
    fprintf(stderr, "%s:%d: %s\n", s->path, line, text);
}

static int verify_expect(const struct scenario *s, const struct scn_check *c, struct scn_outcome *o)
{
    unsigned hits = 0;
    for (size_t i = 0; i < o->finding_count; i++)
        if (fits(s, c, &o->finding[i])) {
            o->finding[i].expected = true;
            hits++;
        }
    const char *times = scn_check_key(c, "times");
    if (times ? hits == strtoul(times, NULL, 10) : hits > 0)
        return 0;
    complain(s, c->line, hits ? "reported another number of times" : "not reported");
    return 1;
}

static int verify_never(const struct scenario *s, const struct scn_check *c,
                        const struct scn_outcome *o)
{
    int bad = 0;
    for (size_t i = 0; i < o->finding_count; i++)
        if (fits(s, c, &o->finding[i])) {
            char text[128];
            snprintf(text, sizeof text, "%s reported at frame %llu",
                     rs_catalogue_get(o->finding[i].id)->id,
                     (unsigned long long)o->finding[i].frame);
            complain(s, c->line, text);
            bad++;
        }
    return bad;
}

static int verify_note(const struct scenario *s, const struct scn_check *c,
                       const struct scn_outcome *o)
{
    char got[128], text[256];
    for (size_t i = 0; i < o->note_count; i++) {
        if (o->note[i].frame != c->frame)
            continue;
        const char *name = scn_note_differs(c, &o->note[i].a, got, sizeof got);
        if (!name)
            return 0;
        snprintf(text, sizeof text, "frame %llu: %s=%s", (unsigned long long)c->frame, name, got);
        complain(s, c->line, text);
        return 1;
    }
    complain(s, c->line, "no such frame");
    return 1;
}

static int verify_only(const struct scenario *s, const struct scn_outcome *o)
{
    int bad = 0;
    for (size_t i = 0; s->only && i < o->finding_count; i++) {
        const struct scn_finding *f = &o->finding[i];
        if (f->expected)
            continue;
        fprintf(stderr, "%s: %s %s %s reported at frame %llu, and not expected\n", s->path,
                rs_catalogue_get(f->id)->id, rs_severity_name(f->severity), f->subkind,
                (unsigned long long)f->frame);
        bad++;
    }
    return bad;
}

static int verify_secrets(const struct scenario *s, const struct scn_outcome *o)
{
    int bad = 0;
    for (int i = 0; i < s->secret_count; i++) {
        const char *at = strstr(o->trace, s->secret[i]);
        if (!at)
            continue;
        fprintf(stderr, "%s: reported: %.40s\n", s->path, at);
        bad++;
    }
    return bad;
}

static int verify_record(const struct scenario *s, const struct scn_check *c,
                         const struct scn_outcome *o)
{
    char text[128];
    const char *name = scn_record_differs(c, o);
    if (!name)
        return 0;
    snprintf(text, sizeof text, "record %s %llu: %s", c->record_kind, (unsigned long long)c->frame,
             name);
    complain(s, c->line, text);
    return 1;
}

int scenario_verify(const struct scenario *s, struct scn_outcome *o)
{
    int bad = 0;
    for (size_t i = 0; i < s->check_count; i++) {
        const struct scn_check *c = &s->check[i];
        if (c->kind == SCN_EXPECT)
            bad += verify_expect(s, c, o);
        else if (c->kind == SCN_NEVER)
            bad += verify_never(s, c, o);
        else if (c->kind == SCN_RECORD)
            bad += verify_record(s, c, o);
        else
            bad += verify_note(s, c, o);
    }
    return bad + verify_only(s, o) + verify_secrets(s, o);
}
