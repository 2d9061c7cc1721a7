/*
 * When a count crosses its threshold, and until when that is one and the same
 * matter: it stays so until the count falls below half the threshold; then it
 * may cross anew.
 */
#ifndef RS_FIND_ALARM_H
#define RS_FIND_ALARM_H

#include <stdbool.h>
#include <stdint.h>

struct rs_alarm {
    bool on;
};

enum rs_alarm_verdict {
    RS_ALARM_SILENT,
    RS_ALARM_CROSSED, /* with this event */
    RS_ALARM_MORE     /* it was told, and goes on */
};

static inline enum rs_alarm_verdict rs_alarm_look(struct rs_alarm *a, uint32_t count,
                                                  uint32_t threshold)
{
    if (a->on && (uint64_t)count * 2 < threshold)
        a->on = false;
    if (a->on)
        return RS_ALARM_MORE;
    a->on = count >= threshold;
    return a->on ? RS_ALARM_CROSSED : RS_ALARM_SILENT;
}

#endif
