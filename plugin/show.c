#include "show.h"

#include "experts.h"
#include "feed.h"
#include "fields.h"
#include "items.h"
#include "octets.h"
#include "prefs.h"
#include "show_progress.h"
#include "tap.h"

static int tap = -1;
static int expert_tap, expert_proto;

void rs_show_register(void)
{
    tap = register_tap("ringside");
}

void rs_show_open(void)
{
    expert_tap = find_tap_id("expert");
    expert_proto = proto_get_id_by_filter_name("_ws.expert");
}

int rs_tap(void)
{
    return tap;
}

struct rs_store *rs_tap_store(void)
{
    return rs_feed_store();
}

/* ---- the groups ---- */

static void show_message(const struct rs_showing *v, proto_tree *tree)
{
    const struct rs_known *k = v->k;
    const struct rs_record *r = k->record;
    const char *meaning = rs_method_meaning((enum rs_method)r->method);
    proto_item *i = rs_item_text(v, tree, hf_ringside_method, k->method);
    if (*meaning)
        proto_item_append_text(i, " (%s)", meaning);
    if (!(r->flags & RS_RECORD_REQUEST)) {
        i = rs_item_text(v, tree, hf_ringside_class, rs_status_class(r->status));
        const char *rfc = rs_status_class_rfc(r->status);
        if (*rfc)
            proto_item_append_text(i, " (RFC 3261: %s)", rfc);
        i = rs_item_uint(v, tree, hf_ringside_status, r->status);
        proto_item_append_text(i, " (%s)", rs_status_phrase(r->status));
    }
    rs_item_text(v, tree, hf_ringside_role, rs_role_name((enum rs_role)r->role));
    rs_item_true_if(v, tree, hf_ringside_retransmission, r->role == RS_ROLE_RETRANSMISSION);
    rs_item_true_if(v, tree, hf_ringside_duplicate, r->role == RS_ROLE_DUPLICATE);
    rs_item_true_if(v, tree, hf_ringside_other_leg, r->flags & RS_RECORD_OTHER_LEG);
}

static void show_times(const struct rs_showing *v, proto_tree *tree,
                       const struct rs_transaction_facts *t)
{
    uint32_t frame = v->k->record->frame;
    if (t->provisional_frame == frame && v->k->record->role == RS_ROLE_PROVISIONAL)
        rs_item_delay(v, tree, hf_ringside_transaction_time_to_provisional, t->to_provisional_us);
    if (t->final_frame == frame && v->k->record->role == RS_ROLE_FINAL)
        rs_item_delay(v, tree, hf_ringside_transaction_time_to_final, t->to_final_us);
}

static void show_transaction(const struct rs_showing *v, proto_tree *parent)
{
    const struct rs_record *r = v->k->record;
    const struct rs_transaction_facts *t = v->k->transaction;
    if (!r->transaction)
        return;
    proto_item *i = rs_item_uint(v, parent, hf_ringside_transaction, r->transaction);
    proto_tree *tree = proto_item_add_subtree(i, ett_ringside_transaction);
    rs_item_link(v, tree, hf_ringside_transaction_retransmission_of, r->retransmission_of);
    if (r->copies > 1)
        rs_item_uint(v, tree, hf_ringside_transaction_copies, r->copies);
    if (!t)
        return;
    rs_item_link(v, tree, hf_ringside_transaction_request_in, t->request_frame);
    rs_item_link(v, tree, hf_ringside_transaction_provisional_in, t->provisional_frame);
    rs_item_link(v, tree, hf_ringside_transaction_final_in, t->final_frame);
    rs_item_link(v, tree, hf_ringside_transaction_ack_in, t->ack_frame);
    rs_item_link(v, tree, hf_ringside_transaction_cancel_in, t->cancel_frame);
    show_times(v, tree, t);
    rs_item_uint_if(v, tree, hf_ringside_transaction_final_status, t->final_status);
    rs_item_uint_if(v, tree, hf_ringside_transaction_hop, t->via_count);
    rs_item_true_if(v, tree, hf_ringside_transaction_cancelled, t->cancelled);
    rs_item_true_if(v, tree, hf_ringside_transaction_unanswered, rs_known_unanswered(v->k));
    rs_item_true_if(v, tree, hf_ringside_transaction_unacknowledged, rs_known_unacknowledged(v->k));
}

