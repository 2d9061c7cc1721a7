/*
 * message -> session: attempts to register and to call, folded as RFC 6076
 * asks. Retransmissions, further hops, forks, challenges (401, 407) and
 * redirections belong to the attempt that they are part of; what it took and
 * how it ended is counted at its service when the end is seen.
 *
 *   INVITE ──► open ──2xx──► answered ──BYE 2xx──► gone (completed)
 *               │ ▲              └─T213, D306, no answer to BYE─► gone (badly)
 *        401,407└─┘
 *               ├──3xx──► redirected ──INVITE within 32 s──► open
 *               └──other final, time-out──► gone
 *   REGISTER ──► open ──2xx, failure, time-out──► gone     (401, 407 as above)
 *
 * Keyed by the number of the Call-ID and the method. Bounded: attempts that
 * are open go first, answered ones last.
 */
#ifndef RS_FIND_SESSIONS_H
#define RS_FIND_SESSIONS_H

#include "base/policy.h"
#include "find/service.h"
#include "track/annotation.h"

enum rs_session_state { RS_SESSION_OPEN, RS_SESSION_REDIRECTED, RS_SESSION_ANSWERED };

struct rs_sessions {
    struct rs_hash hash;
    struct rs_table table;
};

/* What a message did: the services whose numbers it changed (NULL: none), and how. */
struct rs_session_change {
    struct rs_service *service, *peer;
    bool registered;   /* a registration had its outcome */
    bool set_up;       /* an attempt had its outcome */
    bool disconnected; /* a BYE had its answer, or a session ended otherwise */
};

int rs_sessions_init(struct rs_sessions *s, const struct rs_hash_key *key, uint32_t capacity);
void rs_sessions_fini(struct rs_sessions *s);

/* It will be given next: ask of memory for its session's place, then for the session. */
void rs_sessions_expect(const struct rs_sessions *s, const struct rs_annotation *a);
void rs_sessions_expect_soon(const struct rs_sessions *s, const struct rs_annotation *a);

/* A message that the tracker has taken in. policy: who is a peer. */
struct rs_session_change rs_sessions_message(struct rs_sessions *s, struct rs_services *services,
                                             const struct rs_policy *policy,
                                             const struct rs_annotation *a);

/* Of that Call-ID a request of that method got no answer in time. */
struct rs_session_change rs_sessions_timeout(struct rs_sessions *s, struct rs_services *services,
                                             uint64_t leg, unsigned method, int64_t now_us);

/* Its session was never acknowledged, or never properly ended. */
struct rs_session_change rs_sessions_bad_end(struct rs_sessions *s, struct rs_services *services,
                                             uint64_t leg, int64_t now_us);

#endif
