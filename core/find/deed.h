/*
 * One deed: what a message shows somebody do, or what came of it. Made from a
 * note on the stack; keys are keyed digests, texts are borrowed.
 */
#ifndef RS_FIND_DEED_H
#define RS_FIND_DEED_H

#include "base/endpoint_key.h"
#include "track/ahead.h"
#include "track/annotation.h"

enum rs_deed_kind {
    RS_DEED_NONE,    /* nothing that counts */
    RS_DEED_REQUEST, /* new, on its first hop */
    RS_DEED_RING,    /* a 101-199 there, no copy */
    RS_DEED_FINAL,   /* its first final answer there */
    RS_DEED_DAMAGED  /* a request too damaged to be followed */
};

struct rs_deed {
    uint8_t kind;
    uint8_t method;
    uint16_t status;           /* of an answer */
    bool opening;              /* outside a dialog */
    bool credentials;          /* the request has Authorization or Proxy-Authorization */
    bool accepted;             /* an answer: credentials were, or a registration */
    int64_t now_us;
    const struct rs_annotation *note;
    const struct rs_endpoint *source, *service; /* of the request, whatever this is */
    struct rs_digest source_key;                /* of its address */
    /* Of opening requests and their answers alone: */
    struct rs_digest service_addr, service_key; /* of its address; with its port */
    struct rs_digest aor;      /* whose account it is: REGISTER's To, else From */
    struct rs_digest target;   /* whom it is for: To */
    struct rs_span target_user;
};

void rs_deed_make(struct rs_deed *d, const struct rs_hash *h, const struct rs_annotation *note);

/* User and host; *user (may be NULL) is the user part. */
struct rs_digest rs_aor_key(const struct rs_hash *h, const struct rs_name_addr *na,
                            struct rs_span *user);

#endif
