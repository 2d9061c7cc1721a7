/*
 * Texts that many objects have in common (names of user agents): each stands
 * once in the store of texts, and is counted. Bounded; keyed by digest, so that
 * nobody who chooses texts can make two of them one.
 */
#ifndef RS_BASE_SHARED_TEXTS_H
#define RS_BASE_SHARED_TEXTS_H

#include "base/strings.h"
#include "base/table.h"

struct rs_shared_texts {
    struct rs_table table;
};

/* A text by number; 0 is the empty text. */
typedef uint32_t rs_shared;

/* capacity: different texts. RS_OK or RS_ERR_MEMORY. */
int rs_shared_init(struct rs_shared_texts *x, uint32_t capacity);
void rs_shared_fini(struct rs_shared_texts *x);

/* Cut at RS_TEXT_MAX, kept in s. 0 when the text is empty or there is no room. */
rs_shared rs_shared_keep(struct rs_shared_texts *x, struct rs_strings *s,
                         const struct rs_hash *hash, struct rs_span text);
/* As often as it was kept. */
void rs_shared_drop(struct rs_shared_texts *x, struct rs_strings *s, rs_shared text);

/* Borrowed, as long as it is kept. */
struct rs_span rs_shared_get(const struct rs_shared_texts *x, const struct rs_strings *s,
                             rs_shared text);

#endif
