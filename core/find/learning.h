/*
 * finding -> finding: how sure one may be of an attack in a network that nobody
 * has described. While no peers are listed ([lists] peers) the mode is
 * "learning": findings of group SECURITY are told as medium at most, but for
 * those that a single message or an exact sequence proves.
 */
#ifndef RS_FIND_LEARNING_H
#define RS_FIND_LEARNING_H

#include "base/policy.h"

bool rs_learning(const struct rs_policy *p);

/* What is left of that severity. */
uint8_t rs_learning_severity(const struct rs_policy *p, enum rs_finding_id id, uint8_t severity);

#endif
