/*
 * finding -> alert: the engine. It stands between the core's findings and the
 * outputs, in one thread, on packet time. One alert a scope:
 *
 *   (none) ── finding ──► open ── more ──► open       told again every `update`
 *                          │                          seconds, at once when worse
 *                          └── `silence` windows without an event, end of
 *                              input, or no room ──► closed
 *
 * Bounded: when all places are taken, the finding with the most open alerts
 * gives up the one that was silent for longest, so that a flood of scopes
 * closes its own.
 */
#ifndef RS_ALERTS_ALERTS_H
#define RS_ALERTS_ALERTS_H

#include "alerts/alert.h"
#include "base/policy.h"

struct rs_alerts;

struct rs_alerts_sink {
    void *user;
    void (*alert)(void *user, const struct rs_alert *a);
};

struct rs_alerts_counters {
    uint64_t opened, folded, updates, closed; /* folded: findings counted on an open one */
    uint64_t evicted;                         /* of the closed: there was no room */
};

/* With the defaults of [alerts]. NULL when there is no memory. */
struct rs_alerts *rs_alerts_new(const struct rs_alerts_sink *sink);
void rs_alerts_free(struct rs_alerts *a);

/*
 * [alerts] and the findings' windows as they hold from now on: copied. The
 * number of places holds from the first finding on.
 */
void rs_alerts_policy(struct rs_alerts *a, const struct rs_policy *policy);

void rs_alerts_finding(struct rs_alerts *a, const struct rs_finding *f);

/* Nothing earlier than now_us is still to come: what is due is told. */
void rs_alerts_time(struct rs_alerts *a, int64_t now_us);

/* End of input: all that is open is closed. */
void rs_alerts_finish(struct rs_alerts *a, int64_t now_us);

const struct rs_alerts_counters *rs_alerts_counters(const struct rs_alerts *a);

#endif
