/*
 * What listeners of the tap "ringside" are given: one of these a SIP message,
 * on every pass. Everything is borrowed: the struct until the packet is done,
 * what it points at until the capture closes.
 *
 * On the first pass facts are what was known up to this message; on later
 * passes they are of the whole capture.
 */
#ifndef RS_PLUGIN_TAP_H
#define RS_PLUGIN_TAP_H

#include "compat.h"
#include "store.h"

struct rs_tap_message {
    const struct rs_record *record;
    const struct rs_transaction_facts *transaction; /* NULL: none */
    const struct rs_dialog_facts *dialog;           /* NULL: none */
    uint32_t call;           /* number of the call, by all that is known now; 0: none */
    const char *method;      /* "INVITE"; of a response, that of its CSeq; as sent if unknown */
    const char *class_name;  /* rs_status_class(): "Client Error"; "" for a request */
    unsigned finding_count;  /* those of groups that are switched on */
    const struct rs_found *const *finding;
    /*
     * The message's octets; tvb is NULL where they are not known on this pass.
     * Whoever names the field sip in a listener's filter has them on each.
     */
    tvbuff_t *tvb;
    int offset, length;
};

/* tap_queue_packet's tap: "ringside". */
int rs_tap(void);

/* The store of the capture that is open; NULL when the plugin is switched off. */
struct rs_store *rs_tap_store(void);

/*
 * What the neighbours of this file register, each called once from
 * plugin_register: statistics, filters, follow.
 */
void rs_stats_tree_register(void);
void rs_srt_register(void);
void rs_conversation_register(void);
void rs_follow_register(void);

#endif
