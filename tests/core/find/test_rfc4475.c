/*
 * The torture test messages of RFC 4475 and RFC 5118, judged as the RFCs say.
 *
 * rfc4475.expect says for each what it is, what the RFC holds of it and every
 * P finding; tests/messages/ has the octets. Where ../shared (or RS_SHARED)
 * has the RFC texts, the octets and the quoted sentences are compared with
 * them.
 */
#define _POSIX_C_SOURCE 200809L
#include "check_case.h"

#include <unistd.h>

enum { COLUMNS = 8, LINE_MAX_OCTETS = 2048, ROWS_MAX = 80, MESSAGE_MAX = 8192 };

enum column { NAME, CARRIED, WHAT, CSEQ, CALL_ID, RFC_SAYS, FINDINGS, SENTENCE };

static struct row {
    char line[LINE_MAX_OCTETS];
    const char *column[COLUMNS];
    char octets[MESSAGE_MAX];
    size_t n;
} rows[ROWS_MAX];

static size_t row_count;
static struct case_result result;

/* ---- files, beside this one ---- */

static const char *source_path(const char *below, char *buf, size_t cap)
{
    snprintf(buf, cap, RS_SOURCE_DIR "/tests/core/find/%s", below);
    return buf;
}

static void read_message(struct row *r)
{
    char below[100], path[1000];
    snprintf(below, sizeof below, "../../messages/%s.dat", r->column[NAME]);
    FILE *f = fopen(source_path(below, path, sizeof path), "rb");
    if (!f)
        fail_msg("%s cannot be read", path);
    r->n = fread(r->octets, 1, sizeof r->octets, f);
    fclose(f);
}

static void split(struct row *r)
{
    char *p = r->line;
    p[strcspn(p, "\n")] = '\0';
    for (int i = 0; i < COLUMNS; i++) {
        r->column[i] = p;
        p += strcspn(p, "\t");
        if (*p)
            *p++ = '\0';
    }
}

static int read_rows(void **state)
{
    char path[1000];
    FILE *f = fopen(source_path("rfc4475.expect", path, sizeof path), "r");
    (void)state;
    if (!f)
        return -1;
    while (row_count < ROWS_MAX && fgets(rows[row_count].line, LINE_MAX_OCTETS, f)) {
        if (rows[row_count].line[0] == '#')
            continue;
        split(&rows[row_count]);
        read_message(&rows[row_count++]);
    }
    fclose(f);
    return 0;
}

/* ---- one message ---- */

static enum rs_transport transport_of(const struct row *r)
{
    const char *name = r->column[CARRIED];
    return strcmp(name, "tcp") == 0   ? RS_TRANSPORT_TCP
           : strcmp(name, "tls") == 0 ? RS_TRANSPORT_TLS
                                      : RS_TRANSPORT_UDP;
}

static void judge(const struct row *r, size_t n, unsigned flags)
{
    const struct check_case c = {
        .what = r->column[NAME], .transport = transport_of(r), .flags = flags};
    case_check(&c, rs_span(r->octets, n), &result);
}

static struct rs_span words_of(const struct rs_finding *f)
{
    for (unsigned i = 0; i < f->evidence_count; i++)
        if (strcmp(f->evidence[i].name, "subkinds") == 0)
            return f->evidence[i].text;
    return f->evidence[0].text;
}

/* "P112:info:fold P117:low:invalid", or "-". Returns the worst severity, -1 for none. */
static int verdict(char *buf, size_t cap)
{
    struct rs_fault_walk walk;
    struct rs_finding f;
    int worst = -1;
    size_t n = 0;
    snprintf(buf, cap, "-");
    rs_fault_walk_init(&walk, &result.msg.faults, &result.msg);
    while (rs_fault_walk_next(&walk, &f)) {
        struct rs_span words = words_of(&f);
        n += (size_t)snprintf(buf + n, cap - n, "%s%s:%s:%.*s", n ? " " : "",
                              rs_catalogue_get(f.id)->id, rs_severity_name(f.severity),
                              (int)words.n, words.p);
        worst = f.severity > worst ? f.severity : worst;
    }
    return worst;
}

/* ---- tests ---- */

