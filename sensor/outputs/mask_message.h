/*
 * A message written anew without people: start line, the fields that outputs
 * read, and of an SDP body what says where media go. Inside mask*.c only.
 */
#ifndef RS_OUTPUTS_MASK_MESSAGE_H
#define RS_OUTPUTS_MASK_MESSAGE_H

#include "outputs/mask_text.h"
#include "sip/msg.h"

/* The text, in t's room. */
struct rs_span rs_mask_message_text(struct rs_mask_text *t, const struct rs_msg *m);

#endif
