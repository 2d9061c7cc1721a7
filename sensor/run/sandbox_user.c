#define _DEFAULT_SOURCE /* initgroups */
#include "run/sandbox.h"

#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int rs_sandbox_user_find(struct rs_sandbox_user *u, const char *name,
                         char error[RS_SANDBOX_USER_TEXT])
{
    *u = (struct rs_sandbox_user){.name = name};
    if (!name)
        return RS_OK;
    const struct passwd *found = getpwnam(name);
    if (!found) {
        snprintf(error, RS_SANDBOX_USER_TEXT, "there is no such user; 'getent passwd' lists them");
        return RS_ERR_USAGE;
    }
    u->uid = found->pw_uid;
    u->gid = found->pw_gid;
    if (geteuid() == 0 || geteuid() == u->uid)
        return RS_OK;
    snprintf(error, RS_SANDBOX_USER_TEXT, "only root can become somebody else; leave it out, or "
             "start the program as root");
    return RS_ERR_USAGE;
}

/* Groups first: who is no longer root cannot change them. */
static bool become(const struct rs_sandbox_user *u)
{
    if (!u->name || geteuid() != 0)
        return true;
    if (initgroups(u->name, u->gid) != 0 || setgid(u->gid) != 0 || setuid(u->uid) != 0)
        return false;
    if (u->uid == 0 || setuid(0) != 0) /* must be for good */
        return true;
    errno = EPERM;
    return false;
}

static void keep(enum rs_sandbox_keep what)
{
    if (geteuid() != 0 || what == RS_KEEP_NOTHING)
        return;
    capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
                 what == RS_KEEP_WRITING ? CAP_DAC_OVERRIDE : CAP_DAC_READ_SEARCH);
}

int rs_sandbox_user_become(const struct rs_sandbox_user *u, enum rs_sandbox_keep what)
{
    errno = 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return RS_ERR_INPUT;
    capng_clear(CAPNG_SELECT_ALL);
    /* Only root can empty what programs may get; to others no_new_privs gives none of it. */
    (void)capng_apply(CAPNG_SELECT_BOUNDS);
    if (!become(u))
        return RS_ERR_INPUT;
    keep(what);
    (void)capng_apply(CAPNG_SELECT_AMBIENT); /* goes with the permitted ones anyhow */
    return capng_apply(CAPNG_SELECT_CAPS) == 0 ? RS_OK : RS_ERR_INPUT;
}
