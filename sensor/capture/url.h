/*
 * Inputs that are named by an address: "hep://0.0.0.0:9060", "tcp://[::1]:57012".
 * Only the text is looked at here; hep_listener.c and source.c open them.
 */
#ifndef RS_CAPTURE_URL_H
#define RS_CAPTURE_URL_H

#include <stdbool.h>

enum rs_url_kind {
    RS_URL_NONE,    /* no address: a path */
    RS_URL_HEP,     /* listen for HEP over UDP and TCP */
    RS_URL_HEP_UDP, /* hep+udp:// */
    RS_URL_HEP_TCP, /* hep+tcp:// */
    RS_URL_CAPTURE  /* tcp://: connect, and read a capture (pcap-over-IP) */
};

enum { RS_URL_HOST_TEXT = 256, RS_URL_PORT_TEXT = 6 };

struct rs_url {
    enum rs_url_kind kind;
    char host[RS_URL_HOST_TEXT]; /* a name or an address, without [] */
    char port[RS_URL_PORT_TEXT]; /* 9060 for HEP and 57012 for captures when not given */
};

/*
 * RS_OK, with kind RS_URL_NONE when it begins with no scheme that is ours;
 * RS_ERR_USAGE and *why (static) when what follows is wrong.
 */
int rs_url_parse(const char *text, struct rs_url *url, const char **why);

#endif
