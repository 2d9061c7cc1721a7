#include "capture/directory_state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

#define FIRST_LINE "ringside-state 1"

/* The path behind five fields; NULL: not such a line. */
static char *parse_line(const char *line, struct rs_listed *e)
{
    char word[8];
    int at = 0;
    if (sscanf(line, "%7s %" SCNu64 " %" SCNd64 " %" SCNd64 " %" SCNu64 " %n", word, &e->inode,
               &e->size, &e->first_us, &e->frames, &at) != 5 || !at || !line[at])
        return NULL;
    if (strcmp(word, "done") != 0 && strcmp(word, "open") != 0)
        return NULL;
    e->state = word[0] == 'd' ? RS_LISTED_DONE : RS_LISTED_READY;
    return g_strcompress(line + at);
}

static bool is_in(const struct rs_listing *l, const char *path)
{
    char *folder = g_path_get_dirname(path);
    bool is = !strcmp(folder, l->path);
    g_free(folder);
    return is;
}

static bool take_line(struct rs_listing *l, const char *line)
{
    struct rs_listed e = {.changed_ns = -1};
    char *path = parse_line(line, &e);
    if (!path)
        return false;
    if (is_in(l, path)) {
        e.name = strrchr(path, '/') + 1;
        rs_listing_recall(l, &e);
    }
    g_free(path);
    return true;
}

/* The lines; NULL when there is no such file (*absent) or it is none of ours. */
static char **read_lines(const char *file, bool *absent)
{
    char *text;
    GError *problem = NULL;
    *absent = false;
    if (!g_file_get_contents(file, &text, NULL, &problem)) {
        *absent = g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT);
        g_error_free(problem);
        return NULL;
    }
    char **lines = g_strsplit(text, "\n", -1);
    g_free(text);
    if (lines[0] && !strcmp(lines[0], FIRST_LINE))
        return lines;
    g_strfreev(lines);
    return NULL;
}

int rs_directory_state_load(struct rs_listing *l, const char *file, char *error, size_t room)
{
    bool absent;
    char **lines = read_lines(file, &absent);
    if (absent)
        return RS_OK;
    bool good = lines != NULL;
    for (char **line = good ? lines + 1 : NULL; good && *line; line++)
        good = !**line || take_line(l, *line);
    g_strfreev(lines);
    if (good)
        return RS_OK;
    snprintf(error, room, "--state %s: is no state that ringside wrote; remove it, or name another",
             file);
    return RS_ERR_INPUT;
}

static void put_listed(GString *to, const struct rs_listing *l, const struct rs_listed *e)
{
    char *path = rs_listing_path(l, e), *escaped = g_strescape(path, NULL);
    g_string_append_printf(to, "%s %" PRIu64 " %" PRId64 " %" PRId64 " %" PRIu64 " %s\n",
                           e->state == RS_LISTED_DONE ? "done" : "open", e->inode, e->size,
                           e->first_us, e->frames, escaped);
    g_free(escaped);
    g_free(path);
}

/* What others know in the same file. */
static void put_others(GString *to, const struct rs_listing *l, const char *file)
{
    bool absent;
    char **lines = read_lines(file, &absent);
    for (char **line = lines ? lines + 1 : NULL; lines && *line; line++) {
        struct rs_listed e;
        char *path = parse_line(*line, &e);
        if (path && !is_in(l, path))
            g_string_append_printf(to, "%s\n", *line);
        g_free(path);
    }
    g_strfreev(lines);
}

int rs_directory_state_save(const struct rs_listing *l, const char *file)
{
    GString *text = g_string_new(FIRST_LINE "\n");
    put_others(text, l, file);
    for (unsigned i = 0; i < l->all->len; i++) {
        const struct rs_listed *e = l->all->pdata[i];
        bool known = e->state == RS_LISTED_DONE || e->state == RS_LISTED_OPEN || e->frames;
        if (known && !e->detached && e->state != RS_LISTED_SAME)
            put_listed(text, l, e);
    }
    bool good = g_file_set_contents(file, text->str, (gssize)text->len, NULL);
    g_string_free(text, TRUE);
    return good ? RS_OK : RS_ERR_OUTPUT;
}
