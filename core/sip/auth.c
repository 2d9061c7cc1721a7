#include "sip/auth.h"

#include <stddef.h>

#include "base/chars.h"
#include "sip/params.h"

static const struct {
    struct rs_span name;
    enum rs_auth_scheme scheme;
} scheme_row[] = {
    {RS_SPAN_INIT("Digest"), RS_AUTH_DIGEST},
    {RS_SPAN_INIT("NTLM"), RS_AUTH_NTLM},
    {RS_SPAN_INIT("Kerberos"), RS_AUTH_KERBEROS},
    {RS_SPAN_INIT("TLS-DSK"), RS_AUTH_TLS_DSK},
    {RS_SPAN_INIT("Basic"), RS_AUTH_BASIC},
};

/* Where the value of a parameter is kept; by length (first_of_length). */
static const struct {
    struct rs_span name;
    size_t offset; /* of a struct rs_span in struct rs_auth */
} param_row[] = {
    {RS_SPAN_INIT("nc"), offsetof(struct rs_auth, nc)},
    {RS_SPAN_INIT("qop"), offsetof(struct rs_auth, qop)},
    {RS_SPAN_INIT("uri"), offsetof(struct rs_auth, uri)},
    {RS_SPAN_INIT("snum"), offsetof(struct rs_auth, snum)},
    {RS_SPAN_INIT("cnum"), offsetof(struct rs_auth, cnum)},
    {RS_SPAN_INIT("auts"), offsetof(struct rs_auth, auts)},
    {RS_SPAN_INIT("realm"), offsetof(struct rs_auth, realm)},
    {RS_SPAN_INIT("nonce"), offsetof(struct rs_auth, nonce)},
    {RS_SPAN_INIT("opaque"), offsetof(struct rs_auth, opaque)},
    {RS_SPAN_INIT("cnonce"), offsetof(struct rs_auth, cnonce)},
    {RS_SPAN_INIT("version"), offsetof(struct rs_auth, version)},
    {RS_SPAN_INIT("rspauth"), offsetof(struct rs_auth, rspauth)},
    {RS_SPAN_INIT("username"), offsetof(struct rs_auth, username)},
    {RS_SPAN_INIT("response"), offsetof(struct rs_auth, response)},
    {RS_SPAN_INIT("algorithm"), offsetof(struct rs_auth, algorithm)},
    {RS_SPAN_INIT("nextnonce"), offsetof(struct rs_auth, nextnonce)},
    {RS_SPAN_INIT("targetname"), offsetof(struct rs_auth, targetname)},
    {RS_SPAN_INIT("gssapi-data"), offsetof(struct rs_auth, gssapi_data)},
};

static enum rs_auth_scheme scheme_of(struct rs_span name)
{
    for (size_t i = 0; i < sizeof scheme_row / sizeof *scheme_row; i++) {
        if (rs_span_eq_nocase(name, scheme_row[i].name))
            return scheme_row[i].scheme;
    }
    return RS_AUTH_OTHER;
}

/*
 * auth-scheme LWS: a token with white space behind it. A token before "=" is
 * the first parameter of an Authentication-Info without scheme.
 */
static const char *take_scheme(const char *p, const char *end, struct rs_auth *out)
{
    const char *token = rs_skip(p, end, RS_CHAR_TOKEN);
    const char *next = rs_skip_lws(token, end);

    if (token == p || (next < end && *next == '='))
        return p;
    out->scheme_name = rs_span_between(p, token);
    out->scheme = (uint8_t)scheme_of(out->scheme_name);
    return next;
}

/* Rows of one length stand together; where those begin. */
static size_t first_of_length(size_t n)
{
    static const uint8_t begin[] = {0, 0, 0, 1, 3, 6, 8, 10, 12, 14, 16, 17};
    return n < sizeof begin ? begin[n] : sizeof param_row / sizeof *param_row;
}

/* Nearly all write them in lower case. */
static inline bool is_same(const char *name, const char *row, size_t n)
{
    return memcmp(name, row, n) == 0 ||
           (((name[0] ^ row[0]) & 0xdf) == 0 && rs_span_eq_nocase(rs_span(name, n), rs_span(row, n)));
}

static void take_param(const struct rs_param *param, struct rs_auth *out)
{
    size_t n = param->name.n;
    for (size_t i = first_of_length(n);
         i < sizeof param_row / sizeof *param_row && param_row[i].name.n == n; i++) {
        if (is_same(param->name.p, param_row[i].name.p, n)) {
            struct rs_span *field = (struct rs_span *)(void *)((char *)out + param_row[i].offset);
            if (!field->p)
                *field = param->value;
            return;
        }
    }
    if (rs_span_eq_nocase(param->name, RS_SPAN("stale")))
        out->stale = rs_span_eq_nocase(param->value, RS_SPAN("true"));
}

/*
 * The next parameter, written as nearly all are: name="value" or name=token,
 * without a backslash. False says nothing, and takes nothing.
 */
static bool next_usual(struct rs_span *rest, struct rs_param *out)
{
    const char *end = rs_span_end(*rest), *p = rs_skip_lws(rest->p, end);
    if (p < end && *p == ',')
        p = rs_skip_lws(p + 1, end);
    const char *equals = rs_skip(p, end, RS_CHAR_TOKEN), *value = equals + 1, *close;
    if (equals == p || end - equals < 3 || *equals != '=')
        return false;
    bool quoted = *value == '"';
    value += quoted;
    close = quoted ? memchr(value, '"', (size_t)(end - value)) : rs_skip(value, end, RS_CHAR_TOKEN);
    if (!close || close == value || (quoted && memchr(value, '\\', (size_t)(close - value))))
        return false;
    const char *next = rs_skip_lws(close + quoted, end);
    if (next < end && *next != ',')
        return false;
    out->name = rs_span_between(p, equals);
    out->value = rs_span_between(value, close);
    out->quoted = quoted;
    *rest = rs_span_between(next, end);
    return true;
}

int rs_auth_parse(struct rs_span value, struct rs_auth *out)
{
    const char *end = rs_span_end(value);
    const char *p = rs_skip_lws(value.p, end);
    struct rs_param param;
    struct rs_span rest;

    memset(out, 0, sizeof *out);
    p = take_scheme(p, rs_skip_lws_back(p, end), out);
    rest = out->params = rs_span_between(p, rs_skip_lws_back(p, end));
    while (next_usual(&rest, &param) || rs_param_next(&rest, ',', &param))
        take_param(&param, out);
    /*
     * RFC 3310 3.1, RFC 4169 3: AKA is a Digest with an algorithm of its own.
     */
    if (out->scheme == RS_AUTH_DIGEST && rs_span_starts_nocase(out->algorithm, RS_SPAN("AKAv")))
        out->scheme = RS_AUTH_AKA;
    return out->scheme != RS_AUTH_NONE || rs_span_find(out->params, '=') ? RS_OK
                                                                         : RS_ERR_MALFORMED;
}

const char *rs_auth_scheme_name(enum rs_auth_scheme s)
{
    static const char *const name[RS_AUTH__COUNT] = {
        [RS_AUTH_NONE] = "",           [RS_AUTH_DIGEST] = "Digest",   [RS_AUTH_AKA] = "AKA",
        [RS_AUTH_NTLM] = "NTLM",       [RS_AUTH_KERBEROS] = "Kerberos",
        [RS_AUTH_TLS_DSK] = "TLS-DSK", [RS_AUTH_BASIC] = "Basic",     [RS_AUTH_OTHER] = "other",
    };

    return (unsigned)s < RS_AUTH__COUNT ? name[s] : "";
}
