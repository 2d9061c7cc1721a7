/*
 * message, dialog -> finding: what one message, dialog or binding alone shows
 * of an attack or of somebody's carelessness (group S, semantics 5.5, 5.9,
 * 5.10). What takes counting over time is in the behaviour files.
 *
 * The watcher owns the signs. They are looked for when the tracker has taken
 * the message in, and in the tracker's events; what they find goes to
 * rs_watcher_report. Nothing is allocated after rs_signs_new but what bounded
 * tables grow by.
 */
#ifndef RS_FIND_SIGNS_H
#define RS_FIND_SIGNS_H

#include "base/limits.h"
#include "find/finding.h"
#include "track/annotation.h"
#include "track/event.h"

struct rs_signs;
struct rs_watcher;

/* NULL when there is no memory. */
struct rs_signs *rs_signs_new(const struct rs_hash_key *key, const struct rs_limits *limits);
void rs_signs_free(struct rs_signs *s);

/* The message that `a` is of. */
void rs_signs_message(struct rs_watcher *w, const struct rs_annotation *a);
void rs_signs_event(struct rs_watcher *w, const struct rs_event *e);

/* A finding is told: scanners and guessers are remembered. */
void rs_signs_told(struct rs_signs *s, const struct rs_finding *f);
/* It scanned or guessed within the last hour. */
bool rs_sign_is_suspect(const struct rs_watcher *w, const struct rs_addr *a, int64_t now_us);

/* The lists are others from now on. */
void rs_signs_policy(struct rs_signs *s);

#endif
