/*
 * bytes -> packet: a message that stands alone, with addresses and without
 * packets: Wireshark's "exported PDU" (LINKTYPE_WIRESHARK_UPPER_PDU; epan's
 * exported_pdu_tlvs.h). Read by the decoder (exported.c), written by the reader
 * of logs (capture/log_message.c) and by the pcapng output.
 *
 *   tag, length, value (a multiple of 4)  ...  tag 0, length 0  message
 *
 * Nothing is known of the wire such a message was on: its origin is imported.
 */
#ifndef RS_PACKET_EXPORTED_H
#define RS_PACKET_EXPORTED_H

#include "base/origin.h"
#include "base/span.h"

enum { RS_LINK_EXPORTED = 252, RS_EXPORTED_HEAD_MAX = 96 };

/*
 * What stands before the octets of a SIP message: source, destination and
 * transport of o, its frame number and its number in a log where they are not
 * 0. Returns its length.
 */
size_t rs_exported_head(char out[RS_EXPORTED_HEAD_MAX], const struct rs_origin *o);

#endif
