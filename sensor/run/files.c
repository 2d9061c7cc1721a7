/* Inputs that are files: read as fast as they can be. */
#include "run/run.h"

#include "notice.h"
#include "run/progress.h"
#include "run/stop.h"

#include <inttypes.h>

/* Frames between two looks at the clock and at signals. */
enum { LOOK_FRAMES = 1024, WAIT_MS = 100 };

struct reading {
    struct rs_run *run;
    struct rs_progress progress;
    unsigned input;
    uint64_t octets_before; /* of the files that were read to the end */
};

static const char *name_of(const struct reading *r)
{
    return r->run->options->inputs[r->input].name;
}

/* Octets of all files together; 0 when one of them is a pipe. */
static uint64_t total_octets(const struct rs_inputs *in)
{
    uint64_t total = 0;
    for (unsigned i = 0; i < in->count; i++) {
        uint64_t size = rs_file_size(in->each[i].file);
        if (size == 0)
            return 0;
        total += size;
    }
    return total;
}

static void look_at_clock(struct reading *r)
{
    struct rs_run *run = r->run;
    rs_secrets_poll(&run->secrets);
    if (!rs_progress_due(&r->progress))
        return;
    rs_delivery_flush(run->delivery);
    rs_progress_draw(&r->progress,
                     r->octets_before + rs_file_position(run->inputs.each[r->input].file),
                     rs_analysis_messages(run->analysis));
}

static bool go_on(const struct reading *r)
{
    return !rs_stop_asked() && rs_delivery_alive(r->run->delivery);
}

/* A pipe has nothing yet: let what is known so far be seen. */
static void wait_for_more(struct reading *r)
{
    rs_delivery_flush(r->run->delivery);
    rs_file_wait(r->run->inputs.each[r->input].file, WAIT_MS);
    look_at_clock(r);
}

/* Timers run on packet time, which does not go back: said, because results suffer. */
static void check_order(const struct reading *r, const struct rs_frame *frame)
{
    int64_t behind_us = rs_analysis_time(r->run->analysis) - frame->time_us;
    if (behind_us > 0)
        rs_notice("-r %s: begins %" PRId64 ".%06" PRId64 " s before the end of the file before it; "
                  "give captures in the order of time, or read each alone",
                  name_of(r), behind_us / 1000000, behind_us % 1000000);
}

static void take_frame(struct reading *r, const struct rs_frame *frame)
{
    struct rs_run *run = r->run;
    if (frame->number == 1 && r->input > 0)
        check_order(r, frame);
    if (!run->inputs.filter || rs_filter_matches(run->inputs.filter, frame))
        rs_analysis_frame(run->analysis, frame);
    if (frame->number % LOOK_FRAMES == 0)
        look_at_clock(r);
}

static void read_file(struct reading *r)
{
    struct rs_file *file = r->run->inputs.each[r->input].file;
    struct rs_frame frame;
    int rc = 1;
    rs_file_on_secrets(file, rs_secrets_take, &r->run->secrets);
    while (rc != 0 && rc != RS_ERR_INPUT && go_on(r)) {
        rc = rs_file_next(file, &frame);
        if (rc == 1)
            take_frame(r, &frame);
        else if (rc == RS_ERR_INCOMPLETE)
            wait_for_more(r);
    }
    if (rc == RS_ERR_INPUT) {
        rs_notice("-r %s: %s", name_of(r), rs_file_error(file));
        r->run->broke_off = true;
    } else if (rc != 0 && rs_stop_asked()) {
        rs_notice("-r %s: stopped by a signal before its end; what was read is reported",
                  name_of(r));
    }
}

/* A file that was read lets go of its memory. */
static void done_with(struct reading *r)
{
    struct rs_file **file = &r->run->inputs.each[r->input].file;
    r->octets_before += rs_file_size(*file);
    rs_file_close(*file);
    *file = NULL;
}

void rs_run_files(struct rs_run *run)
{
    struct reading r = {.run = run};
    rs_progress_init(&r.progress, total_octets(&run->inputs));
    for (; r.input < run->inputs.count && go_on(&r); r.input++) {
        read_file(&r);
        done_with(&r);
    }
    rs_notice_clear();
}
