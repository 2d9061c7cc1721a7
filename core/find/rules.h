/*
 * finding -> finding: what an operator said of it in its section of the
 * settings. Applied where findings leave the core, so that sensor and plugin
 * agree. Holds nothing.
 */
#ifndef RS_FIND_RULES_H
#define RS_FIND_RULES_H

#include "base/policy.h"
#include "find/finding.h"
#include "sip/msg.h"

/*
 * False: the finding is switched off, or somebody is allowed to do it:
 *   allow-source      who is judged: the sender; at a response, who asked
 *   allow-aor         the caller; at a REGISTER the account (To); where a
 *                     destination is judged, the called
 *   allow-peer        either end is a peer of that group
 *   allow-user-agent  of the request it stands on, or evidence "user_agent"
 * m: the message that the finding stands on; NULL: a timer said it.
 */
bool rs_rules_let_through(const struct rs_policy *p, const struct rs_finding *f,
                          const struct rs_msg *m);

#endif
