/*
 * Delays in bins: how many took how long. Bins are the same for all
 * histograms, finer where people's patience ends and with an edge at each
 * threshold of the catalogue; the last one has no upper end.
 */
#ifndef RS_BASE_HISTOGRAM_H
#define RS_BASE_HISTOGRAM_H

#include <stdint.h>

enum { RS_HISTOGRAM_BINS = 20 };

/* Upper end of a bin, belonging to it, in milliseconds; UINT32_MAX: the last. */
uint32_t rs_histogram_edge_ms(unsigned bin);

/* The bin of a delay; below zero counts as zero. */
unsigned rs_histogram_bin(int64_t delay_us);

/*
 * The delay below which `percent` of them lie, in milliseconds, linear within
 * a bin; the last bin counts as its lower end. count: RS_HISTOGRAM_BINS
 * numbers. 0 when all are 0.
 */
uint32_t rs_histogram_quantile_ms(const uint32_t *count, unsigned percent);

#endif
