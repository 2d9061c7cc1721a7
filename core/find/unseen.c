#include "find/unseen.h"

/* One alone is no habit: as many as C903 asks for. */
enum { WINDOW_US = 60000000, LEAST_MISSING = 5, RATIO_PERCENT = 1 };

static void roll(struct rs_unseen *u, int64_t now_us)
{
    if (now_us - u->window_us >= WINDOW_US)
        *u = (struct rs_unseen){.window_us = now_us};
}

void rs_unseen_call(struct rs_unseen *u, int64_t now_us)
{
    roll(u, now_us);
    u->calls++;
}

bool rs_unseen_answer(struct rs_unseen *u, int64_t now_us)
{
    roll(u, now_us);
    u->missing++;
    if (u->told || u->missing < LEAST_MISSING ||
        u->missing * UINT64_C(100) < u->calls * (uint64_t)RATIO_PERCENT)
        return false;
    u->told = true;
    return true;
}
