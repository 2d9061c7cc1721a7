/*
 * event_type "tls": a TLS session by what its hellos say, in Suricata's words;
 * whether it was read, and if not why, in ringside{}.
 */
#include "outputs/eve.h"

/* As Suricata spells them. */
static const char *version_of(uint16_t version)
{
    switch (version) {
    case 0x0300:
        return "SSLv3";
    case 0x0301:
        return "TLSv1";
    case 0x0302:
    case 0x0303:
    case 0x0304:
        return rs_tls_version_name(version);
    default:
        return "UNDETERMINED";
    }
}

static void put_text_if(struct rs_json *j, const char *key, const char *text)
{
    if (text && *text)
        rs_json_text(j, key, text);
}

static void put_tls(struct rs_json *j, const struct rs_tls_facts *f)
{
    rs_json_open_key(j, "tls");
    rs_json_true_if(j, "session_resumed", f->resumed);
    put_text_if(j, "sni", f->sni);
    rs_json_text(j, "version", version_of(f->version));
    put_text_if(j, "ja4", f->ja4);
    rs_json_close(j);
}

static void put_ours(struct rs_json *j, const struct rs_tls_outcome *t)
{
    rs_json_open_key(j, "tls");
    rs_json_bool(j, "read", t->readable);
    if (!t->readable) {
        rs_json_text(j, "reason", rs_tls_reason_name(t->reason));
        rs_json_text(j, "reason_text", rs_tls_reason_text(t->reason));
    }
    put_text_if(j, "sip_by", rs_tls_sip_name(t->sip));
    put_text_if(j, "alpn", t->facts.alpn);
    if (t->facts.version)
        put_text_if(j, "suite", rs_tls_suite_name(t->facts.suite));
    rs_json_true_if(j, "early_data", t->facts.early_data);
    rs_json_close(j);
}

int rs_eve_secured(void *state, const struct rs_tls_outcome *t)
{
    struct rs_eve *e = state;

    if (!(e->settings->log & RS_LOG_TLS))
        return RS_OK;
    rs_eve_begin(e, "tls", t->origin.time_us, t->origin.frame, &t->origin);
    put_tls(&e->j, &t->facts);
    if (!e->settings->strict_eve) {
        rs_json_open_key(&e->j, "ringside");
        rs_eve_hosts(e, &t->origin);
        rs_eve_tunnels(e, &t->origin);
        put_ours(&e->j, t);
        rs_json_close(&e->j);
    }
    return rs_eve_end(e);
}
