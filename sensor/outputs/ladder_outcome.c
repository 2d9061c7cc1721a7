/* What became of a call, in the words that an engineer would use. */
#include "outputs/ladder_rows.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static void add(struct rs_ladder_words *out, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add(struct rs_ladder_words *out, const char *format, ...)
{
    size_t n = strlen(out->text);
    va_list args;

    va_start(args, format);
    vsnprintf(out->text + n, sizeof out->text - n, format, args);
    va_end(args);
}

static void add_seconds(struct rs_ladder_words *out, int64_t from_us, int64_t to_us)
{
    if (from_us < 0 || to_us < from_us)
        return;
    if (to_us - from_us < 1000000)
        add(out, " after %" PRId64 " ms", (to_us - from_us + 500) / 1000);
    else
        add(out, " after %.2f s", (double)(to_us - from_us) / 1e6);
}

static void add_length(struct rs_ladder_words *out, int64_t from_us, int64_t to_us)
{
    int64_t seconds = (to_us - from_us + 500000) / 1000000;

    if (from_us >= 0 && to_us >= from_us)
        add(out, ", %02" PRId64 ":%02" PRId64 ":%02" PRId64 " long", seconds / 3600,
            seconds / 60 % 60, seconds % 60);
}

static void add_status(struct rs_ladder_words *out, unsigned status)
{
    add(out, "%u %s", status, rs_status_phrase(status));
}

static const struct rs_ladder_row *first_row(const struct rs_ladder_rows *rows, bool request,
                                             unsigned method, unsigned least_status)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct rs_ladder_message *m = rows->row[i].message;

        if (m && m->request == request && m->method == method && m->status >= least_status)
            return &rows->row[i];
    }
    return NULL;
}

/* The branch that counts: the one that was answered, else the first. */
static const struct rs_ladder_dialog *main_dialog(const struct rs_ladder_call *c)
{
    const struct rs_ladder_dialog *best = NULL;

    for (unsigned i = 0; i < c->dialog_count; i++) {
        const struct rs_ladder_dialog *d = &c->dialog[i];

        if (d->usage != RS_USAGE_INVITE)
            continue;
        if (!best || (d->confirmed_us >= 0 && best->confirmed_us < 0))
            best = d;
    }
    return best;
}

static int64_t last_time(const struct rs_ladder_rows *rows)
{
    int64_t last = -1;

    for (uint32_t i = 0; i < rows->count; i++)
        if (rows->row[i].message && rows->row[i].last_us > last)
            last = rows->row[i].last_us;
    return last;
}

static void say_how_it_ended(const struct rs_ladder_dialog *d, const struct rs_ladder_rows *rows,
                             struct rs_ladder_words *out)
{
    int64_t end_us = d->bye_us >= 0 ? d->bye_us : d->closed_us;

    out->paint = RS_PAINT_GREEN;
    if (d->open_at_end || d->end == RS_END_NONE) {
        add_length(out, d->confirmed_us, last_time(rows));
        add(out, ", still up when the capture ends");
        return;
    }
    add_length(out, d->confirmed_us, end_us);
    if (d->end == RS_END_CALLER_BYE)
        add(out, ", hung up by the caller");
    else if (d->end == RS_END_CALLEE_BYE)
        add(out, ", hung up by the called side");
    else if (d->end == RS_END_REPLACED)
        add(out, ", replaced by another call");
    else
        out->paint = RS_PAINT_RED;
    if (d->end == RS_END_ERROR)
        add(out, ", broken off");
    else if (d->end == RS_END_TIMEOUT)
        add(out, ", broken off: the other side fell silent");
    else if (d->end == RS_END_IDLE)
        add(out, ", never hung up");
}

static void say_answered(const struct rs_ladder_dialog *d, const struct rs_ladder_rows *rows,
                         struct rs_ladder_words *out)
{
    if (d->partial)
        add(out, "already up when the capture begins");
    else
        add(out, "answered");
    if (!d->partial)
        add_seconds(out, d->opened_us, d->confirmed_us);
    say_how_it_ended(d, rows, out);
}

static void say_silent(const struct rs_ladder_rows *rows, struct rs_ladder_words *out)
{
    const struct rs_ladder_row *invite = first_row(rows, true, RS_METHOD_INVITE, 0);

    out->paint = RS_PAINT_RED;
    add(out, "never answered: no response");
    if (invite)
        add(out, " to %u INVITE%s in 32 s", invite->copies, rs_plural(invite->copies));
}

static void say_cancelled(const struct rs_ladder_dialog *d, const struct rs_ladder_rows *rows,
                          struct rs_ladder_words *out)
{
    const struct rs_ladder_row *cancel = first_row(rows, true, RS_METHOD_CANCEL, 0);

