/*
 * One-line messages of a scenario: `alice > bob : INVITE sdp=10.0.0.1`.
 *
 *   INVITE           a request. ACK and CANCEL are made from the last INVITE sent
 *                    there; requests of a dialog get its tags (`out`: not); CSeq,
 *                    From tag and branch are counted on by themselves
 *   180 [INVITE]     the answer to the last request (of that method) received from there
 *   again [X]        the same octets as the last message (with that method or status)
 *   fwd [X]          the last message that this host received (with that method or
 *                    status), as a proxy passes it on: Via added or taken off; with
 *                    call=, as one that hides topology does, under another Call-ID
 *
 * Keys: call= (without @: of the host ringside.test) from=user/tag to=user/tag tag=
 * (To tag; "-": none) cseq= branch= ("-": none, "!x": exactly x) uri= contact= ("-": none)
 * sdp=ADDRESS[,PORT[,SESSION-ID]] dir=sendonly (in that SDP; word `t38`: fax) rseq= rack= expires= refer=URI event= state= (of NOTIFY: its
 * Subscription-State; "-": none) vias=N (that
 * many more below the own) h="Name: value" (several) body=text transport=TCP; words:
 * `auth` (credentials), `out`, `callee` (a request by the called side).
 */
#ifndef RS_TESTS_SCENARIO_MESSAGE_H
#define RS_TESTS_SCENARIO_MESSAGE_H

#include "tests/scenario.h"

enum { SCN_VIAS_MAX = 40 };

struct scn_model {
    int src, dst;    /* hosts */
    unsigned status; /* 0: request */
    unsigned cseq;
    int via_count, max_forwards;
    char method[24], uri[128], call[64];
    char from[80], from_tag[80], to[80], to_tag[80];
    char contact[96], extra[1024], body[1024];
    char via[SCN_VIAS_MAX][160]; /* the own one last */
    char *octets;
    size_t len;
};

struct scn_author {
    const struct scenario *s;
    struct scn_model **made;
    size_t count;
    const char *transport; /* "UDP" */
    char error[160];
};

/* A model with its octets, owned by the author; NULL when `text` is wrong: author->error. */
const struct scn_model *scn_author_write(struct scn_author *a, int src, int dst, const char *text);
void scn_author_free(struct scn_author *a);

#endif
