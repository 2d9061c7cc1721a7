#include "hep_packet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

void hep_number(struct hep_packet *p, size_t len, uint32_t v)
{
    while (len--)
        p->octets[p->n++] = (char)(v >> 8 * len);
}

void hep_head(struct hep_packet *p, unsigned vendor, unsigned type, size_t len)
{
    hep_number(p, 2, vendor);
    hep_number(p, 2, type);
    hep_number(p, 2, (uint32_t)len + 6);
}

void hep_chunk(struct hep_packet *p, unsigned type, const void *value, size_t len)
{
    hep_head(p, 0, type, len);
    memcpy(p->octets + p->n, value, len);
    p->n += len;
}

void hep_chunk_number(struct hep_packet *p, unsigned type, size_t len, uint32_t v)
{
    hep_head(p, 0, type, len);
    hep_number(p, len, v);
}

void hep_begin(struct hep_packet *p)
{
    memcpy(p->octets, "HEP3\0\0", 6);
    p->n = 6;
}

struct rs_span hep_whole(struct hep_packet *p)
{
    p->octets[4] = (char)(p->n >> 8);
    p->octets[5] = (char)p->n;
    return rs_span(p->octets, p->n);
}

void hep_usual(struct hep_packet *p, unsigned ip_protocol)
{
    hep_begin(p);
    hep_chunk_number(p, 1, 1, 2);
    hep_chunk_number(p, 2, 1, ip_protocol);
    hep_chunk(p, 3, "\xc0\0\2\1", 4);
    hep_chunk(p, 4, "\xc0\0\2\2", 4);
    hep_chunk_number(p, 7, 2, 5060);
    hep_chunk_number(p, 8, 2, 5070);
    hep_chunk_number(p, 9, 4, HEP_SECONDS);
    hep_chunk_number(p, 0xa, 4, 250000);
    hep_chunk_number(p, 0xb, 1, 1);
    hep_chunk_number(p, 0xc, 4, 2001);
}

struct rs_span hep_with_payload(struct hep_packet *p, const char *payload)
{
    hep_chunk(p, 0xf, payload, strlen(payload));
    return hep_whole(p);
}

void hep_check_address(const struct rs_addr *a, const char *text)
{
    char buf[RS_ADDR_TEXT];
    assert_string_equal(rs_addr_text(a, buf), text);
}
