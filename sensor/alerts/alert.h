/*
 * finding -> alert: what outputs tell of findings over time. An alert has one
 * scope (finding and owner of its counter): opened at the crossing frame,
 * updated while it goes on, closed after silence. What happens once and is
 * over (a damaged message, an unanswered request) is told once and has no
 * life. Borrowed for the call, as the finding in it.
 */
#ifndef RS_ALERTS_ALERT_H
#define RS_ALERTS_ALERT_H

#include "find/finding.h"

enum rs_alert_state { RS_ALERT_ONCE, RS_ALERT_OPEN, RS_ALERT_UPDATE, RS_ALERT_CLOSE };

/* Why it was closed. */
enum rs_alert_end { RS_ALERT_SILENCE, RS_ALERT_END_OF_INPUT, RS_ALERT_NO_ROOM };

struct rs_alert {
    enum rs_alert_state state;
    enum rs_alert_end end;            /* of RS_ALERT_CLOSE */
    /*
     * What opened it, with the worst severity so far. Its frame is the
     * alert's for all its life.
     */
    const struct rs_finding *finding;
    int64_t time_us;                  /* packet time at which this is told */
    uint64_t count;                   /* events so far */
    int64_t first_us, last_us;        /* of them */
    uint64_t first_frame, last_frame; /* 0: none */
    uint64_t frames[RS_FINDING_FRAMES_MAX]; /* examples: the first ones, the newest last */
    uint8_t frame_count;
};

const char *rs_alert_state_name(enum rs_alert_state s); /* "open" "update" "close" */
const char *rs_alert_end_name(enum rs_alert_end e);     /* "silence" "end_of_input" "no_room" */

#endif
