/*
 * What is given up: each case in a child of its own, which can never get it
 * back; its exit status says what it met.
 */
#define _GNU_SOURCE /* pthread, syscall */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AS_WANTED = 0, OTHERWISE = 1, NOT_HERE = 77 };

static char folder[64];

/* The child's wait status. */
static int in_child(int (*work)(void))
{
    fflush(NULL);
    pid_t child = fork();
    int status = 0;
    assert_true(child >= 0);
    if (child == 0)
        _exit(work());
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void holds(int (*work)(void))
{
    int status = in_child(work);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NOT_HERE)
        skip();
    assert_int_equal(WEXITSTATUS(status), AS_WANTED);
}

/* Users */

static void users(void **state)
{
    (void)state;
    struct rs_sandbox_user u;
    char error[RS_SANDBOX_USER_TEXT];
    assert_int_equal(rs_sandbox_user_find(&u, NULL, error), RS_OK);
    assert_null(u.name);
    assert_int_equal(rs_sandbox_user_find(&u, "no-such-user-here", error), RS_ERR_USAGE);
    assert_non_null(strstr(error, "no such user"));
    if (geteuid() != 0)
        skip();
    assert_int_equal(rs_sandbox_user_find(&u, "nobody", error), RS_OK);
    assert_true(u.uid != 0 && u.gid != 0);
}

/* The line of /proc/self/status, as a number of that base. */
static unsigned long long status_line(const char *name, int base)
{
    char line[256];
    unsigned long long value = ~0ull;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ':')
            value = strtoull(line + strlen(name) + 1, NULL, base);
    if (f)
        fclose(f);
    return value;
}

static int become_nobody(void)
{
    struct rs_sandbox_user u;
    char error[RS_SANDBOX_USER_TEXT];
    if (geteuid() != 0)
        return NOT_HERE;
    if (rs_sandbox_user_find(&u, "nobody", error) != RS_OK ||
        rs_sandbox_user_become(&u, RS_KEEP_READING) != RS_OK)
        return OTHERWISE;
    bool good = getuid() == u.uid && geteuid() == u.uid && getgid() == u.gid &&
                status_line("CapEff", 16) == 0 && status_line("CapPrm", 16) == 0 &&
                status_line("CapBnd", 16) == 0 && status_line("CapAmb", 16) == 0 &&
                status_line("NoNewPrivs", 10) == 1 && setuid(0) != 0 && setgid(0) != 0 &&
                open("/etc/shadow", O_RDONLY) < 0;
    return good ? AS_WANTED : OTHERWISE;
}

static int stay_root(enum rs_sandbox_keep keep, unsigned long long left)
{
    const struct rs_sandbox_user whoever = {.name = NULL};
    if (geteuid() != 0)
        return NOT_HERE;
    if (rs_sandbox_user_become(&whoever, keep) != RS_OK)
        return OTHERWISE;
    bool good = status_line("CapEff", 16) == left && status_line("CapPrm", 16) == left &&
                status_line("CapBnd", 16) == 0 && status_line("NoNewPrivs", 10) == 1 &&
                chown(folder, 1, 1) != 0;
    return good ? AS_WANTED : OTHERWISE;
}

static int root_without(void)
{
    return stay_root(RS_KEEP_NOTHING, 0);
}

static int root_that_reads(void)
{
    return stay_root(RS_KEEP_READING, 1u << 2); /* CAP_DAC_READ_SEARCH */
}

static int root_that_writes(void)
{
    return stay_root(RS_KEEP_WRITING, 1u << 1); /* CAP_DAC_OVERRIDE */
}

static void rights(void **state)
{
    (void)state;
    holds(become_nobody);
    holds(root_without);
    holds(root_that_reads);
    holds(root_that_writes);
}

/* Files */

static char *in_folder(const char *name)
{
    static char path[4][128];
    static unsigned next;
    char *p = path[next++ % 4];
    snprintf(p, 128, "%s/%s", folder, name);
    return p;
}

