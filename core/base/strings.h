/*
 * Bounded text store: copies of Call-IDs, tags and URIs that objects keep for
 * their reports after the packet is gone. A hard ceiling in octets; texts are
 * cut at RS_TEXT_MAX. What an object keeps stands in one block, a pack, as far
 * as it is known at once.
 *
 * Blocks are as large as they need to be, up to 7 octets (more above 256). They
 * stand in pages of one size; a page that is empty again serves any size, and
 * pages come from a slab, which gives the memory of empty ones back. So that
 * they do become empty when a flood is over, a new block comes to the lowest page
 * that has room, and texts that last for hours have pages of their own.
 */
#ifndef RS_BASE_STRINGS_H
#define RS_BASE_STRINGS_H

#include "base/slab.h"
#include "base/span.h"

enum {
    RS_TEXT_MAX = 255,
    RS_PACK_MAX = 10,
    RS_STRINGS_SIZES = 59,
    RS_STRINGS_SORTS = 2 * RS_STRINGS_SIZES
};

struct rs_strings_page;

struct rs_strings {
    struct rs_slab blocks;                    /* its objects are the pages */
    struct rs_strings_page *pages;            /* what is in each of them; none has the number 0 */
    struct rs_lowest roomy[RS_STRINGS_SORTS]; /* by size, then those that last: pages with room */
    uint32_t lowest[RS_STRINGS_SORTS];        /* of these; 0: there is none */
    void *roomy_memory;
    uint64_t refused; /* texts for which there was no room */
};

/* A kept text, or a pack of some; 0 is the empty text, and the pack of empty ones. */
typedef uint32_t rs_text;
typedef uint32_t rs_pack;

int rs_strings_init(struct rs_strings *s, size_t capacity_bytes);
void rs_strings_fini(struct rs_strings *s);

/* Copy, cut at RS_TEXT_MAX. 0 when the span is empty or there is no room. */
rs_text rs_strings_keep(struct rs_strings *s, struct rs_span text);
/* The same of a text that outlasts calls: a registered name, a contact. */
rs_text rs_strings_keep_long(struct rs_strings *s, struct rs_span text);
/* A text or a pack. */
void rs_strings_drop(struct rs_strings *s, uint32_t block);

/* It will be read or dropped soon. */
void rs_strings_prefetch(const struct rs_strings *s, uint32_t block);

/* Borrowed, until rs_strings_drop. */
struct rs_span rs_strings_get(const struct rs_strings *s, rs_text text);

/* Copies of n texts, at most RS_PACK_MAX, each cut. 0 when all are empty or there is no room. */
rs_pack rs_pack_keep(struct rs_strings *s, const struct rs_span *text, unsigned n);

/* The text at that place. Borrowed, until the pack is changed or dropped. */
struct rs_span rs_pack_get(const struct rs_strings *s, rs_pack pack, unsigned at);

/* The same, to be changed in place. */
char *rs_pack_edit(struct rs_strings *s, rs_pack pack, unsigned at);

/*
 * Another text at that place of a pack of n, which may move. False: there is
 * no room, and it stays as it is.
 */
bool rs_pack_set(struct rs_strings *s, rs_pack *pack, unsigned n, unsigned at, struct rs_span text);

#endif