    out->paint = RS_PAINT_ORANGE;
    add(out, "cancelled by the caller");
    add_seconds(out, d->opened_us, cancel ? cancel->time_us : d->closed_us);
}

static void say_refused(const struct rs_ladder_dialog *d, struct rs_ladder_words *out)
{
    out->paint = rs_paint_of_status(d->final_status);
    add(out, d->end == RS_END_REDIRECTED ? "redirected: " : "rejected: ");
    add_status(out, d->final_status);
    add_seconds(out, d->opened_us, d->closed_us);
}

static void say_unanswered(const struct rs_ladder_dialog *d, const struct rs_ladder_rows *rows,
                           struct rs_ladder_words *out)
{
    if (d->end == RS_END_TIMEOUT) {
        say_silent(rows, out);
    } else if (d->end == RS_END_CANCELLED) {
        say_cancelled(d, rows, out);
    } else if (d->final_status >= 300) {
        say_refused(d, out);
    } else if (d->end == RS_END_STALLED || d->end == RS_END_IDLE) {
        out->paint = RS_PAINT_RED;
        add(out, "never answered: it %s, then nothing came",
            d->ringing_us >= 0 ? "rang" : "was tried");
    } else {
        out->paint = RS_PAINT_GREY;
        add(out, "not answered when the capture ends");
    }
}

static bool has_absence(const struct rs_ladder_call *c, enum rs_ladder_absence_kind kind)
{
    for (unsigned i = 0; i < c->absence_count; i++)
        if (c->absence[i].kind == kind)
            return true;
    return false;
}

static void say_call(const struct rs_ladder_call *c, const struct rs_ladder_rows *rows,
                     const struct rs_ladder_dialog *d, struct rs_ladder_words *out)
{
    if (d->confirmed_us >= 0 || d->partial)
        say_answered(d, rows, out);
    else
        say_unanswered(d, rows, out);
    if (has_absence(c, RS_ABSENT_ACK)) {
        add(out, ", never acknowledged");
        out->paint = RS_PAINT_RED;
    }
}

static void say_sign_ins(const struct rs_ladder_rows *rows, struct rs_ladder_words *out)
{
    const struct rs_ladder_row *last = NULL;
    unsigned count = 0;
    struct rs_ladder_label label;

    for (uint32_t i = 0; i < rows->count; i++) {
        if (rows->row[i].kind != RS_ROW_SIGN_IN)
            continue;
        last = &rows->row[i];
        count++;
    }
    rs_ladder_label_row(NULL, rows, last, &label);
    if (count > 1)
        add(out, "%u sign-ins, the last: ", count);
    add(out, "%s%s", label.main, label.tail);
    out->paint = label.paint;
}

static bool has_sign_in(const struct rs_ladder_rows *rows)
{
    for (uint32_t i = 0; i < rows->count; i++)
        if (rows->row[i].kind == RS_ROW_SIGN_IN)
            return true;
    return false;
}

/* Calls that are no calls: the first request's method and the last answer to it. */
static void say_exchange(const struct rs_ladder *l, const struct rs_ladder_call *c,
                         const struct rs_ladder_rows *rows, struct rs_ladder_words *out)
{
    const struct rs_ladder_message *first = NULL, *final = NULL;

    for (uint32_t i = 0; i < rows->count; i++) {
        const struct rs_ladder_message *m = rows->row[i].message;

        if (!m)
            continue;
        first = first ? first : m;
        if (!m->request && m->status >= 200 && m->method == first->method)
            final = m;
    }
    if (!first)
        return;
    if (first->method != RS_METHOD_UNKNOWN)
        add(out, "%s ", rs_method_name((enum rs_method)first->method));
    if (final) {
        add(out, "answered: %u %.*s", final->status, 60,
            final->name ? rs_ladder_text(l, final->name).p : rs_status_phrase(final->status));
        out->paint = rs_paint_of_status(final->status);
    } else if (has_absence(c, RS_ABSENT_ANSWER) || has_absence(c, RS_ABSENT_FINAL)) {
        add(out, "never answered");
        out->paint = RS_PAINT_RED;
    } else if (!(rs_method_flags((enum rs_method)first->method) & RS_METHOD_ONE_WAY)) {
        add(out, "not answered in this capture");
        out->paint = RS_PAINT_GREY;
    }
}

void rs_ladder_outcome(const struct rs_ladder *l, const struct rs_ladder_call *c,
                       const struct rs_ladder_rows *rows, struct rs_ladder_words *out)
{
    const struct rs_ladder_dialog *d = main_dialog(c);

    memset(out, 0, sizeof *out);
    if (d)
        say_call(c, rows, d, out);
    else if (has_sign_in(rows))
        say_sign_ins(rows, out);
    else
        say_exchange(l, c, rows, out);
}
