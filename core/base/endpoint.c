#include "base/endpoint.h"

#include "base/span.h"

bool rs_addr_eq(const struct rs_addr *a, const struct rs_addr *b)
{
    return a->family == b->family && memcmp(a->octet, b->octet, sizeof a->octet) == 0;
}

bool rs_endpoint_eq(const struct rs_endpoint *a, const struct rs_endpoint *b)
{
    return rs_addr_eq(&a->addr, &b->addr) && a->port == b->port;
}

int rs_endpoint_compare(const struct rs_endpoint *a, const struct rs_endpoint *b)
{
    int order = a->addr.family - b->addr.family;

    if (!order)
        order = memcmp(a->addr.octet, b->addr.octet, sizeof a->addr.octet);
    return order ? order : a->port - b->port;
}

/* Text of an address ------------------------------------------------------- */

static char *put_number(char *to, unsigned value, unsigned base)
{
    char digits[8];
    int n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (n)
        *to++ = digits[--n];
    return to;
}

static char *put_ipv4(char *to, const uint8_t *octet)
{
    for (int i = 0; i < 4; i++) {
        if (i)
            *to++ = '.';
        to = put_number(to, octet[i], 10);
    }
    return to;
}

/*
 * RFC 5952 4.2: the first of the longest runs of two and more zero groups, or
 * -1.
 */
static int longest_zeros(const uint16_t *group, int count, int *length)
{
    int best = -1, run = 0;

    *length = 1;
    for (int i = 0; i < count; i++) {
        run = group[i] ? 0 : run + 1;
        if (run > *length) {
            *length = run;
            best = i - run + 1;
        }
    }
    return best;
}

static char *put_groups(char *to, const uint16_t *group, int count)
{
    int length, zeros = longest_zeros(group, count, &length);

    for (int i = 0; i < count; i++) {
        if (i == zeros) {
            *to++ = ':';
            *to++ = ':';
            i += length - 1;
            continue;
        }
        if (i && i != zeros + length)
            *to++ = ':';
        to = put_number(to, group[i], 16);
    }
    return to;
}

static bool is_mapped(const uint8_t *octet)
{
    static const uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    return memcmp(octet, prefix, sizeof prefix) == 0;
}

static char *put_ipv6(char *to, const uint8_t *octet)
{
    uint16_t group[8];

    /* RFC 5952 5: an IPv4-mapped address shows the IPv4 address in it. */
    if (is_mapped(octet)) {
        memcpy(to, "::ffff:", 7);
        return put_ipv4(to + 7, octet + 12);
    }
    for (int i = 0; i < 8; i++)
        group[i] = (uint16_t)(octet[2 * i] << 8 | octet[2 * i + 1]);
    return put_groups(to, group, 8);
}

static char *put_addr(char *to, const struct rs_addr *a)
{
    if (a->family == 4)
        return put_ipv4(to, a->octet);
    return a->family == 6 ? put_ipv6(to, a->octet) : to;
}

char *rs_addr_text(const struct rs_addr *a, char *buf)
{
    *put_addr(buf, a) = '\0';
    return buf;
}

char *rs_endpoint_text(const struct rs_endpoint *e, char *buf)
{
    char *to = buf;

    if (e->addr.family == 6)
        *to++ = '[';
    to = put_addr(to, &e->addr);
    if (e->addr.family == 6)
        *to++ = ']';
    *to++ = ':';
    *put_number(to, e->port, 10) = '\0';
    return buf;
}

/* Address of a text -------------------------------------------------------- */

/* RFC 3261 25.1 IPv4address: four times 1*3DIGIT, in decimal. */
static bool parse_ipv4(const char *p, const char *end, uint8_t *octet)
{
    for (int i = 0; i < 4; i++) {
        unsigned value = 0;
        int digits = 0;

        for (; p < end && digits < 4 && rs_is_digit(*p); p++, digits++)
            value = value * 10 + (unsigned)(*p - '0');
        if (digits < 1 || digits > 3 || value > 255)
            return false;
        octet[i] = (uint8_t)value;
        if (i < 3 && (p == end || *p++ != '.'))
            return false;
    }
    return p == end;
}

/* The groups read so far of an IPv6 address. */
struct groups {
    uint8_t octet[16];
    int used; /* octets */
    int gap;  /* where :: stood, -1: nowhere */
};

