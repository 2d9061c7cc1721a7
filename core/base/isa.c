#include "base/isa.h"

const int rs_isa_most = RS_ISA_BUILT;
