/*
 * Challenges, credentials, authentication info: Digest, AKA, NTLM, Kerberos,
 * TLS-DSK.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/auth.h"

static const struct {
    const char *value;
    int err, scheme;
    const char *name, *realm, *nonce, *username, *uri, *response, *algorithm, *qop, *opaque;
    bool stale;
} row[] = {
    /* RFC 3261 20.44, 22.4; RFC 7616 */
    {"Digest realm=\"atlanta.com\",\r\n  domain=\"sip:boxesbybob.com\", qop=\"auth,auth-int\",\r\n"
     "  nonce=\"f84f1cec41e6cbe5aea9c8e88d359\",\r\n  opaque=\"\", stale=FALSE, algorithm=MD5",
     RS_OK, RS_AUTH_DIGEST, "Digest", "atlanta.com", "f84f1cec41e6cbe5aea9c8e88d359", NULL, NULL,
     NULL, "MD5", "auth,auth-int", "", false},
    {"Digest username=\"bob\",realm=\"biloxi.com\",nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
     "uri=\"sip:bob@biloxi.com\",qop=auth,nc=00000001,cnonce=\"0a4f113b\","
     "response=\"6629fae49393a05397450978507c4ef1\",opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
     RS_OK, RS_AUTH_DIGEST, "Digest", "biloxi.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "bob",
     "sip:bob@biloxi.com", "6629fae49393a05397450978507c4ef1", NULL, "auth",
     "5ccc069c403ebaf9f0171e9517f40e41", false},
    {"DIGEST\r\n REALM = \"a,b\\\"c\" , Nonce=x,STALE = True , algorithm=SHA-512-256", RS_OK,
     RS_AUTH_DIGEST, "DIGEST", "a,b\\\"c", "x", NULL, NULL, NULL, "SHA-512-256", NULL, NULL, true},
    {"Digest realm=\"\",username=\"\",nonce=\"\",uri=\"\",response=\"\"", RS_OK, RS_AUTH_DIGEST,
     "Digest", "", "", "", "", "", NULL, NULL, NULL, false},
    /* RFC 3310 3.1, RFC 4169 */
    {"Digest realm=\"RoamingUsers@mobile.biz\","
     "nonce=\"CjPk9mRqNuT25eRkajM09uTl9nM09uTl9nMz5OX25PZz==\","
     "qop=\"auth,auth-int\",opaque=\"5ccc\",algorithm=AKAv1-MD5",
     RS_OK, RS_AUTH_AKA, "Digest", "RoamingUsers@mobile.biz",
     "CjPk9mRqNuT25eRkajM09uTl9nM09uTl9nMz5OX25PZz==", NULL, NULL, NULL, "AKAv1-MD5",
     "auth,auth-int", "5ccc", false},
    {"Digest realm=\"a\",nonce=\"b\",algorithm=\"AKAv2-MD5\"", RS_OK, RS_AUTH_AKA, "Digest", "a",
     "b", NULL, NULL, NULL, "AKAv2-MD5", NULL, NULL, false},
    /* MS-SIPAE 4.1, 4.2 */
    {"NTLM realm=\"SIP Communications Service\", targetname=\"server.contoso.com\", version=4",
     RS_OK, RS_AUTH_NTLM, "NTLM", "SIP Communications Service", NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, false},
    {"Kerberos realm=\"SIP Communications Service\", "
     "targetname=\"sip/server.contoso.com\", version=3",
     RS_OK, RS_AUTH_KERBEROS, "Kerberos", "SIP Communications Service", NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, false},
    {"TLS-DSK realm=\"SIP Communications Service\", opaque=\"0E4C0F5A\", targetname=\"a.b\","
     " gssapi-data=\"FgMBAGo=\", version=4, qop=\"auth\"",
     RS_OK, RS_AUTH_TLS_DSK, "TLS-DSK", "SIP Communications Service", NULL, NULL, NULL, NULL, NULL,
     "auth", "0E4C0F5A", false},
    /* RFC 4475 3.1.1.13 regaut01, 3.3 */
    {"NoOneKnowsThisScheme opaque-data=here", RS_OK, RS_AUTH_OTHER, "NoOneKnowsThisScheme", NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, false},
    {"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", RS_OK, RS_AUTH_BASIC, "Basic", NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, false},
    {"Digest", RS_OK, RS_AUTH_DIGEST, "Digest", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     false},
    /* RFC 3261 20.6 Authentication-Info has no scheme */
    {"nextnonce=\"47364c23432d2e131a5fb210812c\", qop=auth", RS_OK, RS_AUTH_NONE, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, "auth", NULL, false},
    /*
     * the first of two counts; a name inside a string is none; a quote without
     * end
     */
    {"Digest nonce=\"1\",nonce=\"2\",p=\",realm=evil,\",realm=good", RS_OK, RS_AUTH_DIGEST,
     "Digest", "good", "1", NULL, NULL, NULL, NULL, NULL, NULL, false},
    {"Digest realm=\"a,nonce=b", RS_OK, RS_AUTH_DIGEST, "Digest", "\"a", "b", NULL, NULL, NULL,
     NULL, NULL, NULL, false},
    {"", RS_ERR_MALFORMED, RS_AUTH_NONE, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     false},
    {"\"\"", RS_ERR_MALFORMED, RS_AUTH_NONE, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     false},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *value = row[i].value;
        struct rs_auth a;
        int err = rs_auth_parse(guard_copy(rs_span_str(value)), &a);

        if (err != row[i].err || a.scheme != row[i].scheme || a.stale != row[i].stale)
            fail_msg("%s: err %d scheme %d stale %d", value, err, a.scheme, a.stale);
        guard_check_text(value, a.scheme_name, row[i].name);
        guard_check_text(value, a.realm, row[i].realm);
        guard_check_text(value, a.nonce, row[i].nonce);
        guard_check_text(value, a.username, row[i].username);
        guard_check_text(value, a.uri, row[i].uri);
        guard_check_text(value, a.response, row[i].response);
        guard_check_text(value, a.algorithm, row[i].algorithm);
        guard_check_text(value, a.qop, row[i].qop);
        guard_check_text(value, a.opaque, row[i].opaque);
    }
}

