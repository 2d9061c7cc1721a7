/*
 * message -> finding: what each server itself answers, in sliding minutes
 * (Q505). Every phone that answers a call is one, so these are small; when the
 * table is full the one silent for longest goes.
 */
#ifndef RS_FIND_ANSWERERS_H
#define RS_FIND_ANSWERERS_H

#include "base/table.h"
#include "track/annotation.h"

struct rs_quality;

struct rs_answerers {
    struct rs_hash hash;
    struct rs_table table;
};

int rs_answerers_init(struct rs_answerers *s, const struct rs_hash_key *key, uint32_t capacity);
void rs_answerers_fini(struct rs_answerers *s);

/* A final answer, on the hop where it was seen first: whoever passes it on has not given it. */
void rs_answerers_final(struct rs_quality *q, const struct rs_annotation *a);

#endif
