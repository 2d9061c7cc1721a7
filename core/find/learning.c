#include "find/learning.h"

bool rs_learning(const struct rs_policy *p)
{
    return !rs_policy_told(p, RS_LIST_PEERS);
}

/* Scanners by name and by wire, a login after guessing, leaks and teardowns (semantics 5.1). */
static bool proves_itself(unsigned number)
{
    return number == 402 || number == 403 || number == 408 || number == 410 || number == 422;
}

uint8_t rs_learning_severity(const struct rs_policy *p, enum rs_finding_id id, uint8_t severity)
{
    const struct rs_catalogue_entry *e = rs_catalogue_get(id);
    if (severity <= RS_MEDIUM || e->group != RS_GROUP_SECURITY || !rs_learning(p))
        return severity;
    return proves_itself(rs_catalogue_number(e)) ? severity : RS_MEDIUM;
}
