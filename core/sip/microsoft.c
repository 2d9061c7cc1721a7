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

const char *rs_ms_diagnostics_class(uint32_t error_id)
{
    static const struct {
        uint32_t first, last;
        const char *words;
    } row[] = {
#define RS_MS_DIAGNOSTICS_ROW(first, last, class, severity) {first, last, class " / " severity},
#include "sip/ms_diagnostics.def"
#undef RS_MS_DIAGNOSTICS_ROW
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        if (error_id >= row[i].first && error_id <= row[i].last)
            return row[i].words;
    }
    return "";
}
