#define _POSIX_C_SOURCE 200809L /* strdup */
#include "places.h"

#include <stdlib.h>
#include <string.h>

struct run {
    uint32_t input;
    uint64_t number, frame;
    char *file;
};

struct rs_places {
    uint64_t count; /* ever; the newest stand in runs[count % MAX] and before */
    struct run runs[RS_PLACES_MAX];
};

struct rs_places *rs_places_new(void)
{
    return calloc(1, sizeof(struct rs_places));
}

void rs_places_free(struct rs_places *p)
{
    for (unsigned i = 0; p && i < RS_PLACES_MAX; i++)
        free(p->runs[i].file);
    free(p);
}

void rs_places_add(struct rs_places *p, uint32_t input, uint64_t number, const char *file,
                   uint64_t frame)
{
    struct run *r = &p->runs[p->count++ % RS_PLACES_MAX];
    free(r->file);
    *r = (struct run){input, number, frame, strdup(file)};
}

uint64_t rs_places_count(const struct rs_places *p)
{
    return p->count;
}

const char *rs_places_nth(const struct rs_places *p, uint64_t n, uint32_t *input, uint64_t *number,
                          uint64_t *frame)
{
    if (n >= p->count || p->count - n > RS_PLACES_MAX)
        return NULL;
    const struct run *r = &p->runs[n % RS_PLACES_MAX];
    *input = r->input;
    *number = r->number;
    *frame = r->frame;
    return r->file;
}

bool rs_places_find(const struct rs_places *p, uint32_t input, uint64_t number,
                    struct rs_place *place)
{
    uint64_t kept = !p ? 0 : p->count < RS_PLACES_MAX ? p->count : RS_PLACES_MAX;
    for (uint64_t n = 1; n <= kept; n++) {
        const struct run *r = &p->runs[(p->count - n) % RS_PLACES_MAX];
        if (r->input != input || number < r->number || !r->file)
            continue;
        *place = (struct rs_place){r->file, number - r->number + r->frame};
        return true;
    }
    return false;
}
