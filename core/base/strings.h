/*
 * Bounded text store: copies of Call-IDs, tags and URIs that objects keep for
 * their reports after the packet is gone. A hard ceiling in octets; texts are
 * cut at RS_TEXT_MAX. Four sizes of block, each with a free list.
 */
#ifndef RS_BASE_STRINGS_H
#define RS_BASE_STRINGS_H

#include "base/span.h"

enum { RS_TEXT_MAX = 255 };

struct rs_strings {
    unsigned char *blocks;  /* reserved once */
    size_t capacity, used;  /* octets */
    uint32_t free_head[4];  /* per size, as names of texts; 0: none */
    uint64_t refused;       /* texts for which there was no room */
};

/* A kept text; 0 is the empty text. */
typedef uint32_t rs_text;

int rs_strings_init(struct rs_strings *s, size_t capacity_bytes);
void rs_strings_fini(struct rs_strings *s);

/* Copy, cut at RS_TEXT_MAX. 0 when the span is empty or there is no room. */
rs_text rs_strings_keep(struct rs_strings *s, struct rs_span text);
void rs_strings_drop(struct rs_strings *s, rs_text text);

/* Borrowed, until rs_strings_drop. */
struct rs_span rs_strings_get(const struct rs_strings *s, rs_text text);

#endif
