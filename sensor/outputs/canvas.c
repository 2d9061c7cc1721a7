#include "outputs/canvas.h"

#include "outputs/utf8.h"

void rs_canvas_clear(struct rs_canvas *c, unsigned width)
{
    c->width = width < RS_CANVAS_COLUMNS_MAX ? width : RS_CANVAS_COLUMNS_MAX;
    memset(c->cell, 0, c->width * sizeof c->cell[0]);
}

void rs_canvas_glyph(struct rs_canvas *c, unsigned x, const char *glyph, enum rs_paint paint)
{
    size_t n = strlen(glyph);

    if (x >= c->width || n >= sizeof c->cell[x].glyph)
        return;
    /* Half a wide character cannot be shown: its other half goes. */
    if (c->cell[x].right_half && x > 0)
        c->cell[x - 1].glyph[0] = '\0';
    if (x + 1 < c->width)
        c->cell[x + 1].right_half = false;
    memcpy(c->cell[x].glyph, glyph, n + 1);
    c->cell[x].paint = (uint8_t)paint;
    c->cell[x].right_half = false;
}

/*
 * A glyph of rs_glyph_next: one character, or the octets \xHH of something
 * else.
 */
static void put_glyph(struct rs_canvas *c, unsigned x, const char *glyph, unsigned octets,
                      unsigned columns, enum rs_paint paint)
{
    if (columns <= 2) {
        rs_canvas_glyph(c, x, glyph, paint);
        if (columns == 2 && x + 1 < c->width) {
            rs_canvas_glyph(c, x + 1, "", paint);
            c->cell[x + 1].right_half = true;
        }
        return;
    }
    for (unsigned i = 0; i < octets; i++) {
        char one[2] = {glyph[i], '\0'};
        rs_canvas_glyph(c, x + i, one, paint);
    }
}

unsigned rs_canvas_text(struct rs_canvas *c, unsigned x, struct rs_span text, unsigned columns,
                        enum rs_paint paint)
{
    char glyph[RS_GLYPH_MAX];
    unsigned used = 0, octets, wide;
    bool cut = rs_text_columns(text) > columns;

    if (columns == 0)
        return 0;
    while ((octets = rs_glyph_next(&text, glyph, &wide))) {
        if (used + wide + cut > columns)
            break;
        put_glyph(c, x + used, glyph, octets, wide, paint);
        used += wide;
    }
    if (cut)
        rs_canvas_glyph(c, x + used++, "…", paint);
    return used;
}

unsigned rs_text_columns(struct rs_span text)
{
    char glyph[RS_GLYPH_MAX];
    unsigned sum = 0, wide;

    while (rs_glyph_next(&text, glyph, &wide))
        sum += wide;
    return sum;
}

static bool is_blank(const struct rs_cell *cell)
{
    return !cell->right_half && (cell->glyph[0] == '\0' || strcmp(cell->glyph, " ") == 0);
}

void rs_canvas_write(const struct rs_canvas *c, struct rs_writer *w, bool colour)
{
    unsigned end = c->width;
    enum rs_paint now = RS_PAINT_NONE;

    while (end && is_blank(&c->cell[end - 1]))
        end--;
    for (unsigned x = 0; x < end; x++) {
        const struct rs_cell *cell = &c->cell[x];

        if (cell->right_half)
            continue;
        if (colour && cell->paint != now && !is_blank(cell)) {
            rs_put_paint(w, RS_PAINT_NONE);
            if (cell->paint)
                rs_put_paint(w, (enum rs_paint)cell->paint);
            now = (enum rs_paint)cell->paint;
        }
        rs_put_str(w, cell->glyph[0] ? cell->glyph : " ");
    }
    if (now != RS_PAINT_NONE)
        rs_put_paint(w, RS_PAINT_NONE);
    rs_put_char(w, '\n');
}
