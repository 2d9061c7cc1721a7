/*
 * The inside of the mask: pseudonyms, and texts that have some in them. Texts
 * are put together in one room, which each result begins anew.
 */
#ifndef RS_OUTPUTS_MASK_TEXT_H
#define RS_OUTPUTS_MASK_TEXT_H

#include "base/endpoint.h"
#include "base/hash.h"
#include "base/span.h"

enum { RS_MASK_ROOM = 1 << 18 };

struct rs_mask_text {
    struct rs_hash hash;
    size_t used;
    char room[RS_MASK_ROOM]; /* full: what is left is lost, never told as it was */
};

struct rs_addr rs_mask_addr(const struct rs_mask_text *t, const struct rs_addr *a);

/* Put to the end of the room. */
void rs_mask_put(struct rs_mask_text *t, struct rs_span s);
void rs_mask_put_user(struct rs_mask_text *t, struct rs_span user);
void rs_mask_put_id(struct rs_mask_text *t, struct rs_span id);
void rs_mask_put_host(struct rs_mask_text *t, struct rs_span host); /* a domain, or an address */
void rs_mask_put_uri(struct rs_mask_text *t, struct rs_span uri);
/* Any text: what looks like a URI, user@host, an address or a number goes. */
void rs_mask_put_text(struct rs_mask_text *t, struct rs_span text);
/* Words that name somebody, whatever they look like. */
void rs_mask_put_words(struct rs_mask_text *t, struct rs_span words);

/* One of them alone; empty stays empty. */
struct rs_span rs_masked(struct rs_mask_text *t, struct rs_span s,
                         void (*put)(struct rs_mask_text *t, struct rs_span s));

#endif
