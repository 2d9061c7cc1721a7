#include "base/histogram.h"

static const uint32_t edge_ms[RS_HISTOGRAM_BINS] = {
    5,    10,   20,   50,   100,  200,   300,   500,   700,   1000,
    1500, 2000, 3000, 5000, 8000, 11000, 16000, 32000, 64000, UINT32_MAX,
};

uint32_t rs_histogram_edge_ms(unsigned bin)
{
    return edge_ms[bin];
}

unsigned rs_histogram_bin(int64_t delay_us)
{
    unsigned bin = 0;
    while (bin < RS_HISTOGRAM_BINS - 1 && delay_us > (int64_t)edge_ms[bin] * 1000)
        bin++;
    return bin;
}

uint32_t rs_histogram_quantile_ms(const uint32_t *count, unsigned percent)
{
    uint64_t all = 0, below = 0;
    for (unsigned i = 0; i < RS_HISTOGRAM_BINS; i++)
        all += count[i];
    uint64_t rank = (all * percent + 99) / 100; /* of the one that is looked for, from 1 */
    for (unsigned i = 0; all && i < RS_HISTOGRAM_BINS; below += count[i++]) {
        if (below + count[i] < rank)
            continue;
        uint64_t from = i ? edge_ms[i - 1] : 0;
        if (i == RS_HISTOGRAM_BINS - 1)
            return (uint32_t)from;
        /* Its place in the bin, as if they lay evenly: one alone lies in the middle. */
        uint64_t place = 2 * (rank - below) - 1, all_places = 2 * (uint64_t)count[i];
        return (uint32_t)(from + (edge_ms[i] - from) * place / all_places);
    }
    return 0;
}
