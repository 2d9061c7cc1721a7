#define _GNU_SOURCE

#include "guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* The end of the readable octets; mapped at the first call. */
static char *guard_end(void)
{
    static char *end;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *base;

    if (end)
        return end;
    base = mmap(NULL, GUARD_MAX + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED || mprotect(base + GUARD_MAX, page, PROT_NONE) != 0)
        abort();
    end = base + GUARD_MAX;
    return end;
}

struct rs_span guard_copy(struct rs_span text)
{
    char *begin = guard_end() - text.n;

    assert_true(text.n <= GUARD_MAX);
    if (text.n)
        memcpy(begin, text.p, text.n);
    return rs_span(begin, text.n);
}

void guard_each_prefix(struct rs_span text, void (*attempt)(struct rs_span prefix))
{
    for (size_t n = 0; n <= text.n; n++)
        attempt(guard_copy(rs_span_first(text, n)));
}

void guard_check_inside(struct rs_span whole, struct rs_span part)
{
    if (!part.p) {
        assert_int_equal(part.n, 0);
        return;
    }
    assert_true(part.p >= whole.p);
    assert_true(part.p + part.n <= whole.p + whole.n);
}

void guard_check_text(const char *what, struct rs_span got, const char *wanted)
{
    bool same = wanted ? got.p && rs_span_eq(got, rs_span_str(wanted)) : !got.p;

    if (!same)
        fail_msg("%s: got \"%.*s\"%s, wanted \"%s\"%s", what, (int)got.n, got.p ? got.p : "",
                 got.p ? "" : " (absent)", wanted ? wanted : "", wanted ? "" : " (absent)");
}

struct rs_span guard_repeat(const char *pattern, size_t len)
{
    static char text[GUARD_MAX];
    size_t n = strlen(pattern);

    assert_true(len <= sizeof text);
    for (size_t i = 0; i < len; i++)
        text[i] = pattern[i % n];
    return guard_copy(rs_span(text, len));
}

uint64_t guard_cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}
