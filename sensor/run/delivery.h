/*
 * finding -> output: hands each result to every output that was asked for, in
 * the order in which results come. An output that fails is said so once,
 * closed, and the others go on. Outputs with the same target share one writer,
 * so that records never stand inside one another.
 */
#ifndef RS_RUN_DELIVERY_H
#define RS_RUN_DELIVERY_H

#include "options.h"

struct rs_delivery;

/*
 * Opens all outputs; each failure is said in a line on standard error.
 * NULL when any could not be opened. options and places must outlive it.
 */
struct rs_delivery *rs_delivery_open(const struct rs_options *options,
                                     const struct rs_places *places);

/* Lets the outputs write what they kept. RS_OK, or RS_ERR_OUTPUT when any has failed ever. */
int rs_delivery_close(struct rs_delivery *d);

/* What a watcher is given. */
struct rs_watcher_sink rs_delivery_sink(struct rs_delivery *d);

/* What the packet layer is given for TLS sessions. */
struct rs_tls_outcome_sink rs_delivery_secured(struct rs_delivery *d);

/* Where outputs look up names of hosts: borrowed until rs_delivery_close. */
void rs_delivery_hosts(struct rs_delivery *d, const struct rs_hosts *hosts);

/* Where outputs look up tunnels: borrowed until rs_delivery_close. */
void rs_delivery_tunnels(struct rs_delivery *d, const struct rs_tunnels *tunnels);

void rs_delivery_stats(struct rs_delivery *d, const struct rs_stats *stats);

/* What outputs hold back goes out: on a silent link, and before progress is drawn. */
void rs_delivery_flush(struct rs_delivery *d);

/* False when all outputs have failed: nobody listens any more. */
bool rs_delivery_alive(const struct rs_delivery *d);

#endif
