#include "find/repeats.h"

#include <string.h>

struct repeat {
    struct rs_table_link link;
    int64_t began_us;
    uint32_t count;
};

int rs_repeats_init(struct rs_repeats *r, const struct rs_hash_key *key, uint32_t capacity)
{
    rs_hash_init(&r->hash, key);
    return rs_table_init(&r->table, sizeof(struct repeat), capacity);
}

void rs_repeats_fini(struct rs_repeats *r)
{
    rs_table_fini(&r->table);
}

static struct rs_digest repeat_key(const struct rs_repeats *r, uint32_t what,
                                   const struct rs_endpoint *who, const char *text)
{
    unsigned char parts[4 + 1 + 16 + 2];
    memcpy(parts, &what, 4);
    parts[4] = who->addr.family;
    memcpy(parts + 5, who->addr.octet, 16);
    memcpy(parts + 21, &who->port, 2);
    struct rs_digest d = rs_digest(&r->hash, parts, sizeof parts);
    return text ? rs_digest_with(&r->hash, d, text, strlen(text)) : d;
}

uint32_t rs_repeats_count(struct rs_repeats *r, uint32_t what, const struct rs_endpoint *who,
                          const char *text, int64_t now_us, int64_t window_us)
{
    return rs_repeats_count_key(r, repeat_key(r, what, who, text), now_us, window_us);
}

uint32_t rs_repeats_count_key(struct rs_repeats *r, struct rs_digest key, int64_t now_us,
                              int64_t window_us)
{
    struct repeat *p = rs_table_find(&r->table, key);
    if (!p) {
        if (rs_table_full(&r->table))
            rs_table_remove(&r->table, rs_table_oldest(&r->table));
        p = rs_table_add(&r->table, key);
        if (!p)
            return 1;
        p->began_us = now_us;
    }
    if (now_us - p->began_us >= window_us) {
        p->began_us = now_us;
        p->count = 0;
    }
    rs_table_touch(p);
    return ++p->count;
}
