/*
 * Headers about the session or dialog itself: Session-Expires, Session-ID,
 * Replaces, Join, Target-Dialog.
 */
#ifndef RS_SIP_SESSION_H
#define RS_SIP_SESSION_H

#include "base/err.h"
#include "sip/params.h"

/* Session-Expires: delta-seconds *( ;refresher=uac|uas ) (RFC 4028 4). */
enum rs_refresher { RS_REFRESHER_NONE, RS_REFRESHER_UAC, RS_REFRESHER_UAS };
struct rs_session_expires {
    uint32_t seconds;
    uint8_t refresher; /* enum rs_refresher */
};
int rs_session_expires_parse(struct rs_span value, struct rs_session_expires *out);

/* Session-ID: local ;remote= (RFC 7989). */
struct rs_session_id {
    struct rs_span local, remote;
};
int rs_session_id_parse(struct rs_span value, struct rs_session_id *out);

/*
 * Replaces: callid ;to-tag= ;from-tag= [;early-only] (RFC 3891); Join (3911)
 * is alike; Target-Dialog (4538) has local-tag for to-tag and remote-tag for
 * from-tag. All three are needed, else RS_ERR_MALFORMED. Of a Refer-To, give
 * it unescaped (rs_uri_unescape).
 */
struct rs_replaces {
    struct rs_span call_id, to_tag, from_tag;
    bool early_only;
};
int rs_replaces_parse(struct rs_span value, struct rs_replaces *out);

#endif
