/*
 * Beside the arrows: how large every table may become, so that the whole
 * program stays under --memory. A part is the program's own (code, batches,
 * outputs), a sixth of the rest is for streams, fragments and TLS sessions, and
 * what is left for transactions, dialogs and all else that the core remembers.
 *
 * Tables reserve all their addresses when they are made and touch them as they
 * fill, so what they will take at most is measured, not guessed: a watcher is
 * made, and what it reserved is seen.
 */
#ifndef RS_RUN_MEMORY_H
#define RS_RUN_MEMORY_H

#include "base/limits.h"
#include "packet/packet.h"

enum { RS_MEMORY_LEAST_MIB = 64, RS_MEMORY_MOST_MIB = 1 << 20, RS_MEMORY_PRESET_MIB = 1024 };

struct rs_budget {
    struct rs_limits core;
    struct rs_packet_limits packet;
};

/* A quarter of the machine's, at most RS_MEMORY_PRESET_MIB, in MiB. */
uint32_t rs_memory_preset_mib(void);

/* The same for any number of workers, so that they tell the same. */
struct rs_budget rs_memory_budget(uint32_t mib);

#endif