/* MS-SIPAE 4.1: credentials and signed answers of Lync. */
static void keeps_what_lync_signs_with(void **state)
{
    struct rs_auth a;

    (void)state;
    rs_auth_parse(RS_SPAN("NTLM qop=\"auth\", opaque=\"BF61E7E1\", realm=\"SIP Communications "
                          "Service\", targetname=\"server.contoso.com\", version=4, "
                          "gssapi-data=\"TlRMTVNTUAAD\", crand=\"d8a1\", cnum=\"1\", "
                          "response=\"0100000035353463\""),
                  &a);
    guard_check_text("targetname", a.targetname, "server.contoso.com");
    guard_check_text("gssapi-data", a.gssapi_data, "TlRMTVNTUAAD");
    guard_check_text("version", a.version, "4");
    guard_check_text("cnum", a.cnum, "1");
    guard_check_text("response", a.response, "0100000035353463");
    rs_auth_parse(RS_SPAN("NTLM rspauth=\"01000000\", srand=\"0878F41B\", snum=\"7\""), &a);
    guard_check_text("rspauth", a.rspauth, "01000000");
    guard_check_text("snum", a.snum, "7");
    rs_auth_parse(RS_SPAN("Digest nc=00000001,cnonce=\"c\",auts=\"5PYxMuX2NOT2NeQ=\""), &a);
    guard_check_text("nc", a.nc, "00000001");
    guard_check_text("cnonce", a.cnonce, "c");
    guard_check_text("auts", a.auts, "5PYxMuX2NOT2NeQ=");
    rs_auth_parse(RS_SPAN("nextnonce=\"n\""), &a);
    guard_check_text("nextnonce", a.nextnonce, "n");
    guard_check_text("params", a.params, "nextnonce=\"n\"");
}

static void attempt(struct rs_span s)
{
    struct rs_auth a;

    rs_auth_parse(s, &a);
    guard_check_inside(s, a.scheme_name);
    guard_check_inside(s, a.params);
    guard_check_inside(s, a.realm);
    guard_check_inside(s, a.nonce);
    guard_check_inside(s, a.gssapi_data);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].value), attempt);
}

static void parses_in_linear_time(void **state)
{
    static const char *const pattern[] = {
        ",", "a", " ", "=", "\"", "\\\",", "\"\\", "<,", "realm=\"", ",realm=x", "\",", "a,",
    };

    (void)state;
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        uint64_t begin = guard_cpu_us();
        attempt(guard_repeat(pattern[i], 200000));
        if (guard_cpu_us() - begin > 300000)
            fail_msg("slow: %s", pattern[i]);
    }
}

static void names_schemes(void **state)
{
    (void)state;
    assert_string_equal(rs_auth_scheme_name(RS_AUTH_NONE), "");
    assert_string_equal(rs_auth_scheme_name(RS_AUTH_AKA), "AKA");
    assert_string_equal(rs_auth_scheme_name(RS_AUTH_TLS_DSK), "TLS-DSK");
    assert_string_equal(rs_auth_scheme_name(RS_AUTH_OTHER), "other");
    assert_string_equal(rs_auth_scheme_name(RS_AUTH__COUNT), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(keeps_what_lync_signs_with),
        cmocka_unit_test(reads_no_further),
        cmocka_unit_test(parses_in_linear_time),
        cmocka_unit_test(names_schemes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