static void show_dialog(const struct rs_showing *v, proto_tree *parent)
{
    const struct rs_record *r = v->k->record;
    const struct rs_dialog_facts *d = v->k->dialog;
    if (!r->dialog)
        return;
    proto_item *i = rs_item_uint(v, parent, hf_ringside_dialog, r->dialog);
    proto_tree *tree = proto_item_add_subtree(i, ett_ringside_dialog);
    if (r->before != r->after && r->before != RS_DIALOG_NONE)
        rs_item_text(v, tree, hf_ringside_dialog_state_before,
                 rs_dialog_state_name((enum rs_dialog_state)r->before));
    rs_item_text(v, tree, hf_ringside_dialog_state,
             rs_dialog_state_name((enum rs_dialog_state)r->after));
    rs_item_true_if(v, tree, hf_ringside_dialog_from_caller, r->flags & RS_RECORD_FROM_CALLER);
    rs_item_true_if(v, tree, hf_ringside_dialog_partial, r->flags & RS_RECORD_PARTIAL);
    if (r->fork > 1)
        rs_item_uint(v, tree, hf_ringside_dialog_fork, r->fork);
    if (!d)
        return;
    rs_item_text_if(v, tree, hf_ringside_dialog_usage, rs_usage_name((enum rs_usage)d->usage));
    rs_item_link(v, tree, hf_ringside_dialog_opened_in, d->opened_frame);
    rs_item_link(v, tree, hf_ringside_dialog_confirmed_in, d->confirmed_frame);
    rs_item_link(v, tree, hf_ringside_dialog_closed_in, d->closed_frame);
    rs_item_text_if(v, tree, hf_ringside_dialog_end, rs_dialog_end_name((enum rs_dialog_end)d->end));
}

static void show_call(const struct rs_showing *v, proto_tree *parent)
{
    const struct rs_record *r = v->k->record;
    unsigned score = rs_join_score(v->k->join);
    if (!r->call)
        return;
    proto_item *i = rs_item_uint(v, parent, hf_ringside_call, v->k->call);
    proto_tree *tree = proto_item_add_subtree(i, ett_ringside_call);
    rs_item_uint(v, tree, hf_ringside_call_leg, r->leg);
    if (r->call != v->k->call)
        rs_item_uint(v, tree, hf_ringside_call_seen_as, r->call);
    i = rs_item_text(v, tree, hf_ringside_call_join, rs_join_word(v->k->join));
    proto_item_append_text(i, " (%s)", rs_join_name(v->k->join));
    rs_item_uint(v, tree, hf_ringside_call_join_score, score);
    rs_item_true_if(v, tree, hf_ringside_call_join_guessed, score < 100);
}

static void show_auth(const struct rs_showing *v, proto_tree *parent)
{
    const struct rs_record *r = v->k->record;
    if (!r->auth_scheme && !r->auth_round)
        return;
    proto_item *i;
    proto_tree *tree = proto_tree_add_subtree(parent, v->frame, 0, 0, ett_ringside_auth, &i,
                                              "Authentication");
    proto_item_set_generated(i);
    rs_item_text_if(v, tree, hf_ringside_auth_scheme,
                rs_auth_scheme_name((enum rs_auth_scheme)r->auth_scheme));
    rs_item_uint_if(v, tree, hf_ringside_auth_round, r->auth_round);
    rs_show_sign_in(v, tree);
    rs_item_true_if(v, tree, hf_ringside_auth_accepted, r->flags & RS_RECORD_ACCEPTED);
    rs_item_true_if(v, tree, hf_ringside_auth_failed, r->flags & RS_RECORD_FAILED);
}

