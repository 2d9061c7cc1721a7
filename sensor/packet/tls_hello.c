#include "packet/tls_hello.h"

#include "base/err.h"
#include "packet/octets.h"
#include "packet/tls_schedule.h"

/* RFC 8446 4.1.3: the random that makes a ServerHello a HelloRetryRequest. */
static const unsigned char RETRY_RANDOM[RS_TLS_RANDOM_LEN] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

/* Cutting. What is not there makes `good` false, once for the whole message. */
struct cutter {
    struct rs_span rest;
    bool good;
};

static struct rs_span take(struct cutter *c, size_t n)
{
    c->good &= c->rest.n >= n;
    struct rs_span taken = rs_span_first(c->rest, n);
    c->rest = rs_span_skip(c->rest, n);
    return taken;
}

static uint16_t take_u16(struct cutter *c)
{
    struct rs_span s = take(c, 2);
    return c->good ? rs_u16(s, 0) : 0;
}

static uint8_t take_u8(struct cutter *c)
{
    struct rs_span s = take(c, 1);
    return c->good ? rs_u8(s, 0) : 0;
}

/* A vector with one or two octets of length before it. */
static struct rs_span take_vector(struct cutter *c, size_t length_octets)
{
    size_t n = length_octets == 1 ? take_u8(c) : take_u16(c);
    return take(c, n);
}

/* The same, out of an extension's value. Empty when it is damaged. */
static struct rs_span vector_in(struct rs_span value, size_t length_octets)
{
    struct cutter c = {value, true};
    struct rs_span vector = take_vector(&c, length_octets);
    return c.good ? vector : RS_SPAN_NONE;
}

/* Extensions */

bool rs_tls_extension_next(struct rs_span *block, uint16_t *type, struct rs_span *value)
{
    struct cutter c = {*block, true};
    *type = take_u16(&c);
    *value = take_vector(&c, 2);
    *block = c.rest;
    return c.good;
}

/* RFC 6066 3: ServerNameList; a name of type 0 is a host's. */
static struct rs_span server_name(struct rs_span value)
{
    struct cutter c = {vector_in(value, 2), true};
    while (c.rest.n) {
        uint8_t type = take_u8(&c);
        struct rs_span name = take_vector(&c, 2);
        if (!c.good)
            break;
        if (type == 0)
            return name;
    }
    return RS_SPAN_NONE;
}

/* RFC 7301 3.1: the first of a ProtocolNameList. */
static struct rs_span first_protocol(struct rs_span value)
{
    return vector_in(vector_in(value, 2), 1);
}

static void client_extension(struct rs_tls_client_hello *h, uint16_t type, struct rs_span value)
{
    switch (type) {
    case RS_TLS_EXT_SERVER_NAME:
        h->has_sni = true;
        h->sni = server_name(value);
        break;
    case RS_TLS_EXT_ALPN:
        h->alpn = first_protocol(value);
        break;
    case RS_TLS_EXT_TICKET:
        h->has_ticket = true;
        h->ticket = value;
        break;
    case RS_TLS_EXT_SIGNATURES:
        h->signatures = vector_in(value, 2);
        break;
    case RS_TLS_EXT_VERSIONS:
        h->versions = vector_in(value, 1);
        break;
    case RS_TLS_EXT_EARLY_DATA:
        h->early_data = true;
        break;
    default:
        break;
    }
}

int rs_tls_client_hello_read(struct rs_span body, struct rs_tls_client_hello *h)
{
    struct cutter c = {body, true};
    uint16_t type;
    struct rs_span value;
    *h = (struct rs_tls_client_hello){0};
    h->version = take_u16(&c);
    h->random = take(&c, RS_TLS_RANDOM_LEN);
    h->session_id = take_vector(&c, 1);
    h->ciphers = take_vector(&c, 2);
    take_vector(&c, 1);
    if (!c.good || h->session_id.n > 32)
        return RS_ERR_MALFORMED;
    if (c.rest.n) /* clients before RFC 4366 have none */
        h->extensions = take_vector(&c, 2);
    for (struct rs_span block = h->extensions; rs_tls_extension_next(&block, &type, &value);)
        client_extension(h, type, value);
    return RS_OK;
}

static void server_extension(struct rs_tls_server_hello *h, uint16_t type, struct rs_span value)
{
    switch (type) {
    case RS_TLS_EXT_ALPN:
        h->alpn = first_protocol(value);
        break;
    case RS_TLS_EXT_MAC_FIRST:
        h->mac_first = true;
        break;
    case RS_TLS_EXT_EXTENDED_MASTER:
        h->extended_master = true;
        break;
    case RS_TLS_EXT_PSK:
        h->psk = true;
        break;
    case RS_TLS_EXT_VERSIONS:
        if (value.n == 2)
            h->version = rs_u16(value, 0);
        break;
    default:
        break;
    }
}

int rs_tls_server_hello_read(struct rs_span body, struct rs_tls_server_hello *h)
{
    struct cutter c = {body, true};
    uint16_t type;
    struct rs_span value;
    *h = (struct rs_tls_server_hello){0};
    h->version = take_u16(&c);
    h->random = take(&c, RS_TLS_RANDOM_LEN);
    h->session_id = take_vector(&c, 1);
    h->suite = take_u16(&c);
    h->compression = take_u8(&c);
    if (!c.good || h->session_id.n > 32)
        return RS_ERR_MALFORMED;
    h->retry = !memcmp(h->random.p, RETRY_RANDOM, sizeof RETRY_RANDOM);
    struct rs_span block = c.rest.n ? take_vector(&c, 2) : RS_SPAN_NONE;
    while (rs_tls_extension_next(&block, &type, &value))
        server_extension(h, type, value);
    return RS_OK;
}

struct rs_span rs_tls_encrypted_alpn(struct rs_span body)
{
    struct rs_span block = vector_in(body, 2), value, alpn = RS_SPAN_NONE;
    uint16_t type;
    while (rs_tls_extension_next(&block, &type, &value))
        if (type == RS_TLS_EXT_ALPN)
            alpn = first_protocol(value);
    return alpn;
}
