/*
 * The captures in a directory: what is there, in which order, and how much of
 * each was read. directory.c reads them; directory_state.c remembers them over
 * a restart.
 *
 * One capture is known again by the time of its first frame together with its
 * inode or its name: so one that is renamed, or packed (name.gz, name.zst), is
 * not read twice, and one whose name or inode is used anew is.
 */
#ifndef RS_CAPTURE_LISTING_H
#define RS_CAPTURE_LISTING_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    RS_LISTED_MAX = 65536,
    RS_LISTED_UNCHANGED = 0 /* changed_ns: whatever it is, with that size it is the same */
};

enum rs_listed_state {
    RS_LISTED_EMPTY,   /* no whole frame yet */
    RS_LISTED_READY,   /* to be read */
    RS_LISTED_OPEN,    /* being read */
    RS_LISTED_DONE,    /* read; when it grows, it is ready again */
    RS_LISTED_SAME,    /* another name of one that is listed */
    RS_LISTED_STRANGE  /* no capture */
};

struct rs_listed {
    char *name; /* without the folder */
    uint64_t inode;
    int64_t size, changed_ns; /* as they were when it was looked into */
    int64_t first_us;         /* of its first frame */
    uint64_t frames;          /* that were read */
    enum rs_listed_state state;
    bool present;  /* at the last scan */
    bool fresh;    /* new in this scan */
    bool detached; /* its name is another file's now */
};

struct rs_listing {
    char *path;
    GPtrArray *all;      /* of struct rs_listed, owned */
    GHashTable *by_name; /* name -> struct rs_listed, but for detached ones */
    void *user;
    /* A line for people about one file of it; "" for the directory itself. */
    void (*tell)(void *user, const char *name, const char *what);
    bool full; /* said */
};

void rs_listing_init(struct rs_listing *l, const char *path, void *user,
                     void (*tell)(void *user, const char *name, const char *what));
void rs_listing_fini(struct rs_listing *l);

/* Looks what is there now. False: the directory cannot be read (errno). */
bool rs_listing_scan(struct rs_listing *l);

/* The earliest that is ready; NULL for none. Equal times: by name. */
struct rs_listed *rs_listing_next(const struct rs_listing *l);

/* An entry that was remembered; state: RS_LISTED_READY or _DONE. */
void rs_listing_recall(struct rs_listing *l, const struct rs_listed *e);

/* The path of an entry; free with g_free. */
char *rs_listing_path(const struct rs_listing *l, const struct rs_listed *e);

#endif
