#include "find/behaviour_state.h"

/* S421: one source sends damaged messages of many kinds. One broken phone repeats one kind. */

enum { KINDS = 32, SETS = 8 }; /* of group P; a finding's number modulo this */

struct fuzzer {
    struct rs_watched w;
    struct rs_window faults;
    struct rs_alarm alarm;
    uint64_t frame;           /* of the newest message, */
    uint32_t set;             /* and the kinds in it so far, as bits */
    uint32_t sets[SETS];      /* different ones of the messages before it, in this window */
    uint8_t set_count;
    int64_t kind_us[KINDS];   /* when each was met last; 0: never */
};

const size_t rs_fuzzer_size = sizeof(struct fuzzer);

static unsigned kinds(const struct fuzzer *p, int64_t now_us, int64_t window_us, char *text,
                      size_t *len)
{
    unsigned n = 0;
    *len = 0;
    for (unsigned i = 0; i < KINDS; i++) {
        if (!p->kind_us[i] || now_us - p->kind_us[i] >= window_us)
            continue;
        if (n++)
            text[(*len)++] = ' ';
        text[*len] = 'P';
        *len += 1 + rs_number_text(text + *len + 1, 96 + i); /* P101 is 101 % 32 = 5: 96 + 5 */
    }
    return n;
}

/* A broken phone makes the same faults in each message, however many; a fuzzer others. */
static void note_set(struct fuzzer *p, uint64_t frame, unsigned kind)
{
    if (frame != p->frame) {
        bool known = p->set == 0;
        for (int i = 0; i < p->set_count; i++)
            known |= p->sets[i] == p->set;
        if (!known && p->set_count < SETS)
            p->sets[p->set_count++] = p->set;
        p->set = 0;
    }
    p->frame = frame;
    p->set |= UINT32_C(1) << kind;
}

void rs_fuzz_fault(struct rs_behaviour *b, const struct rs_finding *f)
{
    const struct rs_catalogue_entry *e = rs_catalogue_get(f->id);
    if (e->id[0] != 'P' || f->severity < RS_LOW)
        return;
    struct rs_digest key =
        rs_digest_plus(rs_address_key(&b->hash, &f->origin.src.addr), 8, 8);
    if (rs_policy_has_addr(b->policy, RS_LIST_MONITORS, &f->origin.src.addr))
        return;
    struct fuzzer *p = rs_watched_get(b, &b->fuzzers, key);
    if (!p)
        return;
    char text[KINDS * 5];
    size_t len;
    int64_t window_us = rs_number_us(b, RS_NUMBER_S421_WINDOW);
    uint32_t faults = rs_window_add(&p->faults, 1, b->now_us, window_us);
    if (faults == 1)
        p->set_count = 0;
    note_set(p, f->frame, rs_catalogue_number(e) % KINDS);
    p->kind_us[rs_catalogue_number(e) % KINDS] = b->now_us;
    uint32_t most = rs_number(b, RS_NUMBER_S421_FAULTS);
    unsigned n = kinds(p, b->now_us, window_us, text, &len);
    bool many = (p->set_count >= 2 && n >= rs_number(b, RS_NUMBER_S421_MANY_KINDS)) ||
                (p->set_count >= 3 && n >= rs_number(b, RS_NUMBER_S421_KINDS) && faults >= most);
    bool on = p->alarm.on;
    p->alarm.on = on ? faults * 2 >= most || many : many;
    if (!p->alarm.on)
        return;
    struct rs_telling t = {.f = *f, .text.used = 0};
    t.f.id = RS_FINDING_S421;
    t.f.severity = RS_MEDIUM;
    t.f.confidence = 100;
    t.f.evidence_count = 0;
    t.f.scope_key = key.lo;
    t.f.more = on;
    t.f.count = on ? 1 : faults;
    rs_evidence_text(&t.text, &t.f, "kinds", rs_span(text, len));
    rs_evidence_number(&t.text, &t.f, "faults", faults);
    rs_telling_threshold(&t, most, window_us);
    rs_telling_end(b, &t);
    rs_watched_rank(&b->fuzzers, &p->w, 2);
}
