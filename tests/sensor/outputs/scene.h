/*
 * A scene plays messages to one output and gives what it wrote: literal SIP
 * text in, the output's text back. What the tracker would say of a message is
 * said by the test.
 */
#ifndef RS_TESTS_SCENE_H
#define RS_TESTS_SCENE_H

#include "outputs/output.h"

/* 2026-08-22 10:11:12.000000 UTC, when scenes begin. */
#define SCENE_BEGIN_US INT64_C(1787393472000000)

struct scene {
    const struct rs_output_class *class;
    struct rs_writer *writer;
    void *state;
    struct rs_output_settings settings;
    const char *inputs[1];
    char path[32];
    char *text; /* what scene_end gave */
};

/*
 * word: the output. log 0: its default. Reads files, in.pcap. Change settings
 * after it.
 */
void scene_begin(struct scene *s, const char *word, unsigned log);

/* Closes the output; what it wrote, until scene_free. */
const char *scene_end(struct scene *s);
void scene_free(struct scene *s);

/* "192.0.2.1:5060" or "[2001:db8::1]:5060" */
struct rs_endpoint scene_endpoint(const char *text);
struct rs_origin scene_origin(uint64_t frame, int64_t ms, const char *src, const char *dst);

/*
 * One message: text with LF line ends, which become CRLF; a holds what the
 * tracker says of it (zero: nothing), its origin, msg and view are filled here.
 */
void scene_message(struct scene *s, const struct rs_origin *origin, const char *text,
                   struct rs_annotation a);

/* A finding that is told once: as the delivery hands it on. */
void scene_finding(struct scene *s, const struct rs_finding *f);

/* Fails the test unless text holds part, said `times` times (0: not at all). */
void scene_expect(const char *text, const char *part, unsigned times);

#endif