static void show_diagnostics(const struct rs_showing *v, proto_tree *parent, const struct rs_extra *x)
{
    proto_item *i = rs_item_uint(v, parent, hf_ringside_ms_diagnostics, x->diagnostics_id);
    if (*x->diagnostics)
        proto_item_append_text(i, " (%s)", x->diagnostics);
    proto_tree *tree = proto_item_add_subtree(i, ett_ringside_diagnostics);
    rs_item_text_if(v, tree, hf_ringside_ms_diagnostics_reason, x->diagnostics);
    rs_item_text_if(v, tree, hf_ringside_ms_diagnostics_class,
                rs_ms_diagnostics_class(x->diagnostics_id));
    const struct rs_ms_diagnostics_row *row = rs_ms_diagnostics_row(x->diagnostics_id);
    if (row)
        rs_item_text(v, tree, hf_ringside_ms_diagnostics_meaning, row->words);
}

static void show_lync(const struct rs_showing *v, proto_tree *parent, const struct rs_extra *x)
{
    struct rs_lync_term term;
    proto_item *i;
    proto_tree *tree =
        proto_tree_add_subtree(parent, v->frame, 0, 0, ett_ringside_lync, &i, "Lync");
    proto_item_set_generated(i);
    rs_item_text_if(v, tree, hf_ringside_lync_src_role, x->src_role);
    rs_item_text_if(v, tree, hf_ringside_lync_dst_role, x->dst_role);
    rs_item_text_if(v, tree, hf_ringside_lync_conversation, x->conversation);
    rs_item_text_if(v, tree, hf_ringside_lync_epid, x->from_epid);
    rs_item_text_if(v, tree, hf_ringside_lync_epid, x->to_epid);
    for (unsigned n = 0; rs_lync_term(n, &term); n++)
        if (x->lync_terms >> n & 1)
            rs_item_text(v, tree, hf_ringside_lync_term,
                     wmem_strdup_printf(v->pinfo->pool, "%s: %s", term.name, term.words));
}

static void show_extra(const struct rs_showing *v, proto_tree *tree)
{
    const struct rs_extra *x = v->k->extra;
    if (!x)
        return;
    if (x->diagnostics)
        show_diagnostics(v, tree, x);
    if (x->lync_terms || x->src_role || x->dst_role)
        show_lync(v, tree, x);
}

static void show_finding(const struct rs_showing *v, proto_tree *parent, const struct rs_found *f)
{
    const struct rs_catalogue_entry *c = rs_catalogue_get((enum rs_finding_id)f->id);
    const char *severity = rs_severity_name((enum rs_severity)f->severity);
    proto_item *i = rs_item_text(v, parent, hf_ringside_finding, c->id);
    proto_item_append_text(i, " %s (%s)", c->name, severity);
    proto_tree *tree = proto_item_add_subtree(i, ett_ringside_finding);
    rs_item_text(v, tree, hf_ringside_finding_key, c->key);
    rs_item_text(v, tree, hf_ringside_finding_severity, severity);
    rs_item_uint(v, tree, hf_ringside_finding_confidence, f->confidence);
    rs_item_text_if(v, tree, hf_ringside_finding_evidence, f->evidence);
    rs_experts_add(v->frame, v->pinfo, tree, i, f);
}

static void show_tree(const struct rs_showing *v, proto_tree *parent)
{
    const char *summary = rs_words_summary(v->pinfo->pool, v->k);
    proto_item *i = proto_tree_add_protocol_format(parent, proto_ringside, v->frame, 0, 0,
                                                   "Ringside: %s", summary);
    proto_item_set_generated(i);
    proto_tree *tree = proto_item_add_subtree(i, ett_ringside_message);
    rs_item_text(v, tree, hf_ringside_summary, summary);
    show_message(v, tree);
    show_transaction(v, tree);
    show_dialog(v, tree);
    show_call(v, tree);
    show_auth(v, tree);
    rs_show_progress(v, tree);
    show_extra(v, tree);
    for (unsigned n = 0; n < v->k->found_count; n++)
        show_finding(v, tree, v->k->found[n]);
}

