#include "track/join.h"

/*
 * Back-to-back user agents that make the Call-ID of the next leg from the one
 * before, so that people find it (call_id_forms.def).
 */
enum { BASE_LEAST = 6, ADDITIONS_MAX = 8 };

static const struct rs_span suffixes[] = {
#define RS_CALL_ID_SUFFIX(text, product) RS_SPAN_INIT(text),
#define RS_CALL_ID_PREFIX(text, product)
#include "track/call_id_forms.def"
#undef RS_CALL_ID_SUFFIX
#undef RS_CALL_ID_PREFIX
};

static const struct rs_span prefixes[] = {
#define RS_CALL_ID_SUFFIX(text, product)
#define RS_CALL_ID_PREFIX(text, product) RS_SPAN_INIT(text),
#include "track/call_id_forms.def"
#undef RS_CALL_ID_SUFFIX
#undef RS_CALL_ID_PREFIX
};

static bool ends_with(struct rs_span s, struct rs_span end)
{
    return s.n > end.n && !memcmp(rs_span_end(s) - end.n, end.p, end.n);
}

/* Takes "text number" off its end. */
static bool take_suffix(struct rs_span *id)
{
    struct rs_span rest = *id;
    while (rest.n && rs_is_digit(rest.p[rest.n - 1]))
        rest.n--;
    if (rest.n == id->n || !rest.n || (rest.p[rest.n - 1] != '-' && rest.p[rest.n - 1] != '_'))
        return false; /* as all suffixes end */
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (ends_with(rest, suffixes[i])) {
            *id = rs_span(rest.p, rest.n - suffixes[i].n);
            return true;
        }
    return false;
}

static bool take_prefix(struct rs_span *id)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (id->n > prefixes[i].n && !memcmp(id->p, prefixes[i].p, prefixes[i].n)) {
            *id = rs_span_skip(*id, prefixes[i].n);
            return true;
        }
    return false;
}

/* What is left without all additions; empty when there is none. */
static struct rs_span base_of(struct rs_span id)
{
    struct rs_span base = id;
    for (int i = 0; i < ADDITIONS_MAX && (take_suffix(&base) || take_prefix(&base)); i++)
        ;
    return base.n < id.n && base.n >= BASE_LEAST ? base : RS_SPAN_NONE;
}

static struct rs_digest form_key(const struct rs_tracker *t, struct rs_span base)
{
    return rs_digest_with(&t->hash, rs_joint_kind(RS_JOIN_CALL_ID_FORM), base.p, base.n);
}

/* The leg with the additions came first. */
static void was_base(struct rs_tracker *t, struct rs_step *s)
{
    if (!(t->joint_kinds & 1u << RS_JOIN_CALL_ID_FORM))
        return;
    const struct rs_joint *j = rs_table_find(&t->joints, form_key(t, s->view->call_id));
    struct rs_call *other = j && !j->common ? rs_joint_leg(t, j) : NULL;
    if (other)
        rs_leg_join(t, s->call, other, RS_JOIN_CALL_ID_FORM);
}

void rs_join_by_call_id(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_span base = base_of(s->view->call_id);
    if (!base.n) {
        was_base(t, s);
        return;
    }
    struct rs_call *made_from = rs_call_find(t, rs_digest(&t->hash, base.p, base.n));
    if (made_from)
        rs_leg_join(t, s->call, made_from, RS_JOIN_CALL_ID_FORM);
    rs_joint_shared(t, s->call, form_key(t, base), RS_JOIN_CALL_ID_FORM);
}
