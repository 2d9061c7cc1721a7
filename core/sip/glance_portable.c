/* What is known at a glance, on every machine. */
#define RS_ISA RS_ISA_PORTABLE
#include "base/isa.h"

#include "sip/glance.h"
#include "sip/head_pass.h"
#include "sip/usual_address.h"
#include "sip/usual_via.h"

const struct rs_glance rs_glance_portable = {
    .name = "portable",
    .head = rs_head_pass,
    .name_addr = rs_usual_name_addr,
    .via = rs_usual_via,
    .uri = rs_usual_uri_alone,
};
