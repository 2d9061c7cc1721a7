/*
 * Challenged rounds to one row. A sign-in that meets a 401 has not failed: it
 * has begun (Lync needs two rounds). REGISTER rounds become one row up to the
 * answer that ends them; of another request the round that was challenged and
 * tried again becomes one row, and the request that goes through stays as it
 * is. Nothing is folded where a call forks: branches could not be told apart.
 */
#include "outputs/ladder_rows.h"

/* One hop transaction: its request and final answer, as rows. */
struct exchange {
    uint32_t request, final; /* 1 + row; final 0: none */
    bool folded;
};

static bool opens(const struct rs_ladder_row *row)
{
    const struct rs_ladder_message *m = row->message;

    return row->kind == RS_ROW_MESSAGE && m->request && m->transaction &&
           m->method != RS_METHOD_ACK && m->method != RS_METHOD_CANCEL;
}

static uint32_t final_of(const struct rs_ladder_rows *rows, uint32_t request)
{
    uint64_t transaction = rows->row[request].message->transaction;

    for (uint32_t i = request + 1; i < rows->count; i++) {
        const struct rs_ladder_message *m = rows->row[i].message;

        if (m && m->transaction == transaction && !m->request && m->status >= 200)
            return i + 1;
    }
    return 0;
}

static uint32_t list_exchanges(const struct rs_ladder_rows *rows, struct exchange *list)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < rows->count; i++) {
        if (!opens(&rows->row[i]))
            continue;
        list[count].request = i + 1;
        list[count].final = final_of(rows, i);
        list[count++].folded = false;
    }
    return count;
}

static const struct rs_ladder_message *request_of(const struct rs_ladder_rows *rows,
                                                  const struct exchange *e)
{
    return rows->row[e->request - 1].message;
}

static unsigned status_of(const struct rs_ladder_rows *rows, const struct exchange *e)
{
    return e->final ? rows->row[e->final - 1].message->status : 0;
}

static bool is_challenged(const struct rs_ladder_rows *rows, const struct exchange *e)
{
    return rs_status_flags(status_of(rows, e)) & RS_STATUS_CHALLENGE;
}

/*
 * The next try of the same request on the same hop; NULL for none. A client
 * raises the CSeq; who guesses passwords often does not.
 */
static struct exchange *next_try(const struct rs_ladder_rows *rows, struct exchange *e,
                                 struct exchange *end)
{
    const struct rs_ladder_message *m = request_of(rows, e);

    for (struct exchange *n = e + 1; n < end; n++) {
        const struct rs_ladder_message *later = request_of(rows, n);

        if (later->method == m->method && later->src == m->src && later->dst == m->dst &&
            later->cseq >= m->cseq)
            return n;
    }
    return NULL;
}

/* Show all rows of that transaction in the row `into`. */
static void hide(struct rs_ladder_rows *rows, struct exchange *e, uint32_t into)
{
    uint64_t transaction = request_of(rows, e)->transaction;
    struct rs_ladder_row *target = &rows->row[into];

    e->folded = true;
    for (uint32_t i = 0; i < rows->count; i++) {
        struct rs_ladder_row *row = &rows->row[i];

        if (row->kind == RS_ROW_ABSENCE || !row->message ||
            row->message->transaction != transaction)
            continue;
        if (i != into) {
            row->hidden = true;
            row->folded_into = into + 1;
            target->copies += row->copies - 1;
        }
        if (row->last_us >= target->last_us) {
            target->last_us = row->last_us;
            target->last_frame = row->last_frame;
        }
    }
}

static void count_challenge(struct rs_ladder_rows *rows, const struct exchange *e,
                            struct rs_ladder_row *target)
{
    const struct rs_ladder_message *answer = rows->row[e->final - 1].message;

    target->challenges++;
    if (answer->scheme)
        target->scheme = answer->scheme;
}

static void fold_sign_in(struct rs_ladder_rows *rows, struct exchange *first,
                         struct exchange *end)
{
    uint32_t into = first->request - 1;
    struct rs_ladder_row *target = &rows->row[into];
    struct exchange *e = first;

    while (e) {
        bool again = is_challenged(rows, e);

        if (again)
            count_challenge(rows, e, target);
        target->final_status = (uint16_t)status_of(rows, e);
        hide(rows, e, into);
        e = again ? next_try(rows, e, end) : NULL;
    }
    target->kind = RS_ROW_SIGN_IN;
}

static void fold_challenge(struct rs_ladder_rows *rows, struct exchange *e)
{
    uint32_t into = e->request - 1;
    struct rs_ladder_row *target = &rows->row[into];

    count_challenge(rows, e, target);
    target->final_status = (uint16_t)status_of(rows, e);
    hide(rows, e, into);
    target->kind = RS_ROW_CHALLENGE;
}

void rs_ladder_fold_sign_ins(struct rs_ladder_rows *rows)
{
    struct exchange *list = g_new0(struct exchange, rows->count + 1);
    struct exchange *end = list + list_exchanges(rows, list);

    for (struct exchange *e = list; e < end && !rows->forked; e++) {
        if (e->folded || !is_challenged(rows, e))
            continue;
        if (request_of(rows, e)->method == RS_METHOD_REGISTER)
            fold_sign_in(rows, e, end);
        else if (next_try(rows, e, end))
            fold_challenge(rows, e);
    }
    g_free(list);
}
