/*
 * finding -> output: service quality for the outputs that show it. Percentages
 * are RFC 6076's and the ITU's, of all that was counted since the start.
 */
#ifndef RS_OUTPUTS_QUALITY_H
#define RS_OUTPUTS_QUALITY_H

#include "find/quality.h"

/* -1: there was nothing to divide by. */
struct rs_quality_ratios {
    int ira, ser, ser_raw, seer, isa, scr, asr, ner; /* percent */
};

struct rs_quality_ratios rs_quality_ratios(const struct rs_service *s);

/*
 * The services with most attempts and registrations, most first: at most `cap`
 * of them into list; how many.
 */
unsigned rs_quality_busiest(const struct rs_quality *q, const struct rs_service **list,
                            unsigned cap);

/* "10.0.0.9:5060"; of a peer its address alone. buf holds RS_ENDPOINT_TEXT. */
const char *rs_service_name(const struct rs_service *s, char *buf);

#endif
