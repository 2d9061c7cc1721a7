/*
 * bytes -> packet: ClientHello and ServerHello (RFC 5246 7.4.1, RFC 8446 4.1)
 * as structs of what matters here. Spans borrow from the message's octets.
 */
#ifndef RS_PACKET_TLS_HELLO_H
#define RS_PACKET_TLS_HELLO_H

#include "base/span.h"

enum rs_tls_extension {
    RS_TLS_EXT_SERVER_NAME = 0,
    RS_TLS_EXT_SIGNATURES = 13,
    RS_TLS_EXT_ALPN = 16,
    RS_TLS_EXT_MAC_FIRST = 22, /* encrypt-then-MAC */
    RS_TLS_EXT_EXTENDED_MASTER = 23,
    RS_TLS_EXT_TICKET = 35,
    RS_TLS_EXT_PSK = 41,
    RS_TLS_EXT_EARLY_DATA = 42,
    RS_TLS_EXT_VERSIONS = 43
};

/* A list of 16-bit numbers as it stands in a message; odd octets at the end are not in it. */
static inline size_t rs_tls_list_count(struct rs_span list)
{
    return list.n / 2;
}

static inline uint16_t rs_tls_list_at(struct rs_span list, size_t i)
{
    return (uint16_t)((uint8_t)list.p[2 * i] << 8 | (uint8_t)list.p[2 * i + 1]);
}

/* RFC 8701: values that mean nothing, 0x0a0a to 0xfafa. */
static inline bool rs_tls_is_grease(uint16_t value)
{
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

struct rs_tls_client_hello {
    uint16_t version; /* legacy_version */
    struct rs_span random, session_id;
    struct rs_span ciphers;    /* list */
    struct rs_span extensions; /* the block, for rs_tls_extension_next */
    struct rs_span sni, ticket;
    struct rs_span alpn;       /* the first protocol name */
    struct rs_span versions;   /* list, of supported_versions */
    struct rs_span signatures; /* list */
    bool has_sni, has_ticket, early_data;
};

struct rs_tls_server_hello {
    uint16_t version; /* as agreed */
    struct rs_span random, session_id, alpn;
    uint16_t suite;
    uint8_t compression;
    bool extended_master, mac_first, psk;
    bool retry; /* a HelloRetryRequest */
};

/* body: the message without its 4-octet header. RS_OK or RS_ERR_MALFORMED. */
int rs_tls_client_hello_read(struct rs_span body, struct rs_tls_client_hello *hello);
int rs_tls_server_hello_read(struct rs_span body, struct rs_tls_server_hello *hello);

/* The protocol agreed in EncryptedExtensions (RFC 8446 4.3.1); empty: none. */
struct rs_span rs_tls_encrypted_alpn(struct rs_span body);

/* One extension off the block. False at the end, or where it is damaged. */
bool rs_tls_extension_next(struct rs_span *block, uint16_t *type, struct rs_span *value);

/* tls_ja4.c: the client's fingerprint, RS_TLS_JA4_LEN signs and a NUL. */
void rs_tls_ja4(const struct rs_tls_client_hello *hello, char *out);

#endif
