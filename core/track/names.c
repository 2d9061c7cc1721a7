#include "track/annotation.h"

const char *rs_role_name(enum rs_role r)
{
    static const char *const names[] = {"none",        "request", "retransmission", "duplicate",
                                        "provisional", "final",   "ack",            "unmatched"};
    return names[r];
}

const char *rs_dialog_state_name(enum rs_dialog_state s)
{
    static const char *const names[] = {"none",      "trying",      "proceeding", "early",
                                        "confirmed", "terminating", "terminated"};
    return names[s];
}

const char *rs_dialog_end_name(enum rs_dialog_end e)
{
    static const char *const names[] = {"",         "caller-bye", "callee-bye", "cancelled",
                                        "rejected", "redirected", "timeout",    "stalled",
                                        "fork-lost", "replaced",  "error",      "idle"};
    return names[e];
}

const char *rs_usage_name(enum rs_usage u)
{
    static const char *const names[] = {"", "invite", "subscription", "unknown"};
    return names[u];
}

struct join_row {
    const char *word, *name;
    uint8_t score;
};

static const struct join_row join_rows[RS_JOIN__COUNT] = {
    {"", "", 0},
#define RS_JOIN_ROW(id, word, name, score, source) {word, name, score},
#include "track/joins.def"
#undef RS_JOIN_ROW
};

const char *rs_join_word(enum rs_join j)
{
    return join_rows[j].word;
}

const char *rs_join_name(enum rs_join j)
{
    return join_rows[j].name;
}

unsigned rs_join_score(enum rs_join j)
{
    return join_rows[j].score;
}
