#define _DEFAULT_SOURCE /* access */
#include "run/sandbox.h"

#include "notice.h"
#include "options.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The checks that sanitizers make at the end of a program trace it and read
 * /proc: under them files and calls stay as they are.
 */
#ifdef RS_SANITIZED
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* What is opened by its name once traffic is read. */
struct later {
    const char *option, *name; /* as it was given */
    char *path;                /* it, or the folder it is in */
    bool write;
    bool must;                 /* there is no going on without it */
};

static struct later in_folder(const char *option, const char *name)
{
    return (struct later){.option = option, .name = name, .path = g_path_get_dirname(name)};
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/*
 * A capture that is alone is open already; of several, those that begin later
 * are looked into again. libpcap reads what an interface dropped from /sys.
 */
static bool of_input(const struct rs_options *o, unsigned i, struct later *l)
{
    const struct rs_input_option *in = &o->inputs[i];
    *l = (struct later){.option = rs_input_option_letter(in), .name = in->name};
    if (in->url.kind != RS_URL_NONE || !strcmp(in->name, "-"))
        return false;
    if (in->live)
        l->path = g_strdup_printf("/sys/class/net/%s/statistics", in->name);
    else if ((l->must = is_folder(in->name)) || o->input_count > 1)
        l->path = g_strdup(in->name);
    return l->path != NULL;
}

/*
 * Files that others write anew have another inode each time: it is their folder
 * that has to stay open.
 */
static GArray *all_later(const struct rs_options *o)
{
    GArray *all = g_array_new(FALSE, TRUE, sizeof(struct later));
    struct later l;
    for (unsigned i = 0; i < o->input_count; i++)
        if (of_input(o, i, &l))
            g_array_append_val(all, l);
    if (o->config) {
        l = in_folder("-c", o->config);
        g_array_append_val(all, l);
    }
    if (o->keylog) {
        l = in_folder("--keylog", o->keylog);
        g_array_append_val(all, l);
    }
    if (o->state) {
        l = in_folder("--state", o->state);
        l.write = l.must = true;
        g_array_append_val(all, l);
    }
    return all;
}

static void free_later(GArray *all)
{
    for (guint i = 0; i < all->len; i++)
        g_free(g_array_index(all, struct later, i).path);
    g_array_free(all, TRUE);
}

static int allow(const GArray *all)
{
    int rules = rs_sandbox_files_begin();
    for (guint i = 0; i < all->len; i++) {
        const struct later *l = &g_array_index(all, struct later, i);
        rs_sandbox_files_allow(rules, l->path, l->write);
    }
    return rules;
}

/* Interfaces are everybody's to read. */
static enum rs_sandbox_keep needed(const struct rs_options *o, const GArray *all)
{
    enum rs_sandbox_keep keep = RS_KEEP_NOTHING;
    for (guint i = 0; i < all->len; i++) {
        const struct later *l = &g_array_index(all, struct later, i);
        if (l->write)
            keep = RS_KEEP_WRITING;
        else if (keep == RS_KEEP_NOTHING && strncmp(l->path, "/sys/", 5) != 0)
            keep = RS_KEEP_READING;
    }
    return o->user ? RS_KEEP_NOTHING : keep;
}

/* What the new user cannot open is said now, not when the night is over. */
static bool check_one(const struct later *l, const char *user)
{
    const char *path = l->write || l->must ? l->path : l->name;
    if (!user || !strncmp(l->path, "/sys/", 5) ||
        access(path, l->write ? R_OK | W_OK | X_OK : R_OK) == 0)
        return true;
    rs_notice("%s %s: --user %s may not %s %s%s", l->option, l->name, user,
              l->write ? "write to" : "read", l->write ? l->path : "it",
              l->must ? "" : ", and what is read of it later will be missing");
    return !l->must;
}

static bool check(const GArray *all, const char *user)
{
    bool good = true;
    for (guint i = 0; i < all->len; i++)
        good &= check_one(&g_array_index(all, struct later, i), user);
    return good;
}

static void say_absent(const char *what)
{
    g_log("ringside", G_LOG_LEVEL_DEBUG, "this kernel has no %s for us; going on without", what);
}

static int give_up(const struct rs_options *o, const struct rs_sandbox_user *u, const GArray *all)
{
    int rules = SANITIZED ? -1 : allow(all);
    if (rs_sandbox_user_become(u, needed(o, all)) != RS_OK) {
        rs_notice("rights that are not needed any more cannot be given up: %s; --no-sandbox "
                  "keeps them", strerror(errno));
        return RS_ERR_INPUT;
    }
    if (!check(all, u->name))
        return RS_ERR_INPUT;
    if (rs_sandbox_files_end(rules) != RS_OK)
        say_absent("Landlock");
    int rc = SANITIZED ? RS_ERR_ABSENT : rs_sandbox_calls();
    if (rc == RS_ERR_MEMORY)
        rs_notice("there is no memory for the sandbox; --no-sandbox goes without");
    else if (rc != RS_OK)
        say_absent("seccomp");
    return rc == RS_ERR_MEMORY ? RS_ERR_INPUT : RS_OK;
}

int rs_sandbox_enter(const struct rs_options *o, const struct rs_sandbox_user *u)
{
    if (o->no_sandbox)
        return RS_OK;
    GArray *all = all_later(o);
    int rc = give_up(o, u, all);
    free_later(all);
    return rc;
}
