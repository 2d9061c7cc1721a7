/* What became of a call, in the words that an engineer would use. */
#include <inttypes.h>

#include "outputs/ladder_words.h"

static void add_length(struct rs_ladder_words *out, int64_t from_us, int64_t to_us)
{
    int64_t seconds = (to_us - from_us + 500000) / 1000000;

    if (from_us >= 0 && to_us >= from_us)
        rs_words_add(out, ", %02" PRId64 ":%02" PRId64 ":%02" PRId64 " long", seconds / 3600,
            seconds / 60 % 60, seconds % 60);
}

static void add_status(struct rs_ladder_words *out, unsigned status)
{
    rs_words_add(out, "%u %s", status, rs_status_phrase(status));
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

/*
 * The branch that counts: the one that was answered, else the first; of legs
 * the caller's.
 */
static const struct rs_ladder_dialog *main_dialog(const struct rs_ladder_call *c)
{
    const struct rs_ladder_dialog *best = NULL;

    for (unsigned i = 0; i < c->dialog_count; i++) {
        const struct rs_ladder_dialog *d = &c->dialog[i];

        if (d->usage != RS_USAGE_INVITE)
            continue;
        if (!best || (d->confirmed_us >= 0) > (best->confirmed_us >= 0) ||
            ((d->confirmed_us >= 0) == (best->confirmed_us >= 0) &&
             d->opened_us < best->opened_us))
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

static void add_hold(struct rs_ladder_words *out, const struct rs_ladder_dialog *d)
{
    if (!d->holds)
        return;
    rs_words_add(out, ", on hold for %.1f s", (double)d->held_us / 1e6);
    if (d->holds > 1)
        rs_words_add(out, " in %u", d->holds);
}

static void say_how_it_ended(const struct rs_ladder_dialog *d, const struct rs_ladder_rows *rows,
                             struct rs_ladder_words *out)
{
    int64_t end_us = d->bye_us >= 0 ? d->bye_us : d->closed_us;

    out->paint = RS_PAINT_GREEN;
    if (d->open_at_end || d->end == RS_END_NONE) {
        add_length(out, d->confirmed_us, last_time(rows));
        add_hold(out, d);
        rs_words_add(out, ", still up when the capture ends");
        return;
    }
    add_length(out, d->confirmed_us, end_us);
    add_hold(out, d);
    if (d->end == RS_END_CALLER_BYE)
        rs_words_add(out, ", hung up by the caller");
    else if (d->end == RS_END_CALLEE_BYE)
        rs_words_add(out, ", hung up by the called side");
    else if (d->end == RS_END_REPLACED)
        rs_words_add(out, ", replaced by another call");
    else
        out->paint = RS_PAINT_RED;
    if (d->end == RS_END_ERROR)
        rs_words_add(out, ", broken off");
    else if (d->end == RS_END_TIMEOUT)
        rs_words_add(out, ", broken off: the other side fell silent");
    else if (d->end == RS_END_IDLE)
        rs_words_add(out, ", never hung up");
}

static void say_answered(const struct rs_ladder_dialog *d, const struct rs_ladder_rows *rows,
                         struct rs_ladder_words *out)
{
    if (d->partial)
        rs_words_add(out, "already up when the capture begins");
    else
        rs_words_add(out, "answered");
    if (!d->partial)
        rs_words_add_after(out, d->opened_us, d->confirmed_us);
    say_how_it_ended(d, rows, out);
}

static void say_silent(const struct rs_ladder_rows *rows, struct rs_ladder_words *out)
{
    const struct rs_ladder_row *invite = first_row(rows, true, RS_METHOD_INVITE, 0);

    out->paint = RS_PAINT_RED;
    rs_words_add(out, "never answered: no response");
    if (invite)
        rs_words_add(out, " to %u INVITE%s in 32 s", invite->copies, rs_plural(invite->copies));
}

static void say_cancelled(const struct rs_ladder_dialog *d, const struct rs_ladder_rows *rows,
                          struct rs_ladder_words *out)
{
    const struct rs_ladder_row *cancel = first_row(rows, true, RS_METHOD_CANCEL, 0);

    out->paint = RS_PAINT_ORANGE;
    rs_words_add(out, "cancelled by the caller");
    rs_words_add_after(out, d->opened_us, cancel ? cancel->time_us : d->closed_us);
    if (d->ringing_us >= 0)
        rs_words_add(out, ", while it rang");
}

static void add_host(const struct rs_ladder *l, struct rs_ladder_words *out,
                     const struct rs_ladder_call *c, unsigned endpoint)
{
    const struct rs_addr *addr = &c->endpoint[endpoint].addr;
    const char *name = rs_hosts_name(l->settings->hosts, addr);
    char text[RS_ADDR_TEXT];

    rs_words_add(out, "%s", name ? name : rs_addr_text(addr, text));
}

/* Who made the answer: the one farthest from the caller that sent it. */
static const struct rs_ladder_row *origin_of_final(const struct rs_ladder_rows *rows,
                                                   unsigned status)
{
    const struct rs_ladder_row *best = NULL;

    for (uint32_t i = 0; i < rows->count; i++) {
        const struct rs_ladder_message *m = rows->row[i].message;

        if (m && !m->request && m->method == RS_METHOD_INVITE && m->status == status &&
            (!best || m->via_count > best->message->via_count))
            best = &rows->row[i];
    }
    return best;
}

/* A proxy's 408 or 5xx is only the echo of a silence farther on. */
static void add_silent_host(const struct rs_ladder *l, const struct rs_ladder_call *c,
                            struct rs_ladder_words *out)
{
    for (unsigned i = 0; i < c->absence_count; i++) {
        const struct rs_ladder_absence *a = &c->absence[i];

        if (a->method != RS_METHOD_INVITE ||
            (a->kind != RS_ABSENT_ANSWER && a->kind != RS_OPEN_ANSWER))
            continue;
        rs_words_add(out, ": ");
        add_host(l, out, c, a->src);
        rs_words_add(out, " never answered");
        return;
    }
}

static void say_refused(const struct rs_ladder *l, const struct rs_ladder_call *c,
                        const struct rs_ladder_dialog *d, const struct rs_ladder_rows *rows,
                        struct rs_ladder_words *out)
{
    const struct rs_ladder_row *final = origin_of_final(rows, d->final_status);

    out->paint = rs_paint_of_status(d->final_status);
    rs_words_add(out, d->end == RS_END_REDIRECTED ? "redirected" : "rejected");
    if (final) {
        rs_words_add(out, " by ");
        add_host(l, out, c, final->src);
    }
    rs_words_add(out, ": ");
    add_status(out, d->final_status);
    rs_words_add_after(out, d->opened_us, d->closed_us);
    add_silent_host(l, c, out);
}

static void say_unanswered(const struct rs_ladder *l, const struct rs_ladder_call *c,
                           const struct rs_ladder_dialog *d, const struct rs_ladder_rows *rows,
                           struct rs_ladder_words *out)
{
    if (d->end == RS_END_TIMEOUT) {
        say_silent(rows, out);
    } else if (d->end == RS_END_CANCELLED) {
        say_cancelled(d, rows, out);
    } else if (d->final_status >= 300) {
        say_refused(l, c, d, rows, out);
    } else if (d->end == RS_END_STALLED || d->end == RS_END_IDLE) {
        out->paint = RS_PAINT_RED;
        rs_words_add(out, "never answered: it %s, then nothing came",
            d->ringing_us >= 0 ? "rang" : "was tried");
    } else {
        out->paint = RS_PAINT_GREY;
        rs_words_add(out, "not answered when the capture ends");
    }
}

static void say_call(const struct rs_ladder *l, const struct rs_ladder_call *c,
                     const struct rs_ladder_rows *rows, const struct rs_ladder_dialog *d,
                     struct rs_ladder_words *out)
{
    if (d->confirmed_us >= 0 || d->partial)
        say_answered(d, rows, out);
    else
        say_unanswered(l, c, d, rows, out);
    if (rs_ladder_has_absence(c, RS_ABSENT_ACK)) {
        rs_words_add(out, ", never acknowledged");
        out->paint = RS_PAINT_RED;
    }
}

void rs_ladder_outcome(const struct rs_ladder *l, const struct rs_ladder_call *c,
                       const struct rs_ladder_rows *rows, struct rs_ladder_words *out)
{
    const struct rs_ladder_dialog *d = main_dialog(c);

    memset(out, 0, sizeof *out);
    if (d)
        say_call(l, c, rows, d, out);
    else if (!rs_words_say_sign_ins(rows, out))
        rs_words_say_exchange(l, c, rows, out);
}
