/*
 * messages -> findings: what somebody does over time (groups S and D3xx that
 * count). The watcher hands in each message when the tracker has taken it, and
 * the tracker's events; the answer is a finding at the frame that makes a
 * threshold true.
 *
 *   note of a message ─► deed (deed.h): who did what to whom, with what end
 *                          └─► S401 S404 S405 ...: a file each, a table each
 *
 * Only the first sight of a request on its first hop and its first final answer
 * there are deeds: no retransmission, second capture or further hop counts.
 * Behind a peer the senders are told apart by their address of record.
 *
 * All tables are bounded (rs_limits.subjects). Who did one thing is in rank 0,
 * who came again in rank 1, who is under suspicion in rank 2: a flood with a
 * new source each time evicts its own. Those of rank 1 and 2 go first once they
 * have been silent for an hour.
 */
#ifndef RS_FIND_BEHAVIOUR_H
#define RS_FIND_BEHAVIOUR_H

#include "base/hash.h"
#include "base/limits.h"
#include "base/policy.h"
#include "find/finding.h"
#include "track/event.h"

struct rs_behaviour;

/* NULL when there is no memory. The policy is borrowed. */
struct rs_behaviour *rs_behaviour_new(const struct rs_limits *limits, const struct rs_hash_key *key,
                                      const struct rs_policy *policy,
                                      void (*report)(void *user, const struct rs_finding *f),
                                      void *user);
void rs_behaviour_free(struct rs_behaviour *b);

/* From now on another policy holds; what was counted stays. */
void rs_behaviour_policy(struct rs_behaviour *b, const struct rs_policy *policy);

/* Who asks is looked up soon: his place is asked of memory, then what stands there. */
void rs_behaviour_expect(const struct rs_behaviour *b, struct rs_digest asks);
void rs_behaviour_expect_soon(const struct rs_behaviour *b, struct rs_digest asks);

/*
 * A message that the tracker has taken, and all it says of it: what is done, by
 * whom. What that will touch is asked of memory; when there was something else
 * to do, it is counted.
 */
void rs_behaviour_begin(struct rs_behaviour *b, const struct rs_annotation *note);
void rs_behaviour_message(struct rs_behaviour *b);

/* Something that the tracker noticed, and the note of the message at hand as far as it is made. */
void rs_behaviour_event(struct rs_behaviour *b, const struct rs_event *e,
                        const struct rs_annotation *note);

/* A finding of group P on the message at hand. */
void rs_behaviour_fault(struct rs_behaviour *b, const struct rs_finding *f);

/* What was put off until something is decided. */
void rs_behaviour_expire(struct rs_behaviour *b, int64_t now_us);
/* When the next of it is due; INT64_MAX for none. */
int64_t rs_behaviour_next_deadline(const struct rs_behaviour *b);

#endif
