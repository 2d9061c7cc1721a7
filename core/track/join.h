/*
 * message -> transaction -> dialog -> call: which Call-IDs are legs of one
 * call. The inside of the files that know it, shared by them alone:
 *
 *   join.c          one message: who is asked what
 *   join_header.c   headers that all legs have, or that name another leg
 *   join_named.c    Replaces, Join, Target-Dialog, REFER
 *   join_call_id.c  Call-IDs made from another one (call_id_forms.def)
 *   join_sent_on.c  what a device between two legs sent on: From tag, SDP
 *   join_numbers.c  who called whom, where and when; Diversion, History-Info
 *     ─► joints.c   what was met before, and in which leg
 *     ─► legs.c     two legs are one call
 *
 * A wrong join is worse than none: what does not name the other leg joins
 * only where one leg fits, and stops to count when it fits two.
 */
#ifndef RS_TRACK_JOIN_H
#define RS_TRACK_JOIN_H

#include "track/state.h"

/* ---- legs.c ---- */

static inline bool rs_leg_same_call(const struct rs_tracker *t, const struct rs_call *a,
                                    const struct rs_call *b)
{
    return rs_call_known_as(t, a) == rs_call_known_as(t, b);
}

/*
 * This message's leg and another one are of one call. False when the call would
 * have too many, or the message has joined enough.
 */
bool rs_leg_join(struct rs_tracker *t, struct rs_call *own, struct rs_call *other,
                 enum rs_join why);

/* The dialog that opened with the leg's INVITE; NULL when it is gone or was never seen. */
const struct rs_dialog *rs_leg_dialog(const struct rs_tracker *t, const struct rs_call *c);

/* How two legs stand to each other, by the way that their INVITEs went. */
enum rs_beside {
    RS_BESIDE_NOTHING,  /* no host is known to have been in both */
    RS_BESIDE_SIBLING,  /* sent by the same host */
    RS_BESIDE_SENT_ON   /* the later one comes from a host that took part in the earlier */
};
enum rs_beside rs_leg_beside(const struct rs_tracker *t, const struct rs_call *own,
                             const struct rs_call *other);

/* ---- joints.c ---- */

/* What makes keys of different kinds different. */
static inline struct rs_digest rs_joint_kind(enum rs_join why)
{
    return (struct rs_digest){(uint64_t)why + 1, 0};
}

/* The leg of a joint, and the one last tied to it; NULL when it is gone. */
struct rs_call *rs_joint_leg(const struct rs_tracker *t, const struct rs_joint *j);
struct rs_call *rs_joint_other(const struct rs_tracker *t, const struct rs_joint *j);
void rs_joint_set_other(struct rs_joint *j, const struct rs_call *c);
void rs_joint_set_leg(const struct rs_tracker *t, struct rs_joint *j, const struct rs_call *c);
/* A new one for that leg; the one met longest ago makes way. NULL when there is no memory. */
struct rs_joint *rs_joint_add(struct rs_tracker *t, struct rs_digest key, enum rs_join why,
                              const struct rs_call *c);

/* All legs in which this is met are one call, up to RS_LEGS_MAX of them. */
void rs_joint_shared(struct rs_tracker *t, struct rs_call *own, struct rs_digest key,
                     enum rs_join why);
/*
 * It is met in the legs on both sides of a device, which sends it on within
 * window_us. siblings: also in several legs behind it.
 */
void rs_joint_sent_on(struct rs_tracker *t, struct rs_call *own, struct rs_digest key,
                      enum rs_join why, int64_t window_us, bool siblings);

/* ---- one message ---- */

void rs_join_by_headers(struct rs_tracker *t, struct rs_step *s);
void rs_join_by_named_dialog(struct rs_tracker *t, struct rs_step *s);
void rs_join_note_refer(struct rs_tracker *t, struct rs_step *s);
void rs_join_by_refer(struct rs_tracker *t, struct rs_step *s);
void rs_join_by_call_id(struct rs_tracker *t, struct rs_step *s);
void rs_join_by_from_tag(struct rs_tracker *t, struct rs_step *s);
/* by_caller: the SDP is the calling side's. */
void rs_join_by_sdp(struct rs_tracker *t, struct rs_step *s, bool by_caller);
void rs_join_by_numbers(struct rs_tracker *t, struct rs_step *s);

#endif
