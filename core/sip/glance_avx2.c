/* What is known at a glance, on x86-64 with AVX2, BMI and BMI2: compiled for that. */
#define RS_ISA RS_ISA_AVX2
#include "base/isa.h"

#if RS_ISA_BUILT == RS_ISA_AVX2
#include "sip/glance.h"
#include "sip/head_pass.h"
#include "sip/usual_address.h"
#include "sip/usual_via.h"

const struct rs_glance rs_glance_avx2 = {
    .name = "avx2",
    .head = rs_head_pass,
    .name_addr = rs_usual_name_addr,
    .via = rs_usual_via,
    .uri = rs_usual_uri_alone,
};
#else
typedef int rs_glance_avx2_is_not_for_this_machine;
#endif