/* 1*4HEXDIG; what follows it, or NULL. */
static const char *take_group(const char *p, const char *end, struct groups *g)
{
    unsigned value = 0;
    int digits = 0;

    for (; p < end && digits < 4 && rs_hex_value(*p) >= 0; p++, digits++)
        value = value << 4 | (unsigned)rs_hex_value(*p);
    if (!digits || g->used > 14)
        return NULL;
    g->octet[g->used++] = (uint8_t)(value >> 8);
    g->octet[g->used++] = (uint8_t)value;
    return p;
}

static bool take_ipv4_tail(const char *p, const char *end, struct groups *g)
{
    if (g->used > 12 || !parse_ipv4(p, end, g->octet + g->used))
        return false;
    g->used += 4;
    return true;
}

/* Zeros into the gap; false when the number of groups does not come out. */
static bool close_gap(struct groups *g)
{
    int zeros = 16 - g->used;

    if (g->gap < 0)
        return zeros == 0;
    if (zeros < 2)
        return false;
    memmove(g->octet + g->gap + zeros, g->octet + g->gap, (size_t)(g->used - g->gap));
    memset(g->octet + g->gap, 0, (size_t)zeros);
    return true;
}

/*
 * `p` stands on a colon between groups. A position on the next group or at the
 * end, or NULL. The third colon in "::: IPv4address" comes from RFC 3261's own
 * grammar and has to be borne (RFC 5118 4.10).
 */
static const char *take_colons(const char *p, const char *end, struct groups *g)
{
    if (end - p < 2)
        return NULL;
    if (p[1] != ':')
        return g->used ? p + 1 : NULL;
    if (g->gap >= 0)
        return NULL;
    g->gap = g->used;
    p += 2;
    return p < end && *p == ':' && memchr(p, '.', (size_t)(end - p)) ? p + 1 : p;
}

static bool parse_ipv6(const char *p, const char *end, uint8_t *octet)
{
    struct groups g = {.used = 0, .gap = -1};

    while (p < end) {
        if (*p == ':')
            p = take_colons(p, end, &g);
        else if (g.used)
            return false;
        if (!p || p == end)
            break;
        if (take_ipv4_tail(p, end, &g))
            break;
        p = take_group(p, end, &g);
        if (!p)
            return false;
    }
    if (!p || !close_gap(&g))
        return false;
    memcpy(octet, g.octet, sizeof g.octet);
    return true;
}

bool rs_addr_parse(const char *text, size_t len, struct rs_addr *a)
{
    bool bracketed = len > 2 && text[0] == '[' && text[len - 1] == ']';
    const char *p = bracketed ? text + 1 : text;
    const char *end = text + len - bracketed;
    struct rs_addr found = {0};

    if (!len || len > RS_ADDR_TEXT + 2)
        return false;
    if (!bracketed && parse_ipv4(p, end, found.octet))
        found.family = 4;
    else if (memchr(p, ':', (size_t)(end - p)) && parse_ipv6(p, end, found.octet))
        found.family = 6;
    else
        return false;
    *a = found;
    return true;
}

bool rs_port_parse(const char *text, size_t len, uint16_t *port)
{
    unsigned value = 0;

    for (size_t i = 0; i < len; i++) {
        if (!rs_is_digit(text[i]))
            return false;
        value = value * 10 + (unsigned)(text[i] - '0');
        if (value > 65535)
            return false;
    }
    if (len)
        *port = (uint16_t)value;
    return len > 0;
}

/* Transports --------------------------------------------------------------- */

const char *rs_transport_name(enum rs_transport t)
{
    static const char *const name[RS_TRANSPORT__COUNT] = {
        [RS_TRANSPORT_UDP] = "UDP",   [RS_TRANSPORT_TCP] = "TCP",
        [RS_TRANSPORT_TLS] = "TLS",   [RS_TRANSPORT_WS] = "WS",
        [RS_TRANSPORT_WSS] = "WSS",   [RS_TRANSPORT_SCTP] = "SCTP",
        [RS_TRANSPORT_TLS_SCTP] = "TLS-SCTP",
    };

    return (unsigned)t < RS_TRANSPORT__COUNT ? name[t] : "";
}

bool rs_transport_reliable(enum rs_transport t)
{
    return t != RS_TRANSPORT_UDP;
}
