/*
 * Event and Subscription-State (RFC 6665).
 */
#ifndef RS_SIP_SUBSCRIPTION_H
#define RS_SIP_SUBSCRIPTION_H

#include "base/err.h"
#include "sip/params.h"

/* Event: package[.template] *( ;id= ) (RFC 6665 8.2.1). */
struct rs_event_header {
    struct rs_span package, id;
};
int rs_event_parse(struct rs_span value, struct rs_event_header *out);

/* Subscription-State (RFC 6665 8.2.3). */
enum rs_substate {
    RS_SUBSTATE_ACTIVE,
    RS_SUBSTATE_PENDING,
    RS_SUBSTATE_TERMINATED,
    RS_SUBSTATE_OTHER
};
struct rs_subscription_state {
    uint8_t state; /* enum rs_substate */
    struct rs_span state_name, reason;
    bool has_expires;
    uint32_t expires, retry_after;
};
int rs_subscription_state_parse(struct rs_span value, struct rs_subscription_state *out);

#endif
