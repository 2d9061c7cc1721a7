/*
 * Every .scn file of tests/scenarios, tests/cases and tests/lab/lync goes
 * through a watcher: as it is, with other hash keys, captured twice, and with
 * tables so small that everything is evicted. And every finding of the
 * catalogue has a case that fires it and one that must not.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/scenario.h"

enum { FILES_MAX = 1000 };

static const char *const folders[] = {"scenarios", "cases", "lab/lync"};

struct files {
    char *path[FILES_MAX];
    bool lync[FILES_MAX];
    int count;
};

static struct files files;
static const char *wanted; /* argument: only files whose name holds it; their traces are shown */

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_scenario(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return n > 4 && !strcmp(d->d_name + n - 4, ".scn") && (!wanted || strstr(d->d_name, wanted));
}

static void find_files(void)
{
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char folder[512];
        struct dirent **list;
        snprintf(folder, sizeof folder, "%s/tests/%s", RS_SOURCE_DIR, folders[i]);
        int n = scandir(folder, &list, is_scenario, by_name);
        for (int k = 0; k < n && files.count < FILES_MAX; k++) {
            char path[1024];
            snprintf(path, sizeof path, "%s/%s", folder, list[k]->d_name);
            files.lync[files.count] = i == 2;
            files.path[files.count++] = strdup(path);
        }
        for (int k = 0; k < n; k++)
            free(list[k]);
        if (n >= 0)
            free(list);
    }
}

static const struct rs_hash_key key_a = {1, 2}, key_b = {0x9e3779b97f4a7c15u, 0xdeadbeefcafef00du};

/* ---- as it is ---- */

/* Lync's messages are damaged only where the file says so. */
static int verify_lync(const struct scenario *s, const struct scn_outcome *o)
{
    int bad = 0;
    for (size_t i = 0; i < o->finding_count; i++) {
        const struct scn_finding *f = &o->finding[i];
        const char *id = rs_catalogue_get(f->id)->id;
        if (id[0] == 'P' && f->severity >= RS_LOW && !f->expected) {
            fprintf(stderr, "%s: %s %s at frame %llu\n", s->path, id, f->subkind,
                    (unsigned long long)f->frame);
            bad++;
        }
    }
    return bad;
}

static void test_as_it_is(void **state)
{
    (void)state;
    int bad = 0;
    for (int i = 0; i < files.count; i++) {
        struct scenario *s = scenario_read(files.path[i]);
        if (!s) {
            bad++;
            continue;
        }
        struct scn_outcome *o = scenario_run(s, &(struct scn_variant){.key = key_a});
        int here = scenario_verify(s, o) + (files.lync[i] ? verify_lync(s, o) : 0);
        if (wanted || (here && getenv("SCN_TRACE")))
            fprintf(stderr, "%s\n", o->trace);
        bad += here;
        scn_outcome_free(o);
        scenario_free(s);
    }
    assert_int_equal(bad, 0);
}

/* ---- nothing depends on the hash key ---- */

static int compare_keys(const struct scenario *s)
{
    struct scn_outcome *a = scenario_run(s, &(struct scn_variant){.key = key_a});
    struct scn_outcome *b = scenario_run(s, &(struct scn_variant){.key = key_b});
    bool same = a->trace_len == b->trace_len && !memcmp(a->trace, b->trace, a->trace_len);
    if (!same)
        fprintf(stderr, "%s: another hash key, another answer\n--- one\n%s--- other\n%s", s->path,
                a->trace, b->trace);
    scn_outcome_free(a);
    scn_outcome_free(b);
    return !same;
}

/* ---- captured twice ---- */

static bool told_in_both(const struct scn_finding *f, const struct scn_outcome *other)
{
    for (size_t i = 0; i < other->finding_count; i++) {
        const struct scn_finding *g = &other->finding[i];
        if (f->id == g->id && f->frame == g->frame && f->severity == g->severity &&
            !strcmp(f->subkind, g->subkind))
            return true;
    }
    return false;
}

