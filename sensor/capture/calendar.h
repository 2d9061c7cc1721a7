/*
 * Dates in files -> times. Belongs to the arrow bytes -> frames; plain numbers.
 */
#ifndef RS_CAPTURE_CALENDAR_H
#define RS_CAPTURE_CALENDAR_H

#include <stdint.h>

/* Days since 1970-01-01 of a date in the Gregorian calendar; months from 1. */
static inline int64_t rs_days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

#endif
