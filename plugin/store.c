#include "store.h"

#include <stdio.h>
#include <string.h>

enum { EVIDENCE_TEXT = 256, REASON_TEXT = 128, NAME_TEXT = 40 };

void rs_store_init(struct rs_store *s, const struct rs_store_limits *limits)
{
    memset(s, 0, sizeof *s);
    rs_rows_init(&s->records, sizeof(struct rs_record), limits->messages);
    rs_rows_init(&s->extras, sizeof(struct rs_extra), limits->messages);
    rs_rows_init(&s->progress, sizeof(struct rs_progress), limits->messages);
    rs_rows_init(&s->subscriptions, sizeof(struct rs_subscription_facts), limits->messages);
    rs_rows_init(&s->transactions, sizeof(struct rs_transaction_facts), limits->messages);
    rs_rows_init(&s->dialogs, sizeof(struct rs_dialog_facts), limits->messages);
    rs_rows_init(&s->calls, sizeof(struct rs_call_facts), limits->messages);
    rs_rows_init(&s->found, sizeof(struct rs_found), limits->findings);
    s->text_limit = limits->text_octets;
    s->texts = g_string_chunk_new(4096);
}

void rs_store_fini(struct rs_store *s)
{
    rs_rows_fini(&s->records);
    rs_rows_fini(&s->extras);
    rs_rows_fini(&s->progress);
    rs_rows_fini(&s->subscriptions);
    rs_rows_fini(&s->transactions);
    rs_rows_fini(&s->dialogs);
    rs_rows_fini(&s->calls);
    rs_rows_fini(&s->found);
    if (s->texts)
        g_string_chunk_free(s->texts);
    memset(s, 0, sizeof *s);
}

const char *rs_store_text(struct rs_store *s, const char *text)
{
    if (!*text)
        return "";
    if (s->text_octets >= s->text_limit) {
        s->texts_refused++;
        return "";
    }
    /* An upper bound: texts that are there already are counted again. */
    s->text_octets += strlen(text) + 1;
    return g_string_chunk_insert_const(s->texts, text);
}

/* Traffic's octets as a text that is UTF-8 whatever they are. */
static const char *span_text(struct rs_store *s, struct rs_span span)
{
    char text[REASON_TEXT];
    rs_span_copy(span, text, sizeof text);
    char *valid = g_utf8_make_valid(text, -1);
    const char *kept = rs_store_text(s, valid);
    g_free(valid);
    return kept;
}

/* ---- a message ---- */

static struct rs_extra *extra_of(struct rs_store *s, struct rs_record *r)
{
    if (!r->extra) {
        if (!rs_rows_add(&s->extras))
            return NULL;
        r->extra = s->extras.count;
    }
    return rs_rows_at(&s->extras, r->extra - 1);
}

static void note_method(struct rs_store *s, struct rs_record *r, const struct rs_annotation *a)
{
    struct rs_extra *x = a->msg->method_name.n ? extra_of(s, r) : NULL;
    if (x)
        x->method = span_text(s, rs_span_first(a->msg->method_name, NAME_TEXT));
}

/* Most messages do nothing of the kind. */
static bool does_more(const struct rs_annotation *a)
{
    return a->subscription.number || a->session_timer.seconds || a->offer.sdp ||
           a->offer.before != a->offer.after || a->auth.first_frame || a->binding.after ||
           a->binding.count.live || a->binding.count.removed;
}

static void note_subscription(struct rs_store *s, struct rs_progress *p,
                              const struct rs_subscription_note *n)
{
    p->subscription = (uint32_t)n->number;
    p->subscription_s = n->expires_s;
    p->subscription_before = n->before;
    p->subscription_after = n->after;
    p->subscription_end = n->end;
    struct rs_subscription_facts *f =
        n->event.n ? rs_rows_reach(&s->subscriptions, n->number) : NULL;
    if (f && !f->event)
        f->event = span_text(s, rs_span_first(n->event, NAME_TEXT));
}

static void note_progress(struct rs_store *s, struct rs_record *r, const struct rs_annotation *a)
{
    struct rs_progress *p = rs_rows_add(&s->progress);
    if (!p)
        return;
    r->progress = s->progress.count;
    if (a->subscription.number)
        note_subscription(s, p, &a->subscription);
    p->sign_in_frame = (uint32_t)a->auth.first_frame;
    p->sign_in_us = a->auth.first_frame ? a->auth.since_us : -1;
    p->timer_before = a->session_timer.before;
    p->timer_after = a->session_timer.after;
    p->refresher = a->session_timer.refresher;
    p->session_s = a->session_timer.seconds;
    p->sdp = a->offer.sdp;
    p->sdp_by = a->offer.by;
    p->offer_before = a->offer.before;
    p->offer_after = a->offer.after;
    p->held_before = a->offer.held_before;
    p->held_by = a->offer.held_by;
    p->binding_before = a->binding.before;
    p->binding_after = a->binding.after;
    p->bindings = a->binding.count;
    p->registration_s = a->binding.expires_s;
}

