/*
 * finding -> output: one hit, as it is handed to alerts and to the plugin.
 *
 * Evidence is a short list of named texts, borrowed for the length of the
 * call, ready to print (never a credential's response or a message body).
 */
#ifndef RS_FIND_FINDING_H
#define RS_FIND_FINDING_H

#include "base/finding.h"
#include "base/origin.h"

enum { RS_EVIDENCE_MAX = 8, RS_FINDING_FRAMES_MAX = 8 };

struct rs_evidence {
    const char *name;  /* "subkind", "codes", "delay" */
    struct rs_span text;
};

struct rs_finding {
    enum rs_finding_id id;
    uint8_t severity;       /* enum rs_severity */
    uint8_t confidence;     /* 0-100 */
    bool partial;           /* capture start or loss may stand behind it */
    int64_t time_us;        /* packet time at which it became true */
    int64_t first_us, last_us;
    uint64_t frame;         /* the anchor: the frame that carries it */
    uint64_t frames[RS_FINDING_FRAMES_MAX]; /* examples, the anchor first */
    uint8_t frame_count;
    uint32_t count;         /* events behind it */
    bool more;              /* one that was told goes on: counted on, noted on no frame */
    struct rs_origin origin; /* of the anchor */
    uint64_t scope_key;     /* equal for the same owner of the counter, in one run */

    struct rs_span method;  /* of the request concerned; empty: none */
    uint16_t status;        /* of the response concerned; 0: none */
    struct rs_span call_id, from_tag, to_tag, branch;
    struct rs_span from_uri, to_uri;
    uint32_t cseq;
    uint64_t transaction, dialog, call; /* numbers; 0: none */
    uint8_t dialog_state;   /* enum rs_dialog_state */

    struct rs_evidence evidence[RS_EVIDENCE_MAX];
    uint8_t evidence_count;
};

#endif
