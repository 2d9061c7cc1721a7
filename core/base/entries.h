/*
 * A list of what an operator wrote: networks, names, prefixes. Bounded; the
 * texts are copies of its own. Used by the policy, which owns its lists.
 */
#ifndef RS_BASE_ENTRIES_H
#define RS_BASE_ENTRIES_H

#include "base/endpoint.h"
#include "base/span.h"

enum rs_list_kind {
    RS_LIST_OF_NETS,      /* ADDRESS[/BITS] [GROUP] */
    RS_LIST_OF_TEXTS,     /* equal without regard to case */
    RS_LIST_OF_PREFIXES,  /* digits that a number begins with */
    RS_LIST_OF_BEGINNINGS /* what a text begins with, without regard to case */
};

/* Entries a list may have, octets a text. */
enum { RS_LIST_MAX = 4096, RS_LIST_TEXT_MAX = 255 };

/* One entry: a network, or a text. */
struct rs_entry {
    struct rs_addr addr;
    uint8_t bits;
    uint8_t len; /* of the text: a group's name, a domain, a prefix */
    char *text;  /* NULL: none */
};

struct rs_entries {
    struct rs_entry *each;
    uint32_t count, capacity;
};

/*
 * RS_OK; RS_ERR_USAGE when the text is none of that kind; RS_ERR_FULL;
 * RS_ERR_MEMORY.
 */
int rs_entries_add(struct rs_entries *l, enum rs_list_kind kind, struct rs_span text);
/* RS_OK or RS_ERR_USAGE: would it be taken? RS_ERR_MEMORY. */
int rs_entries_probe(enum rs_list_kind kind, struct rs_span text);
void rs_entries_clear(struct rs_entries *l);
void rs_entries_fini(struct rs_entries *l);

/* The first network that the address is in; NULL. Linear in the list. */
const struct rs_entry *rs_entries_net(const struct rs_entries *l, const struct rs_addr *a);
bool rs_entries_fit(const struct rs_entries *l, enum rs_list_kind kind, struct rs_span text);

static inline struct rs_span rs_entry_text(const struct rs_entry *e)
{
    return rs_span(e->text, e->text ? e->len : 0);
}

#endif
