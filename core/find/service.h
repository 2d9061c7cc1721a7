/*
 * session -> finding: one service and what was counted of it, ever and in
 * sliding windows. A service is the server that requests go to on the hop
 * nearest to who sent them; a peer of the operator's list counts as one more,
 * for the calls that come from it.
 *
 * Services stand in a bounded table; when it is full the one silent for
 * longest goes. Whoever holds the table owns them; pointers are borrowed.
 */
#ifndef RS_FIND_SERVICE_H
#define RS_FIND_SERVICE_H

#include "base/distinct.h"
#include "base/histogram.h"
#include "base/origin.h"
#include "base/table.h"
#include "base/tally.h"
#include "sip/auth.h"

enum rs_quality_counter {
#define RS_QUALITY_COUNTER(NAME, name, text) RS_QUALITY_##NAME,
#define RS_QUALITY_DELAY(NAME, name, text)
#include "find/quality.def"
#undef RS_QUALITY_COUNTER
#undef RS_QUALITY_DELAY
    RS_QUALITY_COUNTER__COUNT
};

enum rs_quality_delay {
#define RS_QUALITY_COUNTER(NAME, name, text)
#define RS_QUALITY_DELAY(NAME, name, text) RS_DELAY_##NAME,
#include "find/quality.def"
#undef RS_QUALITY_COUNTER
#undef RS_QUALITY_DELAY
    RS_QUALITY_DELAY__COUNT
};

const char *rs_quality_counter_name(enum rs_quality_counter c);
const char *rs_quality_counter_text(enum rs_quality_counter c);
const char *rs_quality_delay_name(enum rs_quality_delay d);
const char *rs_quality_delay_text(enum rs_quality_delay d);

/* A delay, ever. */
struct rs_delays {
    uint64_t count[RS_HISTOGRAM_BINS];
    uint64_t n, sum_us;
};

/* Numbers of the window of five minutes: bins of three delays, then these. */
enum rs_short_number {
    RS_SHORT_RRD,
    RS_SHORT_SRD = RS_SHORT_RRD + RS_HISTOGRAM_BINS,
    RS_SHORT_SDD = RS_SHORT_SRD + RS_HISTOGRAM_BINS,
    RS_SHORT_SRD_MS = RS_SHORT_SDD + RS_HISTOGRAM_BINS, /* sum */
    RS_SHORT_REGISTERS,
    RS_SHORT_REGISTERS_FAILED,
    RS_SHORT__COUNT
};

extern const struct rs_tally_shape rs_service_long, rs_service_short;

/* Initial REGISTERs: those of the last ten seconds against an hour's habit (Q507). */
struct rs_avalanche {
    int64_t slot_us, began_us;       /* of ten seconds; the first ever */
    uint32_t count;                  /* in this slot */
    uint32_t habit_1024;             /* in a slot, smoothed over an hour, times 1024 */
    uint32_t slots;                  /* seen before this one */
    struct rs_distinct users;        /* of the last ten seconds */
};

/* How many sessions go on and registrations come in, each 25 s (Q509). */
enum { RS_TREND_SAMPLES = 36 };      /* 15 minutes */

struct rs_trend {
    uint32_t sample[2][RS_TREND_SAMPLES]; /* sessions, registrations of five minutes */
    uint32_t samples;                /* taken so far */
    uint32_t hourly[2][24];          /* mean in that hour of earlier days, plus 1; 0: not known */
    uint64_t hour_sum[2];
    uint32_t hour_samples;
};

/* The same hour of earlier days. */
struct rs_habits {
    int64_t hour;                    /* since 1970; 0: none yet */
    uint64_t answered, attempts;     /* when it began */
    uint64_t srd[RS_HISTOGRAM_BINS];
    uint16_t asr[24];                /* percent plus 1; 0: not known */
    uint32_t p95_ms, hours;          /* of SRD, smoothed over a day; hours behind it */
};

struct rs_service {
    struct rs_table_link link;
    struct rs_endpoint at;           /* port 0: a peer, for what comes from it */
    int64_t first_us;                /* when it was met */
    struct rs_origin last;           /* of the newest message that concerned it */
    uint64_t counter[RS_QUALITY_COUNTER__COUNT];
    struct rs_delays delay[RS_QUALITY_DELAY__COUNT];
    struct rs_delays rrd[RS_AUTH__COUNT]; /* by scheme; NONE: no challenge */
    uint32_t live;                   /* sessions going on */
    uint32_t in_long[RS_TALLY_WORDS(RS_QUALITY_COUNTER__COUNT)];
    uint32_t in_short[RS_TALLY_WORDS(RS_SHORT__COUNT)];
    struct rs_avalanche avalanche;
    struct rs_trend trend;
    struct rs_habits habits;
    int64_t overload_until_us, overload_told_us; /* Q506; 0: none */
    uint32_t overload_requests;      /* since it asked for less */
    uint16_t active;                 /* bits: findings that hold now (quality_judge.c) */
};

struct rs_services {
    struct rs_hash hash;
    struct rs_table table;
};

int rs_services_init(struct rs_services *s, const struct rs_hash_key *key, uint32_t capacity);
void rs_services_fini(struct rs_services *s);

/* Made when it is new; NULL when there is no memory. */
struct rs_service *rs_service_get(struct rs_services *s, const struct rs_endpoint *at,
                                  int64_t now_us);
/* What others remember of a service; all zero: none. */
struct rs_service_ref {
    uint32_t index, check; /* half of its key */
};

struct rs_service_ref rs_service_ref(const struct rs_service *s); /* NULL: none */
/* NULL when it is another by now. */
struct rs_service *rs_service_of(const struct rs_services *s, struct rs_service_ref ref);

/* Add to a counter, ever and in its windows. */
void rs_service_count(struct rs_service *s, enum rs_quality_counter c, int64_t now_us);
/* One more delay. scheme: of a registration's challenge. */
void rs_service_delay(struct rs_service *s, enum rs_quality_delay d, int64_t delay_us,
                      int64_t now_us, enum rs_auth_scheme scheme);
/* All windows move on. */
void rs_service_advance(struct rs_service *s, int64_t now_us);

#endif
