/*
 * How many different ones in a sliding window: addresses, users, Call-IDs.
 *
 * Exact up to 64: the prints are kept, each with the twelfth of the window in
 * which it was last met. With the 65th at one time they give their room to a
 * sketch, HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with 160
 * registers, two of it that begin anew by turns each half window; its standard
 * error is 8 %, and it covers between half the window and all of it. When a
 * window has passed without any, counting is exact again.
 *
 * Fixed in size (336 octets), zeroed memory is empty. Prints are keyed digests
 * (base/hash.h), any 64 well-mixed bits; an attacker who does not know the key
 * cannot make them meet. Who owns it says the window's length, the same in
 * each call. Time that runs backwards is counted as now.
 */
#ifndef RS_BASE_DISTINCT_H
#define RS_BASE_DISTINCT_H

#include <stdbool.h>
#include <stdint.h>

enum { RS_DISTINCT_EXACT = 64, RS_DISTINCT_REGISTERS = 160 };

struct rs_distinct {
    uint32_t newest;      /* number of the twelfth that time is in, modulo 2^32 */
    uint8_t count;        /* of prints */
    bool sketched;
    uint32_t last_add;    /* the twelfth of the newest one, while sketched */
    union {
        struct {
            uint32_t print[RS_DISTINCT_EXACT];
            uint8_t met[RS_DISTINCT_EXACT]; /* low octet of its twelfth */
        };
        uint8_t half[2][RS_DISTINCT_REGISTERS]; /* by turns, of even and odd half windows */
    };
};

/*
 * One more. True when it was not there yet; in a sketch when it changed
 * something, which fewer and fewer do. window_us is at least 12.
 */
bool rs_distinct_add(struct rs_distinct *d, uint64_t print, int64_t now_us, int64_t window_us);

/* How many at that time; of a sketch, about. */
uint32_t rs_distinct_count(struct rs_distinct *d, int64_t now_us, int64_t window_us);

#endif
