/*
 * The list of scanners' names (agents.def; semantics 5.9), and what was found
 * of the names met lately: few programs speak in one network, and each is
 * looked up once.
 */
#ifndef RS_FIND_AGENTS_H
#define RS_FIND_AGENTS_H

#include "base/span.h"

enum rs_agent_strength {
    RS_AGENT_NONE,
    RS_AGENT_STRONG,
    RS_AGENT_REGISTER, /* strong in a REGISTER, nothing elsewhere */
    RS_AGENT_OUTSIDE,  /* strong in an OPTIONS or INVITE from outside */
    RS_AGENT_LAB,
    RS_AGENT_WEAK
};

enum rs_agent_where { RS_AGENT_IN_AGENT, RS_AGENT_IN_WORD, RS_AGENT_IN_FROM };

enum { RS_AGENTS_KEPT = 64, RS_AGENT_KEPT_MAX = 61 };

/* What was found of a name. */
struct rs_agent_said {
    uint8_t strength;  /* enum rs_agent_strength */
    uint8_t injection; /* enum rs_injection (S420) */
};

/* Zeroed is empty. */
struct rs_agents {
    struct {
        uint8_t len; /* 0: empty */
        struct rs_agent_said said;
        char text[RS_AGENT_KEPT_MAX];
    } kept[RS_AGENTS_KEPT];
};

/* Of a value of User-Agent or Server. Linear in it. */
struct rs_agent_said rs_agent_look(struct rs_agents *a, struct rs_span value);

/* Of From's display name or user: it begins with one of the names for it. */
enum rs_agent_strength rs_agent_from(struct rs_span name);

#endif
