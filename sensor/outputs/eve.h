/*
 * finding -> output: EVE, the JSON lines that Suricata made and that Filebeat,
 * Wazuh and Splunk read. Shared inside the eve_*.c files, one event type each.
 *
 * A record is begun with rs_eve_begin (Suricata's common header, in its
 * order), gets its objects, and is ended with rs_eve_end. Keys of Suricata's
 * schema stand where Suricata has them; everything of ours is in ringside{},
 * which --strict-eve leaves out.
 */
#ifndef RS_OUTPUTS_EVE_H
#define RS_OUTPUTS_EVE_H

#include "outputs/community_id.h"
#include "outputs/json.h"
#include "outputs/output.h"

enum { RS_EVE_FLOWS = 1024 };

/*
 * The names of a flow, kept: a SHA-1 for each message would cost more than all
 * the rest.
 */
struct rs_eve_flow {
    struct rs_endpoint a, b;
    uint8_t protocol; /* 0: unused */
    uint64_t id;
    char community_id[RS_COMMUNITY_ID_TEXT];
};

struct rs_eve {
    struct rs_writer *w;
    struct rs_json j;
    const struct rs_output_settings *settings;
    uint32_t input;       /* of the record that was begun */
    uint64_t frame;       /* its own */
    struct rs_eve_flow flows[RS_EVE_FLOWS];
};

/* The line's beginning up to app_proto. frame is EVE's pcap_cnt, 0: none. */
void rs_eve_begin(struct rs_eve *e, const char *event_type, int64_t time_us, uint64_t frame,
                  const struct rs_origin *origin);

/* eve_tunnel.c: tunnel{}, and in ringside{} tunnels[]; nothing where there are none. */
void rs_eve_tunnel(struct rs_eve *e, const struct rs_origin *origin, uint64_t frame);
void rs_eve_tunnels(struct rs_eve *e, const struct rs_origin *origin);

/* Ends the line. RS_OK or RS_ERR_OUTPUT. */
int rs_eve_end(struct rs_eve *e);

/* The name of the input a frame came from; NULL when there is none. */
const char *rs_eve_input(const struct rs_eve *e, const struct rs_origin *origin);

/*
 * A frame's number in the file that the record's own frame stands in; 0 when
 * it stands in another (of a directory), or is 0.
 */
uint64_t rs_eve_frame(const struct rs_eve *e, uint64_t frame);

/* The key with that number, if any. */
void rs_eve_put_frame(struct rs_eve *e, const char *key, uint64_t frame);

/* The record's file in a directory; NULL for other inputs. */
const char *rs_eve_file(const struct rs_eve *e);

/* sip{}: only keys that Suricata has, code as text. Empty or 0: left out. */
void rs_eve_sip_summary(struct rs_eve *e, struct rs_span method, unsigned status);

/*
 * "call"; its own number where that is another ("leg"); and how a joined leg is
 * tied to others: "join", "join_score", "join_guessed".
 */
void rs_eve_call(struct rs_json *j, uint64_t call, uint64_t leg, enum rs_join join);

/*
 * Ids: cut where the core cuts the copies it keeps, so that they are equal in
 * all records.
 */
void rs_eve_id(struct rs_json *j, const char *key, struct rs_span id);

/* The difference of two times; nothing to say (-1) unless both are there. */
static inline int64_t rs_eve_between(int64_t from_us, int64_t to_us)
{
    return from_us < 0 || to_us < 0 ? -1 : to_us - from_us;
}

/* An empty text is none. */
static inline struct rs_span rs_eve_if_any(struct rs_span s)
{
    return s.n ? s : RS_SPAN_NONE;
}

/* eve_registration.c: what was done to the contacts of an address of record, and how many there are. */
void rs_eve_bindings(struct rs_json *j, const struct rs_binding_count *n);

int rs_eve_alert(void *state, const struct rs_alert *a);
int rs_eve_message(void *state, const struct rs_annotation *a);
int rs_eve_transaction(void *state, const struct rs_transaction_record *r);
int rs_eve_dialog(void *state, const struct rs_dialog_record *r);
int rs_eve_registration(void *state, const struct rs_registration_record *r);
int rs_eve_secured(void *state, const struct rs_tls_outcome *t);
int rs_eve_stats(void *state, const struct rs_stats *s);
/* Behind it: a record for each service. */
int rs_eve_quality(struct rs_eve *e, const struct rs_stats *s);

/*
 * app_proto, and what begins the ringside{} of messages and records, to be
 * filled and closed. False: --strict-eve leaves it out.
 */
bool rs_eve_open_ours(struct rs_eve *e, const struct rs_origin *origin);

/* "auth_scheme"; nothing where there is none. */
void rs_eve_scheme(struct rs_json *j, unsigned scheme);

/* src_host, dest_host: what a log calls them. */
void rs_eve_hosts(struct rs_eve *e, const struct rs_origin *origin);

#endif
