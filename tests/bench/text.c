#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bench_text_put(struct bench_text *t, const void *octets, size_t n)
{
    if (n > sizeof t->p - t->n) {
        fputs("bench: a message is longer than its buffer\n", stderr);
        exit(1);
    }
    memcpy(t->p + t->n, octets, n);
    t->n += n;
}

void bench_text_add(struct bench_text *t, const char *s)
{
    bench_text_put(t, s, strlen(s));
}

void bench_text_number(struct bench_text *t, uint64_t v)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + v % 10);
    while ((v /= 10));
    bench_text_put(t, digits + at, sizeof digits - at);
}

void bench_text_hex(struct bench_text *t, uint64_t v, unsigned digits)
{
    char text[16];
    for (unsigned i = 0; i < digits; i++, v >>= 4)
        text[digits - 1 - i] = "0123456789abcdef"[v & 15];
    bench_text_put(t, text, digits);
}

void bench_text_ip(struct bench_text *t, uint32_t ip)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        bench_text_number(t, ip >> shift & 255);
        if (shift)
            bench_text_put(t, ".", 1);
    }
}
