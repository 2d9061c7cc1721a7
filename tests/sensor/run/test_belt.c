/* Batches between threads: order whoever prepares, room for what is large, and the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "run/belt.h"

enum { MESSAGES = 20000 };

/* Some are larger than a batch is. */
static size_t length(unsigned n)
{
    return n % 500 == 0 ? RS_BATCH_OCTETS + n : 60 + n % 1400;
}

/* Each octet tells whose it is; so does the frame. */
static bool add(struct rs_batch *b, unsigned n)
{
    static char octets[RS_BATCH_OCTETS + MESSAGES];
    const struct rs_origin origin = {.frame = n};
    memset(octets, (char)n, length(n));
    return rs_batch_message(b, &origin, rs_span(octets, length(n)));
}

static bool is_whole(const struct rs_batch *b, unsigned at, unsigned n)
{
    const struct rs_span s = b->octets[at];
    bool good = b->slot[at].origin.frame == n && s.n == length(n);
    for (size_t i = 0; i < s.n; i++)
        good &= s.p[i] == (char)n;
    return good;
}

/* What a preparer leaves behind here. */
static void mark(struct rs_batch *b)
{
    for (unsigned i = 0; i < b->messages; i++)
        b->slot[i].sip = true;
}

static void *capture(void *user)
{
    struct rs_belt *belt = user;
    for (unsigned n = 0; n < MESSAGES;) {
        bool prepare;
        struct rs_batch *b = rs_belt_empty(belt, &prepare);
        if (prepare) {
            mark(b);
            rs_belt_prepared(belt, b);
            continue;
        }
        while (n < MESSAGES && add(b, n))
            n++;
        rs_belt_fill(belt, b);
    }
    rs_belt_end(belt);
    return NULL;
}

static void *help(void *user)
{
    struct rs_batch *b;
    while ((b = rs_belt_raw(user))) {
        mark(b);
        rs_belt_prepared(user, b);
    }
    return NULL;
}

static void all_in_order(void **state)
{
    (void)state;
    static struct rs_belt belt;
    pthread_t capturing, helping;
    struct rs_batch *b;
    unsigned n = 0;
    bool raw, good = true;
    assert_int_equal(rs_belt_init(&belt), RS_OK);
    assert_int_equal(pthread_create(&capturing, NULL, capture, &belt), 0);
    assert_int_equal(pthread_create(&helping, NULL, help, &belt), 0);
    while ((b = rs_belt_next(&belt, &raw))) {
        if (raw)
            mark(b);
        for (unsigned i = 0; i < b->messages; i++, n++) {
            good &= b->slot[i].sip && is_whole(b, i, n);
            b->slot[i].sip = false;
        }
        rs_belt_done(&belt, b);
    }
    pthread_join(capturing, NULL);
    pthread_join(helping, NULL);
    rs_belt_fini(&belt);
    assert_true(good);
    assert_int_equal(n, MESSAGES);
}

/* A batch that outputs look into is not filled again before they are done. */
static void kept_while_shared(void **state)
{
    (void)state;
    static struct rs_belt belt;
    bool raw, prepare;
    assert_int_equal(rs_belt_init(&belt), RS_OK);
    struct rs_batch *kept = rs_belt_empty(&belt, &prepare);
    assert_true(add(kept, 1));
    rs_belt_fill(&belt, kept);
    assert_ptr_equal(rs_belt_next(&belt, &raw), kept);
    assert_true(raw);
    rs_belt_share(&belt, kept);
    rs_belt_done(&belt, kept);
    for (unsigned i = 1; i < RS_BELT_BATCHES; i++)
        assert_ptr_not_equal(rs_belt_empty(&belt, &prepare), kept);
    assert_true(is_whole(kept, 0, 1));
    rs_belt_done(&belt, kept);
    assert_ptr_equal(rs_belt_empty(&belt, &prepare), kept);
    assert_int_equal(kept->messages, 0);
    rs_belt_fini(&belt);
}

/* A capture that would wait prepares the newest, a helper the oldest. */
static void who_prepares_what(void **state)
{
    (void)state;
    static struct rs_belt belt;
    struct rs_batch *in[RS_BELT_BATCHES], *b;
    bool raw, prepare;
    assert_int_equal(rs_belt_init(&belt), RS_OK);
    for (unsigned i = 0; i < RS_BELT_BATCHES; i++) {
        in[i] = rs_belt_empty(&belt, &prepare);
        assert_false(prepare);
        assert_true(add(in[i], i));
        rs_belt_fill(&belt, in[i]);
    }
    assert_ptr_equal(rs_belt_empty(&belt, &prepare), in[RS_BELT_BATCHES - 1]);
    assert_true(prepare);
    rs_belt_prepared(&belt, in[RS_BELT_BATCHES - 1]);
    assert_ptr_equal(rs_belt_raw(&belt), in[0]);
    rs_belt_prepared(&belt, in[0]);
    for (unsigned i = 0; i < RS_BELT_BATCHES; i++) {
        assert_ptr_equal(b = rs_belt_next(&belt, &raw), in[i]);
        assert_int_equal(raw, i != 0 && i != RS_BELT_BATCHES - 1);
        rs_belt_done(&belt, b);
    }
    rs_belt_end(&belt);
    assert_null(rs_belt_next(&belt, &raw));
    assert_null(rs_belt_raw(&belt));
    rs_belt_fini(&belt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_in_order),
        cmocka_unit_test(kept_while_shared),
        cmocka_unit_test(who_prepares_what),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
