#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#include "base/memory.h"

#include <stdint.h>
#include <sys/mman.h>

enum { HUGE_FROM = 4 << 20 }; /* smaller reservations are not worth a huge page */

void *rs_memory_reserve(size_t octets)
{
    void *p = mmap(NULL, octets, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    if (octets >= HUGE_FROM)
        (void)madvise(p, octets, MADV_HUGEPAGE); /* a hint: small pages do as well */
    return p;
}

/* The pages that are whole, if that is their size. */
static int discard(uintptr_t memory, size_t octets, uintptr_t page)
{
    uintptr_t begin = (memory + page - 1) & ~(page - 1), end = (memory + octets) & ~(page - 1);
    if (begin >= end)
        return 0;
    /* Else the kernel would soon make huge pages of it again, out of little that is next to it. */
    (void)madvise((void *)begin, end - begin, MADV_NOHUGEPAGE);
    return madvise((void *)begin, end - begin, MADV_DONTNEED);
}

void rs_memory_discard(void *memory, size_t octets)
{
    /* The usual size, and the largest that a system has; else the memory stays: no harm. */
    if (discard((uintptr_t)memory, octets, 4 << 10) != 0)
        (void)discard((uintptr_t)memory, octets, 64 << 10);
}

void rs_memory_release(void *memory, size_t octets)
{
    if (memory)
        munmap(memory, octets);
}
