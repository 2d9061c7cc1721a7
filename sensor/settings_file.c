#define _POSIX_C_SOURCE 200809L
#include "settings_file.h"

#include "base/err.h"
#include "base/settings.h"
#include "notice.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* One octet more than is allowed: the reader says that it is too much. */
enum { ROOM = RS_SETTINGS_MAX + 1 };

static bool read_whole(const char *path, char *octets, size_t *n)
{
    FILE *from = fopen(path, "rb");
    if (from) {
        errno = 0;
        *n = fread(octets, 1, ROOM, from);
        bool good = !ferror(from);
        int reason = errno;
        fclose(from);
        if (good)
            return true;
        errno = reason;
    }
    rs_notice("-c %s: %s; give a file that can be read", path, strerror(errno));
    return false;
}

static void say(const char *path, const struct rs_settings_errors *errors)
{
    for (uint32_t i = 0; i < errors->kept; i++)
        rs_notice("-c %s: line %u: %s", path, errors->each[i].line, errors->each[i].text);
    if (errors->count > errors->kept)
        rs_notice("-c %s: and %u more", path, errors->count - errors->kept);
}

static int load(struct rs_policy *p, const char *path, char *octets)
{
    struct rs_settings_errors errors;
    size_t n;
    if (!read_whole(path, octets, &n))
        return RS_ERR_INPUT;
    int rc = rs_settings_read(p, rs_span(octets, n), &errors);
    say(path, &errors);
    return rc;
}

struct rs_policy *rs_settings_load(const char *path)
{
    struct rs_policy *p = rs_policy_new();
    char *octets = path ? malloc(ROOM) : NULL;
    int rc = p && (octets || !path) ? RS_OK : RS_ERR_MEMORY;
    if (rc == RS_OK && path)
        rc = load(p, path, octets);
    free(octets);
    if (rc == RS_OK)
        return p;
    if (rc == RS_ERR_MEMORY)
        rs_notice("there is no memory for the settings");
    rs_policy_free(p);
    return NULL;
}

bool rs_settings_check(const char *path)
{
    struct rs_policy *p = rs_settings_load(path);
    rs_policy_free(p);
    return p != NULL;
}
