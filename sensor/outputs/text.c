/* Opening, closing, and the pieces that lines are made of. */
#include "outputs/text.h"

#include <stdlib.h>

#include "base/err.h"

static bool names_differ(const struct rs_output_settings *s)
{
    for (unsigned i = 1; i < s->input_count; i++)
        if (strcmp(s->input_names[0], s->input_names[i]) != 0)
            return true;
    return false;
}

static int text_open(void **state, struct rs_writer *w, const struct rs_output_settings *s)
{
    struct rs_text_output *t = calloc(1, sizeof *t);

    if (!t)
        return RS_ERR_OUTPUT;
    t->w = w;
    t->settings = s;
    t->colour = rs_paint_wanted(w);
    t->several_inputs = names_differ(s);
    *state = t;
    return RS_OK;
}

static int text_close(void *state)
{
    struct rs_text_output *t = state;
    int result = rs_writer_flush(t->w);

    free(t);
    return result;
}

const struct rs_output_class rs_output_text = {
    .word = "text",
    .summary = "one line an alert, for people, and a summary at the end",
    .default_log = RS_LOG_ALERT | RS_LOG_STATS,
    .open = text_open,
    .finding = rs_text_finding,
    .alert = rs_text_alert,
    .message = rs_text_message,
    .transaction = rs_text_transaction,
    .dialog = rs_text_dialog,
    .registration = rs_text_registration,
    .secured = rs_text_secured,
    .stats = rs_text_stats,
    .close = text_close,
};

void rs_text_paint(struct rs_text_output *t, enum rs_paint p)
{
    if (t->colour)
        rs_put_paint(t->w, p);
}

/* Half a character would be shown as octets: it goes whole. */
static size_t before_character(struct rs_span s, size_t n)
{
    enum { TAILS_MAX = 3 };

    for (size_t back = 0; back <= TAILS_MAX && back < n; back++)
        if (((unsigned char)s.p[n - back] & 0xc0) != 0x80)
            return n - back;
    return n; /* no UTF-8 */
}

void rs_text_cut(struct rs_writer *w, struct rs_span s, size_t max)
{
    rs_put_safe(w, s.n > max ? rs_span_first(s, before_character(s, max)) : s);
    if (s.n > max)
        rs_put_str(w, "…");
}

void rs_text_path(struct rs_writer *w, const struct rs_origin *o)
{
    if (!o->src.addr.family) {
        /* C902; a server's remark (L601) */
        rs_put_str(w, o->imported ? "the log itself" : "the interface itself");
        return;
    }
    rs_put_endpoint(w, &o->src);
    rs_put_str(w, " -> ");
    rs_put_endpoint(w, &o->dst);
    rs_put_char(w, ' ');
    rs_put_str(w, rs_transport_name((enum rs_transport)o->transport));
}

void rs_text_frame(struct rs_text_output *t, uint64_t frame, uint32_t interface)
{
    struct rs_place place;

    if (!frame)
        return;
    bool placed = rs_places_find(t->settings->places, interface, frame, &place);
    t->placed |= placed;
    rs_put_str(t->w, "frame ");
    rs_put_u64(t->w, placed ? place.frame : frame);
    if (placed) {
        rs_put_str(t->w, " of ");
        rs_put_safe(t->w, rs_span_str(place.file));
    } else if (t->several_inputs && interface < t->settings->input_count) {
        rs_put_str(t->w, " of ");
        rs_put_safe(t->w, rs_span_str(t->settings->input_names[interface]));
    }
}

int rs_text_end(struct rs_text_output *t)
{
    rs_put_char(t->w, '\n');
    if (!t->settings->from_files || rs_writer_is_terminal(t->w))
        return rs_writer_flush(t->w);
    return rs_writer_error(t->w);
}
