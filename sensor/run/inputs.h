/*
 * The inputs that were asked for, all opened before a byte of traffic is
 * parsed: either files or interfaces. main owns them.
 */
#ifndef RS_RUN_INPUTS_H
#define RS_RUN_INPUTS_H

#include "capture/directory.h"
#include "capture/file.h"
#include "capture/filter.h"
#include "capture/hep_listener.h"
#include "capture/live.h"
#include "capture/own_filter.h"
#include "options.h"
#include "places.h"
#include "run/rings.h"

/* One of them; none when it was read to the end, or is gone. */
struct rs_input {
    struct rs_file *file;
    struct rs_directory *directory;
    struct rs_live *device;
    struct rs_rings *rings; /* a device with several */
    struct rs_hep_listener *hep;
};

struct rs_inputs {
    unsigned count;
    struct rs_input *each;    /* by origin.interface */
    struct rs_filter *filter; /* of files; NULL: none */
    struct rs_places *places; /* of directories */
    char own_filter[RS_OWN_FILTER_TEXT]; /* BPF; used where nobody gave another */
    bool endless;             /* one of them ends by a signal only */
    struct rs_hosts *hosts;   /* of logs among the files; NULL: interfaces */
};

/*
 * RS_OK; RS_ERR_INPUT when any cannot be opened, RS_ERR_USAGE when the filter
 * is wrong, said in one line each on standard error. rs_inputs_close after
 * either.
 */
int rs_inputs_open(struct rs_inputs *in, const struct rs_options *options);
void rs_inputs_close(struct rs_inputs *in);

/* False: it was closed, or never was. */
bool rs_input_is_open(const struct rs_input *i);
void rs_input_close(struct rs_input *i);
const char *rs_input_error(const struct rs_input *i);

/* Those that are captures. */

/* As rs_file_next. */
int rs_input_next(struct rs_input *i, struct rs_frame *frame);
void rs_input_wait(const struct rs_input *i, int timeout_ms);

/* Before the first frame of a file or directory: where its TLS secrets go. */
void rs_input_on_secrets(struct rs_input *i, void (*take)(void *user, struct rs_span lines),
                         void *user);

/*
 * When the file begins: it is looked into beside the reading of it. INT64_MIN
 * when it is no file, or has no frame that can be read.
 */
int64_t rs_input_first_us(const struct rs_input *i, const char *name);

/* Those that are live. */

/* What never came here, from the start on. */
struct rs_input_losses {
    uint64_t kernel;    /* a buffer was full */
    uint64_t interface; /* an interface dropped it, or a connection broke off in it */
    uint64_t refused;   /* connections of agents: there was no place */
    uint64_t junk;      /* octets on them that are no HEP */
};

/* Threads of inputs begin. RS_OK, or RS_ERR_MEMORY. */
int rs_input_begin(struct rs_input *i);
/* Nothing is taken any more: losses are known to the last packet. */
void rs_input_end(struct rs_input *i);

int rs_input_fd(const struct rs_input *i);
int rs_input_take(struct rs_input *i, void *user,
                  void (*take)(void *user, const struct rs_frame *));
struct rs_input_losses rs_input_losses(struct rs_input *i);

#endif