static void all_messages_are_here(void **state)
{
    size_t torture = 0, ipv6 = 0;
    (void)state;
    for (size_t i = 0; i < row_count; i++) {
        torture += strncmp(rows[i].column[NAME], "rfc4475/", 8) == 0;
        ipv6 += strncmp(rows[i].column[NAME], "rfc5118/", 8) == 0;
    }
    assert_int_equal(torture, 49 + 1); /* and test.dat, which no section describes */
    assert_int_equal(ipv6, 12);
}

static void judges_as_expected(void **state)
{
    char got[500];
    (void)state;
    for (size_t i = 0; i < row_count; i++) {
        judge(&rows[i], rows[i].n, 0);
        assert_int_equal(result.used, rows[i].n);
        verdict(got, sizeof got);
        print_message("%-38s %-10s %s\n", rows[i].column[NAME], rows[i].column[RFC_SAYS], got);
        assert_string_equal(got, rows[i].column[FINDINGS]);
    }
}

/* The bar: nothing of severity low or more in what the RFC holds valid, something in the rest. */
static void agrees_with_the_rfc(void **state)
{
    char got[500];
    (void)state;
    for (size_t i = 0; i < row_count; i++) {
        judge(&rows[i], rows[i].n, 0);
        int worst = verdict(got, sizeof got);
        if (strcmp(rows[i].column[RFC_SAYS], "valid") == 0 && worst >= RS_LOW)
            fail_msg("%s is valid and has %s", rows[i].column[NAME], got);
        if (strcmp(rows[i].column[RFC_SAYS], "invalid") == 0 && worst < RS_LOW)
            fail_msg("%s is invalid and has %s", rows[i].column[NAME], got);
    }
}

static void reads_what_is_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < row_count; i++) {
        const struct row *r = &rows[i];
        const struct rs_msg *m = &result.msg;
        char cseq[200] = "-";
        judge(r, r->n, 0);
        guard_check_text(r->column[NAME],
                         m->kind == RS_MSG_REQUEST ? m->method_name : m->status_text,
                         r->column[WHAT]);
        if (m->first[RS_HEADER_CSEQ])
            rs_span_copy(rs_msg_value(m, RS_HEADER_CSEQ), cseq, sizeof cseq);
        assert_string_equal(cseq, r->column[CSEQ]);
        guard_check_text(r->column[NAME],
                         m->first[RS_HEADER_CALL_ID] ? rs_msg_value(m, RS_HEADER_CALL_ID)
                                                     : RS_SPAN("-"),
                         r->column[CALL_ID]);
    }
}

/* Each beginning, as sent and as cut by a capture; the latter is nobody's fault. */
static void survives_cutting(void **state)
{
    char got[500];
    (void)state;
    for (size_t i = 0; i < row_count; i++)
        for (size_t n = 0; n < rows[i].n; n++) {
            judge(&rows[i], n, 0);
            judge(&rows[i], n, CASE_TRUNCATED);
            if (result.used >= 0 && verdict(got, sizeof got) >= RS_LOW &&
                strcmp(rows[i].column[RFC_SAYS], "valid") == 0)
                fail_msg("%s cut at %zu has %s", rows[i].column[NAME], n, got);
        }
}

static void is_what_the_rfcs_have(void **state)
{
    char script[1000], messages[1000], expect[1000], rfc[1000], command[5000];
    const char *shared = getenv("RS_SHARED");
    (void)state;
    source_path("../../../../shared/rfc", rfc, sizeof rfc);
    if (shared)
        snprintf(rfc, sizeof rfc, "%s/rfc", shared);
    if (access(rfc, R_OK) != 0) {
        print_message("skipped: no RFC texts at %s\n", rfc);
        skip();
    }
    snprintf(command, sizeof command, "python3 '%s' '%s' --compare '%s' '%s'",
             source_path("extract_rfc4475.py", script, sizeof script), rfc,
             source_path("../../messages", messages, sizeof messages),
             source_path("rfc4475.expect", expect, sizeof expect));
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_messages_are_here), cmocka_unit_test(judges_as_expected),
        cmocka_unit_test(agrees_with_the_rfc),   cmocka_unit_test(reads_what_is_there),
        cmocka_unit_test(survives_cutting),      cmocka_unit_test(is_what_the_rfcs_have),
    };
    return cmocka_run_group_tests(tests, read_rows, NULL);
}
