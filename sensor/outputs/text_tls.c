/* TLS sessions: a line each (--log tls), and the summary's rows of those that were not read. */
#include "base/err.h"
#include "outputs/text.h"

enum { SNI_SHOWN = 60, COUNT_COLUMN = 32 };

/* ---- what they have in common ---- */

static bool is_kind(const struct rs_text_tls *k, const struct rs_tls_outcome *t)
{
    return rs_endpoint_eq(&k->server, &t->origin.dst) && k->reason == t->reason &&
           k->version == t->facts.version && !strcmp(k->sni, t->facts.sni) &&
           !strcmp(k->ja4, t->facts.ja4);
}

static void add(struct rs_text_output *o, const struct rs_tls_outcome *t)
{
    for (int i = 0; i < RS_TEXT_TLS_KINDS; i++) {
        struct rs_text_tls *k = &o->tls[i];
        if (k->count && !is_kind(k, t))
            continue;
        if (!k->count) {
            k->server = t->origin.dst;
            k->reason = t->reason;
            k->version = t->facts.version;
            memcpy(k->sni, t->facts.sni, sizeof k->sni);
            memcpy(k->ja4, t->facts.ja4, sizeof k->ja4);
        }
        k->count++;
        return;
    }
    o->tls_others++;
}

/* ---- words ---- */

static void put_word(struct rs_writer *w, const char *before, const char *word)
{
    rs_put_str(w, before);
    rs_text_cut(w, rs_span_str(word), SNI_SHOWN);
}

static void put_facts(struct rs_writer *w, uint16_t version, const char *sni, const char *ja4)
{
    const char *name = rs_tls_version_name(version);

    rs_put_str(w, "  ");
    rs_put_str(w, name ? name : "TLS, version not seen");
    if (*sni)
        put_word(w, ", to ", sni);
    if (*ja4)
        put_word(w, ", JA4 ", ja4);
}

static void put_count(struct rs_writer *w, uint64_t count)
{
    unsigned width = 1;

    for (uint64_t v = count; v >= 10; v /= 10)
        width++;
    for (; width < COUNT_COLUMN; width++)
        rs_put_char(w, ' ');
    rs_put_u64(w, count);
}

void rs_text_tls_rows(struct rs_text_output *t)
{
    for (int i = 0; i < RS_TEXT_TLS_KINDS && t->tls[i].count; i++) {
        const struct rs_text_tls *k = &t->tls[i];
        put_count(t->w, k->count);
        rs_put_str(t->w, "  ");
        rs_put_endpoint(t->w, &k->server);
        put_facts(t->w, k->version, k->sni, k->ja4);
        rs_put_str(t->w, ": ");
        rs_put_str(t->w, rs_tls_reason_text(k->reason));
        rs_put_char(t->w, '\n');
    }
    if (t->tls_others) {
        put_count(t->w, t->tls_others);
        rs_put_str(t->w, "  others; --log tls tells each\n");
    }
}

int rs_text_secured(void *state, const struct rs_tls_outcome *t)
{
    static const char *const sip[] = {"", ", SIP by its port", ", SIP by ALPN", ", SIP inside"};
    struct rs_text_output *o = state;

    if (!t->readable && t->sip != RS_TLS_SIP_NO)
        add(o, t);
    if (!(o->settings->log & RS_LOG_TLS))
        return RS_OK;
    rs_put_clock(o->w, t->origin.time_us);
    rs_put_str(o->w, "  tls  ");
    rs_text_path(o->w, &t->origin);
    put_facts(o->w, t->facts.version, t->facts.sni, t->facts.ja4);
    rs_put_str(o->w, t->readable ? ", read" : ", not read: ");
    rs_put_str(o->w, t->readable ? "" : rs_tls_reason_text(t->reason));
    rs_put_str(o->w, sip[t->sip]);
    rs_put_str(o->w, "  ");
    rs_text_frame(o, t->origin.frame, t->origin.interface);
    return rs_text_end(o);
}