static int tried(const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

/* read/ and written/ are allowed, and one file beside them; others/ is not. */
static bool confine(void)
{
    int rules = rs_sandbox_files_begin();
    rs_sandbox_files_allow(rules, in_folder("read"), false);
    rs_sandbox_files_allow(rules, in_folder("written"), true);
    rs_sandbox_files_allow(rules, in_folder("others/one"), false);
    rs_sandbox_files_allow(rules, in_folder("absent"), true);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return rs_sandbox_files_end(rules) == RS_OK;
}

static int files_that_are_read(void)
{
    if (!confine())
        return NOT_HERE;
    bool good = tried(in_folder("read/file"), O_RDONLY) == 0 &&
                tried(in_folder("read"), O_RDONLY | O_DIRECTORY) == 0 &&
                tried(in_folder("others/one"), O_RDONLY) == 0 &&
                tried(in_folder("read/file"), O_WRONLY) == EACCES &&
                tried(in_folder("read/new"), O_WRONLY | O_CREAT) == EACCES &&
                unlink(in_folder("read/file")) != 0;
    return good ? AS_WANTED : OTHERWISE;
}

static int files_of_others(void)
{
    if (!confine())
        return NOT_HERE;
    bool good = tried(in_folder("others/file"), O_RDONLY) == EACCES &&
                tried(in_folder("read/link"), O_RDONLY) == EACCES && /* to others/file */
                tried(in_folder("read/../others/file"), O_RDONLY) == EACCES &&
                tried(in_folder("others/one"), O_WRONLY) == EACCES &&
                tried("/etc/passwd", O_RDONLY) == EACCES &&
                tried("/proc/self/mem", O_RDWR) == EACCES &&
                tried("/", O_RDONLY | O_DIRECTORY) == EACCES;
    return good ? AS_WANTED : OTHERWISE;
}

static int files_that_are_written(void)
{
    if (!confine())
        return NOT_HERE;
    bool good = tried(in_folder("written/new"), O_WRONLY | O_CREAT | O_EXCL) == 0 &&
                rename(in_folder("written/new"), in_folder("written/file")) == 0 &&
                tried(in_folder("written/file"), O_RDWR) == 0 &&
                rename(in_folder("written/file"), in_folder("others/file")) != 0 &&
                symlink("/etc/passwd", in_folder("written/link")) != 0 &&
                unlink(in_folder("written/file")) == 0;
    return good ? AS_WANTED : OTHERWISE;
}

static int network(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 4 || !confine())
        return NOT_HERE;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        return NOT_HERE;
    bool good = bind(fd, (struct sockaddr *)&at, sizeof at) != 0 && errno == EACCES;
    at.sin_port = htons(9);
    good &= connect(fd, (struct sockaddr *)&at, sizeof at) != 0 && errno == EACCES;
    return good ? AS_WANTED : OTHERWISE;
}

static void files(void **state)
{
    (void)state;
    holds(files_that_are_read);
    holds(files_of_others);
    holds(files_that_are_written);
    holds(network);
}

static void make_file(const char *name)
{
    int fd = open(in_folder(name), O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static int make_folders(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/ringside-sandbox-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    mkdir(in_folder("read"), 0700);
    mkdir(in_folder("written"), 0700);
    mkdir(in_folder("others"), 0700);
    make_file("read/file");
    make_file("others/file");
    make_file("others/one");
    return symlink(in_folder("others/file"), in_folder("read/link"));
}

static int remove_folders(void **state)
{
    (void)state;
    static const char *const names[] = {"read/file", "read/link", "others/file", "others/one",
                                        "read", "written", "others", ""};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        remove(in_folder(names[i]));
    return 0;
}

/* Calls */

static bool confine_calls(void)
{
#ifdef RS_SANITIZED
    return false; /* what sanitizers do themselves is not in the list */
#else
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return rs_sandbox_calls() == RS_OK;
#endif
}

static bool refused(long result)
{
    return result == -1 && errno == EPERM;
}

static int calls_refused(void)
{
    if (!confine_calls())
        return NOT_HERE;
    void *data = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool good = data != MAP_FAILED && refused(mprotect(data, 4096, PROT_READ | PROT_EXEC)) &&
                mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                    MAP_FAILED &&
                refused(socket(AF_INET, SOCK_STREAM, 0)) && refused(socket(AF_UNIX, SOCK_DGRAM, 0)) &&
                refused(kill(getppid(), 0)) && refused(syscall(SYS_tgkill, getppid(), getppid(), 0)) &&
                refused(setuid(0)) && refused(chmod(folder, 0777)) &&
                refused(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)) && refused(mkdir("/tmp/x", 0700)) &&
                refused(syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0));
    return good ? AS_WANTED : OTHERWISE;
}

static void *thread(void *user)
{
    *(int *)user = refused(socket(AF_INET, SOCK_STREAM, 0));
    return NULL;
}

static int threads_of_ours(void)
{
    pthread_t t;
    int held = 0;
    if (!confine_calls())
        return NOT_HERE;
    bool good = pthread_create(&t, NULL, thread, &held) == 0 && pthread_join(t, NULL) == 0 && held;
    return good ? AS_WANTED : OTHERWISE;
}

static int another_program(void)
{
    char *const words[] = {(char[]){"/bin/true"}, NULL};
    if (!confine_calls())
        return NOT_HERE;
    execv(words[0], words);
    return OTHERWISE;
}

static int tracing(void)
{
    if (!confine_calls())
        return NOT_HERE;
    syscall(SYS_ptrace, 16, getppid(), NULL, NULL);
    return OTHERWISE;
}

static int aborting(void)
{
    if (!confine_calls())
        return NOT_HERE;
    abort();
}

static void ends_by(int (*work)(void), int signal_number)
{
    int status = in_child(work);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_HERE)
        skip();
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), signal_number);
}

static void calls(void **state)
{
    (void)state;
    holds(calls_refused);
    holds(threads_of_ours);
    ends_by(another_program, SIGSYS);
    ends_by(tracing, SIGSYS);
    ends_by(aborting, SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users),
        cmocka_unit_test(rights),
        cmocka_unit_test(files),
        cmocka_unit_test(calls),
    };
    return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
