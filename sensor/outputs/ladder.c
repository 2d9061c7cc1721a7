/* Opening, closing, and the order in which calls are written. */
#include "outputs/ladder_alike.h"
#include "outputs/ladder_rows.h"

#include "base/err.h"
#include "outputs/canvas.h"
#include "sip/lync.h"

enum { WIDTH_MIN = 60 };

static unsigned width_of(const struct rs_writer *w)
{
    unsigned columns = rs_writer_columns(w);

    if (!columns)
        columns = RS_LADDER_WIDTH;
    if (columns < WIDTH_MIN)
        columns = WIDTH_MIN;
    return columns < RS_CANVAS_COLUMNS_MAX ? columns : RS_CANVAS_COLUMNS_MAX;
}

static int ladder_open(void **state, struct rs_writer *w, const struct rs_output_settings *s)
{
    struct rs_ladder *l = g_new0(struct rs_ladder, 1);

    l->w = w;
    l->settings = s;
    l->colour = rs_paint_wanted(w);
    l->width = width_of(w);
    if (rs_ladder_store_init(l) != RS_OK) {
        g_free(l);
        return RS_ERR_OUTPUT;
    }
    *state = l;
    return RS_OK;
}

/* Number 0 (no call) comes last. */
static int by_number(const void *a, const void *b)
{
    const struct rs_ladder_call *const *x = a, *const *y = b;
    uint64_t i = (*x)->number - 1, j = (*y)->number - 1;

    return i < j ? -1 : i > j;
}

/* Under the last ladder of its shape: who else ran that way. */
static void put_alike(struct rs_ladder *l, const struct rs_ladder_alike *a)
{
    if (!a->listed->len)
        return;
    rs_put_str(l->w, "  ");
    rs_put_u64(l->w, a->calls);
    rs_put_str(l->w, " calls ran this way; not drawn: ");
    rs_put_str(l->w, a->listed->str);
    rs_put_str(l->w, " (--call N draws one)\n");
}

static void write_calls(struct rs_ladder *l)
{
    struct rs_ladder_shapes shapes;

    rs_ladder_shapes_init(&shapes, l);
    for (guint i = 0; i < l->calls->len; i++) {
        struct rs_ladder_alike *a = shapes.of_call[i];

        if (a->drawn == 0)
            continue;
        rs_ladder_draw(l, l->calls->pdata[i]);
        if (--a->drawn == 0)
            put_alike(l, a);
        rs_put_char(l->w, '\n');
    }
    rs_ladder_shapes_fini(&shapes);
}

static void put_empty(struct rs_ladder *l)
{
    if (l->calls->len)
        return;
    if (!l->settings->call) {
        rs_put_str(l->w, "No SIP messages here.\n");
        return;
    }
    rs_put_str(l->w, "No call ");
    rs_put_safe(l->w, rs_span_str(l->settings->call));
    rs_put_str(l->w, " here.\n");
}

/* What the messages of Lync above use, each once, in words. */
static void put_glossary(struct rs_ladder *l)
{
    struct rs_lync_term term;

    if (!l->lync_terms)
        return;
    rs_put_str(l->w, "Lync's terms in these messages:\n");
    for (unsigned i = 0; rs_lync_term(i, &term); i++) {
        if (!(l->lync_terms >> i & 1))
            continue;
        rs_put_str(l->w, "  ");
        rs_put_str(l->w, term.name);
        for (size_t n = strlen(term.name); n < 31; n++)
            rs_put_char(l->w, ' ');
        rs_put_char(l->w, ' ');
        rs_put_str(l->w, term.words);
        rs_put_char(l->w, '\n');
    }
    rs_put_char(l->w, '\n');
}

static void put_left_out(struct rs_ladder *l, uint64_t count, const char *what)
{
    if (!count)
        return;
    rs_put_u64(l->w, count);
    rs_put_str(l->w, what);
}

static void put_ceilings(struct rs_ladder *l)
{
    if (l->calls_left_out) {
        rs_put_str(l->w, "Only the first ");
        rs_put_u64(l->w, RS_LADDER_CALLS_MAX);
        rs_put_str(l->w, " calls are kept for ladders, there are ");
        rs_put_u64(l->w, l->calls_left_out);
        rs_put_str(l->w, " or more; --call N draws one of the others.\n");
    }
    put_left_out(l, l->messages_left_out, " messages are left out: more than ladders keep.\n");
    put_left_out(l, l->findings_left_out, " findings are left out: more than ladders keep.\n");
}

static int ladder_close(void *state)
{
    struct rs_ladder *l = state;
    int result;

    rs_ladder_join_calls(l);
    g_ptr_array_sort(l->calls, by_number);
    write_calls(l);
    put_glossary(l);
    put_empty(l);
    put_ceilings(l);
    result = rs_writer_flush(l->w);
    rs_ladder_store_fini(l);
    g_free(l);
    return result;
}

const struct rs_output_class rs_output_ladder = {
    .word = "ladder",
    .summary = "the call flow of each call, drawn; --call N picks one",
    .default_log = RS_LOG_ALERT | RS_LOG_MESSAGE | RS_LOG_TRANSACTION | RS_LOG_DIALOG |
                   RS_LOG_REGISTRATION,
    .open = ladder_open,
    .finding = rs_ladder_finding,
    .message = rs_ladder_message,
    .transaction = rs_ladder_transaction,
    .dialog = rs_ladder_dialog,
    .close = ladder_close,
};
