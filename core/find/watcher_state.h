/*
 * The watcher's inside, shared by watcher.c and judge.c.
 */
#ifndef RS_FIND_WATCHER_STATE_H
#define RS_FIND_WATCHER_STATE_H

#include "find/behaviour.h"
#include "find/captured_twice.h"
#include "find/evidence.h"
#include "find/quality.h"
#include "find/repeats.h"
#include "find/signs.h"
#include "find/storm.h"
#include "find/unseen.h"
#include "find/watcher.h"
#include "track/tracker.h"

struct rs_watcher {
    struct rs_watcher_sink sink;
    struct rs_watcher_counters counters;
    struct rs_tracker *tracker;
    struct rs_repeats repeats;
    struct rs_storms storms;
    struct rs_twice twice;
    struct rs_unseen unseen;
    struct rs_signs *signs;
    struct rs_behaviour *behaviour;
    struct rs_quality quality;
    int64_t now_us;
    struct rs_watcher_opener opener;
    int64_t lost_us;                /* when packets were lost last, where `lost` says so */
    bool lost;
    int64_t unread_us;              /* the same of traffic that went by and could not be read */
    bool unread;
    bool each;                      /* of the options */
    const struct rs_policy *policy; /* in force; never NULL */
    struct rs_policy *own_policy;   /* the defaults, where nobody gave one */
    uint64_t frame;                 /* of the message at hand; 0: none */
    const struct rs_msg *msg;       /* the message at hand, while frame is not 0 */
    struct rs_annotation note;      /* its annotation */
    struct rs_annotation found;     /* only the list of findings, kept while the tracker works */
    struct rs_prepared slot;        /* of rs_watcher_message */
};

/* The tracker's events arrive here. */
void rs_judge_event(void *watcher, const struct rs_event *e);

/* All of *f but evidence, from what the event says. */
void rs_judge_fill(const struct rs_watcher *w, struct rs_finding *f, const struct rs_event *e,
                   enum rs_finding_id id, enum rs_severity severity);

/*
 * Count a finding and note it on the message at hand when that is its anchor;
 * hand it on when `tell`.
 */
void rs_watcher_report(struct rs_watcher *w, const struct rs_finding *f, bool tell);

#endif
