/*
 * Beside the findings catalogue: what is known of a finding elsewhere, for
 * alerts and --explain. Rows of attack.def and reproduce.def.
 */
#ifndef RS_BASE_LORE_H
#define RS_BASE_LORE_H

#include "base/finding.h"

struct rs_attack {
    const char *finding; /* "S405" */
    const char *tactic_id, *tactic, *technique_id, *technique;
};

/* NULL: no technique fits. */
const struct rs_attack *rs_attack_of(const struct rs_catalogue_entry *e);

/* How to make it in a lab with public tools; NULL: tests/cases has a scenario. */
const char *rs_reproduce_text(const struct rs_catalogue_entry *e);

#endif
