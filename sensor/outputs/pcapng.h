/*
 * finding -> output: evidence as a capture. Shared inside pcapng*.c.
 *
 *   annotations ─► pcapng.c          kept, each with the findings on its frame
 *                    └─► pcapng_blocks.c   octets of draft-ietf-opsawg-pcapng
 *
 * Each SIP message is one packet, an exported PDU (LINKTYPE_WIRESHARK_UPPER_PDU)
 * with its addresses, ports, time and the number of the frame it stood in:
 * nothing is made up of a wire that a log has never seen, a message may be
 * longer than any packet, and what came in TLS stands in clear text. Findings
 * are the packet's comments.
 */
#ifndef RS_OUTPUTS_PCAPNG_H
#define RS_OUTPUTS_PCAPNG_H

#include <glib.h>

#include "outputs/output.h"

/*
 * What is found out late stands on an early message: messages wait for their
 * comments until the end, or until this much waits, the oldest then goes. On an
 * interface they wait no longer than the slowest timer.
 */
enum { RS_PCAPNG_OCTETS_MAX = 64 << 20, RS_PCAPNG_LIVE_US = 240 * 1000000 };

/* pcapng_blocks.c */
void rs_pcapng_put_section(struct rs_writer *w, const struct rs_output_settings *s);
/* Names from `from` on; nothing when there are none. */
void rs_pcapng_put_names(struct rs_writer *w, const struct rs_hosts *h, unsigned from);
/* comments: NUL-terminated UTF-8, may be NULL. */
void rs_pcapng_put_message(struct rs_writer *w, const struct rs_origin *o, struct rs_span octets,
                           size_t missing, const GPtrArray *comments);

#endif
