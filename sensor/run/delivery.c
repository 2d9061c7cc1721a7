#define _DEFAULT_SOURCE /* getrandom */
#include "run/delivery.h"

#include "alerts/alerts.h"
#include "outputs/mask.h"

#include "base/err.h"
#include "notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

/* Where one or more outputs write. */
struct target {
    const char *name; /* NULL: standard output */
    struct rs_writer *writer;
    bool told; /* that writing to it failed */
};

struct outlet {
    const struct rs_output_class *class;
    struct target *target;
    void *state;
    bool open;
    struct rs_output_settings settings; /* the output keeps a pointer to it */
};

struct rs_delivery {
    struct rs_alerts *alerts;
    struct rs_mask *mask; /* NULL: results are told as they are */
    char *call;           /* --call, as it is in masked results */
    struct outlet *outlets;
    struct target *targets;
    const char **input_names;
    unsigned count, target_count, alive;
    bool failed, terminal; /* any output failed ever; any writes to a terminal */
    bool live;             /* nobody is waited for */
    uint64_t lost;         /* results that an output did not take */
};

static const char *place(const struct target *t)
{
    return t->name ? t->name : "standard output";
}

/* Failing */

static void say_failed(struct rs_delivery *d, const struct outlet *o)
{
    const char *why = rs_writer_error_text(o->target->writer);
    rs_notice("output %s to %s failed: %s; it gets nothing more", o->class->word,
              place(o->target), why && *why ? why : "no memory");
    o->target->told = true;
    d->failed = true;
}

static void outlet_close(struct rs_delivery *d, struct outlet *o)
{
    o->open = false;
    d->alive--;
    if (o->class->close(o->state) < 0 && !o->target->told)
        say_failed(d, o);
}

static void outlet_fail(struct rs_delivery *d, struct outlet *o)
{
    say_failed(d, o);
    outlet_close(d, o);
}

/* Opening */

