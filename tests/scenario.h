/*
 * Scenarios: SIP traffic as text with its own clock, and what is expected of
 * it. The reader turns a .scn file into steps; the runner hands them to a
 * watcher and holds what it says against the file's expectations.
 *
 *   # comment
 *   host alice 10.0.0.1:5060            who has which address
 *   transport tcp                       of the messages that follow (udp)
 *   imported                            the messages that follow come from a log; `trace=N`
 *                                       among their options is the number it gives them
 *   start 1700000000                    seconds since 1970 of time 0
 *   settled alice bob                   OPTIONS and 200 at time 0 (frames 1, 2); 40 s pass
 *   +0.5 alice > bob ttl=63 ipid=7 if=1 mac=2 vlan=5   seconds since the last message,
 *   OPTIONS sip:bob@10.0.0.2 SIP/2.0                   or @12.5 since the start; then the
 *   Content-Length: {len}                              message up to a line with one dot
 *
 *   body                                ("raw": no line ends added, \r \n \xHH understood)
 *   .
 *   +0.5 alice > bob : INVITE sdp=10.0.0.1     or in one line, see scenario_message.h
 *   wait 40                             time passes
 *   gap                                 packets are lost here
 *   repeat 20                           the lines up to "end" that often, {i} in them
 *   end                                 counts from 1
 *   list peers 192.0.2.0/24 east        one more entry of a list of base/policy.def
 *   set S405 failures 3                 a number of base/policy.def
 *   settings                            a settings file's text up to a line with one dot;
 *   .                                   before any list or set
 *   finish                              end of input (else at the end of the file)
 *   expect T202 frame=1 severity=medium subkind=x count=3 at=32.0 times=1
 *                                       e.NAME=TEXT: its evidence has it ("_": a blank)
 *   never T201 D3*                      is not reported
 *   only                                nothing else than what is expected is reported
 *   secret TEXT                         stands in nothing that is reported
 *   note 4 role=ack transaction=1 ...   of frame 4's annotation (scenario_note.c)
 *   record registration 3 end=accepted  of the record of that sign-in, which begins in frame 3;
 *                                       of transaction or dialog 3 (scenario_record.c)
 *
 * Frames count from 1. Everything a struct scenario holds is its own.
 */
#ifndef RS_TESTS_SCENARIO_H
#define RS_TESTS_SCENARIO_H

#include <stdio.h>
#include <stdlib.h>

#include "core/ringside.h"

enum { SCN_HOSTS_MAX = 24, SCN_KEYS_MAX = 20, SCN_NAME_MAX = 24, SCN_SECRETS_MAX = 8 };

struct scn_host {
    char name[SCN_NAME_MAX];
    struct rs_endpoint at;
};

enum scn_step_kind { SCN_MESSAGE, SCN_WAIT, SCN_GAP, SCN_FINISH };

struct scn_step {
    int line;
    enum scn_step_kind kind;
    struct rs_origin origin; /* of a wait: only its time */
    char *octets;
    size_t len;
};

enum scn_check_kind { SCN_EXPECT, SCN_NEVER, SCN_NOTE, SCN_RECORD };

struct scn_check {
    int line;
    enum scn_check_kind kind;
    char id[8];     /* a finding's, maybe ending in an asterisk */
    uint64_t frame; /* of a note; a record's number */
    char record_kind[16];
    int key_count;
    struct {
        char name[24], value[64];
    } key[SCN_KEYS_MAX];
};

/* Room for one more of an array: as much again each time it is full. */
static inline void *scn_room(void *array, size_t count, size_t size)
{
    return count & (count - 1) ? array : realloc(array, (count ? 2 * count : 1) * size);
}

struct scenario {
    char path[512];
    int64_t start_us;
    struct scn_host host[SCN_HOSTS_MAX];
    int host_count;
    struct scn_step *step;
    size_t step_count;
    struct scn_check *check;
    size_t check_count;
    struct rs_policy *policy;
    bool only;
    char secret[SCN_SECRETS_MAX][64];
    int secret_count;
};

/* NULL when the file has an error, which is told on stderr as path:line: text. */
struct scenario *scenario_read(const char *path);
void scenario_free(struct scenario *s);

/* Value of a key of a check, or NULL. */
const char *scn_check_key(const struct scn_check *c, const char *name);

/* ---- running ---- */

struct scn_finding {
    enum rs_finding_id id;
    uint8_t severity;
    uint64_t frame;
    uint32_t count;
    int64_t time_us;
    bool partial;
    char subkind[64];
    char evidence[768]; /* "name=text" of each, with a line feed behind it */
    bool expected; /* an expectation named it */
};

struct scn_note {
    uint64_t frame;
    struct rs_annotation a; /* borrowed parts are gone */
};

struct scn_record {
    char kind[16]; /* "registration" */
    uint64_t number;
    char text[4096]; /* "key=value", a line each */
};

struct scn_outcome {
    struct scn_record *record;
    size_t record_count;
    struct scn_finding *finding;
    size_t finding_count;
    struct scn_note *note;
    size_t note_count;
    char *trace; /* all that the watcher said, as text */
    size_t trace_len;
};

struct scn_variant {
    struct rs_hash_key key;
    bool twice; /* each message again 0.1 ms later on another interface */
    bool tiny;  /* limits so small that everything is evicted */
};

/* Never NULL; free with scn_outcome_free. */
struct scn_outcome *scenario_run(const struct scenario *s, const struct scn_variant *v);
void scn_outcome_free(struct scn_outcome *o);

/* How many checks fail; each is told on stderr. */
int scenario_verify(const struct scenario *s, struct scn_outcome *o);

/* One note's keys against the annotation; the name of the first that differs, or NULL. */
const char *scn_note_differs(const struct scn_check *c, const struct rs_annotation *a, char *got,
                             size_t cap);

/* Where a record is written to, until it is closed; the keys of one. */
FILE *scn_record_open(struct scn_outcome *o, const char *kind, uint64_t number);
void scn_record_transaction(FILE *f, const struct rs_transaction_record *r);
void scn_record_dialog(FILE *f, const struct rs_dialog_record *r);
void scn_record_registration(FILE *f, const struct rs_registration_record *r);

/* The first key that the record has not; NULL: it has all. */
const char *scn_record_differs(const struct scn_check *c, const struct scn_outcome *o);

#endif
