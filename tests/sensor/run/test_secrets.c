/* A key log that is followed: lines in pieces, cut to nothing, replaced, not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "run/secrets.h"

#define MASTER "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f"

static char folder[] = "/tmp/rs-secrets-XXXXXX";
static char path[64], moved[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/keys.log", folder);
    snprintf(moved, sizeof moved, "%s/keys.1", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(moved);
    return rmdir(folder);
}

static void write_to(const char *mode, const char *text)
{
    FILE *f = fopen(path, mode);
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* The line of a session whose random ends with that number. */
static const char *line_of(unsigned n)
{
    static char line[256];
    snprintf(line, sizeof line, "CLIENT_RANDOM %064x " MASTER "\n", n);
    return line;
}

static bool has(struct rs_secrets *s, unsigned n)
{
    char name[32] = {0};
    struct rs_tls_secret secret;
    name[31] = (char)n;
    return rs_tls_keys_find(s->keys, RS_TLS_MASTER, rs_span(name, sizeof name), &secret);
}

static struct rs_secrets opened(void)
{
    struct rs_secrets s;
    struct rs_options o = {.keylog = path};
    assert_int_equal(rs_secrets_open(&s, &o), RS_OK);
    assert_true(rs_tls_keys_expected(s.keys));
    return s;
}

static void grows(void **state)
{
    (void)state;
    write_to("w", "# a comment\n");
    write_to("a", line_of(1));
    struct rs_secrets s = opened();
    assert_true(has(&s, 1));
    write_to("a", line_of(2));
    assert_false(has(&s, 2));
    rs_secrets_poll(&s);
    assert_true(has(&s, 2));
    for (const char *p = line_of(3); *p; p++) { /* as slow as can be */
        char one[2] = {*p, 0};
        assert_false(has(&s, 3));
        write_to("a", one);
        rs_secrets_poll(&s);
    }
    assert_true(has(&s, 3));
    rs_secrets_close(&s);
}

static void last_line_without_end(void **state)
{
    (void)state;
    char line[256];
    snprintf(line, sizeof line, "%.*s", (int)strlen(line_of(1)) - 1, line_of(1));
    write_to("w", line);
    struct rs_secrets s = opened();
    assert_true(has(&s, 1));
    write_to("a", "\n");
    write_to("a", line_of(2));
    rs_secrets_poll(&s);
    assert_true(has(&s, 2));
    rs_secrets_close(&s);
}

static void cut_to_nothing(void **state)
{
    (void)state;
    write_to("w", line_of(1));
    write_to("a", line_of(2));
    struct rs_secrets s = opened();
    write_to("w", line_of(3));
    rs_secrets_poll(&s);
    assert_true(has(&s, 1) && has(&s, 2) && has(&s, 3));
    rs_secrets_close(&s);
}

static void replaced(void **state)
{
    (void)state;
    write_to("w", line_of(1));
    struct rs_secrets s = opened();
    write_to("a", line_of(2));
    assert_int_equal(rename(path, moved), 0);
    rs_secrets_poll(&s); /* the old one, to its end; there is no new one yet */
    assert_true(has(&s, 2));
    write_to("w", line_of(3));
    rs_secrets_poll(&s);
    assert_true(has(&s, 3));
    write_to("a", line_of(4));
    rs_secrets_poll(&s);
    assert_true(has(&s, 4));
    assert_int_equal(unlink(path), 0); /* gone, and here again */
    rs_secrets_poll(&s);
    write_to("w", line_of(5));
    rs_secrets_poll(&s);
    assert_true(has(&s, 5));
    rs_secrets_close(&s);
}

/* Lines without end, and NUL: passed over, and the next is taken. */
static void rubbish(void **state)
{
    (void)state;
    write_to("w", line_of(1));
    struct rs_secrets s = opened();
    for (int i = 0; i < 5000; i++)
        write_to("a", "x");
    rs_secrets_poll(&s);
    write_to("a", "\n");
    write_to("a", line_of(2));
    rs_secrets_poll(&s);
    assert_true(has(&s, 2));
    assert_int_equal(s.bad, 1);
    rs_secrets_close(&s);
}

static void pipe_does_not_block(void **state)
{
    (void)state;
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    struct rs_secrets s = opened();
    rs_secrets_poll(&s);
    int fd = open(path, O_WRONLY | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, line_of(1), strlen(line_of(1))), (ssize_t)strlen(line_of(1)));
    rs_secrets_poll(&s);
    assert_true(has(&s, 1));
    close(fd);
    rs_secrets_close(&s);
    unlink(path);
}

static void refused(void **state)
{
    (void)state;
    struct rs_secrets s;
    struct rs_options o = {.keylog = path};
    unlink(path);
    assert_int_equal(rs_secrets_open(&s, &o), RS_ERR_INPUT);
    rs_secrets_close(&s);
    write_to("w", "no key log\nat all\n");
    assert_int_equal(rs_secrets_open(&s, &o), RS_ERR_USAGE);
    rs_secrets_close(&s);
    write_to("w", ""); /* nothing yet is fine */
    s = opened();
    rs_secrets_close(&s);
    char *keys[] = {path};
    o = (struct rs_options){.tls_keys = keys, .tls_key_count = 1};
    assert_int_equal(rs_secrets_open(&s, &o), RS_ERR_USAGE);
    rs_secrets_close(&s);
    o = (struct rs_options){0};
    assert_int_equal(rs_secrets_open(&s, &o), RS_OK);
    assert_false(rs_tls_keys_expected(s.keys));
    rs_secrets_poll(&s);
    rs_secrets_take(&s, rs_span_str(line_of(7)));
    assert_true(has(&s, 7) && rs_tls_keys_expected(s.keys));
    rs_secrets_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows),     cmocka_unit_test(last_line_without_end),
        cmocka_unit_test(replaced),  cmocka_unit_test(cut_to_nothing),
        cmocka_unit_test(rubbish),   cmocka_unit_test(pipe_does_not_block),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
