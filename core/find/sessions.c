#include "find/sessions.h"

#include <string.h>

#include "sip/method.h"

enum {
    FOLD_US = 32000000,  /* a retry later than that is another attempt */
    STALE_US = 300000000 /* nobody saw how that one ended (Timer C and more) */
};

/*
 * Times are those behind the first request, in microseconds: what takes longer
 * than the 71 minutes that they hold is no delay any more, but nobody's retry.
 */
struct __attribute__((packed, aligned(4))) session {
    struct rs_table_link link;
    struct rs_service_ref service, peer;
    int64_t since_us : 56; /* the first request; of an answered session, its answer */
    uint64_t state : 2, scheme : 5;
    uint64_t rang : 1;     /* 18x was seen */
    uint32_t retry_us;     /* challenged or redirected then; 0: not */
    uint32_t status_us;    /* the first answer that is not 100; 0: none */
};

_Static_assert(sizeof(struct session) == 44, "as many as calls go on: each octet counts");
_Static_assert(RS_AUTH__COUNT <= 1 << 5, "scheme");

int rs_sessions_init(struct rs_sessions *s, const struct rs_hash_key *key, uint32_t capacity)
{
    rs_hash_init(&s->hash, key);
    return rs_table_init(&s->table, sizeof(struct session), capacity);
}

void rs_sessions_fini(struct rs_sessions *s)
{
    rs_table_fini(&s->table);
}

/* ---- its places ---- */

/* Numbers of Call-IDs are ours, nobody chooses them: any spread will do. */
static struct rs_digest key_of(const struct rs_sessions *s, uint64_t leg, unsigned method)
{
    struct rs_digest d = {s->hash.word[0], s->hash.word[1]};
    return rs_digest_plus(d, leg * 2 + (method == RS_METHOD_REGISTER), leg);
}

static struct session *find(const struct rs_sessions *s, uint64_t leg, unsigned method)
{
    return leg ? rs_table_find(&s->table, key_of(s, leg, method)) : NULL;
}

static struct rs_session_change places(struct rs_services *services, const struct session *e)
{
    return (struct rs_session_change){
        .service = rs_service_of(services, e->service),
        .peer = rs_service_of(services, e->peer),
    };
}

