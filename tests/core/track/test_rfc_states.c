/*
 * Our dialog and subscription machines against the figures of RFC 4235 and RFC
 * 6665, arrow by arrow: rfc_states.txt, which says what its columns are. A row
 * fails that does not come out as it says, so does one whose difference is gone,
 * and a cell of ours that no row goes through.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "track/state.h"

enum { COLUMNS = 7, EVENTS_MAX = 16, STATES_MAX = 8 };

struct machine {
    int states, events;
    const char *(*state_name)(int);
    const char *(*event_name)(int);
    /* The next state, -1 for an empty cell; the word for how it ended, or "-". */
    int (*step)(int state, int event, const char **end);
    bool met[STATES_MAX][RS_DLG_EVENT__COUNT];
};

static const char *dialog_state(int s)
{
    return rs_dialog_state_name((enum rs_dialog_state)s);
}

static const char *dialog_event(int e)
{
    return rs_dialog_event_name((enum rs_dialog_event)e);
}

static int dialog_step(int state, int event, const char **end)
{
    struct rs_dialog_cell cell =
        rs_dialog_machine((enum rs_dialog_state)state, (enum rs_dialog_event)event);
    *end = cell.end == RS_END_KEEP ? "-" : rs_dialog_end_name(cell.end);
    return cell.known ? cell.next : -1;
}

static const char *sub_state(int s)
{
    return rs_subscription_state_name((enum rs_sub_state)s);
}

static const char *sub_event(int e)
{
    return rs_subscription_event_name((enum rs_sub_event)e);
}

static int sub_step(int state, int event, const char **end)
{
    struct rs_sub_cell cell =
        rs_subscription_machine((enum rs_sub_state)state, (enum rs_sub_event)event);
    *end = "-";
    return cell.known ? cell.next : -1;
}

static struct machine dialogs = {RS_DIALOG__COUNT, RS_DLG_EVENT__COUNT, dialog_state, dialog_event,
                                 dialog_step, {{0}}};
static struct machine subscriptions = {RS_SUB__COUNT, RS_SUB_EVENT__COUNT, sub_state, sub_event,
                                       sub_step, {{0}}};

static int find(int n, const char *(*name)(int), const char *word)
{
    for (int i = 0; i < n; i++)
        if (!strcmp(name(i), word))
            return i;
    return -1;
}

static int state_called(const struct machine *m, const char *word)
{
    return find(m->states, m->state_name, !strcmp(word, "init") ? "none" : word);
}

/* Through all events, each cell filled; a stay in between has no end of its own. */
static int run(struct machine *m, int state, const char *events, char *end, size_t cap)
{
    char text[160];
    char *rest;
    snprintf(text, sizeof text, "%s", events);
    snprintf(end, cap, "-");
    for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        const char *how;
        int event = find(m->events, m->event_name, word);
        if (event < 0 || state < 0)
            return -1;
        int next = m->step(state, event, &how);
        m->met[state][event] |= next >= 0;
        snprintf(end, cap, "%s", how);
        state = next >= 0 ? next : state; /* an empty cell changes nothing */
    }
    return state;
}

static int check_from(const char *line, const char *const *column, const char *from)
{
    struct machine *m = strstr(column[0], "6665") || strstr(column[0], "sub") ? &subscriptions
                                                                              : &dialogs;
    char end[32];
    bool ours = !strncmp(column[0], "ours", 4);
    bool differs = !ours && column[6][0];
    int got = run(m, state_called(m, from), column[4], end, sizeof end);
    int wanted = state_called(m, column[3]);
    if (got >= 0 && wanted >= 0 && (got == wanted) == !differs && !strcmp(end, column[5]))
        return 0;
    fprintf(stderr, "from %s ours is %s (%s): %s", from, got < 0 ? "?" : m->state_name(got), end,
            line);
    return 1;
}

static char *trimmed(char *s)
{
    while (*s == ' ')
        s++;
    for (size_t n = strlen(s); n && strchr(" \n", s[n - 1]); n--)
        s[n - 1] = '\0';
    return s;
}

static int check_row(const char *line)
{
    char text[320];
    const char *column[COLUMNS] = {"", "", "", "", "", "", ""};
    int n = 0;
    char *cells;
    snprintf(text, sizeof text, "%s", line);
    for (char *c = strtok_r(text, "|", &cells); c && n < COLUMNS; c = strtok_r(NULL, "|", &cells))
        column[n++] = trimmed(c);
    if (n < COLUMNS - 1) {
        fprintf(stderr, "columns are missing: %s", line);
        return 1;
    }
    int bad = 0;
    char states[80];
    char *rest;
    snprintf(states, sizeof states, "%s", column[1]);
    for (char *s = strtok_r(states, ",", &rest); s; s = strtok_r(NULL, ",", &rest))
        bad += check_from(line, column, s);
    return bad;
}

static int unmet(const struct machine *m)
{
    int bad = 0;
    const char *end;
    for (int s = 0; s < m->states; s++)
        for (int e = 0; e < m->events; e++)
            if (m->step(s, e, &end) >= 0 && !m->met[s][e]) {
                fprintf(stderr, "%s in %s: no row\n", m->event_name(e), m->state_name(s));
                bad++;
            }
    return bad;
}

static void test_rfc_states(void **state)
{
    (void)state;
    char line[320];
    int bad = 0, rows = 0;
    FILE *f = fopen(RS_SOURCE_DIR "/tests/core/track/rfc_states.txt", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        if (line[0] != '#' && line[0] != '\n') {
            bad += check_row(line);
            rows++;
        }
    fclose(f);
    bad += unmet(&dialogs) + unmet(&subscriptions);
    assert_int_equal(bad, 0);
    assert_true(rows > 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rfc_states)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
