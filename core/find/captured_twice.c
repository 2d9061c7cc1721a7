#include "find/captured_twice.h"

/* One duplicate alone is no habit: at least as many as make a ratio believable. */
enum { WINDOW_US = 60000000, LEAST_DUPLICATES = 5, RATIO_PERCENT = 1 };

static uint32_t place(uint32_t interface)
{
    return interface < RS_TWICE_INTERFACES ? interface : RS_TWICE_INTERFACES - 1;
}

void rs_twice_message(struct rs_twice *t, uint32_t interface, int64_t now_us)
{
    uint32_t i = place(interface);
    if (now_us - t->interface[i].window_us >= WINDOW_US) {
        t->interface[i].window_us = now_us;
        t->interface[i].messages = t->interface[i].duplicates = 0;
        t->interface[i].told = false;
    }
    t->interface[i].messages++;
}

bool rs_twice_duplicate(struct rs_twice *t, uint32_t interface, uint32_t *messages,
                        uint32_t *duplicates)
{
    uint32_t i = place(interface);
    *duplicates = ++t->interface[i].duplicates;
    *messages = t->interface[i].messages;
    if (t->interface[i].told || *duplicates < LEAST_DUPLICATES ||
        *duplicates * 100 <= *messages * RATIO_PERCENT)
        return false;
    t->interface[i].told = true;
    return true;
}