/* Never 0, which is "not yet". */
static uint32_t behind(const struct session *e, int64_t now_us)
{
    int64_t us = now_us - e->since_us;
    return us < 1 ? 1 : us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static void count(const struct rs_session_change *c, enum rs_quality_counter n, int64_t now_us)
{
    if (c->service)
        rs_service_count(c->service, n, now_us);
    if (c->peer)
        rs_service_count(c->peer, n, now_us);
}

static void delay(const struct rs_session_change *c, enum rs_quality_delay d, int64_t delay_us,
                  int64_t now_us, unsigned scheme)
{
    if (c->service)
        rs_service_delay(c->service, d, delay_us, now_us, (enum rs_auth_scheme)scheme);
    if (c->peer)
        rs_service_delay(c->peer, d, delay_us, now_us, (enum rs_auth_scheme)scheme);
}

static void live(const struct rs_session_change *c, bool more)
{
    struct rs_service *both[] = {c->service, c->peer};
    for (int i = 0; i < 2; i++)
        if (both[i] && (more || both[i]->live))
            both[i]->live += more ? 1u : UINT32_MAX;
}

static void drop(struct rs_sessions *s, struct rs_services *services, struct session *e)
{
    struct rs_session_change c = places(services, e);
    if (e->state == RS_SESSION_ANSWERED)
        live(&c, false);
    rs_table_remove(&s->table, e);
}

/* ---- requests ---- */

static void place(struct rs_services *services, const struct rs_policy *policy, struct session *e,
                  const struct rs_origin *o)
{
    const struct rs_endpoint peer = {.addr = o->src.addr};
    e->service = rs_service_ref(rs_service_get(services, &o->dst, o->time_us));
    e->peer = (struct rs_service_ref){0, 0};
    if (rs_policy_told(policy, RS_LIST_PEERS) &&
        rs_policy_has_addr(policy, RS_LIST_PEERS, &peer.addr))
        e->peer = rs_service_ref(rs_service_get(services, &peer, o->time_us));
}

static struct session *open_session(struct rs_sessions *s, struct rs_services *services,
                                    const struct rs_policy *policy, const struct rs_annotation *a)
{
    if (rs_table_full(&s->table))
        drop(s, services, rs_table_oldest(&s->table));
    struct session *e = rs_table_add(&s->table, key_of(s, a->leg, a->view->method));
    if (!e)
        return NULL;
    e->since_us = a->origin->time_us;
    place(services, policy, e, a->origin);
    return e;
}

/* A retry of what was challenged or redirected, or the same attempt again. */
static bool goes_on(struct session *e, const struct rs_annotation *a)
{
    int64_t waited_us = a->origin->time_us - e->since_us - e->retry_us;
    if (waited_us > (e->retry_us ? FOLD_US : STALE_US))
        return false;
    return e->state != RS_SESSION_ANSWERED;
}

static struct rs_session_change asked(struct rs_sessions *s, struct rs_services *services,
                                      const struct rs_policy *policy,
                                      const struct rs_annotation *a)
{
    struct session *e = find(s, a->leg, a->view->method);
    if (e && !goes_on(e, a)) {
        drop(s, services, e);
        e = NULL;
    }
    if (e && e->state == RS_SESSION_REDIRECTED)
        place(services, policy, e, a->origin); /* where it was sent on to */
    if (!e && !(e = open_session(s, services, policy, a)))
        return (struct rs_session_change){0};
    e->state = RS_SESSION_OPEN;
    e->retry_us = 0;
    rs_table_touch(e);
    struct rs_session_change c = places(services, e);
    if (a->view->method == RS_METHOD_INVITE)
        count(&c, RS_QUALITY_INVITES, a->origin->time_us);
    return c;
}

/* ---- outcomes ---- */

static bool is_user(unsigned status) /* SEER: the effect of an individual user */
{
    return status == 480 || status == 486 || status == 600 || status == 603;
}

static bool is_ineffective(unsigned status) /* ISA */
{
    return status == 408 || status == 500 || status == 503 || status == 504;
}

static void set_up(struct rs_session_change *c, const struct session *e, unsigned status,
                   int64_t now_us)
{
    bool answered = status / 100 == 2;
    c->set_up = true;
    count(c, RS_QUALITY_ATTEMPTS, now_us);
    if (answered)
        count(c, RS_QUALITY_ANSWERED, now_us);
    if (answered || is_user(status))
        count(c, RS_QUALITY_EFFECTIVE, now_us);
    if (answered || is_user(status) || (e->rang && (status == 487 || status == 408)))
        count(c, RS_QUALITY_NETWORK_EFFECTIVE, now_us);
    if (is_ineffective(status))
        count(c, RS_QUALITY_INEFFECTIVE, now_us);
    if (answered)
        delay(c, RS_DELAY_SRD, e->status_us ? e->status_us : now_us - e->since_us, now_us, 0);
    else if (status)
        delay(c, RS_DELAY_SRD_FAILED, now_us - e->since_us, now_us, 0);
}

static struct rs_session_change invite_final(struct rs_sessions *s, struct rs_services *services,
                                             struct session *e, const struct rs_annotation *a)
{
    struct rs_session_change c = places(services, e);
    unsigned status = a->msg->status;
    int64_t now_us = a->origin->time_us;
    if (status == 401 || status == 407) {
        e->retry_us = behind(e, now_us);
        return c;
    }
    if (status / 100 == 3) {
        count(&c, RS_QUALITY_INVITES_REDIRECTED, now_us);
        count(&c, RS_QUALITY_REDIRECTED, now_us);
        e->state = RS_SESSION_REDIRECTED;
        e->retry_us = behind(e, now_us);
        return c;
    }
    set_up(&c, e, status, now_us);
    if (status / 100 == 2) {
        e->state = RS_SESSION_ANSWERED;
        e->since_us = now_us;
        rs_table_promote(&s->table, e, 1);
        live(&c, true);
    } else {
        rs_table_remove(&s->table, e);
    }
    return c;
}

static struct rs_session_change invite_answer(struct rs_sessions *s, struct rs_services *services,
                                              struct session *e, const struct rs_annotation *a)
{
    unsigned status = a->msg->status;
    if (e->state != RS_SESSION_OPEN)
        return (struct rs_session_change){0};
    if (status > 100 && status < 200 && !e->status_us) {
        e->status_us = behind(e, a->origin->time_us);
        e->rang = status == 180 || status == 181 || status == 182 || status == 183;
    }
    return status >= 200 ? invite_final(s, services, e, a) : (struct rs_session_change){0};
}

static struct rs_session_change register_done(struct rs_sessions *s, struct rs_services *services,
                                              struct session *e, unsigned status, int64_t now_us)
{
    struct rs_session_change c = places(services, e);
    c.registered = true;
    count(&c, RS_QUALITY_REGISTERS, now_us);
    if (status / 100 == 2)
        delay(&c, RS_DELAY_RRD, now_us - e->since_us, now_us, e->scheme);
    else
        count(&c, RS_QUALITY_REGISTERS_FAILED, now_us);
    rs_table_remove(&s->table, e);
    return c;
}

/* "4XX (excluding 401, 402, and 407 non-failure challenge response codes), 5XX, or possible 6XX" */
static struct rs_session_change register_answer(struct rs_sessions *s,
                                                struct rs_services *services, struct session *e,
                                                const struct rs_annotation *a)
{
    unsigned status = a->msg->status;
    if (status < 200 || status / 100 == 3)
        return (struct rs_session_change){0};
    if (status == 401 || status == 402 || status == 407) {
        e->retry_us = behind(e, a->origin->time_us);
        e->scheme = a->auth.scheme & 31;
        return (struct rs_session_change){0};
    }
    return register_done(s, services, e, status, a->origin->time_us);
}

/* Its 2xx; another answer is followed by one, or by silence. */
static struct rs_session_change bye_answer(struct rs_sessions *s, struct rs_services *services,
                                           struct session *e, const struct rs_annotation *a)
{
    struct rs_session_change c = places(services, e);
    int64_t now_us = a->origin->time_us, took_us = a->transaction.to_final_us;
    if (a->msg->status / 100 != 2 || e->state != RS_SESSION_ANSWERED)
        return (struct rs_session_change){0};
    c.disconnected = true;
    delay(&c, RS_DELAY_SDD, took_us, now_us, 0);
    delay(&c, RS_DELAY_SDT, now_us - took_us - e->since_us, now_us, 0);
    count(&c, RS_QUALITY_COMPLETED, now_us);
    drop(s, services, e);
    return c;
}

/* A BYE ends what an INVITE began. */
static unsigned method_of(const struct rs_annotation *a)
{
    return a->view->method == RS_METHOD_BYE ? (unsigned)RS_METHOD_INVITE : a->view->method;
}

static struct rs_session_change answered(struct rs_sessions *s, struct rs_services *services,
                                         const struct rs_annotation *a)
{
    unsigned method = a->view->method;
    struct session *e = find(s, a->leg, method_of(a));
    if (!e)
        return (struct rs_session_change){0};
    if (method == RS_METHOD_INVITE)
        return invite_answer(s, services, e, a);
    if (method == RS_METHOD_REGISTER)
        return register_answer(s, services, e, a);
    return bye_answer(s, services, e, a);
}

static bool concerns(const struct rs_annotation *a)
{
    unsigned method = method_of(a);
    return a->leg && a->transaction.first_hop &&
           (method == RS_METHOD_INVITE || method == RS_METHOD_REGISTER);
}

void rs_sessions_expect(const struct rs_sessions *s, const struct rs_annotation *a)
{
    if (concerns(a))
        rs_table_prefetch_slot(&s->table, key_of(s, a->leg, method_of(a)));
}

void rs_sessions_expect_soon(const struct rs_sessions *s, const struct rs_annotation *a)
{
    if (concerns(a))
        rs_table_prefetch_object(&s->table, key_of(s, a->leg, method_of(a)));
}

struct rs_session_change rs_sessions_message(struct rs_sessions *s, struct rs_services *services,
                                             const struct rs_policy *policy,
                                             const struct rs_annotation *a)
{
    const struct rs_session_change none = {0};
    if (!concerns(a))
        return none;
    if (a->role == RS_ROLE_REQUEST && a->view->method != RS_METHOD_BYE && !a->other_leg &&
        !a->view->to.tag.n)
        return asked(s, services, policy, a);
    if (a->role == RS_ROLE_PROVISIONAL || a->role == RS_ROLE_FINAL)
        return answered(s, services, a);
    return none;
}

struct rs_session_change rs_sessions_timeout(struct rs_sessions *s, struct rs_services *services,
                                             uint64_t leg, unsigned method, int64_t now_us)
{
    if (method == RS_METHOD_BYE)
        return rs_sessions_bad_end(s, services, leg, now_us);
    struct session *e = find(s, leg, method);
    if (!e || e->state != RS_SESSION_OPEN ||
        (method != RS_METHOD_INVITE && method != RS_METHOD_REGISTER))
        return (struct rs_session_change){0};
    if (method == RS_METHOD_REGISTER)
        return register_done(s, services, e, 0, now_us);
    struct rs_session_change c = places(services, e);
    set_up(&c, e, 0, now_us);
    rs_table_remove(&s->table, e);
    return c;
}

struct rs_session_change rs_sessions_bad_end(struct rs_sessions *s, struct rs_services *services,
                                             uint64_t leg, int64_t now_us)
{
    struct session *e = find(s, leg, RS_METHOD_INVITE);
    if (!e || e->state != RS_SESSION_ANSWERED)
        return (struct rs_session_change){0};
    struct rs_session_change c = places(services, e);
    c.disconnected = true;
    count(&c, RS_QUALITY_ENDED_BADLY, now_us);
    drop(s, services, e);
    return c;
}
