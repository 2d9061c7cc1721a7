/*
 * What is written beside and below an arrow: findings, and why the peer did it.
 */
#include <stdio.h>

#include "outputs/ladder_drawing.h"
#include "outputs/ladder_words.h"

enum { INDENT = 3, NOTE_MIN = 20, FINDING_TEXT = 200 };

/* Where text below a row's arrow begins: behind the lifeline on its left. */
static unsigned below(const struct rs_drawing *d, const struct rs_ladder_row *row)
{
    unsigned src = d->cols.of_endpoint[row->src], dst = d->cols.of_endpoint[row->dst];
    unsigned left = src < dst ? src : dst;

    if (left >= d->cols.shown)
        return d->cols.gutter + INDENT;
    return d->cols.column[left].x + INDENT;
}

/* Words that fit in `columns`, broken at a blank where there is one. */
static struct rs_span cut_words(struct rs_span *rest, size_t columns)
{
    struct rs_span all = *rest;
    size_t n = all.n < columns ? all.n : columns;

    if (n < all.n)
        while (n > columns / 4 && all.p[n - 1] != ' ')
            n--;
    if (n < all.n && n <= columns / 4)
        n = columns;
    *rest = rs_span_skip(all, n);
    return rs_span_first(all, n);
}

static void put_note(struct rs_drawing *d, unsigned x, struct rs_span text)
{
    unsigned room = d->line.width > x + NOTE_MIN ? d->line.width - x : NOTE_MIN;

    while (text.n) {
        struct rs_span line = cut_words(&text, room);

        rs_drawing_begin_line(d);
        rs_canvas_text(&d->line, x, line, room, RS_PAINT_GREY);
        rs_drawing_end_line(d);
    }
}

static void put_notes(struct rs_drawing *d, const struct rs_ladder_row *row)
{
    struct rs_span note = row->message ? rs_ladder_text(d->l, row->message->note) : RS_SPAN_NONE;

    while (note.n) {
        const char *end = rs_span_find(note, '\n');
        struct rs_span line = end ? rs_span_between(note.p, end) : note;

        put_note(d, below(d, row), line);
        note = rs_span_skip(note, line.n + 1);
    }
}

/* What was folded: "2 challenges (NTLM), frames 3 to 8, 0.120 s". */
static void put_folded(struct rs_drawing *d, const struct rs_ladder_row *row)
{
    struct rs_ladder_words words = {0};

    if (row->kind != RS_ROW_SIGN_IN && row->kind != RS_ROW_CHALLENGE)
        return;
    rs_words_add_challenges(&words, row);
    rs_words_add(&words, ", frames %llu to %llu, %.3f s", (unsigned long long)row->frame,
                 (unsigned long long)row->last_frame,
                 (double)(row->last_us - row->time_us) / 1e6);
    put_note(d, below(d, row), rs_span_str(words.text));
}

static void finding_text(const struct rs_ladder_finding *f, char *text, size_t cap)
{
    const struct rs_catalogue_entry *e = rs_catalogue_get((enum rs_finding_id)f->id);

    snprintf(text, cap, "◄ %s %s", e->id, e->name);
}

void rs_drawing_put_finding(struct rs_drawing *d, unsigned x, const struct rs_ladder_finding *f)
{
    char text[FINDING_TEXT];

    finding_text(f, text, sizeof text);
    if (x < d->line.width)
        rs_canvas_text(&d->line, x, rs_span_str(text), d->line.width - x,
                       rs_paint_of_severity(f->severity));
}

/* To the right of the ladder where there is room, else below the arrow. */
static unsigned place_of(const struct rs_drawing *d, const struct rs_ladder_row *row,
                         const struct rs_ladder_finding *f, unsigned right)
{
    char text[FINDING_TEXT];
    unsigned columns, x;

    finding_text(f, text, sizeof text);
    columns = rs_text_columns(rs_span_str(text));
    if (right + columns <= d->line.width)
        return right;
    x = below(d, row);
    return x + columns > d->line.width && columns < d->line.width ? d->line.width - columns : x;
}

/* One finding; *on_arrow: the arrow's own line is still open. */
static void put_finding(struct rs_drawing *d, const struct rs_ladder_row *row,
                        const struct rs_ladder_finding *f, bool *on_arrow)
{
    unsigned right = d->cols.column[d->cols.shown - 1].x + INDENT;
    unsigned x = place_of(d, row, f, right);

    if (*on_arrow && x != right)
        rs_drawing_end_line(d);
    if (!*on_arrow || x != right)
        rs_drawing_begin_line(d);
    rs_drawing_put_finding(d, x, f);
    rs_drawing_end_line(d);
    *on_arrow = false;
}

/* The worst first. */
static void put_findings(struct rs_drawing *d, const struct rs_ladder_row *row,
                         uint32_t row_index)
{
    bool on_arrow = true;

    for (int severity = RS_CRITICAL; severity >= RS_INFO; severity--)
        for (uint32_t i = d->c->findings; i; i = d->l->finding[i].next) {
            const struct rs_ladder_finding *f = &d->l->finding[i];

            if (f->row == row_index + 1 && f->severity == severity)
                put_finding(d, row, f, &on_arrow);
        }
    if (on_arrow)
        rs_drawing_end_line(d);
}

void rs_drawing_put_beside(struct rs_drawing *d, const struct rs_ladder_row *row,
                           uint32_t row_index)
{
    put_findings(d, row, row_index);
    put_folded(d, row);
    put_notes(d, row);
}
