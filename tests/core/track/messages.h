/*
 * Small messages for the tracker's tests: parsed, with their view. One at a
 * time: the next call overwrites the last.
 */
#ifndef RS_TESTS_TRACK_MESSAGES_H
#define RS_TESTS_TRACK_MESSAGES_H

#include "base/origin.h"
#include "track/view.h"

struct made {
    struct rs_msg msg;
    struct rs_view view;
};

/*
 * `start`, the headers "Via From To Call-ID CSeq" from the texts given (NULL:
 * left out), and `more` lines, each ended by CRLF.
 */
struct made *make_message(const char *start, const char *via, const char *from, const char *to,
                          const char *call_id, const char *cseq, const char *more);

/* 10.0.0.src to 10.0.0.dst, ports 5060, UDP, frame and seconds. */
struct rs_origin make_origin(int src, int dst, uint64_t frame, double seconds);

#endif
