/*
 * C903: the share of SIP packets of one interface that were captured twice.
 */
#ifndef RS_FIND_CAPTURED_TWICE_H
#define RS_FIND_CAPTURED_TWICE_H

#include <stdbool.h>
#include <stdint.h>

enum { RS_TWICE_INTERFACES = 64 }; /* interfaces above share the last place */

struct rs_twice {
    struct {
        int64_t window_us;
        uint32_t messages, duplicates;
        bool told;
    } interface[RS_TWICE_INTERFACES];
};

/* One more message was seen. */
void rs_twice_message(struct rs_twice *t, uint32_t interface, int64_t now_us);
/* It is a duplicate; true when the threshold is crossed with it. */
bool rs_twice_duplicate(struct rs_twice *t, uint32_t interface, uint32_t *messages,
                        uint32_t *duplicates);

#endif
