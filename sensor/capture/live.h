/*
 * The world -> bytes -> frames: one network interface through libpcap. Never
 * waits: the caller polls (rs_live_fd) and takes what is there. The kernel
 * filters. A frame's data lives until its callback returns.
 */
#ifndef RS_CAPTURE_LIVE_H
#define RS_CAPTURE_LIVE_H

#include "base/err.h"
#include "packet/packet.h"

enum { RS_LIVE_ERROR_TEXT = 512, RS_LIVE_BATCH = 4096 };

struct rs_live_settings {
    uint32_t snaplen, buffer_mib;
    bool promiscuous;
    bool fanout;        /* the interface has several rings, and this is one: each packet comes to one */
    int fanout_id;      /* of the rings that share; -1: the first, which asks the kernel for one */
    const char *filter; /* NULL: all */
    bool own_filter;    /* it is ours: left out where it has no meaning */
};

/* What never came here, from the start on. */
struct rs_live_losses {
    uint64_t kernel;    /* the buffer was full */
    uint64_t interface; /* the interface or its driver dropped it */
};

struct rs_live;

/*
 * RS_OK and *out; RS_ERR_INPUT when it cannot be opened, RS_ERR_USAGE when the
 * filter is wrong, both with one line for people in error. number: for the
 * frames' interface.
 */
int rs_live_open(struct rs_live **out, const char *interface, uint32_t number,
                 const struct rs_live_settings *settings, char error[RS_LIVE_ERROR_TEXT]);
void rs_live_close(struct rs_live *l);

/* Of the ring that asked for one. */
int rs_live_fanout_id(const struct rs_live *l);

/* To poll for reading. */
int rs_live_fd(const struct rs_live *l);

/*
 * Hand over what is there, at most that many frames. Returns how many, or
 * RS_ERR_INPUT when the interface is gone (rs_live_error).
 */
int rs_live_take(struct rs_live *l, int most, void *user,
                 void (*take)(void *user, const struct rs_frame *));

/* While a frame is handed over: when it was captured, finer than its time_us. */
int64_t rs_live_time_ns(const struct rs_live *l);

/* Asks the kernel. */
struct rs_live_losses rs_live_losses(struct rs_live *l);

const char *rs_live_error(const struct rs_live *l);

#endif