static bool same_name(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

/* A file is begun anew for a capture; a sensor that is started again goes on with it. */
static struct rs_writer *writer_open(const char *target, bool live)
{
    char error[512];
    struct rs_writer *w = live ? rs_writer_open_append(target, error, sizeof error)
                               : rs_writer_open(target, error, sizeof error);
    if (!w)
        rs_notice("-o: cannot write to %s", error);
    return w;
}

/* Opening it would empty the capture that is about to be read. */
static bool is_read(const struct rs_options *options, const char *path)
{
    struct stat out, in;
    if (options->live || !path || stat(path, &out) != 0 || !S_ISREG(out.st_mode))
        return false;
    for (unsigned i = 0; i < options->input_count; i++)
        if (stat(options->inputs[i].name, &in) == 0 && in.st_dev == out.st_dev &&
            in.st_ino == out.st_ino)
            return true;
    return false;
}

static struct target *target_find(struct rs_delivery *d, const struct rs_output_option *wanted,
                                  bool live)
{
    const char *name = wanted->target && strcmp(wanted->target, "-") ? wanted->target : NULL;
    for (unsigned i = 0; i < d->target_count; i++)
        if (same_name(d->targets[i].name, name))
            return &d->targets[i];
    /* Who serves writes to whoever asks. */
    struct rs_writer *w = writer_open(wanted->class->serves ? "/dev/null" : name, live);
    if (!w)
        return NULL;
    if (live)
        rs_writer_wait_for_nobody(w);
    struct target *t = &d->targets[d->target_count++];
    *t = (struct target){name, w, false};
    d->terminal |= rs_writer_is_terminal(w);
    return t;
}

static struct rs_output_settings settings_for(const struct rs_delivery *d,
                                              const struct rs_options *options,
                                              const struct rs_output_class *class)
{
    return (struct rs_output_settings){
        .log = options->log ? options->log : class->default_log,
        .input_names = d->input_names,
        .input_count = options->input_count,
        .from_files = !options->live,
        .strict_eve = options->strict_eve,
        .masked = options->mask,
        .call = d->call,
        .program = "ringside",
    };
}

static bool outlet_open(struct rs_delivery *d, const struct rs_options *options,
                        const struct rs_output_option *wanted)
{
    struct outlet *o = &d->outlets[d->count];
    if (is_read(options, wanted->target)) {
        rs_notice("-o %s:%s: that is a capture to be read; give another file",
                  wanted->class->word, wanted->target);
        return false;
    }
    o->class = wanted->class;
    o->settings = settings_for(d, options, wanted->class);
    o->settings.target = wanted->target;
    o->target = target_find(d, wanted, options->live);
    if (!o->target)
        return false;
    if (o->class->open(&o->state, o->target->writer, &o->settings) < 0) {
        rs_notice("output %s to %s could not be started", o->class->word, place(o->target));
        return false;
    }
    o->open = true;
    d->count++;
    d->alive++;
    return true;
}

static void alert(void *user, const struct rs_alert *a);

static struct rs_delivery *delivery_new(const struct rs_options *options)
{
    struct rs_delivery *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->live = options->live;
    d->outlets = calloc(options->output_count, sizeof *d->outlets);
    d->targets = calloc(options->output_count, sizeof *d->targets);
    d->input_names = calloc(options->input_count + 1, sizeof *d->input_names);
    const struct rs_alerts_sink sink = {d, alert};
    d->alerts = rs_alerts_new(&sink);
    if (d->outlets && d->targets && d->input_names && d->alerts)
        return d;
    rs_delivery_close(d);
    return NULL;
}

/* --call: a number, or a Call-ID as it stands in the results. */
static bool copy_call(struct rs_delivery *d, const char *call)
{
    struct rs_span text = rs_span_str(call);
    if (d->mask && !rs_span_is_digits(text))
        text = rs_mask_call_id(d->mask, text);
    d->call = calloc(1, text.n + 1);
    if (d->call)
        memcpy(d->call, text.p, text.n);
    return d->call != NULL;
}

/* A key that nobody has, and that is gone with the run. */
static bool mask_new(struct rs_delivery *d)
{
    struct rs_hash_key key;
    if (getrandom(&key, sizeof key, 0) != (ssize_t)sizeof key)
        return false;
    d->mask = rs_mask_new(&key);
    return d->mask != NULL;
}

struct rs_delivery *rs_delivery_open(const struct rs_options *options)
{
    bool good = true;
    struct rs_delivery *d = delivery_new(options);
    if (!d || (options->mask && !mask_new(d)) || (options->call && !copy_call(d, options->call))) {
        if (d)
            rs_delivery_close(d);
        rs_notice("there is no memory for the outputs");
        return NULL;
    }
    for (unsigned i = 0; i < options->input_count; i++)
        d->input_names[i] = options->inputs[i].name;
    for (unsigned i = 0; i < options->output_count; i++)
        good &= outlet_open(d, options, &options->outputs[i]);
    if (good)
        return d;
    rs_delivery_close(d);
    return NULL;
}

int rs_delivery_begin(struct rs_delivery *d)
{
    int result = RS_OK;
    for (unsigned i = 0; i < d->count; i++) {
        struct outlet *o = &d->outlets[i];
        if (!o->class->begin || o->class->begin(o->state) == RS_OK)
            continue;
        rs_notice("output %s to %s could not be started", o->class->word, place(o->target));
        result = RS_ERR_OUTPUT;
    }
    return result;
}

/* Handing over */

/* The first outlet that is open, from that place on; NULL for none. */
static struct outlet *open_from(struct rs_delivery *d, unsigned n)
{
    while (n < d->count && !d->outlets[n].open)
        n++;
    return n < d->count ? &d->outlets[n] : NULL;
}

/* The same for one more result: who does not take it loses it, live. */
static struct outlet *taker_from(struct rs_delivery *d, unsigned n)
{
    struct outlet *o;
    while ((o = open_from(d, n)) && d->live && rs_writer_is_stuck(o->target->writer)) {
        d->lost++;
        n = (unsigned)(o - d->outlets) + 1;
    }
    return o;
}

static struct outlet *next(struct rs_delivery *d, const struct outlet *o)
{
    return taker_from(d, (unsigned)(o - d->outlets) + 1);
}

/* Whoever writes to the terminal takes the progress line away first. */
static struct outlet *first(struct rs_delivery *d)
{
    if (d->terminal)
        rs_notice_clear();
    return taker_from(d, 0);
}

static void judge(struct rs_delivery *d, struct outlet *o, int result)
{
    if (result < 0)
        outlet_fail(d, o);
}

static void alert(void *user, const struct rs_alert *a)
{
    struct rs_delivery *d = user;
    for (struct outlet *o = first(d); o; o = next(d, o))
        if (o->class->alert)
            judge(d, o, o->class->alert(o->state, a));
}

/* One that was told and goes on is the alerts' alone. */
static void finding(void *user, const struct rs_finding *f)
{
    struct rs_delivery *d = user;
    f = d->mask ? rs_mask_finding(d->mask, f) : f;
    rs_alerts_time(d->alerts, f->time_us); /* what was due before it is told before it */
    for (struct outlet *o = f->more ? NULL : first(d); o; o = next(d, o))
        if (o->class->finding)
            judge(d, o, o->class->finding(o->state, f));
    rs_alerts_finding(d->alerts, f);
}

static void policy(void *user, const struct rs_policy *p)
{
    struct rs_delivery *d = user;
    rs_alerts_policy(d->alerts, p);
}

void rs_delivery_policy(struct rs_delivery *d, const struct rs_policy *p)
{
    policy(d, p);
}

static void passing_time(void *user, int64_t now_us)
{
    struct rs_delivery *d = user;
    rs_alerts_time(d->alerts, now_us);
}

static void message(void *user, const struct rs_annotation *a)
{
    struct rs_delivery *d = user;
    rs_alerts_time(d->alerts, a->origin->time_us);
    a = d->mask ? rs_mask_message(d->mask, a) : a;
    if (!a)
        return;
    for (struct outlet *o = first(d); o; o = next(d, o))
        if (o->class->message)
            judge(d, o, o->class->message(o->state, a));
}

static void transaction(void *user, const struct rs_transaction_record *r)
{
    struct rs_delivery *d = user;
    r = d->mask ? rs_mask_transaction(d->mask, r) : r;
    for (struct outlet *o = first(d); o; o = next(d, o))
        if (o->class->transaction)
            judge(d, o, o->class->transaction(o->state, r));
}

static void dialog(void *user, const struct rs_dialog_record *r)
{
    struct rs_delivery *d = user;
    r = d->mask ? rs_mask_dialog(d->mask, r) : r;
    for (struct outlet *o = first(d); o; o = next(d, o))
        if (o->class->dialog)
            judge(d, o, o->class->dialog(o->state, r));
}

static void registration(void *user, const struct rs_registration_record *r)
{
    struct rs_delivery *d = user;
    r = d->mask ? rs_mask_registration(d->mask, r) : r;
    for (struct outlet *o = first(d); o; o = next(d, o))
        if (o->class->registration)
            judge(d, o, o->class->registration(o->state, r));
}

static void secured(void *user, const struct rs_tls_outcome *t)
{
    struct rs_delivery *d = user;
    t = d->mask ? rs_mask_secured(d->mask, t) : t;
    for (struct outlet *o = first(d); o; o = next(d, o))
        if (o->class->secured)
            judge(d, o, o->class->secured(o->state, t));
}

void rs_delivery_lookups(struct rs_delivery *d, const struct rs_lookups *lookups)
{
    for (unsigned i = 0; i < d->count; i++) {
        d->outlets[i].settings.hosts = d->mask ? NULL : lookups->hosts;
        d->outlets[i].settings.places = lookups->places;
        d->outlets[i].settings.tunnels = d->mask ? NULL : lookups->tunnels;
    }
}

static void stats(void *user, const struct rs_stats *s)
{
    struct rs_delivery *d = user;
    struct rs_stats without = *s;
    without.quality = NULL; /* services are named by address */
    s = d->mask ? &without : s;
    if (s->final)
        rs_alerts_finish(d->alerts, s->time_us);
    else
        rs_alerts_time(d->alerts, s->time_us);
    struct rs_stats whole = *s;
    whole.results_lost += d->lost;
    for (struct outlet *o = first(d); o; o = next(d, o))
        if (o->class->stats)
            judge(d, o, o->class->stats(o->state, &whole));
}

static void flush(void *user)
{
    struct rs_delivery *d = user;
    for (unsigned i = 0; i < d->target_count; i++)
        rs_writer_flush(d->targets[i].writer);
    for (unsigned i = 0; i < d->count; i++)
        if (d->outlets[i].open)
            judge(d, &d->outlets[i], rs_writer_error(d->outlets[i].target->writer));
}

static bool alive(const void *user)
{
    const struct rs_delivery *d = user;
    return d->alive != 0;
}

/* Those that need a kind whatever --log says have it among their defaults. */
static bool wanted(const struct rs_delivery *d, enum rs_log_kind kind)
{
    for (unsigned i = 0; i < d->count; i++)
        if ((d->outlets[i].class->default_log | d->outlets[i].settings.log) & kind)
            return true;
    return false;
}

struct rs_results rs_delivery_results(struct rs_delivery *d)
{
    return (struct rs_results){
        .watcher = {.user = d,
                    .finding = finding,
                    .message = wanted(d, RS_LOG_MESSAGE) ? message : NULL,
                    .transaction = wanted(d, RS_LOG_TRANSACTION) ? transaction : NULL,
                    .dialog = wanted(d, RS_LOG_DIALOG) ? dialog : NULL,
                    .registration = wanted(d, RS_LOG_REGISTRATION) ? registration : NULL},
        .secured = {d, secured},
        .user = d,
        .policy = policy,
        .time = passing_time,
        .stats = stats,
        .flush = flush,
        .alive = alive,
    };
}

/* Closing */

/* The last octets may be the ones for which there is no room on the disk. */
static void target_close(struct rs_delivery *d, const struct target *t)
{
    if (rs_writer_close(t->writer) == RS_OK)
        return;
    if (!t->told)
        rs_notice("writing to %s failed at the end", place(t));
    d->failed = true;
}

int rs_delivery_close(struct rs_delivery *d)
{
    if (d->terminal)
        rs_notice_clear();
    for (unsigned i = 0; i < d->count; i++)
        if (d->outlets[i].open)
            outlet_close(d, &d->outlets[i]);
    for (unsigned i = 0; i < d->target_count; i++)
        target_close(d, &d->targets[i]);
    int result = d->failed ? RS_ERR_OUTPUT : RS_OK;
    rs_alerts_free(d->alerts);
    rs_mask_free(d->mask);
    free(d->call);
    free(d->outlets);
    free(d->targets);
    free(d->input_names);
    free(d);
    return result;
}
