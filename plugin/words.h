/*
 * Stored facts -> text: the one line that says it all, and its parts. Texts are
 * made in the packet's memory and only where somebody looks.
 */
#ifndef RS_PLUGIN_WORDS_H
#define RS_PLUGIN_WORDS_H

#include "compat.h"
#include "store.h"

/* All that is known of one message; made by show. */
struct rs_known {
    const struct rs_record *record;
    const struct rs_transaction_facts *transaction; /* NULL: none */
    const struct rs_dialog_facts *dialog;           /* NULL: none */
    const struct rs_extra *extra;                   /* NULL: none */
    const struct rs_progress *progress;             /* NULL: none */
    const char *event;                              /* of its subscription; "" for none */
    uint32_t call;                                  /* by all that is known now; 0: none */
    enum rs_join join;
    const char *method;
    const struct rs_found *found[RS_STORE_FOUND_MAX]; /* of groups that are switched on */
    unsigned found_count;
    bool visited; /* the whole capture is known */
};

void rs_known_make(struct rs_known *k, const struct rs_store *s, const struct rs_record *r,
                   bool visited);

/* "INVITE transaction 3 · 200 OK after 2.41 s · dialog 2 confirmed → terminated" */
const char *rs_words_summary(wmem_allocator_t *pool, const struct rs_known *k);

/* "T213 T204"; "" for none. */
const char *rs_words_findings(wmem_allocator_t *pool, const struct rs_known *k);

/* No final response, no ACK in the whole capture; false while it is not known. */
bool rs_known_unanswered(const struct rs_known *k);
bool rs_known_unacknowledged(const struct rs_known *k);

#endif
