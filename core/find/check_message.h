/*
 * message -> faults: the deep checks on one parsed message (P105-P120 of
 * spec/semantics.md 5.2, as far as they need no memory of other messages).
 *
 * rs_msg_parse has noted what is wrong with start line, lines and framing;
 * these look into the values. The caller owns everything; the faults' spans
 * point into the message's octets. Nothing is allocated, and every check is
 * linear in the message.
 */
#ifndef RS_FIND_CHECK_MESSAGE_H
#define RS_FIND_CHECK_MESSAGE_H

#include "base/origin.h"
#include "track/view.h"

/*
 * Note all that is wrong with `m` in `faults` (usually &m->faults). `v` is the
 * view of the same message, `o` says where it was seen. A message that the
 * capture cut (o->truncated) raises no fault for what is not there.
 */
void rs_check_message(struct rs_faults *faults, const struct rs_msg *m, const struct rs_view *v,
                      const struct rs_origin *o);

#endif
