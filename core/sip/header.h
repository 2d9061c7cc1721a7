/*
 * Header names: the rows of headers.def, found by a perfect hash with verify.
 */
#ifndef RS_SIP_HEADER_H
#define RS_SIP_HEADER_H

#include "base/span.h"

enum rs_header_id {
    RS_HEADER_OTHER, /* a name we have no row for */
#define RS_HEADER_ROW(id, name, compact, flags, source) RS_HEADER_##id,
#include "sip/headers.def"
#undef RS_HEADER_ROW
    RS_HEADER__COUNT
};

enum rs_header_flag {
    RS_HEADER_LIST = 1,      /* comma separates values */
    RS_HEADER_SINGLE = 2,    /* more than one is P107 */
    RS_HEADER_NOT_EMPTY = 4, /* an empty value is P106 */
    RS_HEADER_ADDRESS = 8,   /* values are name-addr or addr-spec */
    RS_HEADER_MICROSOFT = 16
};

enum rs_header_id rs_header_find(struct rs_span name); /* any case, compact forms too */
/*
 * The header that a line begins with: what stands before the first colon, with
 * white space between allowed (RFC 3261 7.3.1). *colon (may be NULL) is set
 * unless the answer is RS_HEADER_OTHER. For the few who look at a line before
 * the message is parsed, so that they see what the parser will see.
 */
enum rs_header_id rs_header_of_line(struct rs_span line, const char **colon);
const char *rs_header_text(enum rs_header_id id);      /* canonical long name; "" for OTHER */

extern const uint8_t rs_header_flag_bits[RS_HEADER__COUNT];

static inline unsigned rs_header_flags(enum rs_header_id id)
{
    return rs_header_flag_bits[id];
}

#endif
