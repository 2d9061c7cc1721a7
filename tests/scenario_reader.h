/*
 * The inside of the scenarios' reader: what it carries from line to line, shared
 * by the files that each read one sort of line.
 *
 *   scenario.c         traffic: hosts, messages, time
 *   scenario_policy.c  what an operator would say: list, set, settings
 *   scenario_expect.c  what is expected: expect, never, note, record, secret
 */
#ifndef RS_TESTS_SCENARIO_READER_H
#define RS_TESTS_SCENARIO_READER_H

#include "tests/scenario_message.h"

struct scn_reader {
    struct scenario *s;
    struct scn_author author;
    FILE *file;
    char *line;
    size_t cap;
    int number;
    char *repeated; /* lines of a "repeat" that are still to come, and where they begin */
    size_t repeated_at;
    int64_t now_us; /* since the start */
    uint64_t frame;
    enum rs_transport transport;
    bool imported;
    bool failed;
};

/* Says where and what; the scenario is not read. */
__attribute__((format(printf, 2, 3))) void scn_wrong(struct scn_reader *r, const char *f, ...);
/* Without its end, of a repetition first; NULL at the end of the file. */
char *scn_next_line(struct scn_reader *r);

/* What stands behind the first word of such a line; it is cut up. */
void scn_read_list(struct scn_reader *r, char *rest);
void scn_read_set(struct scn_reader *r, char *rest);
void scn_read_settings(struct scn_reader *r);
void scn_read_expect(struct scn_reader *r, char *rest);
void scn_read_never(struct scn_reader *r, char *rest);
void scn_read_note(struct scn_reader *r, char *rest);
void scn_read_record(struct scn_reader *r, char *rest);
void scn_read_secret(struct scn_reader *r, const char *rest);

#endif
