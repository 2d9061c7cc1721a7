#include "find/evidence.h"

static void put(struct rs_evidence_text *t, struct rs_span s)
{
    size_t room = sizeof t->octet - t->used, n = s.n < room ? s.n : room;
    if (n)
        memcpy(t->octet + t->used, s.p, n);
    t->used += n;
}

static void put_digits(struct rs_evidence_text *t, uint64_t value, size_t least)
{
    char digits[20];
    size_t at = sizeof digits;
    while (value || least) {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
        least -= least > 0;
    }
    put(t, rs_span(digits + at, sizeof digits - at));
}

static void seal(struct rs_evidence_text *t, struct rs_finding *f, const char *name, size_t from)
{
    if (f->evidence_count < RS_EVIDENCE_MAX && t->used > from)
        f->evidence[f->evidence_count++] =
            (struct rs_evidence){name, rs_span(t->octet + from, t->used - from)};
}

void rs_evidence_text(struct rs_evidence_text *t, struct rs_finding *f, const char *name,
                      struct rs_span text)
{
    size_t from = t->used;
    put(t, text);
    seal(t, f, name, from);
}

void rs_evidence_number(struct rs_evidence_text *t, struct rs_finding *f, const char *name,
                        uint64_t value)
{
    size_t from = t->used;
    put_digits(t, value, 1);
    seal(t, f, name, from);
}

void rs_evidence_seconds(struct rs_evidence_text *t, struct rs_finding *f, const char *name,
                         int64_t us)
{
    size_t from = t->used;
    uint64_t ms = us > 0 ? (uint64_t)us / 1000 : 0;
    put_digits(t, ms / 1000, 1);
    put(t, RS_SPAN("."));
    put_digits(t, ms % 1000, 3);
    put(t, RS_SPAN(" s"));
    seal(t, f, name, from);
}
