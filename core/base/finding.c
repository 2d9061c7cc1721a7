#include "base/finding.h"

static const struct rs_catalogue_entry catalogue[RS_FINDING__COUNT] = {
#define RS_FINDING(id_, key_, sev_, group_, scope_, anchor_, ms_, n_, name_, cond_, fp_, ref_)   \
    [RS_FINDING_##id_] = {.id = #id_,                                                            \
                          .key = #key_,                                                          \
                          .severity = RS_##sev_,                                                 \
                          .group = RS_GROUP_##group_,                                            \
                          .scope = RS_SCOPE_##scope_,                                            \
                          .anchor = RS_ANCHOR_##anchor_,                                         \
                          .window_ms = ms_,                                                      \
                          .threshold = n_,                                                       \
                          .name = name_,                                                         \
                          .condition = cond_,                                                    \
                          .false_positives = fp_,                                                \
                          .reference = ref_},
#include "base/findings.def"
#undef RS_FINDING
};

const struct rs_catalogue_entry *rs_catalogue_get(enum rs_finding_id id)
{
    return &catalogue[id];
}

unsigned rs_catalogue_number(const struct rs_catalogue_entry *e)
{
    unsigned number = 0;
    for (const char *digit = e->id + 1; *digit; digit++)
        number = number * 10 + (unsigned)(*digit - '0');
    return number;
}

const struct rs_catalogue_entry *rs_catalogue_find(struct rs_span id_or_key)
{
    for (int i = 0; i < RS_FINDING__COUNT; i++) {
        const struct rs_catalogue_entry *e = &catalogue[i];
        if (rs_span_eq_nocase(id_or_key, rs_span_str(e->id)) ||
            rs_span_eq_nocase(id_or_key, rs_span_str(e->key)))
            return e;
    }
    return NULL;
}

const char *rs_severity_name(enum rs_severity s)
{
    static const char *const names[] = {"info", "low", "medium", "high", "critical"};
    return names[s];
}

const char *rs_scope_name(enum rs_scope s)
{
    static const char *const names[] = {"message", "transaction", "request",     "dialog",
                                        "flow",    "source",      "destination", "interface",
                                        "address of record", "source and address of record"};
    return names[s];
}

const char *rs_anchor_name(enum rs_anchor a)
{
    static const char *const names[] = {
        "the message",           "the first request",        "the last copy",
        "the final response",    "the CANCEL",               "the dialog's first message",
        "the dialog's last message", "the frame that crosses the threshold",
    };
    return names[a];
}

const char *rs_group_name(enum rs_finding_group g)
{
    static const char *const names[] = {"malformed",     "protocol", "sequence",
                                        "response-code", "security", "undecoded"};
    return names[g];
}
