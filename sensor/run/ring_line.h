/*
 * Between two threads of rings.h: what one ring's thread took, in order, on its
 * way to the merger. A fixed number of pages, each a few packets; whoever has a
 * page in hand is its only user.
 */
#ifndef RS_RUN_RING_LINE_H
#define RS_RUN_RING_LINE_H

#include "packet/packet.h"

#include <pthread.h>

enum { RS_PAGE_FRAMES = 64, RS_LINE_PAGES = 16 };

struct rs_page_frame {
    int64_t time_ns;
    uint32_t link_type, octets, original_len;
    size_t at; /* in the page's memory */
};

struct rs_page {
    unsigned count, next; /* frames in it; the one that is merged next */
    int64_t came_us;      /* on the monotonic clock: when it was put into the line */
    struct rs_page_frame frame[RS_PAGE_FRAMES];
    unsigned char *memory; /* grows to what it needs */
    size_t used, capacity;
};

struct rs_line {
    pthread_mutex_t lock;
    pthread_cond_t room;
    struct rs_page page[RS_LINE_PAGES]; /* a ring */
    unsigned first, count;              /* those that were put in */
    bool ended;                         /* the taker wants no more */
};

int rs_line_init(struct rs_line *l);
void rs_line_fini(struct rs_line *l);

/* The ring's thread: an empty page, waiting for it; NULL: the end. */
struct rs_page *rs_line_empty(struct rs_line *l);
/* False: there was no memory, and it is not in the page. */
bool rs_page_add(struct rs_page *p, const struct rs_frame *frame, int64_t time_ns);
void rs_line_put(struct rs_line *l, int64_t now_us);

/* The merger: the oldest page that has frames left; NULL: there is none just now. */
struct rs_page *rs_line_first(struct rs_line *l);
/* All of it was merged. */
void rs_line_done(struct rs_line *l);
void rs_line_end(struct rs_line *l);

#endif
