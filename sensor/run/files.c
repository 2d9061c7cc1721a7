/*
 * Inputs that are captures, read as fast as they can be and merged by time: the
 * frame that comes next is the earliest of those that stand first in each.
 *
 * A file is opened for reading when the others have come to its first frame, so
 * that a hundred rotated files cost no more than one. What is not a file (a
 * pipe, a connection, a directory that is followed) has its say when it has
 * something to say, and nobody waits for it.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "run/run.h"

#include "notice.h"
#include "run/progress.h"
#include "run/stop.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

/* LOOK_FRAMES: between two looks at the clock, at signals and at who is silent. */
enum { LOOK_FRAMES = 1024, WAIT_MS = 100, AT_ONCE_MAX = 64, NOBODY = -1 };

struct head {
    int64_t first_us; /* of the file, looked up before; INT64_MIN: read it at once */
    struct rs_frame frame; /* that stands first, borrowed from the file */
    bool begun, full;      /* is being read; `frame` is there */
};

struct reading {
    struct rs_run *run;
    struct rs_progress progress;
    struct head *heads;     /* per input */
    unsigned at_once;       /* files that are being read */
    unsigned open;          /* inputs that have not ended */
    uint64_t taken;         /* frames */
    uint64_t octets_before; /* of the files that were read to the end */
    int64_t stats_us;       /* of the last statistics, on the monotonic clock */
};

static const char *name_of(const struct reading *r, unsigned i)
{
    return r->run->options->inputs[i].name;
}

static struct rs_input *input_of(const struct reading *r, unsigned i)
{
    return &r->run->inputs.each[i];
}

/* Octets of all files together; 0 when nobody knows. */
static uint64_t total_octets(const struct rs_inputs *in)
{
    uint64_t total = 0;
    for (unsigned i = 0; i < in->count; i++) {
        uint64_t size = in->each[i].file ? rs_file_size(in->each[i].file) : 0;
        if (size == 0)
            return 0;
        total += size;
    }
    return total;
}

static uint64_t octets_read(const struct reading *r)
{
    uint64_t octets = r->octets_before;
    for (unsigned i = 0; i < r->run->inputs.count; i++)
        if (input_of(r, i)->file)
            octets += rs_file_position(input_of(r, i)->file);
    return octets;
}

/* What has no end gives statistics as it goes. */
static void look_at_stats(struct reading *r)
{
    struct timespec t;
    int64_t interval_us = (int64_t)r->run->options->stats_interval_s * 1000000;
    if (!r->run->inputs.endless || !interval_us)
        return;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t now_us = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
    if (r->stats_us && now_us - r->stats_us >= interval_us)
        rs_run_stats(r->run, false);
    if (!r->stats_us || now_us - r->stats_us >= interval_us)
        r->stats_us = now_us;
}

static void look_at_clock(struct reading *r)
{
    struct rs_run *run = r->run;
    rs_secrets_poll(&run->secrets);
    rs_run_reload(run);
    look_at_stats(r);
    if (!rs_progress_due(&r->progress))
        return;
    char line[RS_PROGRESS_TEXT];
    rs_progress_line(&r->progress, octets_read(r), rs_analysis_messages(run->analysis), line);
    rs_analysis_progress(run->analysis, line);
}

static bool go_on(const struct reading *r)
{
    return !rs_stop_asked() && rs_analysis_alive(r->run->analysis);
}

/* It was read to the end, or broke off. */
static void end_input(struct reading *r, unsigned i)
{
    struct rs_input *in = input_of(r, i);
    if (in->file)
        r->octets_before += rs_file_size(in->file);
    rs_input_close(in);
    r->heads[i].full = false;
    r->at_once--;
    r->open--;
}

/* The next frame of an input to its head, if there is one. */
static void fill(struct reading *r, unsigned i)
{
    struct head *h = &r->heads[i];
    int rc = rs_input_next(input_of(r, i), &h->frame);
    h->full = rc == 1;
    if (rc == RS_ERR_INPUT) {
        rs_notice("-r %s: %s", name_of(r, i), rs_input_error(input_of(r, i)));
        r->run->broke_off = true;
    }
    if (rc == 0 || rc == RS_ERR_INPUT)
        end_input(r, i);
}

/* Timers run on packet time, which does not go back: said, because results suffer. */
static void check_order(const struct reading *r, unsigned i)
{
    if (r->heads[i].first_us == INT64_MIN)
        return;
    int64_t behind_us = rs_analysis_time(r->run->analysis) - r->heads[i].first_us;
    if (behind_us > 0)
        rs_notice("-r %s: begins %" PRId64 ".%06" PRId64 " s before what was read already: more "
                  "than %d files overlap; read fewer at once",
                  name_of(r, i), behind_us / 1000000, behind_us % 1000000, AT_ONCE_MAX);
}

