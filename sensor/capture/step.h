/*
 * bytes -> frames: what a reader of a capture format says of the octets it is
 * shown. Readers do no I/O and keep no octets: whoever owns the buffer shows
 * what there is from the next record on, and does what the answer says. A
 * frame's data borrows from that buffer.
 */
#ifndef RS_CAPTURE_STEP_H
#define RS_CAPTURE_STEP_H

#include "packet/packet.h"

enum rs_step_kind {
    RS_STEP_FRAME, /* the frame is filled in; go on behind `octets` */
    RS_STEP_SECRETS, /* no frame: lines of a TLS key log, `octets` of them; go on behind them */
    RS_STEP_SKIP,  /* no frame; go on behind `octets`, which may be more than was shown */
    RS_STEP_MORE,  /* show `octets` in one piece, which are more than was shown */
    RS_STEP_BAD    /* the format is broken here; `why` says how */
};

struct rs_step {
    enum rs_step_kind kind;
    uint64_t octets;
    const char *why; /* static text, without the place */
};

enum {
    RS_CAPTURED_MAX = 256 * 1024, /* octets of one frame; a record that claims more is broken */
    RS_STEP_MAX = 512 * 1024      /* octets that RS_STEP_MORE asks for at most */
};

/* 9999-12-31: times beyond cannot be printed and are cut to it. */
#define RS_TIME_MAX_US INT64_C(253402300799999999)

static inline struct rs_step rs_step_frame(uint64_t octets)
{
    return (struct rs_step){RS_STEP_FRAME, octets, NULL};
}

static inline struct rs_step rs_step_skip(uint64_t octets)
{
    return (struct rs_step){RS_STEP_SKIP, octets, NULL};
}

static inline struct rs_step rs_step_secrets(uint64_t octets)
{
    return (struct rs_step){RS_STEP_SECRETS, octets, NULL};
}

static inline struct rs_step rs_step_more(uint64_t octets)
{
    return (struct rs_step){RS_STEP_MORE, octets, NULL};
}

static inline struct rs_step rs_step_bad(const char *why)
{
    return (struct rs_step){RS_STEP_BAD, 0, why};
}

#endif
