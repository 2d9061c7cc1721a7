/*
 * Messages to rows: copies of one message become a count on its first row, a
 * hole is said where it is, and what never came gets a row of its own.
 */
#include "outputs/ladder_rows.h"

static struct rs_ladder_row *append(struct rs_ladder_rows *rows, enum rs_ladder_row_kind kind)
{
    struct rs_ladder_row *row = &rows->row[rows->count++];

    memset(row, 0, sizeof *row);
    row->kind = (uint8_t)kind;
    row->copies = 1;
    return row;
}

static bool is_copy(const struct rs_ladder_message *m)
{
    return m->role == RS_ROLE_RETRANSMISSION || m->role == RS_ROLE_DUPLICATE;
}

static bool repeats(const struct rs_ladder_message *m, const struct rs_ladder_row *row)
{
    const struct rs_ladder_message *first = row->message;

    if (!first || m->src != first->src || m->dst != first->dst)
        return false;
    if (m->request != first->request || m->method != first->method || m->status != first->status)
        return false;
    if (m->transaction)
        return m->transaction == first->transaction;
    return m->retransmission_of == first->frame;
}

/* The row of which m is a copy, the newest first; NULL for none. */
static struct rs_ladder_row *original(const struct rs_ladder_rows *rows,
                                      const struct rs_ladder_message *m)
{
    for (uint32_t i = rows->count; i > 0; i--)
        if (repeats(m, &rows->row[i - 1]))
            return &rows->row[i - 1];
    return NULL;
}

static void count_copy(struct rs_ladder_row *row, const struct rs_ladder_message *m)
{
    if (m->role == RS_ROLE_DUPLICATE) {
        row->duplicates++;
        return;
    }
    row->copies++;
    row->last_us = m->time_us;
    row->last_frame = m->frame;
}

/*
 * The core says of the message on the hop where it came first whether its SDP is
 * offer or answer: that one, or m itself.
 */
static const struct rs_ladder_message *first_sight(const struct rs_ladder_rows *rows,
                                                   const struct rs_ladder_message *m)
{
    enum { ROWS_LOOKED_AT = 64 };
    const int64_t at_most_us = 2000000;

    for (uint32_t n = 0; m->sdp && !m->sdp_part && n < ROWS_LOOKED_AT && n < rows->count; n++) {
        const struct rs_ladder_message *x = rows->row[rows->count - 1 - n].message;

        if (x && x->sdp_part && x->request == m->request && x->method == m->method &&
            x->cseq == m->cseq && x->status == m->status && x->leg == m->leg &&
            m->time_us - x->time_us < at_most_us)
            return x;
    }
    return m;
}

static void add_message(struct rs_ladder_rows *rows, const struct rs_ladder_message *m)
{
    struct rs_ladder_row *row = is_copy(m) ? original(rows, m) : NULL;

    if (row) {
        count_copy(row, m);
        return;
    }
    const struct rs_ladder_message *first = first_sight(rows, m);

    row = append(rows, RS_ROW_MESSAGE);
    row->message = m;
    row->first_sight = first;
    row->src = m->src;
    row->dst = m->dst;
    row->time_us = row->last_us = m->time_us;
    row->frame = row->last_frame = m->frame;
}

static void note_methods(struct rs_ladder_rows *rows, const struct rs_ladder_message *m,
                         uint8_t *first)
{
    if (m->method == RS_METHOD_INVITE)
        rows->has_invite = true;
    if (m->fork > 1)
        rows->forked = true;
    if (*first != m->method && *first != RS_METHOD__COUNT)
        rows->only_one_method = false;
    *first = m->method;
}

static void add_messages(struct rs_ladder_rows *rows, const struct rs_ladder *l,
                         const struct rs_ladder_call *c)
{
    uint8_t method = RS_METHOD__COUNT;

    for (uint32_t i = c->head; i; i = l->message[i].next) {
        const struct rs_ladder_message *m = &l->message[i];

        note_methods(rows, m, &method);
        add_message(rows, m);
        if (c->dropped && i == c->head_end)
            append(rows, RS_ROW_GAP)->time_us = m->time_us;
    }
}

/*
 * Where in order of time; what is still open when the capture ends comes last.
 */
static uint32_t place_of(const struct rs_ladder_rows *rows, const struct rs_ladder_absence *a)
{
    uint32_t at = rows->count;

    if (a->kind == RS_OPEN_ANSWER || a->kind == RS_OPEN_FINAL)
        return at;
    while (at > 0 && rows->row[at - 1].time_us > a->time_us)
        at--;
    return at;
}

static void add_absence(struct rs_ladder_rows *rows, const struct rs_ladder_absence *a)
{
    uint32_t at = place_of(rows, a);
    struct rs_ladder_row *row = &rows->row[at];

    memmove(row + 1, row, (rows->count - at) * sizeof *row);
    rows->count++;
    memset(row, 0, sizeof *row);
    row->kind = RS_ROW_ABSENCE;
    row->absence = a;
    row->src = a->src;
    row->dst = a->dst;
    row->copies = 1;
    row->time_us = row->last_us = a->time_us;
}

void rs_ladder_rows_init(struct rs_ladder_rows *rows, const struct rs_ladder *l,
                         const struct rs_ladder_call *c, bool fold)
{
    size_t room = (size_t)c->messages + c->absence_count + 1; /* one for a gap */

    memset(rows, 0, sizeof *rows);
    rows->row = g_new0(struct rs_ladder_row, room);
    rows->only_one_method = true;
    add_messages(rows, l, c);
    for (unsigned i = 0; i < c->absence_count; i++)
        add_absence(rows, &c->absence[i]);
    if (fold)
        rs_ladder_fold_sign_ins(rows);
}

void rs_ladder_rows_fini(struct rs_ladder_rows *rows)
{
    g_free(rows->row);
    rows->row = NULL;
}

/*
 * The row in which a message of the call is shown, alone, as a copy or folded.
 */
static uint32_t row_of_message(const struct rs_ladder_rows *rows,
                               const struct rs_ladder_message *m)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct rs_ladder_row *row = &rows->row[i];

        if (row->message == m || (is_copy(m) && row->message && repeats(m, row)))
            return row->folded_into ? row->folded_into : i + 1;
    }
    return 0;
}

void rs_ladder_place_findings(struct rs_ladder *l, const struct rs_ladder_call *c,
                              const struct rs_ladder_rows *rows)
{
    for (uint32_t i = c->findings; i; i = l->finding[i].next) {
        struct rs_ladder_finding *f = &l->finding[i];

        f->row = 0;
        for (uint32_t k = c->head; k && !f->row; k = l->message[k].next)
            if (l->message[k].frame == f->frame && l->message[k].interface == f->interface)
                f->row = row_of_message(rows, &l->message[k]);
    }
}
