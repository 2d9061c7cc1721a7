/*
 * name-addr / addr-spec with header parameters: From, To, Contact, Route,
 * Record-Route, P-Asserted-Identity, Diversion, Refer-To ... (RFC 3261 20.10).
 */
#ifndef RS_SIP_NAME_ADDR_H
#define RS_SIP_NAME_ADDR_H

#include "sip/uri.h"

/* Bits beside those of the URI. */
enum rs_name_addr_fault {
    RS_NAME_ADDR_QUOTE = 1,         /* quoted string without end */
    RS_NAME_ADDR_BRACKET = 2,       /* < without > or the other way round */
    RS_NAME_ADDR_NEEDS_BRACKETS = 4, /* , or ? in an addr-spec without <> */
    RS_NAME_ADDR_DISPLAY = 8,       /* unquoted display name with non-token characters */
    RS_NAME_ADDR_DISPLAY_UTF8 = 16, /* ... of which all are UTF-8 or dots */
    RS_NAME_ADDR_EMPTY_PARAM = 32,
    RS_NAME_ADDR_TWO_TAGS = 64,
    RS_NAME_ADDR_EMPTY = 128,
    RS_NAME_ADDR_GARBAGE = 256      /* something else than ; behind the URI */
};

struct rs_name_addr {
    struct rs_span display; /* without quotes; backslashes still inside */
    struct rs_uri uri;
    struct rs_span params;  /* of the header, from the first ";" on */
    struct rs_span tag;     /* p == NULL: none */
    bool wildcard;          /* Contact: * */
    bool usual;             /* written as nearly all write it: nothing wrong in it or its URI */
    uint32_t faults;        /* enum rs_name_addr_fault */
};

/*
 * One value (no list). RS_OK, or RS_ERR_MALFORMED when no URI can be found in
 * it.
 */
int rs_name_addr_parse(struct rs_span value, struct rs_name_addr *out);

/* The same for a value written as nearly all write it; false: nothing of *out counts. */
bool rs_name_addr_usual(struct rs_span value, struct rs_name_addr *out);

/*
 * Only the tag and where the URI stands: what each message needs. Same fields;
 * of the URI only its text, unless the value is usual.
 */
int rs_name_addr_scan(struct rs_span value, struct rs_name_addr *out);

#endif
