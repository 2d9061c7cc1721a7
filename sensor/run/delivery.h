/*
 * finding -> output: hands each result to every output that was asked for, in
 * the order in which results come. An output that fails is said so once,
 * closed, and the others go on. Outputs with the same target share one writer,
 * so that records never stand inside one another.
 */
#ifndef RS_RUN_DELIVERY_H
#define RS_RUN_DELIVERY_H

#include "options.h"
#include "run/lookups.h"
#include "run/results.h"

struct rs_delivery;

/*
 * Opens all outputs; each failure is said in a line on standard error.
 * NULL when any could not be opened. options must outlive it.
 */
struct rs_delivery *rs_delivery_open(const struct rs_options *options);

/* All of the program is open: outputs begin their threads. RS_OK, or RS_ERR_OUTPUT and it is said. */
int rs_delivery_begin(struct rs_delivery *d);

/* Lets the outputs write what they kept. RS_OK, or RS_ERR_OUTPUT when any has failed ever. */
int rs_delivery_close(struct rs_delivery *d);

/*
 * Where the results go that the outputs want; what none of them wants is NULL
 * and need not be made.
 */
struct rs_results rs_delivery_results(struct rs_delivery *d);

/* What [alerts] of the settings says, before the first result. */
void rs_delivery_policy(struct rs_delivery *d, const struct rs_policy *policy);

/* Where outputs look things up, from the first result on: borrowed until rs_delivery_close. */
void rs_delivery_lookups(struct rs_delivery *d, const struct rs_lookups *lookups);

#endif
