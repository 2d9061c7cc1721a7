/*
 * The shuffle test: each scenario of tests/scenarios and tests/cases again with
 * every message up to JITTER_US late, in the order that this makes: of two, each
 * may come that much earlier or later than the other. No T or D finding may come, go or change
 * (bursts, D307 and D308, apart).
 * tests/shuffle.reasons has those that may, each with its reason.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/scenario.h"

enum { JITTER_US = 200000, SEEDS = 3, REASONS_MAX = 400 };

static const char *wanted; /* argument: only files whose name holds it */
static char reasons[REASONS_MAX][96]; /* "file finding" */
static bool reason_used[REASONS_MAX];
static int reason_count;

/* xorshift64*: the same on every machine. */
static uint64_t next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1Du;
}

static void jitter(struct scn_step *s, uint64_t *random)
{
    if (s->kind == SCN_MESSAGE)
        s->origin.time_us += (int64_t)(next(random) % JITTER_US);
}

/* Waits and gaps stay where they are: messages move between two of them. Stable. */
static void sort_between(struct scn_step *step, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k && step[k - 1].kind == SCN_MESSAGE && step[k].kind == SCN_MESSAGE &&
                           step[k].origin.time_us < step[k - 1].origin.time_us;
             k--) {
            struct scn_step was = step[k];
            step[k] = step[k - 1];
            step[k - 1] = was;
        }
}

static void shuffle(struct scenario *s, uint64_t seed)
{
    uint64_t random = seed * 0x9E3779B97F4A7C15u + 1;
    for (size_t i = 0; i < s->step_count; i++)
        jitter(&s->step[i], &random);
    sort_between(s->step, s->step_count);
}

/* "T209.scn", "S4*". */
static bool name_fits(const char *pattern, size_t n, const char *name)
{
    if (n && pattern[n - 1] == '*')
        return !strncmp(pattern, name, n - 1);
    return strlen(name) == n && !strncmp(pattern, name, n);
}

static bool has_reason(const char *path, const char *id)
{
    for (int i = 0; i < reason_count; i++) {
        const char *space = strchr(reasons[i], ' ');
        if (space && !strcmp(space + 1, id) &&
            name_fits(reasons[i], (size_t)(space - reasons[i]), strrchr(path, '/') + 1)) {
            reason_used[i] = true;
            return true;
        }
    }
    return false;
}

/* Bursts are counted over windows, as the S findings are, and not judged of one call. */
static bool concerns(enum rs_finding_id id)
{
    char group = rs_catalogue_get(id)->id[0];
    return (group == 'T' || group == 'D') && id != RS_FINDING_D307 && id != RS_FINDING_D308;
}

static bool same_kind(const struct scn_finding *a, const struct scn_finding *b)
{
    return a->id == b->id && a->severity == b->severity && !strcmp(a->subkind, b->subkind);
}

static bool told_before(const struct scn_outcome *o, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (same_kind(&o->finding[k], &o->finding[i]))
            return true;
    return false;
}

/* Which frame anchors a finding that several fit may change with the order; how many may not. */
static unsigned count(const struct scn_outcome *o, const struct scn_finding *like)
{
    unsigned n = 0;
    for (size_t i = 0; i < o->finding_count; i++)
        n += same_kind(&o->finding[i], like);
    return n;
}

static int compare(const char *path, uint64_t seed, const struct scn_outcome *a,
                   const struct scn_outcome *b)
{
    int bad = 0;
    for (size_t i = 0; i < a->finding_count; i++) {
        const struct scn_finding *f = &a->finding[i];
        const char *id = rs_catalogue_get(f->id)->id;
        if (!concerns(f->id) || told_before(a, i) || count(a, f) <= count(b, f) ||
            has_reason(path, id))
            continue;
        fprintf(stderr, "%s: seed %d: %s %s at frame %llu: %u times, then %u\n",
                strrchr(path, '/') + 1, (int)seed, id, f->subkind, (unsigned long long)f->frame,
                count(a, f), count(b, f));
        bad++;
    }
    return bad;
}

static struct scn_outcome *run(const struct scenario *s)
{
    return scenario_run(s, &(struct scn_variant){.key = {1, 2}});
}

static int check(const char *path)
{
    int bad = 0;
    struct scenario *plain = scenario_read(path);
    assert_non_null(plain);
    struct scn_outcome *a = run(plain);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct scenario *s = scenario_read(path);
        shuffle(s, seed);
        struct scn_outcome *b = run(s);
        bad += compare(path, seed, a, b) + compare(path, seed, b, a);
        if (wanted && bad)
            fprintf(stderr, "%s", b->trace);
        scn_outcome_free(b);
        scenario_free(s);
    }
    scn_outcome_free(a);
    scenario_free(plain);
    return bad;
}

static int is_scenario(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return n > 4 && !strcmp(d->d_name + n - 4, ".scn") && (!wanted || strstr(d->d_name, wanted));
}

static int check_folder(const char *folder)
{
    struct dirent **list;
    char path[1024];
    int bad = 0;
    snprintf(path, sizeof path, "%s/tests/%s", RS_SOURCE_DIR, folder);
    int n = scandir(path, &list, is_scenario, alphasort);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/tests/%s/%s", RS_SOURCE_DIR, folder, list[i]->d_name);
        bad += check(path);
        free(list[i]);
    }
    free(list);
    return bad;
}

/* "file.scn T210: why"; # begins a comment. */
static void read_reasons(void)
{
    char line[512];
    FILE *f = fopen(RS_SOURCE_DIR "/tests/shuffle.reasons", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f) && reason_count < REASONS_MAX) {
        char *colon = strchr(line, ':');
        if (line[0] == '#' || !colon)
            continue;
        *colon = '\0';
        snprintf(reasons[reason_count++], sizeof reasons[0], "%.90s", line);
    }
    fclose(f);
}

static void test_shuffle(void **state)
{
    (void)state;
    read_reasons();
    int bad = check_folder("scenarios") + check_folder("cases");
    for (int i = 0; i < reason_count && !wanted; i++)
        if (!reason_used[i]) {
            fprintf(stderr, "shuffle.reasons: %s: nothing differs any more\n", reasons[i]);
            bad++;
        }
    assert_int_equal(bad, 0);
}

int main(int argc, char **argv)
{
    wanted = argc > 1 ? argv[1] : NULL;
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shuffle)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
