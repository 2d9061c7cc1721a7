#include "sip/fault.h"

_Static_assert(RS_FAULT__COUNT <= 128, "rs_faults.seen has a bit for each kind");

void rs_faults_add(struct rs_faults *f, enum rs_fault_kind kind, unsigned header,
                   struct rs_span where)
{
    if (rs_faults_has(f, kind))
        return;
    f->seen[kind >> 6] |= 1ull << (kind & 63);
    if (f->count < RS_FAULTS_MAX)
        f->at[f->count++] = (struct rs_fault){(uint8_t)kind, (uint8_t)header, where};
}
