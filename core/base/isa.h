/*
 * Instruction sets: what the few places that look at many octets at a time are
 * written for. Each has a form for AVX2, one for SSE2 (every x86-64) and a
 * portable one; all give the same answers.
 *
 * A file that holds one of the forms says which by RS_ISA, before it includes
 * this; all others get what every machine of the kind has.
 */
#ifndef RS_BASE_ISA_H
#define RS_BASE_ISA_H

#include <stdbool.h>

/* Numbers for the preprocessor. */
#define RS_ISA_PORTABLE 0
#define RS_ISA_SSE2 1
#define RS_ISA_AVX2 2

/* The most that this build knows. */
#if defined(__x86_64__) && !defined(RS_PORTABLE)
#define RS_ISA_BUILT RS_ISA_AVX2
#else
#define RS_ISA_BUILT RS_ISA_PORTABLE
#endif

#ifndef RS_ISA
#if RS_ISA_BUILT == RS_ISA_AVX2
#define RS_ISA RS_ISA_SSE2
#else
#define RS_ISA RS_ISA_PORTABLE
#endif
#endif

/*
 * The most that may be used, though the machine has more: RS_ISA_BUILT. It has
 * a file of its own so that a test can be linked with another value.
 */
extern const int rs_isa_most;

/* What to use on this machine. Cheap: a constant and what the compiler's runtime found at start. */
static inline int rs_isa(void)
{
#if RS_ISA_BUILT == RS_ISA_AVX2
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                __builtin_cpu_supports("bmi2");
    return rs_isa_most < RS_ISA_AVX2 || avx2 ? rs_isa_most : RS_ISA_SSE2;
#else
    return RS_ISA_PORTABLE;
#endif
}

#endif
