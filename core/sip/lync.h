/*
 * Lync and Skype for Business in words: which of their terms a message uses,
 * and whom an endpoint is (lync_glossary.def).
 */
#ifndef RS_SIP_LYNC_H
#define RS_SIP_LYNC_H

#include "sip/msg.h"

enum { RS_LYNC_TERMS_MAX = 64 }; /* they are bits of one word */

struct rs_lync_term {
    const char *name, *words; /* "epid", "endpoint id: ..." */
};

/* Bit n: the message uses rs_lync_term(n). 0 for most that are not Lync's. */
uint64_t rs_lync_terms(const struct rs_msg *m);

/* False behind the last one. */
bool rs_lync_term(unsigned n, struct rs_lync_term *out);

/* A message of Lync's, by its headers or by who says to have made it. */
bool rs_lync_is(const struct rs_msg *m);

/* "Front End", by what it says of itself; "" for none of Lync's. */
const char *rs_lync_role_of_agent(struct rs_span agent);

/* "Mediation Server", by its port; "". Says something only among Lync's messages. */
const char *rs_lync_role_of_port(uint16_t port);

#endif
