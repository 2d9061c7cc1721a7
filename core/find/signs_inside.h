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

/* The credentials of a request that wait for its answer, by transaction modulo these. */
enum {
    RS_SIGNS_ASKED = 1024,
    RS_SIGNS_LEAKED = 64,
    RS_SIGNS_SERVERS = 64,
    RS_SIGNS_AGREED = 256,
    RS_SIGNS_SUSPECTS = 256,
    RS_SIGN_USUAL_NETS = 4 /* of one address of record */
};

struct rs_signs {
    struct rs_hash hash;
    struct rs_zones zones;
    struct rs_agents agents;
    struct rs_table nonces;     /* signs_replay.c */
    struct rs_table teardowns;  /* signs_teardown.c */
    struct rs_table strangers;  /* signs_stranger.c */
    struct rs_table secured;    /* signs_clear.c */
    struct rs_table usual;      /* signs_binding.c */
    struct {
        uint64_t transaction;
        uint32_t nonce, check;  /* place in `nonces`, and the low half of its key */
        bool opens;             /* the request stands outside dialogs */
    } asked[RS_SIGNS_ASKED];
    uint64_t leaked[RS_SIGNS_LEAKED];          /* dialogs with an S410, by number modulo these */
    uint64_t agreed[RS_SIGNS_AGREED];          /* transactions whose request has Security-Verify */
    struct {
        struct rs_addr addr;
        int64_t time_us;
    } suspect[RS_SIGNS_SUSPECTS];              /* sources of S402 to S408 */
    struct rs_addr server[RS_SIGNS_SERVERS];   /* addresses that accepted credentials outside dialogs */
};

/* One message under inspection; everything borrowed. */
struct rs_sign {
    struct rs_watcher *w;
    struct rs_signs *signs;
    const struct rs_annotation *a;
    const struct rs_msg *m;
    const struct rs_view *v;
    const struct rs_origin *o;
    struct rs_span agent;        /* User-Agent, else Server */
    struct rs_agent_said said;   /* what is known of it */
};

/* A finding on its way, with the room for its evidence. */
struct rs_sign_finding {
    struct rs_finding f;
    struct rs_evidence_text text;
};

/* One more object under key; the oldest (base/table.h) makes room. NULL without memory. */
void *rs_sign_keep(struct rs_table *t, struct rs_digest key);

/* Of the message at hand / of an event. */
void rs_sign_event(const struct rs_watcher *w, struct rs_sign_finding *out,
                   const struct rs_event *e, enum rs_finding_id id, enum rs_severity severity);
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
/* The others are noted on their frames, and not told. */
void rs_sign_tell_noted(struct rs_watcher *w, struct rs_sign_finding *f,
                        const struct rs_addr *who, struct rs_span what, int64_t window_us);
/* Only the first in a window is told, and the others leave no trace. False: it is another. */
bool rs_sign_is_first(struct rs_watcher *w, enum rs_finding_id id, const struct rs_addr *who,
                      struct rs_span what, int64_t now_us, int64_t window_us, uint64_t *scope_key);
/* The owner is the address of record, whoever did it. */
void rs_sign_tell_aor(struct rs_watcher *w, struct rs_sign_finding *f, const struct rs_addr *who,
                      struct rs_span aor);
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
void rs_sign_auth(const struct rs_sign *s);  /* S419; S409 and S410 where there are credentials */
void rs_sign_credentials(const struct rs_sign *s, const struct rs_auth *auth); /* S409 */
void rs_sign_copied(const struct rs_sign *s); /* the same of what is sent again */
void rs_sign_answered(const struct rs_sign *s);                                /* S409 */
void rs_sign_leaked(const struct rs_sign *s); /* S410: with credentials inside a dialog */
void rs_sign_server(const struct rs_sign *s); /* S410: who takes in sign-ins */
void rs_sign_caller(const struct rs_sign *s);    /* S417 */
void rs_sign_clear(const struct rs_sign *s);     /* S418 */
void rs_sign_injection(const struct rs_sign *s); /* S420 */
void rs_sign_stranger(const struct rs_sign *s); /* S424, S417 own domain */

/* Events. */
void rs_sign_leak(struct rs_watcher *w, const struct rs_event *e);     /* S410 */
void rs_sign_teardown(struct rs_watcher *w, const struct rs_event *e); /* S422 */
void rs_sign_binding(struct rs_watcher *w, const struct rs_event *e);  /* S415 S416 */


int rs_sign_secured_init(struct rs_signs *s, uint32_t capacity);
int rs_sign_usual_init(struct rs_signs *s, uint32_t capacity);
int rs_sign_nonces_init(struct rs_signs *s, uint32_t capacity);
int rs_sign_teardowns_init(struct rs_signs *s, uint32_t capacity);
int rs_sign_strangers_init(struct rs_signs *s, uint32_t capacity);

/* A request that opens something: no To tag, seen for the first time, on its first hop. */
static inline bool rs_sign_opens(const struct rs_sign *s)
{
    return s->m->kind == RS_MSG_REQUEST && s->a->role == RS_ROLE_REQUEST && !s->v->to.tag.n;
}

static inline bool rs_sign_has_credentials(const struct rs_msg *m)
{
    return m->first[RS_HEADER_AUTHORIZATION] || m->first[RS_HEADER_PROXY_AUTHORIZATION];
}

/* The octets may be read by whoever is on the way. Of a log nobody knows. */
static inline bool rs_sign_in_clear(const struct rs_origin *o)
{
    return !o->imported && (o->transport == RS_TRANSPORT_UDP || o->transport == RS_TRANSPORT_TCP ||
                            o->transport == RS_TRANSPORT_WS || o->transport == RS_TRANSPORT_SCTP);
}

#endif
