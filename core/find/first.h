/*
 * deed -> what a source tried first, kept with it: most try one user of one
 * server, and come again with credentials, or with the same question. Only who
 * tries something else is looked at as a scanner (scanning.c) or a prober
 * (probing.c), for which large objects are made, and what was first is put in.
 */
#ifndef RS_FIND_FIRST_H
#define RS_FIND_FIRST_H

#include "base/hash.h"
#include "find/attempts.h"

enum { RS_SAMPLE_TEXT = 16 };

struct rs_behaviour;
struct rs_deed;
struct rs_subject;

struct rs_first {
    struct rs_digest service;
    struct rs_attempt at;          /* the target, as the prober sees it */
    int64_t at_us;                 /* tried last */
    int64_t accepted_us;           /* when it was let in, trying again; 0: never */
    uint32_t host, question;       /* as the scan sees it */
    bool for_scan, for_prober;     /* it was tried again, and they do not have it yet */
    uint8_t scan_end;              /* then, of the scan's attempt */
    char user[RS_SAMPLE_TEXT];
};

/* The first opening request. */
void rs_first_keep(const struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);

/* True: all that it has tried is the same once more, and this was noted. */
bool rs_first_again(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);

#endif
