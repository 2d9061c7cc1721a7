/*
 * bytes -> message: the pass over start line and header lines. Internal to the
 * parser: the front door is msg.h.
 *
 * head_pass.h goes over the lines and indexes the usual ones; it is compiled
 * once for each instruction set (sip/glance.h). A line that is not usual comes
 * to rs_head_line, which knows all of RFC 3261 7.3.1 and its damages.
 */
#ifndef RS_SIP_HEAD_H
#define RS_SIP_HEAD_H

#include "sip/msg.h"
#include "sip/start_line.h"

/* What the pass carries from line to line. */
struct rs_head {
    struct rs_msg *m;
    const char *begin, *end; /* of the octets */
    const char *line;        /* where the next line begins */
    struct rs_header *open;  /* the header whose continuation lines may follow, or NULL */
    struct rs_header spare;  /* takes what the index has no room for */
    const char *bare_cr;     /* the first CR without LF behind it, or NULL */
    enum rs_start_line_kind kind;
    bool kept_bare_lf;
    bool ended;              /* the empty line was found */
};

/* The start line, without its line end. */
void rs_head_start(struct rs_head *x, const char *line, const char *end);

/* A header line or the continuation of one, neither of them empty. */
void rs_head_line(struct rs_head *x, const char *line, const char *end);

/* The line ends with LF alone. */
void rs_head_bare_lf(struct rs_head *x, const char *line, const char *lf);

/*
 * Everything that has a row is found even when the index is full, so that
 * many unknown headers cannot hide the ones that matter: the last places are
 * for kinds not yet seen.
 */
enum { RS_HEAD_PLACES = RS_MSG_HEADERS_MAX - RS_HEADER__COUNT };

/* The header at place `at` of the index, the last one so far, has that id and no next. */
static inline void rs_head_chain(struct rs_msg *m, unsigned id, unsigned at)
{
    if (m->first[id]) {
        m->header[m->last[id]].next = (uint16_t)at;
        m->doubtful |= (rs_header_flags((enum rs_header_id)id) & RS_HEADER_SINGLE) != 0;
    } else {
        m->first[id] = (uint16_t)(at + 1);
    }
    m->last[id] = (uint16_t)at;
}

#endif
