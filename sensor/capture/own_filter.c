#include "capture/own_filter.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/err.h"

/*
 * TURN, ESP in UDP, VXLAN (and its port before one was assigned), VXLAN-GPE,
 * GENEVE, GTP-U, Teredo, L2TP, TZSP, HP's ERM, HEP, CAPWAP, MPLS and SCTP in UDP:
 * every UDP port of packet/layers.c (a test compares).
 */
#define TUNNELS \
    "(port 3478 or port 4500 or port 4789 or port 8472 or port 4790 or port 6081 or " \
    "port 2152 or port 3544 or port 1701 or port 37008 or port 7932 or portrange 9060-9063 or " \
    "port 5247 or port 6635 or port 9899)"

/* Not the first and not a later fragment; IPv6 with its transport right behind its header. */
#define WHOLE_IPV4 "ip and ip[6:2] & 0x3fff = 0"
#define TRANSPORT "(" WHOLE_IPV4 " and (ip[9] = 6 or ip[9] = 17 or ip[9] = 132)) or " \
                  "(ip6 and (ip6[6] = 6 or ip6[6] = 17 or ip6[6] = 132))"

/* Version 2 in the first octet's upper bits: no SIP begins so, on whatever port. */
#define RTP "(" WHOLE_IPV4 " and ip[9] = 17 and udp[4:2] > 8 and udp[8] & 0xc0 = 0x80) or " \
            "(ip6 and ip6[6] = 17 and ip6[44:2] > 8 and ip6[48] & 0xc0 = 0x80)"

static void add(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(char *text, const char *format, ...)
{
    size_t n = strlen(text);
    va_list args;
    va_start(args, format);
    vsnprintf(text + n, RS_OWN_FILTER_TEXT - n, format, args);
    va_end(args);
}

static bool add_port(char *text, const char *item, size_t len)
{
    uint16_t first, last;
    const char *dash = memchr(item, '-', len);
    size_t first_len = dash ? (size_t)(dash - item) : len;
    if (!rs_port_parse(item, first_len, &first) || !first)
        return false;
    last = first;
    if (dash && (!rs_port_parse(dash + 1, len - first_len - 1, &last) || last < first))
        return false;
    add(text, " or portrange %u-%u", first, last);
    return true;
}

int rs_own_filter(const char *ports, char text[RS_OWN_FILTER_TEXT])
{
    text[0] = '\0';
    if (!ports) {
        add(text, "not ((%s) and not %s)", RTP, TUNNELS);
        return RS_OK;
    }
    add(text, "not (%s) or %s", TRANSPORT, TUNNELS);
    for (unsigned n = 0; ; n++) {
        size_t len = strcspn(ports, ",");
        if (n == RS_PORTS_MAX || !add_port(text, ports, len))
            return RS_ERR_USAGE;
        if (!ports[len])
            return RS_OK;
        ports += len + 1;
    }
}
