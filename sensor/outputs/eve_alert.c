/* event_type "alert": one finding, or the life of one that goes on. */
#include "outputs/eve.h"
#include "base/lore.h"
#include "outputs/filter.h"

enum { GID = 5060 };

/*
 * Suricata counts the other way round and knows three steps: 1 is what
 * somebody should look at now (high, critical), 2 medium, 3 low and info.
 */
static unsigned eve_severity(unsigned severity)
{
    if (severity >= RS_HIGH)
        return 1;
    return severity == RS_MEDIUM ? 2 : 3;
}

/* Texts of Suricata's classification.config, which dashboards group by. */
static const char *category(const struct rs_catalogue_entry *c, unsigned severity)
{
    if (c->group == RS_GROUP_SECURITY || severity >= RS_HIGH)
        return "Misc Attack";
    if (c->group == RS_GROUP_UNDECODED || c->group == RS_GROUP_RESPONSE_CODE)
        return "Misc activity";
    return "Generic Protocol Command Decode";
}

/* Suricata's metadata holds lists of texts. */
static void put_metadata(struct rs_json *j, const char *key, const char *value)
{
    rs_json_array_key(j, key);
    rs_json_text_element(j, value);
    rs_json_array_close(j);
}

/* By the keys that Suricata's rules have for it. */
static void put_attack(struct rs_json *j, const struct rs_attack *a)
{
    if (!a)
        return;
    put_metadata(j, "mitre_tactic_id", a->tactic_id);
    put_metadata(j, "mitre_tactic_name", a->tactic);
    put_metadata(j, "mitre_technique_id", a->technique_id);
    put_metadata(j, "mitre_technique_name", a->technique);
}

static void put_alert(struct rs_json *j, const struct rs_finding *f)
{
    const struct rs_catalogue_entry *c = rs_catalogue_get(f->id);

    rs_json_open_key(j, "alert");
    rs_json_text(j, "action", "allowed");
    rs_json_u64(j, "gid", GID);
    rs_json_u64(j, "signature_id", rs_catalogue_number(c));
    rs_json_u64(j, "rev", 1);
    rs_json_text(j, "signature", c->name);
    rs_json_text(j, "category", category(c, f->severity));
    rs_json_u64(j, "severity", eve_severity(f->severity));
    rs_json_open_key(j, "metadata");
    put_metadata(j, "finding", c->id);
    put_metadata(j, "key", c->key);
    put_metadata(j, "finding_severity", rs_severity_name((enum rs_severity)f->severity));
    put_attack(j, rs_attack_of(c));
    rs_json_close(j);
    rs_json_close(j);
}

static void put_evidence(struct rs_json *j, const struct rs_finding *f)
{
    if (!f->evidence_count)
        return;
    rs_json_open_key(j, "evidence");
    for (unsigned i = 0; i < f->evidence_count; i++)
        rs_json_span(j, f->evidence[i].name, f->evidence[i].text);
    rs_json_close(j);
}

/* Those that stand in the file of the alert, by their numbers in it. */
static void keep_frames_of_file(const struct rs_eve *e, struct rs_finding *f)
{
    unsigned count = 0;

    for (unsigned i = 0; i < f->frame_count; i++) {
        uint64_t frame = rs_eve_frame(e, f->frames[i]);
        if (frame)
            f->frames[count++] = frame;
    }
    f->frame_count = (uint8_t)count;
}

static void put_where(struct rs_eve *e, const struct rs_finding *finding)
{
    struct rs_json *j = &e->j;
    struct rs_finding f = *finding;
    char filter[RS_FILTER_TEXT];

    keep_frames_of_file(e, &f);
    rs_json_array_key(j, "frames");
    for (unsigned i = 0; i < f.frame_count; i++)
        rs_json_u64_element(j, f.frames[i]);
    rs_json_array_close(j);
    /* A pseudonym is in no packet. */
    if (!e->settings->masked && rs_filter_of_finding(&f, filter)) {
        rs_json_key(j, "filter");
        rs_put_json(j->w, rs_span_str(filter)); /* never cut: half a filter is none */
    }
}