static int missing_from(const struct scenario *s, const struct scn_outcome *a,
                        const struct scn_outcome *b, const char *what)
{
    int bad = 0;
    for (size_t i = 0; i < a->finding_count; i++) {
        const char *id = rs_catalogue_get(a->finding[i].id)->id;
        if ((id[0] == 'T' || id[0] == 'D') && !told_in_both(&a->finding[i], b)) {
            fprintf(stderr, "%s: %s %s at frame %llu: %s\n", s->path, id, a->finding[i].subkind,
                    (unsigned long long)a->finding[i].frame, what);
            bad++;
        }
    }
    return bad;
}

static int compare_twice(const struct scenario *s)
{
    struct scn_outcome *once = scenario_run(s, &(struct scn_variant){.key = key_a});
    struct scn_outcome *twice = scenario_run(s, &(struct scn_variant){.key = key_a, .twice = true});
    int bad = missing_from(s, once, twice, "lost when captured twice") +
              missing_from(s, twice, once, "only when captured twice");
    scn_outcome_free(once);
    scn_outcome_free(twice);
    return bad;
}

/* ---- no room ---- */

static int run_tiny(const struct scenario *s)
{
    for (int twice = 0; twice < 2; twice++)
        scn_outcome_free(
            scenario_run(s, &(struct scn_variant){.key = key_b, .tiny = true, .twice = twice}));
    return 0;
}

static void for_all(int (*check)(const struct scenario *))
{
    int bad = 0;
    for (int i = 0; i < files.count; i++) {
        struct scenario *s = scenario_read(files.path[i]);
        if (!s)
            continue; /* test_as_it_is says so */
        bad += check(s);
        scenario_free(s);
    }
    assert_int_equal(bad, 0);
}

static void test_other_keys(void **state)
{
    (void)state;
    for_all(compare_keys);
}

static void test_twice(void **state)
{
    (void)state;
    for_all(compare_twice);
}

static void test_tiny(void **state)
{
    (void)state;
    for_all(run_tiny);
}

/* ---- every finding has a case ---- */

/* A `never` with keys spares one severity or kind, and is no case for the finding. */
static void note_cases(const struct scenario *s, bool *fires, bool *spares)
{
    for (size_t i = 0; i < s->check_count; i++) {
        const struct scn_check *c = &s->check[i];
        bool counts = c->kind == SCN_EXPECT || (c->kind == SCN_NEVER && !c->key_count);
        for (int id = 0; counts && id < RS_FINDING__COUNT; id++)
            if (rs_catalogue_find(rs_span_str(c->id)) == rs_catalogue_get(id))
                *(c->kind == SCN_EXPECT ? &fires[id] : &spares[id]) = true;
    }
}

static void test_every_finding_has_a_case(void **state)
{
    (void)state;
    bool fires[RS_FINDING__COUNT] = {false}, spares[RS_FINDING__COUNT] = {false};
    int missing = 0;
    if (wanted)
        skip();
    for (int i = 0; i < files.count; i++) {
        struct scenario *s = strstr(files.path[i], "/cases/") ? scenario_read(files.path[i]) : NULL;
        if (!s)
            continue;
        note_cases(s, fires, spares);
        scenario_free(s);
    }
    for (int id = 0; id < RS_FINDING__COUNT; id++) {
        if (fires[id] && spares[id])
            continue;
        fprintf(stderr, "%s: no case that %s\n", rs_catalogue_get(id)->id,
                fires[id] ? "must not fire it" : "fires it");
        missing++;
    }
    assert_int_equal(missing, 0);
}

int main(int argc, char **argv)
{
    wanted = argc > 1 ? argv[1] : NULL;
    find_files();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_it_is),
        cmocka_unit_test(test_other_keys),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_tiny),
        cmocka_unit_test(test_every_finding_has_a_case),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    for (int i = 0; i < files.count; i++)
        free(files.path[i]);
    return failed;
}
