/*
 * What the parser knows at a glance, for the instruction set of the machine.
 * Internal to the parser.
 *
 * The functions of the table are the hot ones: each looks at many octets at a
 * time and takes what is written as nearly all write it. There is a table for
 * each instruction set; all give the same answers, and leave the same things to
 * the slow and careful parsers.
 */
#ifndef RS_SIP_GLANCE_H
#define RS_SIP_GLANCE_H

#include "base/isa.h"
#include "sip/name_addr.h"
#include "sip/via.h"

struct rs_head;

struct rs_glance {
    const char *name; /* of the instruction set */

    /* head.h: fills the index of x->m, and of *x what stands behind `begin` and `end`. */
    void (*head)(struct rs_head *x);
    /*
     * One value each, written as nearly all write it (sip/usual.h): true, and
     * all fields are filled. False: look closer, nothing of *out counts.
     */
    bool (*name_addr)(struct rs_span value, struct rs_name_addr *out);
    bool (*via)(struct rs_span value, struct rs_via *out);
    bool (*uri)(struct rs_span text, struct rs_uri *out);
};

extern const struct rs_glance rs_glance_portable;
#if RS_ISA_BUILT == RS_ISA_AVX2
extern const struct rs_glance rs_glance_sse2, rs_glance_avx2;
#endif

/* The table for this machine. */
static inline const struct rs_glance *rs_glance(void)
{
#if RS_ISA_BUILT == RS_ISA_AVX2
    int isa = rs_isa();
    if (isa == RS_ISA_AVX2)
        return &rs_glance_avx2;
    if (isa == RS_ISA_SSE2)
        return &rs_glance_sse2;
#endif
    return &rs_glance_portable;
}

#endif
