/*
 * What became of a Call-ID that is no call, in words: a sign-in, a
 * subscription, a ping, a message.
 */
#include "outputs/ladder_words.h"

enum { REASON_MAX = 60 };

static const char *sign_in_end(const struct rs_ladder_row *row)
{
    if (row->final_status == 0)
        return "no answer";
    if (row->final_status < 300)
        return "accepted";
    return rs_status_flags(row->final_status) & RS_STATUS_CHALLENGE ? "not accepted" : "refused";
}

static void say_sign_in(const struct rs_ladder_row *row, struct rs_ladder_words *out)
{
    rs_words_add(out, "%s: ", rs_sign_in_word(row));
    rs_words_add_challenges(out, row);
    rs_words_add(out, ", %s", sign_in_end(row));
    if (row->final_status >= 300)
        rs_words_add(out, ": %u %s", row->final_status, rs_status_phrase(row->final_status));
    out->paint = rs_paint_of_status(row->final_status ? row->final_status : 500);
}

static unsigned sign_ins(const struct rs_ladder_rows *rows, const struct rs_ladder_row **last)
{
    unsigned count = 0;

    for (uint32_t i = 0; i < rows->count; i++) {
        if (rows->row[i].kind != RS_ROW_SIGN_IN)
            continue;
        *last = &rows->row[i];
        count++;
    }
    return count;
}

bool rs_words_say_sign_ins(const struct rs_ladder_rows *rows, struct rs_ladder_words *out)
{
    const struct rs_ladder_row *last = NULL;
    unsigned count = sign_ins(rows, &last);

    if (count > 1)
        rs_words_add(out, "%u sign-ins, the last a ", count);
    if (last)
        say_sign_in(last, out);
    return last != NULL;
}

/*
 * What is not a call: requests of one kind, as often as the client sent them.
 */
struct exchange {
    const struct rs_ladder_message *first, *final; /* final: the last one */
    int64_t asked_us, answered_us;                 /* the last request and its answer */
    unsigned requests, notifications;
};

static void count_request(struct exchange *x, const struct rs_ladder_row *row)
{
    const struct rs_ladder_message *m = row->message;

    if (m->via_count > 1) /* the same request behind a proxy */
        return;
    if (m->method == x->first->method) {
        x->requests++;
        x->asked_us = row->time_us;
    }
    if (m->method == RS_METHOD_NOTIFY || m->method == RS_METHOD_BENOTIFY)
        x->notifications++;
}

static void read_exchange(struct exchange *x, const struct rs_ladder_rows *rows)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct rs_ladder_message *m = rows->row[i].message;

        if (!m)
            continue;
        x->first = x->first ? x->first : m;
        if (m->request) {
            count_request(x, &rows->row[i]);
        } else if (m->status >= 200 && m->method == x->first->method) {
            x->final = m;
            x->answered_us = rows->row[i].time_us;
        }
    }
}

static void say_answer(const struct rs_ladder *l, const struct exchange *x,
                       struct rs_ladder_words *out)
{
    struct rs_span reason = x->final->name ? rs_ladder_text(l, x->final->name)
                                           : rs_span_str(rs_status_phrase(x->final->status));

    reason = rs_span_first(reason, REASON_MAX);
    rs_words_add(out, "answered: %u %.*s", x->final->status, (int)reason.n, reason.p);
    if (x->requests == 1)
        rs_words_add_after(out, x->asked_us, x->answered_us);
    if (x->notifications)
        rs_words_add(out, ", %u notification%s", x->notifications, rs_plural(x->notifications));
    out->paint = rs_paint_of_status(x->final->status);
}

void rs_words_say_exchange(const struct rs_ladder *l, const struct rs_ladder_call *c,
                         const struct rs_ladder_rows *rows, struct rs_ladder_words *out)
{
    struct exchange x = {0};

    read_exchange(&x, rows);
    if (!x.first)
        return;
    if (x.requests > 1)
        rs_words_add(out, "%u × ", x.requests);
    rs_words_add(out, "%s", rs_method_name((enum rs_method)x.first->method));
    rs_words_add(out, x.requests > 1 ? ", the last " : " ");
    if (x.final) {
        say_answer(l, &x, out);
    } else if (rs_ladder_has_absence(c, RS_ABSENT_ANSWER) ||
               rs_ladder_has_absence(c, RS_ABSENT_FINAL)) {
        rs_words_add(out, "never answered");
        out->paint = RS_PAINT_RED;
    } else if (!(rs_method_flags((enum rs_method)x.first->method) & RS_METHOD_ONE_WAY)) {
        rs_words_add(out, "not answered in this capture");
        out->paint = RS_PAINT_GREY;
    }
}
