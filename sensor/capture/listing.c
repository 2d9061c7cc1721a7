#define _POSIX_C_SOURCE 200809L /* stat, opendir */
#include "capture/listing.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "capture/file.h"

static void listed_free(void *entry)
{
    struct rs_listed *e = entry;
    g_free(e->name);
    g_free(e);
}

void rs_listing_init(struct rs_listing *l, const char *path, void *user,
                     void (*tell)(void *user, const char *name, const char *what))
{
    *l = (struct rs_listing){.path = g_strdup(path), .user = user, .tell = tell};
    l->all = g_ptr_array_new_with_free_func(listed_free);
    l->by_name = g_hash_table_new(g_str_hash, g_str_equal);
}

void rs_listing_fini(struct rs_listing *l)
{
    g_hash_table_destroy(l->by_name);
    g_ptr_array_free(l->all, TRUE);
    g_free(l->path);
}

char *rs_listing_path(const struct rs_listing *l, const struct rs_listed *e)
{
    return g_build_filename(l->path, e->name, NULL);
}

/* Looking into a file */

/* What a file holds now: its first frame's time, and what can be done with it. */
static enum rs_listed_state look_into(const struct rs_listing *l, struct rs_listed *e,
                                      int64_t *first_us)
{
    char error[RS_FILE_ERROR_TEXT];
    char *path = rs_listing_path(l, e);
    struct rs_file *f = rs_file_open(path, 0, error);
    struct rs_frame frame = {.time_us = 0};
    int rc = RS_ERR_INPUT;
    if (f) {
        rs_file_follow(f, true); /* what has ended there may be going on */
        rc = rs_file_next(f, &frame);
        g_strlcpy(error, rs_file_error(f), sizeof error);
    }
    if (rc == RS_ERR_INPUT && e->state != RS_LISTED_STRANGE)
        l->tell(l->user, e->name, error);
    rs_file_close(f);
    g_free(path);
    *first_us = frame.time_us;
    return rc == 1 ? RS_LISTED_READY : rc == RS_ERR_INPUT ? RS_LISTED_STRANGE : RS_LISTED_EMPTY;
}

/* It is new, or has changed since it was looked into. */
static void reconsider(const struct rs_listing *l, struct rs_listed *e, int64_t size)
{
    int64_t first_us;
    bool was_read = e->state == RS_LISTED_DONE || e->frames;
    enum rs_listed_state now = look_into(l, e, &first_us);
    if (now == RS_LISTED_READY && was_read && first_us == e->first_us) {
        if (size == e->size && e->state == RS_LISTED_DONE)
            return; /* touched, and the same */
    } else {
        e->frames = 0; /* written anew, from the beginning */
    }
    e->first_us = first_us;
    e->state = now;
}

/* One capture under two names */

static bool same_base(const char *a, const char *b)
{
    static const char *const packed[] = {"", ".gz", ".zst"};
    size_t n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    for (unsigned i = 0; i < G_N_ELEMENTS(packed); i++)
        if (!strcmp(a + n, packed[i]) && !b[n])
            return true;
    for (unsigned i = 0; i < G_N_ELEMENTS(packed); i++)
        if (!strcmp(b + n, packed[i]) && !a[n])
            return true;
    return false;
}

static bool is_same(const struct rs_listed *a, const struct rs_listed *b)
{
    return a != b && a->first_us == b->first_us && a->state != RS_LISTED_EMPTY &&
           a->state != RS_LISTED_STRANGE && a->state != RS_LISTED_SAME &&
           (a->inode == b->inode || same_base(a->name, b->name));
}

/* A fresh one that is known: left alone when the other is there still, else it goes on with it. */
static void join_known(const struct rs_listing *l, struct rs_listed *e)
{
    for (unsigned i = 0; i < l->all->len; i++) {
        struct rs_listed *known = l->all->pdata[i];
        if (!is_same(known, e))
            continue;
        if (known->present || known->state == RS_LISTED_OPEN) {
            e->state = RS_LISTED_SAME;
        } else {
            e->state = known->state;
            e->frames = known->frames;
        }
        return;
    }
}

/* How many are there with that first frame: more than one is rare. */
static GHashTable *count_times(const struct rs_listing *l)
{
    GHashTable *times = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (unsigned i = 0; i < l->all->len; i++) {
        struct rs_listed *e = l->all->pdata[i];
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(times, &e->first_us));
        g_hash_table_insert(times, &e->first_us, GUINT_TO_POINTER(count + 1));
    }
    return times;
}

