#include "sip/microsoft.h"

#include "sip/number.h"

int rs_ms_diagnostics_parse(struct rs_span value, struct rs_ms_diagnostics *out)
{
    const char *semicolon = rs_span_find(value, ';');

    out->params = semicolon ? rs_span_between(semicolon, rs_span_end(value)) : RS_SPAN_NONE;
    out->source = rs_param_value(out->params, RS_SPAN("source"));
    out->reason = rs_param_value(out->params, RS_SPAN("reason"));
    return rs_number_parse(value, UINT32_MAX, &out->error_id);
}

static const struct rs_ms_diagnostics_row rows[] = {
#define RS_MS_DIAGNOSTICS_RANGE(first, last, class, severity, words)                               \
    {first, last, RS_##severity, class, words},
#define RS_MS_DIAGNOSTICS(id, class, severity, words)                                              \
    RS_MS_DIAGNOSTICS_RANGE(id, id, class, severity, words)
#define RS_MS_DIAGNOSTICS_PART(first, last, part)
#include "sip/ms_diagnostics.def"
#undef RS_MS_DIAGNOSTICS_PART
#undef RS_MS_DIAGNOSTICS
#undef RS_MS_DIAGNOSTICS_RANGE
};

const struct rs_ms_diagnostics_row *rs_ms_diagnostics_row(uint32_t error_id)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (error_id >= rows[i].first && error_id <= rows[i].last)
            return &rows[i];
    }
    return NULL;
}

const char *rs_ms_diagnostics_part(uint32_t error_id)
{
    static const struct {
        uint32_t first, last;
        const char *part;
    } parts[] = {
#define RS_MS_DIAGNOSTICS_RANGE(first, last, class, severity, words)
#define RS_MS_DIAGNOSTICS(id, class, severity, words)
#define RS_MS_DIAGNOSTICS_PART(first, last, part) {first, last, part},
#include "sip/ms_diagnostics.def"
#undef RS_MS_DIAGNOSTICS_PART
#undef RS_MS_DIAGNOSTICS
#undef RS_MS_DIAGNOSTICS_RANGE
    };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (error_id >= parts[i].first && error_id <= parts[i].last)
            return parts[i].part;
    }
    return "";
}

const char *rs_ms_diagnostics_class(uint32_t error_id)
{
    /* As texts that last: this is called for a borrowed answer. */
#define LOWER_INFO "info"
#define LOWER_LOW "low"
#define LOWER_MEDIUM "medium"
#define LOWER_HIGH "high"
    static const char *const words[] = {
#define RS_MS_DIAGNOSTICS_RANGE(first, last, class, severity, words) class " / " LOWER_##severity,
#define RS_MS_DIAGNOSTICS(id, class, severity, words) class " / " LOWER_##severity,
#define RS_MS_DIAGNOSTICS_PART(first, last, part)
#include "sip/ms_diagnostics.def"
#undef RS_MS_DIAGNOSTICS_PART
#undef RS_MS_DIAGNOSTICS
#undef RS_MS_DIAGNOSTICS_RANGE
    };
    const struct rs_ms_diagnostics_row *row = rs_ms_diagnostics_row(error_id);

    return row ? words[row - rows] : "";
}
