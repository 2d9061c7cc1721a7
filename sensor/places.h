/*
 * Which file a frame stands in, where one input is many files (a directory).
 * Such an input counts its frames on from file to file, so that a number means
 * one frame; people and Wireshark want the file and the number in it.
 *
 * The newest RS_PLACES_MAX runs of frames are remembered; of older frames the
 * number alone is known.
 */
#ifndef RS_PLACES_H
#define RS_PLACES_H

#include <stdbool.h>
#include <stdint.h>

enum { RS_PLACES_MAX = 4096 };

struct rs_places;

struct rs_place {
    const char *file; /* borrowed until the next rs_places_add */
    uint64_t frame;   /* its number in the file, from 1 */
};

/* NULL when there is no memory. */
struct rs_places *rs_places_new(void);
void rs_places_free(struct rs_places *p);

/* From its frame `number` on, the input's frames stand in that file, the first being `frame`. */
void rs_places_add(struct rs_places *p, uint32_t input, uint64_t number, const char *file,
                   uint64_t frame);

/* How many were added ever; what the n-th of them was, and its file (NULL: not known any more). */
uint64_t rs_places_count(const struct rs_places *p);
const char *rs_places_nth(const struct rs_places *p, uint64_t n, uint32_t *input, uint64_t *number,
                          uint64_t *frame);

/* False: that input is no directory, or the frame is too old. p may be NULL. */
bool rs_places_find(const struct rs_places *p, uint32_t input, uint64_t number,
                    struct rs_place *place);

#endif
