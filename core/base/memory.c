#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#include "base/memory.h"

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

void rs_memory_release(void *memory, size_t octets)
{
    if (memory)
        munmap(memory, octets);
}
