#include "track/join.h"

#include "sip/session.h"

/*
 * Headers that a device passes on or writes so that legs can be found again:
 * what has the same value in two legs makes them one call.
 */
enum { VALUE_LEAST = 4, ID_LEAST = 8, UUID_DIGITS = 32 };

/* ---- which headers ---- */

/* Those with a row in headers.def come first: they are found without a look at any name. */
static void add_header(struct rs_tracker *t, struct rs_span name)
{
    struct rs_join_header h = {.id = (uint8_t)rs_header_find(name)};
    uint32_t at = h.id ? t->join_header_known++ : t->join_header_count;
    h.len = (uint8_t)rs_span_copy(name, h.name, sizeof h.name);
    t->join_header[t->join_header_count++] = t->join_header[at];
    t->join_header[at] = h;
}

void rs_join_headers_init(struct rs_tracker *t)
{
    static const struct rs_span names[] = {
#define RS_JOIN_HEADER(name, product) RS_SPAN_INIT(name),
#include "track/join_headers.def"
#undef RS_JOIN_HEADER
    };
    _Static_assert(sizeof names / sizeof names[0] + RS_JOIN_HEADERS_OURS <= RS_JOIN_HEADERS_MAX,
                   "RS_JOIN_HEADERS_MAX: no room for all");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        add_header(t, names[i]);
}

int rs_tracker_join_header(struct rs_tracker *t, struct rs_span name)
{
    if (!rs_span_is_token(name) || name.n > RS_JOIN_HEADER_NAME_MAX ||
        t->join_header_count == RS_JOIN_HEADERS_MAX)
        return RS_ERR_USAGE;
    add_header(t, name);
    return RS_OK;
}

/* ---- values ---- */

static void shared(struct rs_tracker *t, struct rs_step *s, struct rs_span value,
                   enum rs_join why)
{
    rs_joint_shared(t, s->call, rs_digest_with(&t->hash, rs_joint_kind(why), value.p, value.n),
                    why);
}

/* RFC 7989 5: 32 digits. The nil UUID stands where one is not known yet (5, 7). */
static bool is_uuid(struct rs_span value)
{
    bool nil = true;
    if (value.n != UUID_DIGITS)
        return false;
    for (size_t i = 0; i < value.n; i++) {
        if (rs_hex_value(value.p[i]) < 0)
            return false;
        nil &= value.p[i] == '0';
    }
    return !nil;
}

static void by_uuid(struct rs_tracker *t, struct rs_step *s, struct rs_span uuid)
{
    if (is_uuid(uuid))
        rs_joint_shared(t, s->call,
                        rs_digest_nocase_with(&t->hash, rs_joint_kind(RS_JOIN_SESSION_ID), uuid.p,
                                              uuid.n),
                        RS_JOIN_SESSION_ID);
}

/*
 * Each end has a UUID of its own for the session, which the devices between
 * leave alone: one of them in two legs is the same session, or one that was
 * transferred, or the same conference.
 */
static void by_session_id(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_session_id id;
    if (rs_session_id_parse(rs_msg_value(s->msg, RS_HEADER_SESSION_ID), &id) != RS_OK)
        return;
    by_uuid(t, s, id.local);
    by_uuid(t, s, id.remote);
}

/* RFC 7315 5.6: icid-value=token or quoted; globally unique. */
static void by_icid(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_span icid = rs_param_value(rs_msg_value(s->msg, RS_HEADER_P_CHARGING_VECTOR),
                                         RS_SPAN("icid-value"));
    if (icid.n >= ID_LEAST)
        shared(t, s, icid, RS_JOIN_ICID);
}

static void by_value(struct rs_tracker *t, struct rs_step *s, enum rs_header_id header,
                     enum rs_join why)
{
    struct rs_span value = rs_msg_value(s->msg, header);
    if (value.n >= ID_LEAST)
        shared(t, s, value, why);
}

/* ---- headers that name the other leg ---- */

static struct rs_span bare(struct rs_span value)
{
    struct rs_span rest, v = rs_span_cut(value, ';', &rest);
    return v.n > 1 && v.p[0] == '"' && v.p[v.n - 1] == '"' ? rs_span(v.p + 1, v.n - 2) : v;
}

/*
 * The other leg's Call-ID, or a value of all legs: nobody says which. A PBX that
 * writes this leg's own Call-ID says nothing.
 */
static void by_name(struct rs_tracker *t, struct rs_step *s, struct rs_span value)
{
    struct rs_span v = bare(value);
    if (v.n < VALUE_LEAST || rs_span_eq(v, s->view->call_id))
        return;
    struct rs_call *named = rs_call_find(t, rs_digest(&t->hash, v.p, v.n));
    if (named)
        rs_leg_join(t, s->call, named, RS_JOIN_HEADER);
    shared(t, s, v, RS_JOIN_HEADER);
}

/* The leg that names this one may have come first. */
static void was_named(struct rs_tracker *t, struct rs_step *s)
{
    if (!(t->joint_kinds & 1u << RS_JOIN_HEADER) || s->call->looked_at)
        return;
    struct rs_span id = s->view->call_id;
    struct rs_joint *j = rs_table_find(
        &t->joints, rs_digest_with(&t->hash, rs_joint_kind(RS_JOIN_HEADER), id.p, id.n));
    struct rs_call *other = j && !j->common ? rs_joint_leg(t, j) : NULL;
    if (other)
        rs_leg_join(t, s->call, other, RS_JOIN_HEADER);
}

/* A header without a row of its own. */
static void by_other(struct rs_tracker *t, struct rs_step *s, const struct rs_header *h)
{
    struct rs_span name = rs_header_name(s->msg, h);
    for (uint32_t i = t->join_header_known; i < t->join_header_count; i++) {
        const struct rs_join_header *j = &t->join_header[i];
        if (j->len == name.n &&
            rs_span_eq_nocase(name, rs_span(j->name, j->len)))
            by_name(t, s, rs_header_value(s->msg, h));
    }
}

static void by_names(struct rs_tracker *t, struct rs_step *s)
{
    for (uint32_t i = 0; i < t->join_header_known; i++) {
        enum rs_header_id id = (enum rs_header_id)t->join_header[i].id;
        if (s->msg->first[id])
            by_name(t, s, rs_msg_value(s->msg, id));
    }
    for (const struct rs_header *h = rs_msg_first(s->msg, RS_HEADER_OTHER); h;
         h = rs_msg_next(s->msg, h))
        by_other(t, s, h);
}

void rs_join_by_headers(struct rs_tracker *t, struct rs_step *s)
{
    const struct rs_msg *m = s->msg;
    if (m->first[RS_HEADER_SESSION_ID])
        by_session_id(t, s);
    if (m->first[RS_HEADER_P_CHARGING_VECTOR])
        by_icid(t, s);
    if (m->first[RS_HEADER_MS_CONVERSATION_ID])
        by_value(t, s, RS_HEADER_MS_CONVERSATION_ID, RS_JOIN_MS_CONVERSATION);
    if (m->first[RS_HEADER_MS_CORRELATION_ID])
        by_value(t, s, RS_HEADER_MS_CORRELATION_ID, RS_JOIN_MS_CORRELATION);
    by_names(t, s);
    was_named(t, s);
}
