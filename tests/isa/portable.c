/* Linked into a program: it uses no more than this, whatever the machine has. */
#include "base/isa.h"

const int rs_isa_most = RS_ISA_PORTABLE;
