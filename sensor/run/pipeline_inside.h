/*
 * The pipeline's inside, shared by pipeline.c (the threads behind) and
 * pipeline_front.c (the capture's side). Each member is one thread's, but for
 * belt and post, where they meet.
 */
#ifndef RS_RUN_PIPELINE_INSIDE_H
#define RS_RUN_PIPELINE_INSIDE_H

#include "run/belt.h"
#include "run/pipeline.h"
#include "run/post.h"

struct rs_helper {
    struct rs_pipeline *pipeline;
    unsigned number;
};

struct rs_pipeline {
    struct rs_pipeline_setup setup;
    struct rs_belt belt;
    struct rs_post post;
    pthread_t thread[RS_WORKERS_MAX + 1];
    unsigned threads; /* that run */
    struct rs_helper helper[RS_WORKERS_MAX];

    /* the capture's */
    struct rs_batch *filling;       /* NULL: none */
    struct rs_inflater *inflater;
    struct rs_lookups_told told;

    /* the tracker's */
    struct rs_direct *direct;
    struct rs_batch *in;
    struct rs_parcel *out;          /* NULL: none */
    uint64_t lost;                  /* not told to the post yet */

    /* the outputs' */
    struct rs_lookups_copy lookups;
};

#endif
