#define _POSIX_C_SOURCE 200809L /* stat */
#include "run/inputs.h"

#include "capture/filter_losses.h"
#include "notice.h"

#include <stdlib.h>
#include <sys/stat.h>

/* Captures are filtered where somebody asked for it. */
static int open_filter(struct rs_inputs *in, const struct rs_options *o)
{
    char error[RS_FILTER_ERROR_TEXT];
    bool own = !o->filter;
    if (own && !o->ports)
        return RS_OK;
    in->filter = rs_filter_new(own ? in->own_filter : o->filter, own, error);
    if (in->filter)
        return RS_OK;
    rs_notice("filter '%s': %s", own ? o->ports : o->filter, error);
    return RS_ERR_USAGE;
}

/* One line when a person's filter loses what he wants to see. */
static void warn_of_losses(const struct rs_options *o)
{
    char losses[RS_FILTER_LOSSES_TEXT];
    if (o->filter && rs_filter_losses(o->filter, o->live, losses))
        rs_notice("filter '%s' loses SIP in: %s; --ports LIST in its place keeps that",
                  o->filter, losses);
}

static bool is_directory(const char *name)
{
    struct stat st;
    return stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

/* "-r DIR: NAME: what" */
static void tell_of_file(void *user, const char *name, const char *what)
{
    const struct rs_input_option *o = user;
    rs_notice("-r %s: %s%s%s", o->name, name, *name ? ": " : "", what);
}

static int open_directory(struct rs_inputs *in, const struct rs_options *o, unsigned i)
{
    char error[RS_DIRECTORY_ERROR_TEXT];
    struct rs_directory_settings settings = {
        .path = o->inputs[i].name,
        .interface = i,
        .once = o->once,
        .state = o->state,
        .places = in->places,
        .user = &o->inputs[i],
        .tell = tell_of_file,
    };
    in->endless |= !o->once;
    int rc = rs_directory_open(&in->each[i].directory, &settings, error);
    if (rc < 0)
        rs_notice("-r %s: %s", o->inputs[i].name, error);
    return rc;
}

static int open_file(struct rs_inputs *in, const struct rs_options *o, unsigned i)
{
    char error[RS_FILE_ERROR_TEXT];
    if (is_directory(o->inputs[i].name))
        return open_directory(in, o, i);
    in->endless |= o->inputs[i].url.kind == RS_URL_CAPTURE;
    in->each[i].file = rs_file_open(o->inputs[i].name, i, error);
    if (in->each[i].file) {
        rs_file_hosts(in->each[i].file, in->hosts);
        return RS_OK;
    }
    rs_notice("-r %s: %s", o->inputs[i].name, error);
    return RS_ERR_INPUT;
}

static int open_device(struct rs_inputs *in, const struct rs_options *o, unsigned i)
{
    const char *name = o->inputs[i].name;
    char error[RS_LIVE_ERROR_TEXT];
    struct rs_live_settings settings = {.snaplen = o->snaplen,
                                        .buffer_mib = o->buffer_mib,
                                        .promiscuous = !o->no_promiscuous,
                                        .filter = o->filter ? o->filter : in->own_filter,
                                        .own_filter = !o->filter};
    int rc = o->rings == 1 ? rs_live_open(&in->each[i].device, name, i, &settings, error)
                           : rs_rings_open(&in->each[i].rings, name, i, o->rings, &settings, error);
    if (rc == RS_ERR_USAGE)
        rs_notice("filter '%s' on %s: %s", o->filter, name, error);
    else if (rc < 0)
        rs_notice("-i %s: %s", name, error);
    return rc;
}

static int open_listener(struct rs_inputs *in, const struct rs_options *o, unsigned i)
{
    char error[RS_HEP_ERROR_TEXT];
    int rc = rs_hep_listener_open(&in->each[i].hep, &o->inputs[i].url, i, o->buffer_mib, error);
    if (rc < 0)
        rs_notice("-r %s: %s", o->inputs[i].name, error);
    return rc;
}

static int open_live(struct rs_inputs *in, const struct rs_options *o, unsigned i)
{
    bool interface = o->inputs[i].url.kind == RS_URL_NONE;
    return interface ? open_device(in, o, i) : open_listener(in, o, i);
}

/* All of them are tried, so that all that is wrong is said at once. */
static int open_each(struct rs_inputs *in, const struct rs_options *o,
                     int (*open_one)(struct rs_inputs *, const struct rs_options *, unsigned))
{
    int result = RS_OK;
    for (unsigned i = 0; i < in->count; i++) {
        int rc = open_one(in, o, i);
        if (rc < 0 && result != RS_ERR_USAGE)
            result = rc;
    }
    return result;
}

static int open_captures(struct rs_inputs *in, const struct rs_options *options)
{
    int rc = open_filter(in, options);
    in->hosts = calloc(1, sizeof *in->hosts);
    if (!in->hosts) {
        rs_notice("there is no memory for the inputs");
        return RS_ERR_INPUT;
    }
    return rc < 0 ? rc : open_each(in, options, open_file);
}

int rs_inputs_open(struct rs_inputs *in, const struct rs_options *options)
{
    *in = (struct rs_inputs){.count = options->input_count};
    in->each = calloc(in->count, sizeof *in->each);
    in->places = rs_places_new();
    if (!in->each || !in->places) {
        rs_notice("there is no memory for the inputs");
        return RS_ERR_INPUT;
    }
    rs_own_filter(options->ports, in->own_filter); /* a list that was checked */
    int rc = options->live ? open_each(in, options, open_live) : open_captures(in, options);
    if (rc == RS_OK)
        warn_of_losses(options);
    return rc;
}

void rs_inputs_close(struct rs_inputs *in)
{
    for (unsigned i = 0; in->each && i < in->count; i++)
        rs_input_close(&in->each[i]);
    rs_filter_free(in->filter);
    rs_places_free(in->places);
    free(in->hosts);
    free(in->each);
}

bool rs_input_is_open(const struct rs_input *i)
{
    return i->file || i->directory || i->device || i->rings || i->hep;
}

int rs_input_next(struct rs_input *i, struct rs_frame *frame)
{
    return i->file ? rs_file_next(i->file, frame) : rs_directory_next(i->directory, frame);
}

void rs_input_wait(const struct rs_input *i, int timeout_ms)
{
    if (i->file)
        rs_file_wait(i->file, timeout_ms);
    else
        rs_directory_wait(i->directory, timeout_ms);
}

void rs_input_on_secrets(struct rs_input *i, void (*take)(void *user, struct rs_span lines),
                         void *user)
{
    if (i->file)
        rs_file_on_secrets(i->file, take, user);
    else if (i->directory)
        rs_directory_on_secrets(i->directory, take, user);
}

int64_t rs_input_first_us(const struct rs_input *i, const char *name)
{
    return i->file && rs_file_size(i->file) ? rs_file_first_us(name) : INT64_MIN;
}

int rs_input_begin(struct rs_input *i)
{
    return i->rings ? rs_rings_begin(i->rings) : RS_OK;
}

void rs_input_end(struct rs_input *i)
{
    if (i->rings)
        rs_rings_end(i->rings);
}

int rs_input_fd(const struct rs_input *i)
{
    if (i->rings)
        return rs_rings_fd(i->rings);
    return i->device ? rs_live_fd(i->device) : rs_hep_listener_fd(i->hep);
}

int rs_input_take(struct rs_input *i, void *user,
                  void (*take)(void *user, const struct rs_frame *))
{
    if (i->rings)
        return rs_rings_take(i->rings, user, take);
    return i->device ? rs_live_take(i->device, RS_LIVE_BATCH, user, take)
                     : rs_hep_listener_take(i->hep, user, take);
}

struct rs_input_losses rs_input_losses(struct rs_input *i)
{
    if (i->hep) {
        struct rs_hep_losses l = rs_hep_listener_losses(i->hep);
        return (struct rs_input_losses){l.kernel, l.broken, l.refused, l.junk_octets};
    }
    struct rs_live_losses l = i->rings ? rs_rings_losses(i->rings) : rs_live_losses(i->device);
    return (struct rs_input_losses){.kernel = l.kernel, .interface = l.interface};
}

const char *rs_input_error(const struct rs_input *i)
{
    if (i->file)
        return rs_file_error(i->file);
    if (i->directory)
        return rs_directory_error(i->directory);
    if (i->rings)
        return rs_rings_error(i->rings);
    return i->device ? rs_live_error(i->device) : ""; /* a listener goes on whatever happens */
}

void rs_input_close(struct rs_input *i)
{
    rs_file_close(i->file);
    rs_directory_close(i->directory);
    rs_live_close(i->device);
    rs_rings_close(i->rings);
    rs_hep_listener_close(i->hep);
    *i = (struct rs_input){.file = NULL};
}
