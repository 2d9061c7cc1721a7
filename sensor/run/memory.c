#define _DEFAULT_SOURCE /* sysconf */
#include "run/memory.h"

#include "find/watcher.h"
#include "run/belt.h"
#include "run/post.h"

#include <stdio.h>
#include <unistd.h>

#define MIB ((uint64_t)1 << 20)

/* OWN: code, libraries, buffers of outputs and of the capture. */
enum { OWN_MIB = 20, DECODER_PART = 6, INDEX_PERCENT = 12, LEAST_SHARE = RS_LIMITS_WHOLE / 256 };

uint32_t rs_memory_preset_mib(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || size <= 0)
        return RS_MEMORY_PRESET_MIB;
    uint64_t quarter = (uint64_t)pages * (uint64_t)size / 4 / MIB;
    if (quarter > RS_MEMORY_PRESET_MIB)
        return RS_MEMORY_PRESET_MIB;
    return quarter < RS_MEMORY_LEAST_MIB ? RS_MEMORY_LEAST_MIB : (uint32_t)quarter;
}

/* Addresses in use by this process; 0: nobody knows. */
static uint64_t reserved(void)
{
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f)
        return 0;
    if (fscanf(f, "%lu", &pages) != 1)
        pages = 0;
    fclose(f);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* What a watcher of that size reserves; 0: nobody knows. */
static uint64_t watcher_octets(uint64_t share)
{
    const struct rs_watcher_options options = {.limits = rs_limits_scaled(share), .key = {1, 2}};
    const struct rs_watcher_sink nobody = {.user = NULL};
    uint64_t before = reserved();
    struct rs_watcher *w = rs_watcher_new(&options, &nobody);
    uint64_t after = w ? reserved() : 0;
    rs_watcher_free(w);
    return after > before && before ? after - before : 0;
}

/* What a watcher takes grows evenly with its share: two points say where it meets `octets`. */
static uint64_t share_of(uint64_t octets)
{
    uint64_t small = watcher_octets(RS_LIMITS_WHOLE / 16), large = watcher_octets(RS_LIMITS_WHOLE);
    if (!small || large <= small)
        return LEAST_SHARE;
    uint64_t each = (large - small) / (RS_LIMITS_WHOLE - RS_LIMITS_WHOLE / 16);
    uint64_t fixed = small - each * (RS_LIMITS_WHOLE / 16);
    uint64_t share = octets > fixed ? (octets - fixed) / each : 0;
    return share < LEAST_SHARE ? LEAST_SHARE : share;
}

static uint32_t scaled(uint32_t n, uint64_t octets, uint64_t whole, uint32_t least)
{
    uint64_t part = octets < whole ? n * octets / whole : n;
    return part < least ? least : (uint32_t)part;
}

static struct rs_packet_limits packet_limits(uint64_t octets)
{
    struct rs_packet_limits l = rs_packet_limits_default();
    uint64_t whole = (uint64_t)l.stream_octets + l.tls_octets + l.association_octets +
                     l.fragment_octets + l.windows * (32 * 1024) + 24 * MIB; /* and tables */
    l.stream_octets = scaled(l.stream_octets, octets, whole, 1 << 20);
    l.tls_octets = scaled(l.tls_octets, octets, whole, 1 << 20);
    l.association_octets = scaled(l.association_octets, octets, whole, 512 << 10);
    l.fragment_octets = scaled(l.fragment_octets, octets, whole, 512 << 10);
    l.windows = scaled(l.windows, octets, whole, 16);
    l.streams = scaled(l.streams, octets, whole, 4096);
    l.associations = scaled(l.associations, octets, whole, 512);
    l.datagrams = scaled(l.datagrams, octets, whole, 512);
    return l;
}

static uint64_t pipeline_octets(void)
{
    return RS_BELT_BATCHES * (uint64_t)RS_BATCH_ROOM +
           RS_POST_PARCELS * (uint64_t)RS_PARCEL_OCTETS;
}

struct rs_budget rs_memory_budget(uint32_t mib)
{
    uint64_t own = OWN_MIB * MIB + pipeline_octets();
    uint64_t rest = mib * MIB > own ? mib * MIB - own : 0;
    uint64_t decoder = rest / DECODER_PART;
    uint64_t watcher = (rest - decoder) * 100 / (100 + INDEX_PERCENT);
    return (struct rs_budget){
        .core = rs_limits_scaled(share_of(watcher)),
        .packet = packet_limits(decoder),
    };
}
