#define _GNU_SOURCE /* CLONE_THREAD */
#include "run/sandbox.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

struct call {
    const char *name;
    bool conditional, fatal;
    struct scmp_arg_cmp condition;
};

/* 0: all in; a name that this architecture does not have is none that can be called. */
static int put(scmp_filter_ctx filter, const struct call *c)
{
    int number = seccomp_syscall_resolve_name(c->name);
    uint32_t action = c->fatal ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ALLOW;
    if (number == __NR_SCMP_ERROR)
        return 0;
    return seccomp_rule_add_array(filter, action, number, c->conditional, &c->condition);
}

/* SCMP_A1 leaves the second datum of a comparison out, which clang remarks. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

static int put_all(scmp_filter_ctx filter)
{
    const struct call calls[] = {
#define RS_CALL(name) {#name, false, false, {0}},
#define RS_CALL_IF(name, condition) {#name, true, false, condition},
#define RS_CALL_FATAL(name) {#name, false, true, {0}},
#include "run/sandbox_calls.def"
#undef RS_CALL
#undef RS_CALL_IF
#undef RS_CALL_FATAL
    };
    int rc = 0;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0] && rc == 0; i++)
        rc = put(filter, &calls[i]);
    /* glibc asks for clone3 first, and takes clone where a kernel has none. */
    int clone3 = seccomp_syscall_resolve_name("clone3");
    if (rc == 0 && clone3 != __NR_SCMP_ERROR)
        rc = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), clone3, 0, NULL);
    return rc;
}

#pragma GCC diagnostic pop

int rs_sandbox_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return RS_ERR_MEMORY;
    /* A binary tree: what stands last in the list costs no more than what stands first. */
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    int rc = put_all(filter);
    if (rc == 0)
        rc = seccomp_load(filter);
    seccomp_release(filter);
    if (rc == 0)
        return RS_OK;
    return rc == -ENOMEM ? RS_ERR_MEMORY : RS_ERR_ABSENT;
}
