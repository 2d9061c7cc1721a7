#include "find/service.h"

#include "base/endpoint_key.h"

#define MINUTES(n) ((n) * (int64_t)60000000)

const struct rs_tally_shape rs_service_long = {RS_QUALITY_COUNTER__COUNT, MINUTES(15)};
const struct rs_tally_shape rs_service_short = {RS_SHORT__COUNT, MINUTES(5)};

struct word {
    const char *name, *text;
};

static const struct word counters[RS_QUALITY_COUNTER__COUNT] = {
#define RS_QUALITY_COUNTER(NAME, name, text) {#name, text},
#define RS_QUALITY_DELAY(NAME, name, text)
#include "find/quality.def"
#undef RS_QUALITY_COUNTER
#undef RS_QUALITY_DELAY
};

static const struct word delays[RS_QUALITY_DELAY__COUNT] = {
#define RS_QUALITY_COUNTER(NAME, name, text)
#define RS_QUALITY_DELAY(NAME, name, text) {#name, text},
#include "find/quality.def"
#undef RS_QUALITY_COUNTER
#undef RS_QUALITY_DELAY
};

const char *rs_quality_counter_name(enum rs_quality_counter c)
{
    return counters[c].name;
}

const char *rs_quality_counter_text(enum rs_quality_counter c)
{
    return counters[c].text;
}

const char *rs_quality_delay_name(enum rs_quality_delay d)
{
    return delays[d].name;
}

const char *rs_quality_delay_text(enum rs_quality_delay d)
{
    return delays[d].text;
}

int rs_services_init(struct rs_services *s, const struct rs_hash_key *key, uint32_t capacity)
{
    rs_hash_init(&s->hash, key);
    return rs_table_init(&s->table, sizeof(struct rs_service), capacity);
}

void rs_services_fini(struct rs_services *s)
{
    rs_table_fini(&s->table);
}

struct rs_service *rs_service_get(struct rs_services *s, const struct rs_endpoint *at,
                                  int64_t now_us)
{
    struct rs_digest key = rs_endpoint_key(&s->hash, at);
    struct rs_service *v = rs_table_find(&s->table, key);
    if (!v && rs_table_full(&s->table))
        rs_table_remove(&s->table, rs_table_oldest(&s->table));
    if (!v && (v = rs_table_add(&s->table, key))) {
        v->at = *at;
        v->first_us = now_us;
    }
    if (v)
        rs_table_touch(v);
    return v;
}

struct rs_service_ref rs_service_ref(const struct rs_service *s)
{
    return s ? (struct rs_service_ref){s->link.self, s->link.key[1]}
             : (struct rs_service_ref){0, 0};
}

struct rs_service *rs_service_of(const struct rs_services *s, struct rs_service_ref ref)
{
    struct rs_service *v = rs_table_at(&s->table, ref.index);
    return v && v->link.self && v->link.key[1] == ref.check ? v : NULL;
}

void rs_service_count(struct rs_service *s, enum rs_quality_counter c, int64_t now_us)
{
    s->counter[c]++;
    rs_tally_add(&rs_service_long, s->in_long, now_us, c, 1);
    if (c == RS_QUALITY_REGISTERS)
        rs_tally_add(&rs_service_short, s->in_short, now_us, RS_SHORT_REGISTERS, 1);
    if (c == RS_QUALITY_REGISTERS_FAILED)
        rs_tally_add(&rs_service_short, s->in_short, now_us, RS_SHORT_REGISTERS_FAILED, 1);
}

static void add_delay(struct rs_delays *d, unsigned bin, int64_t delay_us)
{
    d->count[bin]++;
    d->n++;
    d->sum_us += (uint64_t)delay_us;
}

void rs_service_delay(struct rs_service *s, enum rs_quality_delay d, int64_t delay_us,
                      int64_t now_us, enum rs_auth_scheme scheme)
{
    if (delay_us < 0)
        delay_us = 0;
    unsigned bin = rs_histogram_bin(delay_us);
    add_delay(&s->delay[d], bin, delay_us);
    if (d == RS_DELAY_RRD) {
        add_delay(&s->rrd[scheme], bin, delay_us);
        rs_tally_add(&rs_service_short, s->in_short, now_us, RS_SHORT_RRD + bin, 1);
    } else if (d == RS_DELAY_SRD) {
        rs_tally_add(&rs_service_short, s->in_short, now_us, RS_SHORT_SRD + bin, 1);
        rs_tally_add(&rs_service_short, s->in_short, now_us, RS_SHORT_SRD_MS,
                     (uint32_t)(delay_us / 1000));
    } else if (d == RS_DELAY_SDD) {
        rs_tally_add(&rs_service_short, s->in_short, now_us, RS_SHORT_SDD + bin, 1);
    }
}

void rs_service_advance(struct rs_service *s, int64_t now_us)
{
    rs_tally_advance(&rs_service_long, s->in_long, now_us);
    rs_tally_advance(&rs_service_short, s->in_short, now_us);
}
