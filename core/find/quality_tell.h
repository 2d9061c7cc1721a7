/*
 * quality -> finding, inside: how the files of group Q tell. Included by those
 * files only.
 */
#ifndef RS_FIND_QUALITY_TELL_H
#define RS_FIND_QUALITY_TELL_H

#include "find/evidence.h"
#include "find/quality.h"

/* A finding on a service being put together. */
struct rs_quality_report {
    struct rs_finding f;
    struct rs_evidence_text text;
};

/* On the message at hand; owner: whose counter it is. */
void rs_quality_report_at(struct rs_quality_report *r, const struct rs_endpoint *service,
                          uint64_t owner, const struct rs_annotation *a, enum rs_finding_id id,
                          bool more);
/* a: the message at hand; NULL: at a time, then the service's newest frame carries it. */
void rs_quality_report(struct rs_quality_report *r, const struct rs_service *s,
                       const struct rs_annotation *a, enum rs_finding_id id, bool more,
                       int64_t now_us);

/* Which findings of a service hold now: bits of rs_service.active. */
enum rs_quality_active {
    RS_ACTIVE_REGISTRATION,
    RS_ACTIVE_REQUEST_DELAY,
    RS_ACTIVE_DISCONNECT_DELAY,
    RS_ACTIVE_ANSWER_RATIO,
    RS_ACTIVE_STORM,
    RS_ACTIVE_DROP_SESSIONS,
    RS_ACTIVE_DROP_REGISTRATIONS,
    RS_ACTIVE_COMPLETION
};

/*
 * Hysteresis. True when it is to be told; *more: it was told before and goes
 * on. calm: it is over, and may begin anew.
 */
bool rs_quality_crosses(struct rs_service *s, enum rs_quality_active bit, bool crossed, bool calm,
                        bool *more);

void rs_quality_judge(struct rs_quality *q, const struct rs_session_change *c,
                      const struct rs_annotation *a, int64_t now_us);
void rs_quality_overload(struct rs_quality *q, const struct rs_annotation *a);
void rs_quality_avalanche(struct rs_quality *q, const struct rs_annotation *a);
void rs_quality_trend(struct rs_quality *q, struct rs_service *s, int64_t now_us);

#endif
