#define _POSIX_C_SOURCE 200809L /* clock_gettime, nanosleep, stat */
#include "capture/directory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "capture/directory_state.h"
#include "capture/file.h"

enum { OPEN_MAX = 8, NOBODY = -1 };

#define SECOND_US INT64_C(1000000)
#define SCAN_US SECOND_US
#define QUIET_US (10 * SECOND_US)
#define SAVE_US (10 * SECOND_US)

struct open_file {
    struct rs_listed *entry;
    struct rs_file *file;
    uint64_t skip;    /* frames that were read before */
    int64_t grown_us; /* when it was seen to grow, on the monotonic clock */
};

struct rs_directory {
    void (*take_secrets)(void *user, struct rs_span lines);
    void *secrets_user;
    struct rs_directory_settings settings;
    struct rs_listing listing;
    char *path, *state;
    struct open_file open[OPEN_MAX]; /* in the order of opening */
    int open_count, current;         /* NOBODY: nothing is being read */
    uint64_t frames;
    struct rs_listed *given;  /* whose frame the caller has */
    const struct rs_listed *last; /* whose frame the last one was */
    int64_t scanned_us, saved_us;
    bool damaged;
    char error[RS_DIRECTORY_ERROR_TEXT];
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}

/* Opening */

static void tell(void *user, const char *name, const char *what)
{
    const struct rs_directory *d = user;
    d->settings.tell(d->settings.user, name, what);
}

static int begin(struct rs_directory *d, char error[RS_DIRECTORY_ERROR_TEXT])
{
    if (!rs_listing_scan(&d->listing)) {
        snprintf(error, RS_DIRECTORY_ERROR_TEXT, "%s", strerror(errno));
        return RS_ERR_INPUT;
    }
    if (d->state && rs_directory_state_save(&d->listing, d->state) < 0) {
        snprintf(error, RS_DIRECTORY_ERROR_TEXT, "--state %s: cannot be written", d->state);
        return RS_ERR_INPUT;
    }
    d->scanned_us = d->saved_us = now_us();
    return RS_OK;
}

static void directory_free(struct rs_directory *d)
{
    for (int i = 0; i < d->open_count; i++)
        rs_file_close(d->open[i].file);
    rs_listing_fini(&d->listing);
    g_free(d->path);
    g_free(d->state);
    g_free(d);
}

int rs_directory_open(struct rs_directory **out, const struct rs_directory_settings *settings,
                      char error[RS_DIRECTORY_ERROR_TEXT])
{
    struct rs_directory *d = g_new0(struct rs_directory, 1);
    char *path = g_canonicalize_filename(settings->path, NULL); /* one name for the state */
    d->settings = *settings;
    d->current = NOBODY;
    d->path = g_strdup(settings->path);
    d->state = g_strdup(settings->state);
    rs_listing_init(&d->listing, path, d, tell);
    g_free(path);
    int rc = d->state ? rs_directory_state_load(&d->listing, d->state, error,
                                                RS_DIRECTORY_ERROR_TEXT) : RS_OK;
    if (rc == RS_OK)
        rc = begin(d, error);
    if (rc == RS_OK)
        *out = d;
    else
        directory_free(d);
    return rc;
}

static void save(struct rs_directory *d)
{
    d->saved_us = now_us();
    if (d->state && rs_directory_state_save(&d->listing, d->state) < 0)
        tell(d, "", "its state cannot be written");
}

void rs_directory_close(struct rs_directory *d)
{
    if (!d)
        return;
    save(d);
    directory_free(d);
}

/* Files that are being read */

/* It is done with: what is not whole at its end is given up, and said. */
static void finish(struct rs_directory *d, int i)
{
    struct open_file *o = &d->open[i];
    struct rs_listed *e = o->entry;
    struct rs_frame frame;
    rs_file_follow(o->file, false);
    int rc = rs_file_next(o->file, &frame);
    if (rc == RS_ERR_INPUT) {
        tell(d, e->name, rs_file_error(o->file));
        d->damaged |= !rs_file_is_cut(o->file);
    }
    /* One more frame was there: not read, and its size shows it. */
    e->size = rc == 1 ? -1 : (int64_t)rs_file_position(o->file);
    e->changed_ns = RS_LISTED_UNCHANGED;
    if (d->last == e)
        d->last = NULL;
    e->state = RS_LISTED_DONE;
    rs_file_close(o->file);
    memmove(o, o + 1, (size_t)(d->open_count - i - 1) * sizeof *o);
    d->open_count--;
    d->current = NOBODY;
}