static void begin(struct reading *r, unsigned i)
{
    r->heads[i].begun = true;
    r->at_once++;
    rs_input_on_secrets(input_of(r, i), rs_secrets_take, &r->run->secrets);
    check_order(r, i);
    fill(r, i);
}

/* The earliest frame that stands first, and how far its input may go on alone. */
static int earliest(const struct reading *r, int64_t *until_us)
{
    int best = NOBODY;
    *until_us = INT64_MAX;
    for (unsigned i = 0; i < r->run->inputs.count; i++) {
        const struct head *h = &r->heads[i];
        int64_t time_us = h->full ? h->frame.time_us : h->first_us;
        if (!h->full && (h->begun || !rs_input_is_open(input_of(r, i))))
            continue;
        if (h->full && (best == NOBODY || time_us < r->heads[best].frame.time_us)) {
            if (best != NOBODY && r->heads[best].frame.time_us < *until_us)
                *until_us = r->heads[best].frame.time_us;
            best = (int)i;
        } else if (time_us < *until_us) {
            *until_us = time_us;
        }
    }
    return best;
}

/* The file that is not being read yet and begins first. */
static int next_to_begin(const struct reading *r)
{
    int best = NOBODY;
    for (unsigned i = 0; i < r->run->inputs.count; i++)
        if (!r->heads[i].begun && (best == NOBODY || r->heads[i].first_us <
                                                         r->heads[best].first_us))
            best = (int)i;
    return best;
}

/* Who has the next frame, when all who may have it have been asked. */
static int choose(struct reading *r, int64_t *until_us)
{
    for (unsigned i = 0; i < r->run->inputs.count; i++)
        if (r->heads[i].begun && !r->heads[i].full && rs_input_is_open(input_of(r, i)))
            fill(r, i);
    for (;;) {
        int best = earliest(r, until_us), next = next_to_begin(r);
        bool due = next != NOBODY && r->at_once < AT_ONCE_MAX &&
                   (best == NOBODY || r->heads[next].first_us <= r->heads[best].frame.time_us);
        if (!due)
            return best;
        begin(r, (unsigned)next);
    }
}

static void take_frame(struct reading *r, const struct rs_frame *frame)
{
    struct rs_run *run = r->run;
    if (!run->inputs.filter || rs_filter_matches(run->inputs.filter, frame))
        rs_analysis_frame(run->analysis, frame);
    if (++r->taken % LOOK_FRAMES == 0)
        look_at_clock(r);
}

/* Frames of one input as long as no other has an earlier one, or was not asked for long. */
static void take_run(struct reading *r, unsigned i, int64_t until_us)
{
    struct head *h = &r->heads[i];
    unsigned n = 0;
    do {
        take_frame(r, &h->frame);
        fill(r, i);
    } while (h->full && h->frame.time_us < until_us && ++n < LOOK_FRAMES && go_on(r));
}

/* Nobody has anything yet: let what is known so far be seen. */
static void wait_for_more(struct reading *r)
{
    rs_analysis_flush(r->run->analysis);
    for (unsigned i = 0; i < r->run->inputs.count; i++)
        if (rs_input_is_open(input_of(r, i))) {
            rs_input_wait(input_of(r, i), WAIT_MS);
            break;
        }
    look_at_clock(r);
}

static void say_stopped(const struct reading *r)
{
    if (!rs_stop_asked())
        return;
    for (unsigned i = 0; i < r->run->inputs.count; i++)
        if (rs_input_is_open(input_of(r, i)) && !input_of(r, i)->directory)
            rs_notice("-r %s: stopped by a signal before its end; what was read is reported",
                      name_of(r, i));
}

static void read_all(struct reading *r)
{
    int64_t until_us;
    r->open = r->run->inputs.count;
    for (unsigned i = 0; i < r->open; i++)
        r->heads[i].first_us = r->open > 1 ? rs_input_first_us(input_of(r, i), name_of(r, i))
                                           : INT64_MIN;
    while (r->open && go_on(r)) {
        int i = choose(r, &until_us);
        if (i != NOBODY)
            take_run(r, (unsigned)i, until_us);
        else if (r->open)
            wait_for_more(r);
    }
    say_stopped(r);
}

void rs_run_files(struct rs_run *run)
{
    struct reading r = {.run = run, .heads = calloc(run->inputs.count, sizeof *r.heads)};
    if (r.heads) {
        rs_progress_init(&r.progress, total_octets(&run->inputs));
        read_all(&r);
    } else {
        rs_notice("there is no memory to read the captures");
        run->broke_off = true;
    }
    free(r.heads);
    rs_notice_clear();
}
