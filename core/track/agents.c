#include "track/state.h"

/* Names of user agents and servers: few of them, in very many objects. */

rs_shared rs_agent_keep(struct rs_tracker *t, struct rs_span name)
{
    return rs_shared_keep(&t->agents, &t->strings, &t->hash, name);
}

void rs_agent_drop(struct rs_tracker *t, rs_shared name)
{
    rs_shared_drop(&t->agents, &t->strings, name);
}

struct rs_span rs_agent_name(const struct rs_tracker *t, rs_shared name)
{
    return rs_shared_get(&t->agents, &t->strings, name);
}