/* ---- columns ---- */

static void show_column(const struct rs_showing *v)
{
    const char *text = rs_prefs_info() == RS_INFO_SUMMARY
                           ? rs_words_summary(v->pinfo->pool, v->k)
                           : rs_words_findings(v->pinfo->pool, v->k);
    if (*text)
        col_append_fstr(v->pinfo->cinfo, COL_INFO, " [%s]", text);
}

/* ---- tap ---- */

static void note_octets(struct rs_tap_message *m, proto_tree *tree)
{
    struct rs_octets o;
    if (!rs_octets_at(tree, m->record->start, &o))
        return;
    m->tvb = o.tvb;
    m->offset = (int)m->record->start;
    m->length = (int)MIN(m->record->length, tvb_captured_length(o.tvb) - m->record->start);
}

static void tell_tap(const struct rs_showing *v, proto_tree *tree)
{
    const struct rs_known *k = v->k;
    struct rs_tap_message *m = wmem_new0(v->pinfo->pool, struct rs_tap_message);
    m->record = k->record;
    m->transaction = k->transaction;
    m->dialog = k->dialog;
    m->call = k->call;
    m->method = k->method;
    m->class_name = k->record->status ? rs_status_class(k->record->status) : "";
    m->finding_count = k->found_count;
    m->finding = (const struct rs_found *const *)wmem_memdup(
        v->pinfo->pool, k->found, k->found_count * sizeof *k->found);
    note_octets(m, tree);
    tap_queue_packet(tap, v->pinfo, m);
}

/* ---- a frame ---- */

struct wanted {
    bool tree, column, tap;
};

static void show_record(const struct wanted *w, const struct rs_showing *v, proto_tree *tree)
{
    /* An expert info is for columns and taps too: added though nobody asked for our fields. */
    if (w->tree || v->k->found_count)
        show_tree(v, tree);
    if (w->column)
        show_column(v);
    if (w->tap)
        tell_tap(v, tree);
}

/* That protocol or one of its fields; proto_field_is_referenced says yes to any protocol. */
static bool is_asked_for(int proto)
{
    return proto >= 0 && proto_registrar_get_nth((guint)proto)->ref_type != HF_REF_TYPE_NONE;
}

bool rs_show_asked(proto_tree *tree)
{
    bool by_tree = tree && (PTREE_DATA(tree)->visible || is_asked_for(proto_ringside) ||
                            is_asked_for(expert_proto));
    return by_tree || have_tap_listener(tap) || have_tap_listener(expert_tap) ||
           rs_prefs_info() != RS_INFO_NOTHING;
}

unsigned rs_show_frame(struct rs_store *s, tvbuff_t *frame, packet_info *pinfo, proto_tree *tree)
{
    uint32_t first = 0, count = rs_store_frame(s, pinfo->num, &first);
    if (!count)
        return 0;
    struct wanted w = {
        .tree = proto_field_is_referenced(tree, proto_ringside),
        .column = rs_prefs_info() != RS_INFO_NOTHING,
        .tap = have_tap_listener(tap),
    };
    bool visited = PINFO_FD_VISITED(pinfo);
    for (uint32_t i = 0; i < count; i++) {
        const struct rs_record *r = rs_store_record(s, first + i);
        struct rs_known k;
        if (!w.tree && !w.column && !w.tap && !r->finding)
            continue;
        rs_known_make(&k, s, r, visited);
        show_record(&w, &(struct rs_showing){frame, pinfo, &k}, tree);
    }
    return count;
}
