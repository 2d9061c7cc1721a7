/*
 * The world -> bytes -> frames: a directory into which somebody writes captures,
 * one after another (tcpdump -G, dumpcap -b). Its files are read in the order of
 * their first frames, and the last ones followed as they grow; new ones are
 * found by looking every second. Packed files too.
 *
 * Frames are counted on from file to file; settings.places is told which file
 * they stand in. A record that is not whole is waited for, and given up with its
 * file; a file is given up when it has not grown for 10 s and a newer one is
 * there, or when 8 newer ones are. If it grows later all the same, it is read on.
 */
#ifndef RS_CAPTURE_DIRECTORY_H
#define RS_CAPTURE_DIRECTORY_H

#include "base/err.h"
#include "packet/packet.h"
#include "places.h"

enum { RS_DIRECTORY_ERROR_TEXT = 512 };

struct rs_directory_settings {
    const char *path;
    uint32_t interface; /* for the frames */
    bool once;          /* end when all that is there was read */
    const char *state;  /* a file that remembers what was read; NULL: none */
    struct rs_places *places; /* the owner's, open until after close */
    void *user;
    /* A line for people about one file of it; "" for the directory itself. */
    void (*tell)(void *user, const char *name, const char *what);
};

struct rs_directory;

/*
 * RS_OK and *out, or RS_ERR_INPUT with one line for people in error, when the
 * directory or the state cannot be read, or the state not be written. Texts of
 * the settings are copied.
 */
int rs_directory_open(struct rs_directory **out, const struct rs_directory_settings *settings,
                      char error[RS_DIRECTORY_ERROR_TEXT]);

/* Lines of a TLS key log that its files bring go there, as they are met. Borrowed. */
void rs_directory_on_secrets(struct rs_directory *d,
                             void (*take)(void *user, struct rs_span lines), void *user);

/* Remembers the state. */
void rs_directory_close(struct rs_directory *d);

/*
 * The next frame; its data lives until the next call, with which it counts as
 * read. Returns 1; RS_ERR_INCOMPLETE when there is nothing yet; 0 at the end,
 * which comes with `once` only; RS_ERR_INPUT then, when a file was damaged.
 */
int rs_directory_next(struct rs_directory *d, struct rs_frame *frame);

void rs_directory_wait(const struct rs_directory *d, int timeout_ms);
const char *rs_directory_error(const struct rs_directory *d);

#endif
