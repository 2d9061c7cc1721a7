#include "outputs/quality.h"

static int percent(uint64_t part, uint64_t all)
{
    return all ? (int)((part * 100 + all / 2) / all) : -1;
}

struct rs_quality_ratios rs_quality_ratios(const struct rs_service *s)
{
    const uint64_t *c = s->counter;
    uint64_t attempts = c[RS_QUALITY_ATTEMPTS];
    return (struct rs_quality_ratios){
        .ira = percent(c[RS_QUALITY_REGISTERS_FAILED], c[RS_QUALITY_REGISTERS]),
        .ser = percent(c[RS_QUALITY_ANSWERED], attempts),
        .ser_raw = percent(c[RS_QUALITY_ANSWERED],
                           c[RS_QUALITY_INVITES] - c[RS_QUALITY_INVITES_REDIRECTED]),
        .seer = percent(c[RS_QUALITY_EFFECTIVE], attempts),
        .isa = percent(c[RS_QUALITY_INEFFECTIVE], attempts),
        .scr = percent(c[RS_QUALITY_COMPLETED], attempts),
        .asr = percent(c[RS_QUALITY_ANSWERED], attempts + c[RS_QUALITY_REDIRECTED]),
        .ner = percent(c[RS_QUALITY_NETWORK_EFFECTIVE], attempts),
    };
}

static uint64_t traffic(const struct rs_service *s)
{
    return s->counter[RS_QUALITY_INVITES] + s->counter[RS_QUALITY_REGISTERS];
}

/* Insertion: lists are short. Ties go to the lower address, so that each run says the same. */
static bool comes_before(const struct rs_service *a, const struct rs_service *b)
{
    uint64_t x = traffic(a), y = traffic(b);
    return x != y ? x > y : rs_endpoint_compare(&a->at, &b->at) < 0;
}

unsigned rs_quality_busiest(const struct rs_quality *q, const struct rs_service **list,
                            unsigned cap)
{
    unsigned n = 0;
    const struct rs_service *s;
    for (uint32_t at = 0; (s = rs_quality_next(q, &at));) {
        if (!traffic(s) || !cap || (n == cap && !comes_before(s, list[n - 1])))
            continue;
        unsigned i = n < cap ? n++ : n - 1;
        for (; i && comes_before(s, list[i - 1]); i--)
            list[i] = list[i - 1];
        list[i] = s;
    }
    return n;
}

const char *rs_service_name(const struct rs_service *s, char *buf)
{
    return s->at.port ? rs_endpoint_text(&s->at, buf) : rs_addr_text(&s->at.addr, buf);
}
