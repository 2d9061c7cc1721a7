/*
 * bytes -> frames: one interface through several of the kernel's rings, each
 * with a thread that takes its packets out as fast as they come, and all of them
 * merged again by time of capture.
 *
 *   kernel ─by flow─► ring ─thread copies─► line of pages ─┐
 *                     ring ─thread copies─► line of pages ─┴─ merged by time ─► frames
 *
 * A frame goes on when each other ring has shown a later one, or has had WINDOW
 * to do so: so the order, and all that is told, is that of one ring. A line that
 * is full leaves packets in the kernel's ring, which counts what it drops.
 *
 * Opened with the other inputs; the threads begin with rs_rings_begin. All
 * functions are the capture's thread's.
 */
#ifndef RS_RUN_RINGS_H
#define RS_RUN_RINGS_H

#include "capture/live.h"

struct rs_rings;

/* As rs_live_open; settings->buffer_mib is for all of them. count: at least 1. */
int rs_rings_open(struct rs_rings **out, const char *interface, uint32_t number, unsigned count,
                  const struct rs_live_settings *settings, char error[RS_LIVE_ERROR_TEXT]);
void rs_rings_close(struct rs_rings *r);

/* The threads end, and what they lost is known to the last packet. */
void rs_rings_end(struct rs_rings *r);

/* RS_OK, or RS_ERR_MEMORY: the system gives no more threads. */
int rs_rings_begin(struct rs_rings *r);

/* As rs_live_fd and its fellows; losses are those of all rings, a second old at most. */
int rs_rings_fd(const struct rs_rings *r);
int rs_rings_take(struct rs_rings *r, void *user,
                  void (*take)(void *user, const struct rs_frame *));
struct rs_live_losses rs_rings_losses(struct rs_rings *r);
const char *rs_rings_error(const struct rs_rings *r);

#endif
