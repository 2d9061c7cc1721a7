/*
 * A server's own remark in its log about a message it could not handle ("LogType:
 * diagnostic", semantics 4.5): fact -> finding. It is L601 like what it says in
 * headers, bound to the call by Call-ID.
 */
#ifndef RS_FIND_LOGGED_H
#define RS_FIND_LOGGED_H

#include "base/origin.h"
#include "base/span.h"

struct rs_watcher;

/* As in the log; any may be empty. */
struct rs_logged {
    struct rs_span severity, text, result, call_id, cseq, peer, data;
};

/*
 * origin: its time, and the frame of the message before it in the log, where
 * the finding stands unless the call is known to have a later one. Without a
 * text and a result nothing is told.
 */
void rs_watcher_logged(struct rs_watcher *w, const struct rs_origin *origin,
                       const struct rs_logged *l);

#endif
