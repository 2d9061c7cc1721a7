/*
 * Memory for the bounded tables: reserved whole, zeroed, taken from the system
 * only as it is touched, in huge pages where the system has them (a tracker's
 * lookups are spread over hundreds of megabytes; the TLB is what they wait for).
 */
#ifndef RS_BASE_MEMORY_H
#define RS_BASE_MEMORY_H

#include <stddef.h>

/* NULL when the system has none. */
void *rs_memory_reserve(size_t octets);

/*
 * What the octets hold is not wanted any more: the whole pages among them go
 * back to the system, to be zero when they are touched again.
 */
void rs_memory_discard(void *memory, size_t octets);

/* The same number of octets as reserved; NULL is fine. */
void rs_memory_release(void *memory, size_t octets);

#endif