/* The server's own header says more than the public one, and that more than the client's. */
static void note_diagnostics(struct rs_store *s, struct rs_record *r, const struct rs_msg *m)
{
    static const enum rs_header_id headers[] = {RS_HEADER_MS_DIAGNOSTICS,
                                                RS_HEADER_MS_DIAGNOSTICS_PUBLIC,
                                                RS_HEADER_MS_CLIENT_DIAGNOSTICS};
    struct rs_ms_diagnostics d;
    for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
        const struct rs_header *h = rs_msg_first(m, headers[i]);
        if (!h || rs_ms_diagnostics_parse(rs_header_value(m, h), &d) != RS_OK)
            continue;
        struct rs_extra *x = extra_of(s, r);
        if (x) {
            x->diagnostics_id = d.error_id;
            x->diagnostics = span_text(s, d.reason);
        }
        return;
    }
}

/* A message speaks for who made it: the first hop of a request, a 100. Else a port tells. */
static const char *role_of_sender(const struct rs_annotation *a)
{
    const struct rs_msg *m = a->msg;
    bool made_there = m->kind == RS_MSG_REQUEST ? a->view->via_count <= 1 : m->status == 100;
    const char *role = "";
    if (made_there)
        role = rs_lync_role_of_agent(rs_msg_value(m, RS_HEADER_SERVER));
    if (made_there && !*role)
        role = rs_lync_role_of_agent(rs_msg_value(m, RS_HEADER_USER_AGENT));
    return *role ? role : rs_lync_role_of_port(a->origin->src.port);
}

static const char *text_if(struct rs_store *s, struct rs_span text)
{
    return text.n ? span_text(s, rs_span_first(text, NAME_TEXT)) : NULL;
}

static void note_lync(struct rs_store *s, struct rs_record *r, const struct rs_annotation *a)
{
    if (!rs_lync_is(a->msg))
        return;
    struct rs_extra *x = extra_of(s, r);
    if (!x)
        return;
    const char *dst = rs_lync_role_of_port(a->origin->dst.port), *src = role_of_sender(a);
    x->lync_terms = rs_lync_terms(a->msg);
    x->conversation = text_if(s, rs_msg_value(a->msg, RS_HEADER_MS_CONVERSATION_ID));
    x->from_epid = text_if(s, rs_param_value(a->view->from.params, RS_SPAN("epid")));
    x->to_epid = text_if(s, rs_param_value(a->view->to.params, RS_SPAN("epid")));
    x->src_role = *src ? src : NULL;
    x->dst_role = *dst ? dst : NULL;
}

static uint16_t cut16(uint32_t n)
{
    return n < UINT16_MAX ? (uint16_t)n : UINT16_MAX;
}

static uint8_t flags_of(const struct rs_annotation *a)
{
    bool repeated = a->role == RS_ROLE_RETRANSMISSION || a->role == RS_ROLE_DUPLICATE;
    return (uint8_t)((a->other_leg ? RS_RECORD_OTHER_LEG : 0) |
                     (a->dialog.from_caller ? RS_RECORD_FROM_CALLER : 0) |
                     (a->dialog.partial ? RS_RECORD_PARTIAL : 0) |
                     (a->auth.accepted ? RS_RECORD_ACCEPTED : 0) |
                     (a->auth.failed ? RS_RECORD_FAILED : 0) |
                     (a->msg->kind == RS_MSG_REQUEST ? RS_RECORD_REQUEST : 0) |
                     (repeated ? RS_RECORD_REPEATED : 0));
}

static void note_transaction(struct rs_store *s, const struct rs_record *r,
                             const struct rs_annotation *a)
{
    const struct rs_transaction_note *n = &a->transaction;
    struct rs_transaction_facts *f = n->id ? rs_rows_reach(&s->transactions, n->id) : NULL;
    if (!f)
        return;
    f->known = true;
    f->request_frame = (uint32_t)n->request_frame;
    f->provisional_frame = (uint32_t)n->provisional_frame;
    f->final_frame = (uint32_t)n->final_frame;
    f->ack_frame = (uint32_t)n->ack_frame;
    f->cancel_frame = (uint32_t)n->cancel_frame;
    f->final_status = n->final_status;
    f->via_count = n->via_count;
    f->cancelled = n->cancelled;
    f->to_provisional_us = n->to_provisional_us;
    f->to_final_us = n->to_final_us;
    if (r->dialog)
        f->dialog = r->dialog;
    f->call = r->call;
    if (a->view->method != RS_METHOD_ACK) /* it is the INVITE's */
        f->method = a->view->method;
    if (a->msg->kind == RS_MSG_REQUEST && a->view->method != RS_METHOD_ACK)
        f->copies = cut16(n->copies);
}

