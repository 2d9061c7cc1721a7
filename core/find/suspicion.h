/*
 * A threshold that may be reached before it is known what came of those who
 * count: the message at which that was so is kept, and the finding is told for
 * that message once it is decided, or not at all.
 */
#ifndef RS_FIND_SUSPICION_H
#define RS_FIND_SUSPICION_H

#include "find/behaviour_state.h"

struct rs_suspicion {
    struct rs_alarm alarm;
    uint32_t since; /* the message that made it true, in rs_behaviour.origins; 0: none */
};

struct rs_question {
    uint32_t threshold;   /* of those tried ... */
    uint32_t share;       /* ... of which so many in a hundred are bad */
    bool needs_answers;   /* silence alone proves nothing */
};

/* Nothing was told or is kept: below its threshold nothing comes of asking. */
static inline bool rs_suspicion_is_idle(const struct rs_suspicion *s)
{
    return !s->alarm.on && !s->since;
}

/*
 * `bad` of sum.tried are bad. CROSSED: to be told, at *since unless its frame
 * is 0, else at the message at hand. d is NULL when only time has passed; *wait
 * says that it is to be asked again in a moment.
 */
enum rs_alarm_verdict rs_suspicion_ask(struct rs_behaviour *b, struct rs_suspicion *s,
                                       const struct rs_question *q,
                                       const struct rs_attempts_sum *sum, unsigned bad,
                                       const struct rs_deed *d, struct rs_origin *since,
                                       bool *wait);

/* Who had it goes: no message is kept any more. */
void rs_suspicion_forget(struct rs_behaviour *b, struct rs_suspicion *s);

/* Begin the finding where it stands: at *since, or at the message at hand. */
void rs_suspicion_begin(struct rs_behaviour *b, struct rs_telling *t, const struct rs_deed *d,
                        enum rs_finding_id id, const struct rs_origin *since,
                        struct rs_digest owner, uint32_t count);

#endif
