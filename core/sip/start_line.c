#include "sip/start_line.h"

#include "sip/header.h"
#include "sip/usual_line.h"

/* RFC 3261 25.1: SIP-Version = "SIP" "/" 1*DIGIT "." 1*DIGIT, in any case. */
static size_t version_len(struct rs_span s)
{
    if (s.n < 7 || !rs_span_starts_nocase(s, RS_SPAN("SIP/")))
        return 0;
    size_t i = 4;
    while (i < s.n && rs_is_digit(s.p[i]))
        i++;
    if (i == 4 || i >= s.n || s.p[i] != '.')
        return 0;
    size_t dot = i++;
    while (i < s.n && rs_is_digit(s.p[i]))
        i++;
    return i == dot + 1 ? 0 : i;
}

static void note(struct rs_faults *f, enum rs_fault_kind kind, struct rs_span where)
{
    if (f)
        rs_faults_add(f, kind, RS_HEADER_OTHER, where);
}

static inline bool has_wsp(struct rs_span s)
{
    return rs_span_find(s, ' ') || rs_span_find(s, '\t');
}

static void check_version(struct rs_span version, struct rs_faults *f)
{
    if (!rs_span_eq_nocase(version, RS_SPAN("SIP/2.0")))
        note(f, RS_FAULT_VERSION, version);
}

static size_t spaces_at(struct rs_span s, size_t i)
{
    size_t n = 0;
    while (i + n < s.n && rs_is_wsp(s.p[i + n]))
        n++;
    return n;
}

bool rs_start_line_glance(struct rs_span text)
{
    struct rs_start_line s;
    if (rs_usual_response_begins(text))
        return true;
    const char *lf = rs_span_find(text, '\n');
    return lf && lf > text.p && lf[-1] == '\r' &&
           rs_usual_request_parts(rs_span_between(text.p, lf - 1), &s);
}

static enum rs_start_line_kind parse_response(struct rs_span line, size_t version,
                                              struct rs_start_line *out, struct rs_faults *f)
{
    size_t gap = spaces_at(line, version), i = version + gap;
    if (!gap || i >= line.n || !(rs_is_digit(line.p[i]) || line.p[i] == '-'))
        return RS_START_NONE;
    size_t end = i;
    while (end < line.n && !rs_is_wsp(line.p[end]))
        end++;
    out->version = rs_span_first(line, version);
    out->status = rs_span(line.p + i, end - i);
    /* The reason phrase may be empty, its SP may not (25.1 Status-Line). */
    out->reason = rs_span_skip(line, end + 1);
    if (gap > 1)
        note(f, RS_FAULT_START_MULTI_SP, line);
    check_version(out->version, f);
    return RS_START_RESPONSE;
}

static struct rs_span last_word(struct rs_span s)
{
    size_t i = s.n;
    while (i > 0 && !rs_is_wsp(s.p[i - 1]))
        i--;
    return rs_span_skip(s, i);
}

static struct rs_span trim_wsp_end(struct rs_span s)
{
    while (s.n && rs_is_wsp(s.p[s.n - 1]))
        s.n--;
    return s;
}

static void check_uri(struct rs_span uri, struct rs_span line, struct rs_faults *f)
{
    if (!uri.n)
        note(f, RS_FAULT_START_EMPTY_URI, line);
    else if (uri.p[0] == '<')
        note(f, RS_FAULT_START_ANGLE_URI, uri);
    if (has_wsp(uri))
        note(f, RS_FAULT_START_LWS_IN_URI, uri);
}

/* Without a version the URI's scheme must at least speak for SIP. */
static bool uri_speaks_sip(struct rs_span uri)
{
    return rs_span_starts_nocase(uri, RS_SPAN("sip:")) ||
           rs_span_starts_nocase(uri, RS_SPAN("sips:")) ||
           rs_span_starts_nocase(uri, RS_SPAN("tel:"));
}

enum rs_start_line_kind rs_start_line_parse(struct rs_span line, struct rs_start_line *out,
                                            struct rs_faults *f)
{
    if (rs_usual_response(line, out))
        return RS_START_RESPONSE;
    if (rs_usual_request(line, out))
        return RS_START_REQUEST;
    memset(out, 0, sizeof *out);
    size_t version = version_len(line);
    if (version)
        return parse_response(line, version, out, f);
    const char *sp = rs_span_find(line, ' ');
    if (!sp)
        return RS_START_NONE;
    struct rs_span method = rs_span_between(line.p, sp);
    if (!rs_span_is_token(method))
        return RS_START_NONE;
    out->method_id = (uint8_t)rs_method_find(method);
    struct rs_span whole = trim_wsp_end(line), last = last_word(whole);
    bool versioned = last.n && version_len(last) == last.n;
    size_t gap = spaces_at(line, method.n);
    struct rs_span rest = rs_span_skip(whole, method.n + gap);
    out->method = method;
    out->uri = rest;
    if (versioned) {
        out->version = last;
        out->uri = trim_wsp_end(rs_span(rest.p, rest.n >= last.n ? rest.n - last.n : 0));
    } else if (!uri_speaks_sip(rest)) {
        return RS_START_NONE;
    }
    if (whole.n != line.n)
        note(f, RS_FAULT_START_TRAILING_SP, line);
    if (gap > 1 || (versioned && out->uri.n && rs_span_end(out->uri) + 1 != last.p))
        note(f, RS_FAULT_START_MULTI_SP, line);
    check_uri(out->uri, line, f);
    if (versioned)
        check_version(out->version, f);
    else
        note(f, RS_FAULT_START_NO_VERSION, line);
    return versioned ? RS_START_REQUEST : RS_START_WEAK;
}
