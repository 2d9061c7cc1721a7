/*
 * --explain: the catalogue of findings, for people.
 */
#ifndef RS_EXPLAIN_H
#define RS_EXPLAIN_H

#include "base/policy.h"

#include <stdio.h>

/*
 * policy: the settings in force. id_or_key: "T213", "ack_missing_2xx", or NULL for a list of all. RS_OK; or
 * RS_ERR_ABSENT when there is no such finding (nothing is written), or
 * RS_ERR_OUTPUT.
 */
int rs_explain(FILE *to, const char *id_or_key, const struct rs_policy *policy);

#endif