/* Before the first frame is asked for: no file is open yet. */
void rs_directory_on_secrets(struct rs_directory *d,
                             void (*take)(void *user, struct rs_span lines), void *user)
{
    d->take_secrets = take;
    d->secrets_user = user;
}

static void begin_file(struct rs_directory *d, struct rs_listed *e)
{
    char error[RS_FILE_ERROR_TEXT];
    char *path = rs_listing_path(&d->listing, e);
    if (d->open_count == OPEN_MAX)
        finish(d, 0);
    struct rs_file *f = rs_file_open(path, d->settings.interface, error);
    g_free(path);
    if (!f) {
        tell(d, e->name, error);
        e->state = RS_LISTED_STRANGE;
        return;
    }
    rs_file_follow(f, !d->settings.once);
    rs_file_on_secrets(f, d->take_secrets, d->secrets_user);
    d->open[d->open_count] = (struct open_file){e, f, e->frames, now_us()};
    d->current = d->open_count++;
    e->state = RS_LISTED_OPEN;
}

/* More than was read; -1: less, it was cut. */
static int has_grown(const struct open_file *o)
{
    int64_t size = rs_file_size_now(o->file), read = (int64_t)rs_file_position(o->file);
    return size > read ? 1 : size < read ? -1 : 0;
}

/* One that goes on; those that are over are let go. */
static bool turn_to_open(struct rs_directory *d)
{
    int64_t now = now_us();
    for (int i = d->open_count; i-- > 0;) {
        int grown = has_grown(&d->open[i]);
        bool newest = i == d->open_count - 1;
        if (grown < 0 || (!grown && !newest && now - d->open[i].grown_us > QUIET_US))
            finish(d, i);
    }
    for (int i = 0; i < d->open_count; i++)
        if (has_grown(&d->open[i]) > 0) {
            d->open[i].grown_us = now;
            d->current = i;
            return true;
        }
    return false;
}

/*
 * Look for new files first, then into those that are open: what was written to
 * one before the next was begun is read before the next.
 */
static bool turn(struct rs_directory *d)
{
    int64_t now = now_us();
    if (!d->settings.once && now - d->scanned_us >= SCAN_US) {
        if (!rs_listing_scan(&d->listing))
            tell(d, "", strerror(errno));
        d->scanned_us = now;
    }
    if (now - d->saved_us >= SAVE_US)
        save(d);
    if (turn_to_open(d))
        return true;
    struct rs_listed *e;
    while (d->current == NOBODY && (e = rs_listing_next(&d->listing)))
        begin_file(d, e);
    return d->current != NOBODY;
}

/* Frames */

static void number(struct rs_directory *d, struct rs_listed *e, struct rs_frame *frame)
{
    uint64_t in_file = frame->number;
    frame->number = ++d->frames;
    if (d->last != e || in_file == 1) {
        char *file = g_build_filename(d->path, e->name, NULL);
        rs_places_add(d->settings.places, d->settings.interface, frame->number, file, in_file);
        g_free(file);
    }
    d->last = d->given = e;
}

int rs_directory_next(struct rs_directory *d, struct rs_frame *frame)
{
    if (d->given)
        d->given->frames++;
    d->given = NULL;
    while (d->current != NOBODY || turn(d)) {
        struct open_file *o = &d->open[d->current];
        int rc = rs_file_next(o->file, frame);
        if (rc == 1 && o->skip) {
            o->skip--;
        } else if (rc == 1) {
            number(d, o->entry, frame);
            return 1;
        } else if (rc == RS_ERR_INCOMPLETE) {
            d->current = NOBODY;
        } else {
            finish(d, d->current);
        }
    }
    if (!d->settings.once)
        return RS_ERR_INCOMPLETE;
    snprintf(d->error, sizeof d->error, "a file in it was damaged");
    return d->damaged ? RS_ERR_INPUT : 0;
}

void rs_directory_wait(const struct rs_directory *d, int timeout_ms)
{
    struct timespec t = {.tv_nsec = timeout_ms % 1000 * 1000000L, .tv_sec = timeout_ms / 1000};
    (void)d;
    nanosleep(&t, NULL);
}

const char *rs_directory_error(const struct rs_directory *d)
{
    return d->error;
}
