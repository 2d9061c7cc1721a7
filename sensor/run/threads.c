#define _GNU_SOURCE /* pthread_setname_np, pthread_setaffinity_np */
#include "run/threads.h"

#include "base/err.h"

#include <sched.h>
#include <signal.h>

int rs_thread_create(pthread_t *thread, void *(*work)(void *), void *user)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(thread, NULL, work, user);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed ? RS_ERR_MEMORY : RS_OK;
}

void rs_thread_bind(const struct rs_pipeline_setup *setup, unsigned number)
{
    cpu_set_t set;
    if (number >= setup->cpu_count)
        return;
    CPU_ZERO(&set);
    CPU_SET(setup->cpus[number], &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set); /* options looked that it is there */
}

void rs_thread_begin(const char *name, const struct rs_pipeline_setup *setup, unsigned number)
{
    pthread_setname_np(pthread_self(), name);
    rs_thread_bind(setup, number);
}
