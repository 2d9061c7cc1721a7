/* Lines of a drawing: widths, cutting, wide characters, colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "outputs/canvas.h"

static const char path[] = "/tmp/ringside-canvas";
static struct rs_canvas canvas;
static char text[4096];

static const char *written(bool colour)
{
    char error[100];
    struct rs_writer *w = rs_writer_open(path, error, sizeof error);
    FILE *f;

    rs_canvas_write(&canvas, w, colour);
    rs_writer_close(w);
    f = fopen(path, "rb");
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    unlink(path);
    return text;
}

static void test_over_one_another(void **state)
{
    (void)state;
    rs_canvas_clear(&canvas, 20);
    rs_canvas_glyph(&canvas, 2, "│", RS_PAINT_DIM);
    rs_canvas_glyph(&canvas, 9, "│", RS_PAINT_DIM);
    rs_canvas_glyph(&canvas, 25, "│", RS_PAINT_DIM);
    assert_int_equal(rs_canvas_text(&canvas, 4, RS_SPAN("abc"), 10, RS_PAINT_NONE), 3);
    assert_string_equal(written(false), "  │ abc  │\n");
}

static void test_cut(void **state)
{
    (void)state;
    rs_canvas_clear(&canvas, 20);
    assert_int_equal(rs_canvas_text(&canvas, 0, RS_SPAN("abcdef"), 6, RS_PAINT_NONE), 6);
    assert_int_equal(rs_canvas_text(&canvas, 8, RS_SPAN("abcdef"), 5, RS_PAINT_NONE), 5);
    assert_int_equal(rs_canvas_text(&canvas, 15, RS_SPAN("abcdef"), 0, RS_PAINT_NONE), 0);
    assert_string_equal(written(false), "abcdef  abcd…\n");
}

static void test_wide(void **state)
{
    (void)state;
    assert_int_equal(rs_text_columns(RS_SPAN("\xe6\xbc\xa2\xe5\xad\x97")), 4);
    rs_canvas_clear(&canvas, 10);
    assert_int_equal(rs_canvas_text(&canvas, 0, RS_SPAN("\xe6\xbc\xa2\xe5\xad\x97"), 3, 0), 3);
    assert_string_equal(written(false), "\xe6\xbc\xa2…\n");
    rs_canvas_glyph(&canvas, 1, "x", RS_PAINT_NONE); /* half of it goes: all of it goes */
    assert_string_equal(written(false), " x…\n");
}

static void test_traffic(void **state)
{
    (void)state;
    rs_canvas_clear(&canvas, 20);
    assert_int_equal(rs_canvas_text(&canvas, 0, RS_SPAN("a\x1b[2Jb"), 20, RS_PAINT_NONE), 9);
    assert_string_equal(written(false), "a\\x1B[2Jb\n");
}

static void test_colours(void **state)
{
    (void)state;
    rs_canvas_clear(&canvas, 20);
    rs_canvas_text(&canvas, 1, RS_SPAN("ok"), 5, RS_PAINT_GREEN);
    rs_canvas_text(&canvas, 4, RS_SPAN("plain"), 5, RS_PAINT_NONE);
    assert_string_equal(written(true), " \x1b[0m\x1b[38;5;34mok \x1b[0mplain\n");
    assert_string_equal(written(false), " ok plain\n");
}

static void test_empty(void **state)
{
    (void)state;
    rs_canvas_clear(&canvas, 100000);
    assert_int_equal(canvas.width, RS_CANVAS_COLUMNS_MAX);
    assert_string_equal(written(true), "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_over_one_another),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_traffic),
        cmocka_unit_test(test_colours),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
