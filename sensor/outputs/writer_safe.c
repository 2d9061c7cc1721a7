/*
 * Text from the traffic, for terminals and logs: what would move the cursor,
 * change a colour, reorder or hide text is shown as its octets.
 */
#include "outputs/utf8.h"
#include "outputs/writer.h"

static size_t printable_run(struct rs_span s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] >= 0x20 && s.p[n] < 0x7f)
        n++;
    return n;
}

void rs_put_safe(struct rs_writer *w, struct rs_span s)
{
    char glyph[RS_GLYPH_MAX];
    unsigned columns;

    while (s.n) {
        size_t run = printable_run(s);

        rs_put(w, s.p, run);
        s = rs_span_skip(s, run);
        if (s.n)
            rs_put(w, glyph, rs_glyph_next(&s, glyph, &columns));
    }
}
