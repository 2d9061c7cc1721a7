/*
 * Beside the arrow bytes -> packet: what can be said of a TLS session that
 * nobody can look into, and what became of one. Plain values, to be copied;
 * texts are printable ASCII.
 */
#ifndef RS_PACKET_TLS_FACTS_H
#define RS_PACKET_TLS_FACTS_H

#include "base/origin.h"

enum rs_tls_reason {
#define RS_TLS_REASON(reason, name, text) RS_TLS_##reason,
#include "packet/tls_reasons.def"
#undef RS_TLS_REASON
    RS_TLS_REASON__COUNT
};

/* "no_keys" ... / a phrase for people. */
const char *rs_tls_reason_name(enum rs_tls_reason reason);
const char *rs_tls_reason_text(enum rs_tls_reason reason);

enum { RS_TLS_SNI_MAX = 255, RS_TLS_ALPN_MAX = 63, RS_TLS_JA4_LEN = 36 };

/* What the hellos say. */
struct rs_tls_facts {
    int client;             /* the direction that the client sends in; -1: not known */
    uint16_t version;       /* 0x0301 to 0x0304 as agreed; 0: no ServerHello yet */
    uint16_t suite;         /* as agreed, when version is not 0 */
    bool resumed;           /* the server took up an earlier session (1.3: a PSK) */
    bool early_data;        /* the client offered 0-RTT */
    char sni[RS_TLS_SNI_MAX + 1];   /* "": none */
    char alpn[RS_TLS_ALPN_MAX + 1]; /* agreed, or what the client would like best; "": none */
    char ja4[RS_TLS_JA4_LEN + 1];   /* the client's fingerprint; "": no ClientHello */
};

/* "TLS 1.2" / "TLS_AES_128_GCM_SHA256"; NULL: not known to us. */
const char *rs_tls_version_name(uint16_t version);
const char *rs_tls_suite_name(uint16_t suite);

/* Why a session is taken for SIP. */
enum rs_tls_sip {
    RS_TLS_SIP_NO,    /* nothing says so */
    RS_TLS_SIP_PORT,  /* 5061 or 5060 */
    RS_TLS_SIP_ALPN,  /* "sip" (RFC 7301's registry) */
    RS_TLS_SIP_INSIDE /* it was read, and is SIP */
};

/* NULL for RS_TLS_SIP_NO, "port", "alpn", "inside". */
const char *rs_tls_sip_name(enum rs_tls_sip sip);

/*
 * What became of one session: told once, when it is known. origin: from client
 * to server, as far as that is known; time and frame in which it was met.
 */
struct rs_tls_outcome {
    struct rs_origin origin;
    struct rs_tls_facts facts;
    enum rs_tls_sip sip;
    bool readable;
    enum rs_tls_reason reason; /* not readable: why */
};

/* Where outcomes go; NULL session: nobody wants to know. Borrowed. */
struct rs_tls_outcome_sink {
    void *user;
    void (*session)(void *user, const struct rs_tls_outcome *outcome);
};

#endif
