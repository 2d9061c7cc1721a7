/*
 * Asking of memory ahead of need.
 *
 * To GCC a function that only prefetches has no effect: calls of it whose result
 * nobody uses are left out (12.2, -O3 with LTO; `objdump -d` shows no prefetch
 * where there should be one). The empty statement is an effect.
 */
#ifndef RS_BASE_PREFETCH_H
#define RS_BASE_PREFETCH_H

#include <stddef.h>
#include <stdint.h>

enum { RS_CACHE_LINE = 64 };

/* Any address will do, NULL as well. */
static inline void rs_prefetch(const void *p)
{
#ifdef RS_PREFETCH_LOADS /* tests/bench/misses.sh: a simulator's cache knows no prefetch */
    enum { LOWEST_PAGES = 1 << 16 };
    if ((uintptr_t)p >= LOWEST_PAGES)
        (void)*(const volatile char *)p;
#else
    __builtin_prefetch(p);
#endif
    __asm__ volatile("" : : "r"(p));
}

/* All lines of so many octets; p is no NULL. */
static inline void rs_prefetch_all(const void *p, size_t octets)
{
    const char *at = p, *end = at + octets;
    for (; at < end; at += RS_CACHE_LINE)
        rs_prefetch(at);
    if (octets)
        rs_prefetch(end - 1);
}

#endif
