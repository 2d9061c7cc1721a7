/*
 * C902: answers that were acknowledged and never seen, against the calls of the
 * same minute: the capture loses packets, and no counter says so.
 */
#ifndef RS_FIND_UNSEEN_H
#define RS_FIND_UNSEEN_H

#include <stdbool.h>
#include <stdint.h>

struct rs_unseen {
    int64_t window_us;
    uint32_t calls, missing; /* in the window */
    bool told;
};

/* One more INVITE was seen that opens a dialog. */
void rs_unseen_call(struct rs_unseen *u, int64_t now_us);
/* One more answer is missing; true when the threshold is crossed with it. */
bool rs_unseen_answer(struct rs_unseen *u, int64_t now_us);

#endif
