/*
 * Threads of the pipeline: how they begin. Signals are for the capture's
 * thread, which looks at them; each thread has a name that `top -H` shows, and
 * a processor of its own where somebody asked for it.
 */
#ifndef RS_RUN_THREADS_H
#define RS_RUN_THREADS_H

#include "run/pipeline.h"

#include <pthread.h>

/* RS_OK or RS_ERR_MEMORY. */
int rs_thread_create(pthread_t *thread, void *(*work)(void *), void *user);

/* In the new thread, first. number: its place in setup->cpus. */
void rs_thread_begin(const char *name, const struct rs_pipeline_setup *setup, unsigned number);

/* The calling thread runs where setup->cpus[number] says; nothing where it says nothing. */
void rs_thread_bind(const struct rs_pipeline_setup *setup, unsigned number);

#endif
