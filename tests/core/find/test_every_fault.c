/* Every row of faults.def is raised by a case, and every finding from it has its right id. */
#include "check_case.h"

static const struct check_case cases[] = {
#include "cases_address.def"
#include "cases_body.def"
#include "cases_charset.def"
#include "cases_cseq.def"
#include "cases_length.def"
#include "cases_parse.def"
#include "cases_presence.def"
#include "cases_sizes.def"
#include "cases_values.def"
#include "cases_via.def"
};

enum { CASES = sizeof cases / sizeof *cases };

static void every_row_has_a_case(void **state)
{
    static struct case_result r;
    uint64_t seen[2] = {0, 0};
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        case_run(&cases[i], &r);
        seen[0] |= r.msg.faults.seen[0];
        seen[1] |= r.msg.faults.seen[1];
    }
    for (int kind = 0; kind < RS_FAULT__COUNT; kind++)
        if (!(seen[kind >> 6] >> (kind & 63) & 1))
            fail_msg("no case raises %s", fault_names[kind]);
}

/* A fault points into the message, or nowhere. */
static void faults_point_into_the_message(void **state)
{
    static struct case_result r;
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        case_run(&cases[i], &r);
        struct rs_span whole = rs_span(r.msg.octets.p, r.msg.octets.n + r.msg.after.n);
        for (unsigned k = 0; k < r.msg.faults.count; k++)
            guard_check_inside(whole, r.msg.faults.at[k].where);
    }
}

static void check_row(const struct case_result *r, const struct rs_finding *f, uint64_t seen[2])
{
    int worst = RS_INFO;
    for (unsigned kind = 0; kind < RS_FAULT__COUNT; kind++) {
        if (rs_fault_finding(kind) != f->id || !rs_faults_has(&r->msg.faults, kind))
            continue;
        seen[kind >> 6] |= 1ull << (kind & 63);
        if ((int)rs_fault_severity(kind) > worst)
            worst = rs_fault_severity(kind);
    }
    assert_int_equal(f->severity, worst);
    assert_true(f->evidence_count >= 1 && f->evidence_count <= RS_EVIDENCE_MAX);
    for (unsigned i = 0; i < f->evidence_count; i++)
        for (size_t k = 0; k < f->evidence[i].text.n; k++)
            assert_in_range((unsigned char)f->evidence[i].text.p[k], 0x20, 0x7e);
}

/* Each id once, in order, as severe as its worst fault, and no fault left out. */
static void findings_tell_all_faults(void **state)
{
    static struct case_result r;
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        uint64_t seen[2] = {0, 0};
        struct rs_fault_walk walk;
        struct rs_finding f;
        int last = -1;
        case_run(&cases[i], &r);
        rs_fault_walk_init(&walk, &r.msg.faults, &r.msg);
        while (rs_fault_walk_next(&walk, &f)) {
            assert_true((int)f.id > last);
            last = (int)f.id;
            check_row(&r, &f, seen);
        }
        assert_memory_equal(seen, r.msg.faults.seen, sizeof seen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_a_case),
        cmocka_unit_test(faults_point_into_the_message),
        cmocka_unit_test(findings_tell_all_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
