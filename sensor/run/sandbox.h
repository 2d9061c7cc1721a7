/*
 * Beside the street, between opening and reading: what the program gives up
 * before a byte of traffic is parsed. Whoever takes over a parser with a packet
 * finds a process that has no rights of root, can begin no other program, can
 * open nothing but what was named on the command line to be read later, and
 * can call nobody.
 *
 *   all is open, no thread runs ─► rules for files ─► user ─► files ─► calls
 *
 * The files (Landlock) and the calls (seccomp) hold for all threads that begin
 * after it, which is why it comes before the first one. A kernel that has no
 * Landlock or no seccomp is no error: the rest holds.
 */
#ifndef RS_RUN_SANDBOX_H
#define RS_RUN_SANDBOX_H

#include "base/err.h"

#include <stdbool.h>
#include <sys/types.h>

enum { RS_SANDBOX_USER_TEXT = 256 };

/* Who the program is to be. */
struct rs_sandbox_user {
    const char *name; /* NULL: whoever it is */
    uid_t uid;
    gid_t gid;
};

/* What root keeps when it stays root: to go on opening files of others. */
enum rs_sandbox_keep { RS_KEEP_NOTHING, RS_KEEP_READING, RS_KEEP_WRITING };

/*
 * Looks the user up, while that can be said before anything is opened. RS_OK;
 * RS_ERR_USAGE with one line for people in error.
 */
int rs_sandbox_user_find(struct rs_sandbox_user *u, const char *name,
                         char error[RS_SANDBOX_USER_TEXT]);

/*
 * Becomes that user with his groups, and has no capability any more, nor can
 * get one: not by a program that it begins either (no_new_privs). RS_OK, or
 * RS_ERR_INPUT: the system refused, errno says why.
 */
int rs_sandbox_user_become(const struct rs_sandbox_user *u, enum rs_sandbox_keep keep);

/*
 * Landlock: from now on only these paths and what is below them can be opened.
 * The rules are made first, by who may look at the paths; a path that is not
 * there is left out. -1: this kernel has none (nothing to close).
 */
int rs_sandbox_files_begin(void);
void rs_sandbox_files_allow(int rules, const char *path, bool write);
/* Closes the rules. RS_OK; RS_ERR_ABSENT: the kernel has none, nothing holds. */
int rs_sandbox_files_end(int rules);

/* seccomp: the calls of sandbox_calls.def and no others. RS_OK, RS_ERR_ABSENT or RS_ERR_MEMORY. */
int rs_sandbox_calls(void);

struct rs_options;

/*
 * All of it, for what these options will open later. Says in one line each on
 * standard error what the new user may not do that he will have to. RS_OK, or
 * RS_ERR_INPUT.
 */
int rs_sandbox_enter(const struct rs_options *o, const struct rs_sandbox_user *u);

#endif
