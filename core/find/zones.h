/*
 * What the operator's lists say of an address (base/policy.h), remembered for
 * the addresses met lately: his lists are walked once for each of them.
 */
#ifndef RS_FIND_ZONES_H
#define RS_FIND_ZONES_H

#include "base/policy.h"

enum rs_zone {
    RS_ZONE_HOME = 1,
    RS_ZONE_PEER = 2,
    RS_ZONE_REGISTRAR = 4,
    RS_ZONE_MONITOR = 8,
    RS_ZONE_CLEAR = 16, /* SIP in clear is meant to be there */
    RS_ZONE_OURS = RS_ZONE_HOME | RS_ZONE_PEER | RS_ZONE_REGISTRAR
};

enum { RS_ZONES_KEPT = 128 };

/* Zeroed is empty; empty it whenever the policy is another. */
struct rs_zones {
    struct {
        struct rs_addr addr;
        uint8_t zones;
    } kept[RS_ZONES_KEPT];
};

/* Bits of enum rs_zone. */
unsigned rs_zone_of(struct rs_zones *p, const struct rs_policy *policy, const struct rs_addr *a);

#endif
