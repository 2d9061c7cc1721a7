/* What was measured, as it stands now: for somebody in another thread. */
#include "find/quality.h"

#include <stdlib.h>
#include <string.h>

static void copy_service(struct rs_table *to, const struct rs_service *from, uint32_t number)
{
    struct rs_service *s = rs_table_add(to, (struct rs_digest){number, 0});
    if (!s)
        return;
    struct rs_table_link link = s->link;
    *s = *from;
    s->link = link;
}

struct rs_quality *rs_quality_copy(const struct rs_quality *q)
{
    struct rs_quality *copy = calloc(1, sizeof *copy);
    const struct rs_service *s;
    if (!copy || rs_table_init(&copy->services.table, sizeof *s,
                               rs_table_count(&q->services.table) + 1) != RS_OK) {
        free(copy);
        return NULL;
    }
    for (uint32_t at = 0; (s = rs_quality_next(q, &at));)
        copy_service(&copy->services.table, s, at);
    return copy;
}

void rs_quality_copy_free(struct rs_quality *copy)
{
    if (!copy)
        return;
    rs_services_fini(&copy->services);
    free(copy);
}
