#include "base/shared_texts.h"

struct shared {
    struct rs_table_link link;
    rs_text text;
    uint32_t users;
};

int rs_shared_init(struct rs_shared_texts *x, uint32_t capacity)
{
    return rs_table_init_unordered(&x->table, sizeof(struct shared), capacity);
}

void rs_shared_fini(struct rs_shared_texts *x)
{
    rs_table_fini(&x->table);
}

static struct shared *add(struct rs_shared_texts *x, struct rs_strings *s, struct rs_digest key,
                          struct rs_span text)
{
    struct shared *e = rs_table_add(&x->table, key);
    if (!e)
        return NULL;
    e->text = rs_strings_keep(s, text);
    if (e->text)
        return e;
    rs_table_remove(&x->table, e);
    return NULL;
}

rs_shared rs_shared_keep(struct rs_shared_texts *x, struct rs_strings *s,
                         const struct rs_hash *hash, struct rs_span text)
{
    if (!text.n)
        return 0;
    text.n = text.n < RS_TEXT_MAX ? text.n : RS_TEXT_MAX;
    struct rs_digest key = rs_digest(hash, text.p, text.n);
    struct shared *e = rs_table_find(&x->table, key);
    if (!e && !(e = add(x, s, key, text)))
        return 0;
    e->users++;
    return e->link.self;
}

void rs_shared_drop(struct rs_shared_texts *x, struct rs_strings *s, rs_shared text)
{
    struct shared *e = rs_table_at(&x->table, text);
    if (!e || --e->users)
        return;
    rs_strings_drop(s, e->text);
    rs_table_remove(&x->table, e);
}

struct rs_span rs_shared_get(const struct rs_shared_texts *x, const struct rs_strings *s,
                             rs_shared text)
{
    const struct shared *e = rs_table_at(&x->table, text);
    return e ? rs_strings_get(s, e->text) : rs_span("", 0);
}
