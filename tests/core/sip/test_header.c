/* Header names: every row of headers.def is found, by any spelling of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <ctype.h>

#include "guard.h"
#include "sip/header.h"

struct row {
    enum rs_header_id id;
    const char *name;
    char compact;
    unsigned flags;
};

static const struct row rows[] = {
#define RS_HEADER_ROW(id, name, compact, flags, source) {RS_HEADER_##id, name, compact, flags},
#include "sip/headers.def"
#undef RS_HEADER_ROW
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static void test_every_case(void **state)
{
    (void)state;
    for (int i = 0; i < ROWS; i++)
        for (int how = 0; how < 4; how++) {
            char name[64];
            size_t n = strlen(rows[i].name);
            for (size_t k = 0; k < n; k++) {
                bool upper = how == 1 || (how == 2 && k % 2) || (how == 3 && !(k % 2));
                int c = (unsigned char)rows[i].name[k];
                name[k] = (char)(upper ? toupper(c) : tolower(c));
            }
            /* At the end of a page: not an octet more than the name is read. */
            assert_int_equal(rs_header_find(guard_copy(rs_span(name, n))), rows[i].id);
        }
}

static void test_compact_forms(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        enum rs_header_id wanted = RS_HEADER_OTHER;
        char name = (char)c;
        for (int i = 0; i < ROWS; i++)
            if (rows[i].compact && rows[i].compact == tolower(c))
                wanted = rows[i].id;
        assert_int_equal(rs_header_find(guard_copy(rs_span(&name, 1))), wanted);
    }
}

/* One octet more, less or other is another name. */
static void test_neighbours(void **state)
{
    (void)state;
    for (int i = 0; i < ROWS; i++) {
        char name[80];
        size_t n = strlen(rows[i].name);
        memcpy(name, rows[i].name, n + 1);
        name[n] = 'x';
        assert_int_equal(rs_header_find(rs_span(name, n + 1)), RS_HEADER_OTHER);
        if (n > 3)
            assert_int_not_equal(rs_header_find(rs_span(name, n - 1)), rows[i].id);
        for (size_t k = 0; n > 1 && k < n; k++) {
            char kept = name[k];
            name[k] = kept == '-' ? '\r' : (char)(kept ^ 0x40); /* M: CR, m: '-' */
            assert_int_not_equal(rs_header_find(rs_span(name, n)), rows[i].id);
            name[k] = kept;
        }
    }
    assert_int_equal(rs_header_find(RS_SPAN_NONE), RS_HEADER_OTHER);
    assert_int_equal(rs_header_find(guard_repeat("Via", 5000)), RS_HEADER_OTHER);
}

static void test_rows(void **state)
{
    (void)state;
    for (int i = 0; i < ROWS; i++) {
        assert_string_equal(rs_header_text(rows[i].id), rows[i].name);
        assert_int_equal(rs_header_flags(rows[i].id), rows[i].flags);
    }
    assert_string_equal(rs_header_text(RS_HEADER_OTHER), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_case),
        cmocka_unit_test(test_compact_forms),
        cmocka_unit_test(test_neighbours),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
