#include "find/behaviour_state.h"

void rs_deed_expect(const struct rs_behaviour *b, const struct rs_subject *s,
                    const struct rs_deed *d)
{
    if (!d->opening)
        return;
    /* Where those of it stood that were seen last. */
    if (s->scans && !rs_is_ok(b, s))
        rs_table_prefetch_at(&b->scans, s->scan);
    if (s->probes)
        rs_table_prefetch_at(&b->probers, s->prober);
    if (d->kind == RS_DEED_FINAL && d->method == RS_METHOD_INVITE)
        rs_table_prefetch_at(&b->callers, s->caller);
    rs_flood_expect(b, d);
    if (d->kind != RS_DEED_REQUEST)
        rs_credentials_expect(b, s, d);
}
