#include "track/state.h"

/*
 * One step of a dialog: what its table says (dialog_machine.c), the times that
 * go with it, and its rank. Apart from the table, so that a test can count who
 * asks it (tests/test_every_cell.c).
 */

bool rs_dialog_step(struct rs_tracker *t, struct rs_dialog *d, enum rs_dialog_event event,
                    int64_t time_us, uint64_t frame)
{
    struct rs_dialog_cell cell = rs_dialog_machine(d->state, event);
    bool moved = cell.next != d->state;
    if (moved && cell.next == RS_DIALOG_CONFIRMED && d->confirmed_us < 0) {
        d->confirmed_us = time_us;
        d->confirmed_frame = frame;
    }
    if (moved && cell.next == RS_DIALOG_EARLY && d->ringing_us < 0)
        d->ringing_us = time_us;
    if (moved && cell.next == RS_DIALOG_TERMINATED) {
        d->closed_us = time_us;
        d->closed_frame = frame;
        d->waits_for_ack = false;
        rs_session_timer_stop(t, d);
    }
    d->state = cell.next;
    if (moved && cell.end != RS_END_KEEP)
        d->end = cell.end;
    /* A flood of calls that are never answered evicts itself (rank 0). */
    unsigned rank = d->state == RS_DIALOG_CONFIRMED || d->state == RS_DIALOG_TERMINATING ? 2
                    : d->state == RS_DIALOG_EARLY                                       ? 1
                                                                                        : 0;
    rs_table_promote(&t->dialogs, d, d->partial ? 0 : rank);
    rs_dialog_arm(t, d);
    return moved;
}
