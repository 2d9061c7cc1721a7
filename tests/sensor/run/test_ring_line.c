/* Pages between two threads: order, room for large packets, and the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "run/ring_line.h"

enum { FRAMES = 20000 };

static size_t length(unsigned n)
{
    return n % 500 == 0 ? 65535 : 60 + n % 1400;
}

/* Each octet tells whose it is. */
static bool add(struct rs_page *p, unsigned n)
{
    static __thread char octets[65535];
    memset(octets, (char)n, length(n));
    const struct rs_frame f = {.link_type = n, .data = rs_span(octets, length(n)), .original_len = n};
    return rs_page_add(p, &f, n);
}

static void *fill(void *user)
{
    struct rs_line *l = user;
    struct rs_page *p;
    unsigned n = 0;
    while (n < FRAMES && (p = rs_line_empty(l))) {
        /* A page goes on with as many as were there just now. */
        unsigned until = n + 1 + n % RS_PAGE_FRAMES;
        while (n < until && n < FRAMES && add(p, n))
            n++;
        rs_line_put(l, n);
    }
    return NULL;
}

static bool is_whole(const struct rs_page *p, const struct rs_page_frame *f, unsigned n)
{
    const unsigned char *octets = p->memory + f->at;
    bool good = f->octets == length(n) && f->link_type == n && f->original_len == n &&
                f->time_ns == n;
    for (size_t i = 0; i < f->octets; i++)
        good &= octets[i] == (unsigned char)n;
    return good;
}

static void all_in_order(void **state)
{
    (void)state;
    static struct rs_line l;
    pthread_t filler;
    unsigned n = 0;
    assert_int_equal(rs_line_init(&l), RS_OK);
    assert_null(rs_line_first(&l));
    assert_int_equal(pthread_create(&filler, NULL, fill, &l), 0);
    while (n < FRAMES) {
        struct rs_page *p = rs_line_first(&l);
        if (!p)
            continue;
        for (; p->next < p->count; p->next++)
            if (!is_whole(p, &p->frame[p->next], n++))
                fail_msg("frame %u is not as it was", n - 1);
        rs_line_done(&l);
    }
    pthread_join(filler, NULL);
    assert_null(rs_line_first(&l));
    rs_line_fini(&l);
}

/* Nobody takes: whoever waits for room is let go at the end. */
static void nobody_takes(void **state)
{
    (void)state;
    static struct rs_line l;
    pthread_t filler;
    assert_int_equal(rs_line_init(&l), RS_OK);
    assert_int_equal(pthread_create(&filler, NULL, fill, &l), 0);
    rs_line_end(&l);
    pthread_join(filler, NULL);
    assert_null(rs_line_empty(&l));
    rs_line_fini(&l);
}

static void a_page_is_full(void **state)
{
    (void)state;
    static struct rs_line l;
    assert_int_equal(rs_line_init(&l), RS_OK);
    struct rs_page *p = rs_line_empty(&l);
    for (unsigned n = 0; n < RS_PAGE_FRAMES; n++)
        assert_true(add(p, n * 500)); /* the largest */
    assert_false(add(p, 1));
    assert_true(p->capacity >= 65535u * RS_PAGE_FRAMES);
    /* What it took for that does not stay. */
    assert_ptr_equal(rs_line_empty(&l), p);
    assert_true(p->count == 0 && p->capacity < 65535u * RS_PAGE_FRAMES);
    rs_line_fini(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_in_order),
        cmocka_unit_test(nobody_takes),
        cmocka_unit_test(a_page_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
