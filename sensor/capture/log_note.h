/*
 * frame -> fact: what a server noted about a message (link type
 * RS_LINK_LOG_NOTE: fields as in the log, a line each).
 */
#ifndef RS_CAPTURE_LOG_NOTE_H
#define RS_CAPTURE_LOG_NOTE_H

#include "find/logged.h"

/* Borrows from the octets. */
void rs_log_note_read(struct rs_span octets, struct rs_logged *out);

#endif
