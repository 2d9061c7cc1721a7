/*
 * Headers that are one number: RSeq, Max-Forwards, Expires, Min-Expires,
 * Min-SE, Retry-After.
 */
#ifndef RS_SIP_NUMBER_H
#define RS_SIP_NUMBER_H

#include "base/err.h"
#include "base/span.h"

/*
 * The 1*DIGIT that begins the value; a comment or parameters may follow (RFC
 * 3261 20.33, RFC 4028 5). RS_OK; RS_ERR_MALFORMED when there is no number
 * (*out is 0) or it is above `max` (*out is `max`).
 */
int rs_number_parse(struct rs_span value, uint32_t max, uint32_t *out);

#endif
