/*
 * ESP (RFC 4303) with NULL encryption (RFC 2410), as phones in mobile networks
 * use it for SIP (3GPP TS 33.203), and over UDP (RFC 3948).
 *
 * Nothing in a packet says how long the integrity check is, or that there is
 * no encryption. The trailer in front of the check says what is inside and how
 * it was padded: for each usual length it is read, and believed when padding,
 * alignment and the lengths of what would be inside fit. Encrypted octets pass
 * that about once in 10,000 packets, and then are no SIP.
 */
#include "packet/layers.h"
#include "packet/octets.h"

enum { ESP_LEN = 8, TRAILER_LEN = 2, UDP_LEN = 8, TCP_LEN = 20, SCTP_LEN = 12, MARKER_LEN = 4 };

/* Octets before the payload and behind the trailer, what is met most first. */
static const struct lengths {
    uint8_t iv, check;
} LENGTHS[] = {
    {0, 12}, /* HMAC-MD5-96, HMAC-SHA-1-96, AES-XCBC-96, AES-CMAC-96 */
    {0, 16}, /* HMAC-SHA-256-128 */
    {8, 16}, /* AES-GMAC (RFC 4543) */
    {0, 24}, /* HMAC-SHA-384-192 */
    {0, 32}, /* HMAC-SHA-512-256 */
    {0, 20}, /* HMAC-SHA-1-160 */
    {0, 0},
};

static bool looks_like_tcp(struct rs_span octets)
{
    if (octets.n < TCP_LEN)
        return false;
    size_t len = (rs_u8(octets, 12) >> 4) * 4u;
    uint8_t flags = rs_u8(octets, 13) & 0x3f;
    bool possible = flags && (flags & 3) != 3 && (flags & 6) != 6; /* no SYN with FIN or RST */
    return len >= TCP_LEN && len <= octets.n && !(rs_u8(octets, 12) & 0x0e) && possible;
}

static bool looks_like(const struct rs_packet *p, uint8_t protocol, struct rs_span octets)
{
    switch (protocol) {
    case 4:
    case 41:
        return octets.n && rs_u8(octets, 0) >> 4 == (protocol == 4 ? 4 : 6) &&
               rs_looks_like_ip(p, octets);
    case 6:
        return looks_like_tcp(octets);
    case 17:
        return octets.n >= UDP_LEN && rs_u16(octets, 4) == octets.n;
    case 132:
        return octets.n >= SCTP_LEN && octets.n % 4 == 0;
    default:
        return false;
    }
}

/* RFC 4303 2.4: the octets of the padding are 1, 2, 3 ... */
static bool is_padding(struct rs_span octets)
{
    for (size_t i = 0; i < octets.n; i++)
        if (rs_u8(octets, i) != (uint8_t)(i + 1))
            return false;
    return true;
}

/* What is inside, were the lengths these. */
static bool opened(const struct rs_packet *p, struct rs_span octets, const struct lengths *l,
                   uint8_t *protocol, struct rs_span *inside)
{
    size_t head = ESP_LEN + (size_t)l->iv;
    if (octets.n < head + TRAILER_LEN + l->check)
        return false;
    size_t trailer = octets.n - l->check - TRAILER_LEN, padding = rs_u8(octets, trailer);
    if ((trailer + TRAILER_LEN - head) % 4 || trailer - head < padding)
        return false;
    *protocol = rs_u8(octets, trailer + 1);
    *inside = rs_span(octets.p + head, trailer - padding - head);
    return looks_like(p, *protocol, *inside) &&
           is_padding(rs_span(octets.p + trailer - padding, padding));
}

enum rs_packet_verdict rs_esp_layer(struct rs_packet *p, struct rs_span octets)
{
    struct rs_span inside;
    uint8_t protocol;
    if (p->missing || octets.n < ESP_LEN) /* the trailer is at the end */
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++)
        if (opened(p, octets, &LENGTHS[i], &protocol, &inside)) {
            rs_packet_tunnel(p, RS_TUNNEL_ESP, rs_u32(octets, 0));
            return rs_layer_next(p, RS_BY_PROTOCOL, protocol, inside);
        }
    return RS_PACKET_ENCRYPTED;
}

/* Four zero octets mark IKE, a single one a keep-alive. */
enum rs_packet_verdict rs_esp_udp_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ESP_LEN || !rs_u32(octets, 0))
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    return rs_esp_layer(p, octets);
}
