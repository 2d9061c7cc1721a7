#include "fuzz.h"
#include "sip/uri.h"
#include "twin.h"

static void check_parts(struct rs_span text, const struct rs_uri *u)
{
    fuzz_inside(text, u->text);
    fuzz_inside(text, u->scheme_name);
    fuzz_inside(text, u->user);
    fuzz_inside(text, u->password);
    fuzz_inside(text, u->host);
    fuzz_inside(text, u->params);
    fuzz_inside(text, u->headers);
}

/*
 * An address of record stands for itself: made again from itself it is the
 * same.
 */
static void check_aor(const struct rs_uri *u)
{
    char buf[4096], again[4096];
    struct rs_uri aor;
    size_t n = rs_uri_aor(u, buf, sizeof buf);

    fuzz_require(n <= sizeof buf);
    if (u->scheme > RS_URI_SIPS || u->faults || n == sizeof buf)
        return;
    fuzz_require(rs_uri_parse(rs_span(buf, n), &aor) == RS_OK);
    fuzz_require(rs_uri_aor(&aor, again, sizeof again) == n && memcmp(buf, again, n) == 0);
}

/* The whole is one URI; cut at the first line feed, it is two to compare. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_span text = rs_span((const char *)data, size), value;
    const char *lf = rs_span_find(text, '\n');
    struct rs_uri u, first, second;
    char buf[256];

    rs_uri_parse(text, &u);
    check_parts(text, &u);
    check_aor(&u);
    fuzz_require(twin_uri_agrees(text));
    fuzz_require(rs_uri_equal(&u, &u));
    fuzz_require(rs_uri_unescape(text, buf, sizeof buf) <= sizeof buf);
    if (rs_uri_header(&u, RS_SPAN("Replaces"), &value))
        fuzz_inside(u.headers, value);
    if (lf) {
        rs_uri_parse(rs_span_between(text.p, lf), &first);
        rs_uri_parse(rs_span_between(lf + 1, rs_span_end(text)), &second);
        fuzz_require(rs_uri_equal(&first, &second) == rs_uri_equal(&second, &first));
    }
    return 0;
}
