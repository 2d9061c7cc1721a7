/*
 * message -> transaction: the keys of semantics 2.1-2.3, as keyed digests.
 *
 *   transaction  branch | sent-by | method               (17.1.3, 17.2.3)
 *                or, without cookie, Call-ID | CSeq | From tag | sent-by | method
 *   request      Call-ID | From tag | CSeq number | method: all hops of it
 *   dialog       the halves of both tags, in either order
 *   half         Call-ID | From tag: before there is a To tag
 *   call         Call-ID
 *
 * In all of them ACK counts as INVITE. No IP address is part of a key: answers
 * may come another way, and NAT changes ports.
 */
#ifndef RS_TRACK_KEYS_H
#define RS_TRACK_KEYS_H

#include "base/hash.h"
#include "track/view.h"

struct rs_keys {
    struct rs_digest transaction, request, dialog, half, call;
    struct rs_digest hop;              /* transaction but for the method */
    struct rs_digest from_tag, to_tag; /* Call-ID and tag; to_tag zero where there is none */
    bool has_dialog;                   /* both tags */
    bool cookie;                       /* transaction is keyed by branch */
};

void rs_keys_make(struct rs_keys *k, const struct rs_hash *h, const struct rs_view *v);


/* The same two keys for another method: how a CANCEL finds its INVITE. */
struct rs_digest rs_keys_transaction_for(const struct rs_hash *h, const struct rs_keys *k,
                                         const struct rs_view *v, enum rs_method method);
struct rs_digest rs_keys_request_for(const struct rs_hash *h, const struct rs_keys *k,
                                     const struct rs_view *v, enum rs_method method);

/* The transaction of the same request where `via`, one of those below, stood on top. */
struct rs_digest rs_keys_transaction_at(const struct rs_hash *h, const struct rs_keys *k,
                                        const struct rs_view *v, const struct rs_via *via);

/* A tag within its Call-ID: what rs_keys.half is for the From tag. */
struct rs_digest rs_keys_half_for(const struct rs_hash *h, struct rs_digest call,
                                  struct rs_span tag);

/* The dialog of two such tags, in either order. */
struct rs_digest rs_keys_dialog_for(struct rs_digest tag_a, struct rs_digest tag_b);

#endif