static void put_whose(struct rs_json *j, const struct rs_finding *f)
{
    rs_eve_id(j, "call_id", f->call_id);
    rs_eve_id(j, "from_tag", f->from_tag);
    rs_eve_id(j, "to_tag", f->to_tag);
    rs_eve_id(j, "branch", f->branch);
    rs_eve_id(j, "from", f->from_uri);
    rs_eve_id(j, "to", f->to_uri);
    if (f->call_id.n)
        rs_json_u64(j, "cseq", f->cseq);
    rs_json_u64_if(j, "transaction", f->transaction);
    rs_json_u64_if(j, "dialog", f->dialog);
    rs_json_u64_if(j, "call", f->call);
    if (f->dialog_state)
        rs_json_text(j, "state", rs_dialog_state_name((enum rs_dialog_state)f->dialog_state));
}

/* What became of it so far; nothing for what is told once. */
static void put_life(struct rs_eve *e, const struct rs_alert *a)
{
    struct rs_json *j = &e->j;

    if (a->state == RS_ALERT_ONCE)
        return;
    rs_json_open_key(j, "alert");
    rs_json_text(j, "state", rs_alert_state_name(a->state));
    if (a->state == RS_ALERT_CLOSE)
        rs_json_text(j, "end", rs_alert_end_name(a->end));
    rs_json_u64(j, "count", a->count);
    rs_json_time_if(j, "first", a->first_us);
    rs_json_time_if(j, "last", a->last_us);
    rs_eve_put_frame(e, "first_frame", a->first_frame);
    rs_eve_put_frame(e, "last_frame", a->last_frame);
    rs_json_array_key(j, "frames");
    for (unsigned i = 0; i < a->frame_count; i++)
        if (rs_eve_frame(e, a->frames[i]))
            rs_json_u64_element(j, rs_eve_frame(e, a->frames[i]));
    rs_json_array_close(j);
    rs_json_close(j);
}

static void put_ours(struct rs_eve *e, const struct rs_alert *a)
{
    const struct rs_finding *f = a->finding;
    struct rs_json *j = &e->j;
    const struct rs_catalogue_entry *c = rs_catalogue_get(f->id);

    rs_json_open_key(j, "ringside");
    rs_json_text(j, "finding", c->id);
    rs_json_text(j, "key", c->key);
    rs_json_text(j, "severity", rs_severity_name((enum rs_severity)f->severity));
    rs_json_u64(j, "confidence", f->confidence);
    rs_json_true_if(j, "partial", f->partial);
    rs_json_u64(j, "count", f->count);
    rs_json_time_if(j, "first", f->first_us);
    rs_json_time_if(j, "last", f->last_us);
    rs_eve_hosts(e, &f->origin);
    rs_eve_tunnels(e, &f->origin);
    put_where(e, f);
    put_whose(j, f);
    put_evidence(j, f);
    put_life(e, a);
    rs_json_close(j);
}

int rs_eve_alert(void *state, const struct rs_alert *a)
{
    struct rs_eve *e = state;
    const struct rs_finding *f = a->finding;
    const char *input = rs_eve_input(e, &f->origin);

    if (!(e->settings->log & RS_LOG_ALERT))
        return RS_OK;
    rs_eve_begin(e, "alert", a->time_us, f->frame, &f->origin);
    if (input && e->settings->from_files && !rs_eve_file(e))
        rs_json_text(&e->j, "pcap_filename", input);
    put_alert(&e->j, f);
    if (f->method.n || f->status)
        rs_eve_sip_summary(e, f->method, f->status);
    rs_json_text(&e->j, "app_proto", "sip");
    if (!e->settings->strict_eve)
        put_ours(e, a);
    return rs_eve_end(e);
}
