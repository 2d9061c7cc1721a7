/*
 * A buffer that text is appended to: how the generator writes messages.
 * What does not fit is a mistake of the bench, and ends it.
 */
#ifndef BENCH_TEXT_H
#define BENCH_TEXT_H

#include <stddef.h>
#include <stdint.h>

enum { BENCH_TEXT_MAX = 8192 };

struct bench_text {
    size_t n;
    char p[BENCH_TEXT_MAX];
};

void bench_text_put(struct bench_text *t, const void *octets, size_t n);
void bench_text_add(struct bench_text *t, const char *s);
void bench_text_number(struct bench_text *t, uint64_t v);
void bench_text_hex(struct bench_text *t, uint64_t v, unsigned digits);
void bench_text_ip(struct bench_text *t, uint32_t ip);

#endif