static void note_dialog(struct rs_store *s, const struct rs_annotation *a)
{
    const struct rs_dialog_note *n = &a->dialog;
    struct rs_dialog_facts *f = n->id ? rs_rows_reach(&s->dialogs, n->id) : NULL;
    if (!f)
        return;
    f->known = true;
    f->opened_frame = (uint32_t)n->opened_frame;
    f->confirmed_frame = (uint32_t)n->confirmed_frame;
    f->closed_frame = (uint32_t)n->closed_frame;
    f->call = (uint32_t)a->call;
    f->state = n->after;
    f->end = n->end;
    f->usage = n->usage;
    f->fork = n->fork;
}

/* Both sides of a join know its reason: it may be the last that is heard of either. */
static void note_joined(struct rs_store *s, const struct rs_joined *j)
{
    struct rs_call_facts *whole = rs_rows_reach(&s->calls, j->into);
    if (whole && whole->join <= RS_JOIN_CALL_ID)
        whole->join = j->join;
    struct rs_call_facts *part = rs_rows_reach(&s->calls, j->number);
    if (!part)
        return;
    part->into = (uint32_t)j->into;
    part->into_join = j->join;
}

/* A call alone has nothing to note: most have no facts. */
static void note_call(struct rs_store *s, const struct rs_annotation *a)
{
    for (unsigned i = 0; i < a->joined_count; i++)
        note_joined(s, &a->joined[i]);
    if (a->join <= RS_JOIN_CALL_ID)
        return;
    struct rs_call_facts *leg = rs_rows_reach(&s->calls, a->leg);
    if (leg)
        leg->join = a->join;
}

void rs_store_message(struct rs_store *s, struct rs_record *r, const struct rs_annotation *a)
{
    const struct rs_msg *m = a->msg;
    r->transaction = (uint32_t)a->transaction.id;
    r->dialog = (uint32_t)a->dialog.id;
    r->call = (uint32_t)a->call;
    r->leg = (uint32_t)a->leg;
    r->retransmission_of = (uint32_t)a->transaction.retransmission_of;
    r->length = (uint32_t)m->octets.n;
    r->status = m->status;
    r->copies = cut16(a->transaction.copies);
    r->auth_round = a->auth.round;
    r->method = m->method;
    r->role = a->role;
    r->before = a->dialog.before;
    r->after = a->dialog.after;
    r->fork = a->dialog.fork;
    r->flags = flags_of(a);
    r->auth_scheme = a->auth.scheme;
    r->join = a->join;
    if (m->method == RS_METHOD_UNKNOWN)
        note_method(s, r, a);
    if (does_more(a))
        note_progress(s, r, a);
    note_diagnostics(s, r, m);
    note_lync(s, r, a);
    note_transaction(s, r, a);
    note_dialog(s, a);
    note_call(s, a);
}

/* ---- a finding ---- */

static void evidence_text(const struct rs_finding *f, char text[EVIDENCE_TEXT])
{
    size_t n = 0;
    text[0] = '\0';
    for (unsigned i = 0; i < f->evidence_count && n + 1 < EVIDENCE_TEXT; i++) {
        const struct rs_evidence *e = &f->evidence[i];
        int put = snprintf(text + n, EVIDENCE_TEXT - n, "%s%s=", n ? ", " : "", e->name);
        n = MIN(n + (size_t)put, EVIDENCE_TEXT - 1);
        n += rs_span_copy(e->text, text + n, EVIDENCE_TEXT - n);
    }
}

/* The message that the finding is of, where a frame holds several. */
static struct rs_record *anchor(struct rs_store *s, struct rs_record *now,
                                const struct rs_finding *f)
{
    if (now && now->frame == f->frame)
        return now;
    uint32_t first, count = f->frame <= UINT32_MAX ? rs_store_frame(s, (uint32_t)f->frame, &first)
                                                   : 0;
    for (uint32_t i = 0; i < count; i++) {
        struct rs_record *r = rs_store_record(s, first + i);
        if (f->transaction && r->transaction == f->transaction)
            return r;
    }
    return count ? rs_store_record(s, first) : NULL;
}

void rs_store_finding(struct rs_store *s, struct rs_record *now, const struct rs_finding *f)
{
    char text[EVIDENCE_TEXT];
    struct rs_record *r = anchor(s, now, f);
    struct rs_found *found = r ? rs_rows_add(&s->found) : NULL;
    if (!found)
        return;
    evidence_text(f, text);
    char *valid = g_utf8_make_valid(text, -1);
    found->evidence = rs_store_text(s, valid);
    g_free(valid);
    found->id = (uint16_t)f->id;
    found->severity = f->severity;
    found->confidence = f->confidence;
    found->next = r->finding;
    r->finding = s->found.count;
}

