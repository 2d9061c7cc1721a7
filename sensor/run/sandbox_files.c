/*
 * Landlock by its three calls: Debian 12's headers are older than most of what
 * kernels have, so what is newer has its numbers here. Each version (ABI) of it
 * handles more; what a kernel does not know is not asked of it.
 */
#define _GNU_SOURCE /* O_PATH, syscall */
#include "run/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { VERSIONS = 6 };

enum {
    READING = LANDLOCK_ACCESS_FS_READ_FILE,
    READING_FOLDERS = READING | LANDLOCK_ACCESS_FS_READ_DIR,
    /* A file is written beside the old one, and takes its name. */
    WRITING_FOLDERS = READING_FOLDERS | LANDLOCK_ACCESS_FS_WRITE_FILE |
                      LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE
};

/* struct landlock_ruleset_attr as newer kernels have it; an older one is told of its beginning. */
struct ruleset {
    uint64_t files, net, scoped;
};

/* By version: all that is closed. */
static const struct version {
    uint64_t files; /* bits that came with it */
    uint64_t net;   /* 4: bind and connect of TCP */
    uint64_t scoped; /* 6: abstract sockets and signals of others */
    size_t octets;
} versions[VERSIONS] = {
    {(1 << 13) - 1, 0, 0, 8}, /* 1: execute to make_sym */
    {1 << 13, 0, 0, 8},       /* 2: refer */
    {1 << 14, 0, 0, 8},       /* 3: truncate */
    {0, 3, 0, 16},            /* 4 */
    {1 << 15, 0, 0, 16},      /* 5: ioctl of devices */
    {0, 0, 3, 24},            /* 6 */
};

static int create(const struct ruleset *r, size_t octets, uint32_t flags)
{
    return (int)syscall(SYS_landlock_create_ruleset, r, octets, flags);
}

int rs_sandbox_files_begin(void)
{
    struct ruleset r = {.files = 0};
    size_t octets = 0;
    int newest = create(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    for (int i = 0; i < newest && i < VERSIONS; i++) {
        r.files |= versions[i].files;
        r.net |= versions[i].net;
        r.scoped |= versions[i].scoped;
        octets = versions[i].octets;
    }
    return newest > 0 ? create(&r, octets, 0) : -1;
}

void rs_sandbox_files_allow(int rules, const char *path, bool write)
{
    struct stat st;
    struct landlock_path_beneath_attr rule = {.parent_fd = -1};
    if (rules < 0)
        return;
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return;
    bool folder = fstat(rule.parent_fd, &st) == 0 && S_ISDIR(st.st_mode);
    rule.allowed_access = !folder ? READING : write ? WRITING_FOLDERS : READING_FOLDERS;
    /* What cannot be allowed is closed: who opens it later is told. */
    (void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

int rs_sandbox_files_end(int rules)
{
    if (rules < 0)
        return RS_ERR_ABSENT;
    long rc = syscall(SYS_landlock_restrict_self, rules, 0);
    close(rules);
    return rc == 0 ? RS_OK : RS_ERR_ABSENT;
}
