#include "base/tally.h"

#include <string.h>

static uint32_t *newest_of(const struct rs_tally_shape *s, uint32_t *tally)
{
    return tally + (size_t)(RS_TALLY_SLOTS + 1) * s->numbers;
}

static void clear_slot(const struct rs_tally_shape *s, uint32_t *tally, uint64_t slot)
{
    uint32_t *cell = tally + (size_t)(slot % RS_TALLY_SLOTS) * s->numbers;
    uint32_t *sum = tally + (size_t)RS_TALLY_SLOTS * s->numbers;
    for (uint32_t i = 0; i < s->numbers; i++) {
        sum[i] -= cell[i];
        cell[i] = 0;
    }
}

/* Slots are counted from 1, so that zeroed memory is a tally that saw nothing. */
void rs_tally_advance(const struct rs_tally_shape *s, uint32_t *tally, int64_t now_us)
{
    uint32_t *words = newest_of(s, tally);
    uint64_t newest, now = (uint64_t)(now_us / (s->window_us / RS_TALLY_SLOTS)) + 1;
    memcpy(&newest, words, sizeof newest);
    if (now <= newest)
        return;
    if (now - newest >= RS_TALLY_SLOTS)
        memset(tally, 0, (size_t)(RS_TALLY_SLOTS + 1) * s->numbers * sizeof *tally);
    else
        for (uint64_t slot = newest + 1; slot <= now; slot++)
            clear_slot(s, tally, slot);
    memcpy(words, &now, sizeof now);
}

void rs_tally_add(const struct rs_tally_shape *s, uint32_t *tally, int64_t now_us,
                  uint32_t number, uint32_t amount)
{
    rs_tally_advance(s, tally, now_us);
    uint64_t newest;
    memcpy(&newest, newest_of(s, tally), sizeof newest);
    uint32_t *sum = tally + (size_t)RS_TALLY_SLOTS * s->numbers + number;
    uint32_t room = UINT32_MAX - *sum, more = amount < room ? amount : room;
    tally[(size_t)(newest % RS_TALLY_SLOTS) * s->numbers + number] += more;
    *sum += more;
}
