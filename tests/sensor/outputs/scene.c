#define _POSIX_C_SOURCE 200809L
#include "scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

void scene_begin(struct scene *s, const char *word, unsigned log)
{
    char error[256];
    int fd;

    memset(s, 0, sizeof *s);
    strcpy(s->path, "/tmp/ringside-scene-XXXXXX");
    fd = mkstemp(s->path);
    assert_true(fd >= 0);
    close(fd);
    s->class = rs_output_find(word, strlen(word));
    assert_non_null(s->class);
    s->writer = rs_writer_open(s->path, error, sizeof error);
    assert_non_null(s->writer);
    s->inputs[0] = "in.pcap";
    s->settings.log = log ? log : s->class->default_log;
    s->settings.input_names = s->inputs;
    s->settings.input_count = 1;
    s->settings.from_files = true;
    s->settings.program = "ringside";
    assert_int_equal(s->class->open(&s->state, s->writer, &s->settings), 0);
}

static char *read_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    long size;
    char *text;

    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    size = ftell(f);
    rewind(f);
    text = calloc(1, (size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, f), size);
    fclose(f);
    return text;
}

const char *scene_end(struct scene *s)
{
    assert_int_equal(s->class->close(s->state), 0);
    assert_int_equal(rs_writer_close(s->writer), 0);
    s->text = read_all(s->path);
    unlink(s->path);
    return s->text;
}

void scene_free(struct scene *s)
{
    free(s->text);
    s->text = NULL;
}

struct rs_endpoint scene_endpoint(const char *text)
{
    const char *colon = strrchr(text, ':');
    struct rs_endpoint e = {0};

    assert_non_null(colon);
    assert_true(rs_addr_parse(text, (size_t)(colon - text), &e.addr));
    e.port = (uint16_t)atoi(colon + 1);
    return e;
}

struct rs_origin scene_origin(uint64_t frame, int64_t ms, const char *src, const char *dst)
{
    struct rs_origin o = {0};

    o.time_us = SCENE_BEGIN_US + ms * 1000;
    o.frame = frame;
    o.src = scene_endpoint(src);
    o.dst = scene_endpoint(dst);
    o.fragments = 1;
    return o;
}

static size_t with_crlf(const char *text, char *out, size_t cap)
{
    size_t n = 0;

    for (; *text; text++) {
        assert_true(n + 2 < cap);
        if (*text == '\n')
            out[n++] = '\r';
        out[n++] = *text;
    }
    return n;
}

void scene_message(struct scene *s, const struct rs_origin *origin, const char *text,
                   struct rs_annotation a)
{
    static char octets[1 << 18];
    static struct rs_msg msg;
    static struct rs_view view;
    size_t n = with_crlf(text, octets, sizeof octets);

    assert_true(rs_msg_parse(&msg, rs_span(octets, n), RS_FRAMING_DATAGRAM, false) > 0);
    rs_view_make(&view, &msg);
    a.origin = origin;
    a.msg = &msg;
    a.view = &view;
    if (a.transaction.id && !a.transaction.to_final_us)
        a.transaction.to_final_us = a.transaction.to_provisional_us = -1;
    assert_int_equal(s->class->message(s->state, &a), 0);
}

void scene_finding(struct scene *s, const struct rs_finding *f)
{
    const struct rs_alert a = {.state = RS_ALERT_ONCE, .finding = f, .time_us = f->time_us};

    if (s->class->finding)
        assert_int_equal(s->class->finding(s->state, f), 0);
    if (s->class->alert)
        assert_int_equal(s->class->alert(s->state, &a), 0);
}

void scene_expect(const char *text, const char *part, unsigned times)
{
    unsigned found = 0;

    for (const char *p = text; (p = strstr(p, part)); p += strlen(part))
        found++;
    if (found != times)
        fail_msg("\"%s\" stands %u times, not %u, in:\n%s", part, found, times, text);
}
