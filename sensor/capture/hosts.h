/*
 * Names and addresses: a log may name a machine where a packet has an address.
 * Each name is given an address of its own out of those that are kept for
 * documentation (RFC 5737), so that no real host is taken for it; where a log
 * tells the real one, that. Also the way back, for who shows it.
 *
 * Owned by the inputs, filled by the reader of logs, read by outputs; one
 * thread.
 */
#ifndef RS_CAPTURE_HOSTS_H
#define RS_CAPTURE_HOSTS_H

#include "base/endpoint.h"
#include "base/span.h"

enum { RS_HOSTS_MAX = 762, RS_HOST_NAME = 64 }; /* three networks of 254 */

struct rs_host {
    char name[RS_HOST_NAME]; /* as first met, printable */
    struct rs_addr addr;
    bool made_up; /* the address */
};

struct rs_hosts {
    unsigned count;
    struct rs_host host[RS_HOSTS_MAX];
};

/*
 * The address of that name: a literal's own, a known name's, or a new one. A
 * short name and a full one that begins with it ("fe01", "fe01.contoso.com")
 * are the same host. When there is no room all further names share the last
 * address. Nothing in the name: no address (family 0).
 */
struct rs_addr rs_hosts_addr(struct rs_hosts *h, struct rs_span name);

/* That name has this address, unless it was given another before. */
void rs_hosts_learn(struct rs_hosts *h, struct rs_span name, const struct rs_addr *addr);

/* The name of an address; NULL when it has none. */
const char *rs_hosts_name(const struct rs_hosts *h, const struct rs_addr *addr);

#endif
