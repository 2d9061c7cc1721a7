#include "track/transaction.h"

#define S(state, notice) {RS_TX_##state, RS_TX_##notice}

/* Columns: request again, 1xx, 2xx, 3xx-6xx, ACK, timer. Rows: enum rs_tx_state. */
static const struct rs_tx_cell invite[RS_TX_STATE__COUNT][RS_TX_EVENT__COUNT] = {
    [RS_TX_CALLING] = {S(CALLING, AGAIN), S(PROCEEDING, SILENT), S(ACCEPTED, FIRST_FINAL),
                       S(COMPLETED, FIRST_FINAL), S(CALLING, STRAY), S(EXPIRED, NO_ANSWER)},
    [RS_TX_PROCEEDING] = {S(PROCEEDING, AGAIN), S(PROCEEDING, SILENT), S(ACCEPTED, FIRST_FINAL),
                          S(COMPLETED, FIRST_FINAL), S(PROCEEDING, STRAY), S(EXPIRED, STALLED)},
    /* 17.2.1: Timer H runs here on every transport. */
    [RS_TX_COMPLETED] = {S(COMPLETED, AGAIN), S(COMPLETED, STRAY), S(COMPLETED, SECOND_FINAL),
                         S(COMPLETED, SECOND_FINAL), S(CONFIRMED, SILENT), S(GONE, NO_ACK)},
    /* 6026 7.1: further 2xx, with other To tags too, belong here; their ACKs to the dialog. */
    [RS_TX_ACCEPTED] = {S(ACCEPTED, AGAIN), S(ACCEPTED, SILENT), S(ACCEPTED, SECOND_FINAL),
                        S(ACCEPTED, SECOND_FINAL), S(ACCEPTED, SILENT), S(GONE, SILENT)},
    [RS_TX_CONFIRMED] = {S(CONFIRMED, AGAIN), S(CONFIRMED, STRAY), S(CONFIRMED, SECOND_FINAL),
                         S(CONFIRMED, SECOND_FINAL), S(CONFIRMED, AGAIN), S(GONE, SILENT)},
    [RS_TX_EXPIRED] = {S(EXPIRED, AGAIN), S(EXPIRED, SILENT), S(ACCEPTED, LATE_FINAL),
                       S(COMPLETED, LATE_FINAL), S(EXPIRED, STRAY), S(GONE, SILENT)},
    [RS_TX_GONE] = {S(GONE, STRAY), S(GONE, STRAY), S(GONE, STRAY), S(GONE, STRAY),
                    S(GONE, STRAY), S(GONE, STRAY)},
};

static const struct rs_tx_cell other[RS_TX_STATE__COUNT][RS_TX_EVENT__COUNT] = {
    [RS_TX_CALLING] = {S(CALLING, AGAIN), S(PROCEEDING, SILENT), S(COMPLETED, FIRST_FINAL),
                       S(COMPLETED, FIRST_FINAL), S(CALLING, STRAY), S(EXPIRED, NO_ANSWER)},
    /* 17.1.2.2: Timer F goes on running after a 1xx. */
    [RS_TX_PROCEEDING] = {S(PROCEEDING, AGAIN), S(PROCEEDING, SILENT), S(COMPLETED, FIRST_FINAL),
                          S(COMPLETED, FIRST_FINAL), S(PROCEEDING, STRAY), S(EXPIRED, NO_ANSWER)},
    [RS_TX_COMPLETED] = {S(COMPLETED, AGAIN), S(COMPLETED, STRAY), S(COMPLETED, SECOND_FINAL),
                         S(COMPLETED, SECOND_FINAL), S(COMPLETED, STRAY), S(GONE, SILENT)},
    [RS_TX_ACCEPTED] = {S(GONE, STRAY), S(GONE, STRAY), S(GONE, STRAY), S(GONE, STRAY),
                        S(GONE, STRAY), S(GONE, STRAY)},
    [RS_TX_CONFIRMED] = {S(GONE, STRAY), S(GONE, STRAY), S(GONE, STRAY), S(GONE, STRAY),
                         S(GONE, STRAY), S(GONE, STRAY)},
    [RS_TX_EXPIRED] = {S(EXPIRED, AGAIN), S(EXPIRED, SILENT), S(COMPLETED, LATE_FINAL),
                       S(COMPLETED, LATE_FINAL), S(EXPIRED, STRAY), S(GONE, SILENT)},
    [RS_TX_GONE] = {S(GONE, STRAY), S(GONE, STRAY), S(GONE, STRAY), S(GONE, STRAY),
                    S(GONE, STRAY), S(GONE, STRAY)},
};

struct rs_tx_cell rs_tx_machine(bool is_invite, enum rs_tx_state state, enum rs_tx_event event)
{
    return is_invite ? invite[state][event] : other[state][event];
}

const char *rs_tx_state_name(enum rs_tx_state s)
{
    static const char *const names[] = {"calling",   "proceeding", "completed", "accepted",
                                        "confirmed", "expired",    "gone"};
    return names[s];
}

const char *rs_tx_event_name(enum rs_tx_event e)
{
    static const char *const names[] = {"request", "1xx", "2xx", "3xx-6xx", "ack", "timer"};
    return names[e];
}

const char *rs_tx_notice_name(enum rs_tx_notice n)
{
    static const char *const names[] = {"-",          "again", "final",     "late-final",
                                        "second-final", "stray", "no-answer", "stalled",
                                        "no-ack"};
    return names[n];
}
