/*
 * message -> transaction -> finding: service quality (group Q) and the metrics
 * of RFC 6076 behind it, for each service. One object, owned by the watcher.
 *
 *   annotation ─► sessions.c (attempts folded) ─► service.c (numbers) ─► quality_judge.c
 *        ├──────► pings.c (Q508)   answerers.c (Q505)   overload.c (Q506)   avalanche.c (Q507)
 *   time ├──────► trend.c (Q509, habits of the hour)
 *
 * Retransmissions, packets captured twice and further hops change nothing.
 */
#ifndef RS_FIND_QUALITY_H
#define RS_FIND_QUALITY_H

#include "base/limits.h"
#include "base/policy.h"
#include "find/answerers.h"
#include "find/finding.h"
#include "find/pings.h"
#include "find/sessions.h"
#include "track/event.h"

/* Trends are looked at that often, on packet time. */
enum { RS_QUALITY_TICK_US = 25000000 };

struct rs_quality {
    struct rs_services services;
    struct rs_sessions sessions;
    struct rs_pings pings;
    struct rs_answerers answerers;
    const struct rs_policy *policy;
    int64_t pause_until_us; /* the latest that any server asked for (Q506) */
    int64_t tick_us; /* the next look at the trends; 0: nothing was seen yet */
    void (*tell)(void *user, const struct rs_finding *f);
    void *user;
};

/* tell gets the findings. RS_OK or RS_ERR_MEMORY. */
int rs_quality_init(struct rs_quality *q, const struct rs_limits *l, const struct rs_hash_key *key,
                    void (*tell)(void *user, const struct rs_finding *f), void *user);
void rs_quality_fini(struct rs_quality *q);

/* suspect: it comes from, or goes to, somebody who is scanning: no error of a service's. */
void rs_quality_message(struct rs_quality *q, const struct rs_annotation *a, bool suspect);
void rs_quality_event(struct rs_quality *q, const struct rs_event *e);

/*
 * When the trends are to be looked at next; INT64_MAX: never. Where now_us is
 * long past that, the time between is left out.
 */
int64_t rs_quality_next_deadline(struct rs_quality *q, int64_t now_us);
/* Look at them, if it is time; before anything of a later time is told. */
void rs_quality_expire(struct rs_quality *q, int64_t now_us);

/*
 * The services alone, to be walked in the same order in another thread while
 * the watcher goes on. NULL when there is no memory.
 */
struct rs_quality *rs_quality_copy(const struct rs_quality *q);
void rs_quality_copy_free(struct rs_quality *copy);

/* Walk the services: start with 0; NULL behind the last. */
const struct rs_service *rs_quality_next(const struct rs_quality *q, uint32_t *at);

#endif