static void join_all_known(const struct rs_listing *l)
{
    GHashTable *times = count_times(l);
    for (unsigned i = 0; i < l->all->len; i++) {
        struct rs_listed *e = l->all->pdata[i];
        if (e->fresh && e->state == RS_LISTED_READY &&
            GPOINTER_TO_UINT(g_hash_table_lookup(times, &e->first_us)) > 1)
            join_known(l, e);
        e->fresh = false;
    }
    g_hash_table_destroy(times);
}

/* Scanning */

static struct rs_listed *add(struct rs_listing *l, const char *name)
{
    struct rs_listed *e = g_new0(struct rs_listed, 1);
    e->name = g_strdup(name);
    e->fresh = true;
    g_ptr_array_add(l->all, e);
    g_hash_table_insert(l->by_name, e->name, e);
    return e;
}

static void detach(struct rs_listing *l, struct rs_listed *e)
{
    g_hash_table_remove(l->by_name, e->name);
    e->detached = true;
    e->present = false;
}

static int64_t changed_ns(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static void consider(const struct rs_listing *l, struct rs_listed *e, const struct stat *st)
{
    if (e->state == RS_LISTED_OPEN || e->state == RS_LISTED_SAME)
        return; /* the reader sees it grow */
    reconsider(l, e, st->st_size);
    e->size = st->st_size;
    e->changed_ns = changed_ns(st);
}

static void meet(struct rs_listing *l, const char *name, const struct stat *st)
{
    struct rs_listed *e = g_hash_table_lookup(l->by_name, name);
    if (e && e->inode != (uint64_t)st->st_ino) {
        detach(l, e);
        e = NULL;
    }
    if (!e && l->all->len >= RS_LISTED_MAX) {
        if (!l->full)
            l->tell(l->user, "", "holds more files than are followed at once (65536)");
        l->full = true;
        return;
    }
    if (!e)
        e = add(l, name);
    e->present = true;
    e->inode = (uint64_t)st->st_ino;
    bool changed = e->size != st->st_size || e->changed_ns != changed_ns(st);
    if (e->state == RS_LISTED_DONE && e->size == st->st_size &&
        e->changed_ns == RS_LISTED_UNCHANGED)
        changed = false;
    if (changed || e->fresh)
        consider(l, e, st);
    else
        e->changed_ns = changed_ns(st);
}

/* Hidden files, and what others leave half-done. */
static bool is_meant(const char *name)
{
    return name[0] != '.' && !g_str_has_suffix(name, "~") && !g_str_has_suffix(name, ".tmp") &&
           !g_str_has_suffix(name, ".part");
}

/* Who had the same capture under another name has all that is known of it. */
static void bequeath(const struct rs_listing *l, const struct rs_listed *gone)
{
    for (unsigned i = 0; i < l->all->len; i++) {
        struct rs_listed *e = l->all->pdata[i];
        if (e->state != RS_LISTED_SAME || !is_same(gone, e))
            continue;
        e->state = gone->state;
        e->frames = gone->frames;
        return;
    }
}

/* What is gone is forgotten, but for what is being read. */
static void forget_gone(struct rs_listing *l)
{
    for (unsigned i = l->all->len; i-- > 0;) {
        struct rs_listed *e = l->all->pdata[i];
        if (e->present || e->state == RS_LISTED_OPEN)
            continue;
        bequeath(l, e);
        if (!e->detached)
            g_hash_table_remove(l->by_name, e->name);
        g_ptr_array_remove_index_fast(l->all, i);
    }
}

bool rs_listing_scan(struct rs_listing *l)
{
    struct dirent *d;
    struct stat st;
    DIR *dir = opendir(l->path);
    if (!dir)
        return false;
    for (unsigned i = 0; i < l->all->len; i++)
        ((struct rs_listed *)l->all->pdata[i])->present = false;
    while ((d = readdir(dir)))
        if (is_meant(d->d_name) && fstatat(dirfd(dir), d->d_name, &st, 0) == 0 &&
            S_ISREG(st.st_mode))
            meet(l, d->d_name, &st);
    closedir(dir);
    join_all_known(l);
    forget_gone(l);
    return true;
}

struct rs_listed *rs_listing_next(const struct rs_listing *l)
{
    struct rs_listed *best = NULL;
    for (unsigned i = 0; i < l->all->len; i++) {
        struct rs_listed *e = l->all->pdata[i];
        if (e->state != RS_LISTED_READY)
            continue;
        if (!best || e->first_us < best->first_us ||
            (e->first_us == best->first_us && strcmp(e->name, best->name) < 0))
            best = e;
    }
    return best;
}

void rs_listing_recall(struct rs_listing *l, const struct rs_listed *e)
{
    if (g_hash_table_contains(l->by_name, e->name))
        return;
    struct rs_listed *mine = add(l, e->name);
    char *name = mine->name;
    *mine = *e;
    mine->name = name;
}