/* ---- looking up ---- */

/* Index of the first record whose frame is not below; records.count when there is none. */
static uint32_t lower_bound(const struct rs_store *s, uint32_t frame)
{
    uint32_t low = 0, high = s->records.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (rs_store_record(s, middle)->frame < frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Frames are mostly asked for in order, each after the one before it. */
static uint32_t find(const struct rs_store *s, uint32_t frame)
{
    uint32_t at = s->cursor, count = s->records.count;
    for (int step = 0; step < 2 && at < count; step++, at++) {
        if (rs_store_record(s, at)->frame >= frame &&
            (at == 0 || rs_store_record(s, at - 1)->frame < frame))
            return at;
    }
    return lower_bound(s, frame);
}

uint32_t rs_store_frame(struct rs_store *s, uint32_t frame, uint32_t *first)
{
    uint32_t n = 0, count = s->records.count;
    if (!count || rs_store_record(s, count - 1)->frame < frame)
        return 0;
    *first = find(s, frame);
    s->cursor = *first;
    while (*first + n < count && rs_store_record(s, *first + n)->frame == frame)
        n++;
    return n;
}

const struct rs_record *rs_store_first(struct rs_store *s, uint32_t frame)
{
    uint32_t first;
    return rs_store_frame(s, frame, &first) ? rs_store_record(s, first) : NULL;
}

const struct rs_transaction_facts *rs_store_transaction(const struct rs_store *s, uint32_t number)
{
    const struct rs_transaction_facts *f =
        number < s->transactions.count ? rs_rows_at(&s->transactions, number) : NULL;
    return f && f->known ? f : NULL;
}

const struct rs_dialog_facts *rs_store_dialog(const struct rs_store *s, uint32_t number)
{
    const struct rs_dialog_facts *f =
        number < s->dialogs.count ? rs_rows_at(&s->dialogs, number) : NULL;
    return f && f->known ? f : NULL;
}

static const struct rs_call_facts *call_facts(const struct rs_store *s, uint32_t number)
{
    return number < s->calls.count ? rs_rows_at(&s->calls, number) : NULL;
}

/* Numbers only go down: it ends. */
uint32_t rs_store_call(const struct rs_store *s, uint32_t number)
{
    const struct rs_call_facts *f;
    while ((f = call_facts(s, number)) && f->into)
        number = f->into;
    return number;
}

enum rs_join rs_store_join(const struct rs_store *s, const struct rs_record *r)
{
    const struct rs_call_facts *f = call_facts(s, r->leg);
    if (f && f->join > RS_JOIN_CALL_ID)
        return (enum rs_join)f->join;
    return (enum rs_join)(f && f->into ? f->into_join : r->join);
}

const struct rs_extra *rs_store_extra(const struct rs_store *s, const struct rs_record *r)
{
    return r->extra ? rs_rows_at(&s->extras, r->extra - 1) : NULL;
}

const struct rs_progress *rs_store_progress(const struct rs_store *s, const struct rs_record *r)
{
    return r->progress ? rs_rows_at(&s->progress, r->progress - 1) : NULL;
}

const char *rs_store_event(const struct rs_store *s, uint32_t subscription)
{
    const struct rs_subscription_facts *f =
        subscription < s->subscriptions.count ? rs_rows_at(&s->subscriptions, subscription) : NULL;
    return f && f->event ? f->event : "";
}

/* Newest first in the chain: the newest go when there are too many. */
unsigned rs_store_found(const struct rs_store *s, const struct rs_record *r,
                        const struct rs_found *found[RS_STORE_FOUND_MAX])
{
    unsigned n = 0, kept = 0, total = 0;
    for (uint32_t i = r->finding; i; total++)
        i = ((const struct rs_found *)rs_rows_at(&s->found, i - 1))->next;
    unsigned skip = total > RS_STORE_FOUND_MAX ? total - RS_STORE_FOUND_MAX : 0;
    kept = total - skip;
    for (uint32_t i = r->finding; i; n++) {
        const struct rs_found *f = rs_rows_at(&s->found, i - 1);
        if (n >= skip)
            found[kept - 1 - (n - skip)] = f;
        i = f->next;
    }
    return kept;
}

size_t rs_store_octets(const struct rs_store *s)
{
    return rs_rows_octets(&s->records) + rs_rows_octets(&s->extras) +
           rs_rows_octets(&s->transactions) + rs_rows_octets(&s->dialogs) +
           rs_rows_octets(&s->calls) + rs_rows_octets(&s->progress) +
           rs_rows_octets(&s->subscriptions) +
           rs_rows_octets(&s->found) + s->text_octets;
}
