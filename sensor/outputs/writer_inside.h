/*
 * The inside of the writer, for the files that format: numbers, JSON and safe
 * text write straight into the buffer instead of through a copy. Belongs to
 * the arrow "finding -> output"; nobody else includes it.
 */
#ifndef RS_OUTPUTS_WRITER_INSIDE_H
#define RS_OUTPUTS_WRITER_INSIDE_H

#include "outputs/writer.h"

enum { RS_WRITER_BUFFER = 65536, RS_WRITER_ROOM_MAX = 4096 };

struct rs_writer {
    int fd;
    bool owned;    /* fd is closed by us (not standard output) */
    bool socket;   /* write with send(), so that a closed peer is no SIGPIPE */
    bool terminal;
    unsigned columns;
    int error;     /* RS_OK or RS_ERR_OUTPUT, sticky */
    char error_text[160];
    /* Of one that waits for nobody (writer_flow.c). */
    bool hasty, plain_file, said;
    char *pending; /* what the target did not take yet; NULL: nothing ever */
    size_t pending_len;
    int64_t tried_ms;
    size_t used;
    /* The second that was written last: most messages share it. */
    int64_t second;
    char second_text[20];
    char octets[RS_WRITER_BUFFER];
};

/*
 * Where n octets (at most RS_WRITER_ROOM_MAX) can be written; flushes when
 * they would not fit. Say with rs_writer_advance how many were.
 */
static inline char *rs_writer_room(struct rs_writer *w, size_t n)
{
    if (sizeof w->octets - w->used < n)
        rs_writer_flush(w);
    return w->octets + w->used;
}

static inline void rs_writer_advance(struct rs_writer *w, size_t n)
{
    w->used += n;
}

/* Instead of writing: what is not taken now is kept; / the last chance for it. */
void rs_writer_flow(struct rs_writer *w, const char *p, size_t n);
void rs_writer_flow_end(struct rs_writer *w);

/*
 * A descriptor for a target, with *owned and *is_socket said; -1 and one line
 * in error[cap] on failure. append: what a file holds already is kept.
 */
int rs_target_open(const char *target, bool append, bool *owned, bool *is_socket, char *error,
                   size_t cap);

/* Decimal digits of v to p (room for 20); returns how many. */
size_t rs_digits(char *p, uint64_t v);

#endif
