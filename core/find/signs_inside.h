/*
 * message, dialog -> finding, inside: what the files signs_*.c share. One file
 * is one idea; signs.c is the list of calls. Included by those files only.
 */
#ifndef RS_FIND_SIGNS_INSIDE_H
#define RS_FIND_SIGNS_INSIDE_H

#include "find/agents.h"
#include "find/message_findings.h"
#include "find/zones.h"
#include "find/signs.h"
#include "find/watcher_state.h"

struct rs_signs {
    struct rs_hash hash;
    struct rs_zones zones;
    struct rs_agents agents;
};

/* One message under inspection; everything borrowed. */
struct rs_sign {
    struct rs_watcher *w;
    struct rs_signs *signs;
    const struct rs_annotation *a;
    const struct rs_msg *m;
    const struct rs_view *v;
    const struct rs_origin *o;
};

/* A finding on its way, with the room for its evidence. */
struct rs_sign_finding {
    struct rs_finding f;
    struct rs_evidence_text text;
};

/* On the message at hand. */
void rs_sign_begin(const struct rs_sign *s, struct rs_sign_finding *out, enum rs_finding_id id,
                   enum rs_severity severity);
void rs_sign_text(struct rs_sign_finding *f, const char *name, struct rs_span text);
void rs_sign_number(struct rs_sign_finding *f, const char *name, uint64_t value);

/*
 * Tell it of that address: the first with `what` in a window is told, the others
 * go on with it (f->more). what: a rule, a realm, an AOR; any octets. Nothing is
 * told of the operator's monitors.
 */
void rs_sign_tell(struct rs_watcher *w, struct rs_sign_finding *f, const struct rs_addr *who,
                  struct rs_span what, int64_t window_us);
/* Each is told. */
void rs_sign_tell_each(struct rs_watcher *w, struct rs_sign_finding *f,
                       const struct rs_addr *who);

/* Bits of enum rs_zone. */
unsigned rs_sign_zone(struct rs_watcher *w, const struct rs_addr *a);

/* A number of policy.def in seconds, as microseconds. */
int64_t rs_sign_window(const struct rs_watcher *w, enum rs_number n);

/* One printable line of at most `most` octets: controls as "."; buf holds most + 1. */
struct rs_span rs_sign_plain(struct rs_span octets, size_t most, char *buf);

/* The files, in the order in which they are asked. */
void rs_sign_agent(const struct rs_sign *s); /* S402 */
void rs_sign_tool(const struct rs_sign *s);  /* S403 */

#endif
