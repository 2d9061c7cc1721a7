#include "alerts/kept.h"

#include <stdlib.h>

enum { TEXT_MAX = 512, TEXTS = 7 + RS_EVIDENCE_MAX };

static unsigned texts_of(struct rs_finding *f, struct rs_span *text[TEXTS])
{
    struct rs_span *const fixed[] = {&f->method,  &f->call_id,  &f->from_tag, &f->to_tag,
                                     &f->branch,  &f->from_uri, &f->to_uri};
    unsigned n = 0;
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        text[n++] = fixed[i];
    for (unsigned i = 0; i < f->evidence_count; i++)
        text[n++] = &f->evidence[i].text;
    return n;
}

/* The finding's texts are borrowed for a call: they move into a store of its own. */
static bool keep_texts(struct rs_kept *k)
{
    struct rs_span *text[TEXTS];
    unsigned count = texts_of(&k->finding, text);
    size_t total = 1, used = 0;
    for (unsigned i = 0; i < count; i++) {
        *text[i] = rs_span_first(*text[i], TEXT_MAX);
        total += text[i]->n;
    }
    k->texts = malloc(total);
    if (!k->texts)
        return false;
    for (unsigned i = 0; i < count; i++) {
        if (!text[i]->n)
            continue;
        memcpy(k->texts + used, text[i]->p, text[i]->n);
        text[i]->p = k->texts + used;
        used += text[i]->n;
    }
    return true;
}

bool rs_kept_init(struct rs_kept *k, const struct rs_finding *f)
{
    memset(k, 0, sizeof *k);
    k->finding = *f;
    k->finding.more = false;
    k->now = (struct rs_alert){
        .count = f->count ? f->count : 1,
        .first_us = f->first_us > 0 ? f->first_us : f->time_us,
        .last_us = f->time_us,
        .first_frame = f->frame,
        .last_frame = f->frame,
        .frame_count = f->frame_count,
    };
    memcpy(k->now.frames, f->frames, sizeof k->now.frames);
    for (unsigned i = 0; i < f->frame_count; i++)
        if (f->frames[i] > k->now.last_frame)
            k->now.last_frame = f->frames[i];
    return keep_texts(k);
}

void rs_kept_fini(struct rs_kept *k)
{
    free(k->texts);
    k->texts = NULL;
}

/* The first ones stay; the last place is the newest one's. */
static void add_example(struct rs_alert *a, uint64_t frame)
{
    for (unsigned i = 0; i < a->frame_count; i++)
        if (a->frames[i] == frame)
            return;
    if (a->frame_count < RS_FINDING_FRAMES_MAX)
        a->frame_count++;
    a->frames[a->frame_count - 1] = frame;
}

bool rs_kept_count(struct rs_kept *k, const struct rs_finding *f)
{
    struct rs_alert *a = &k->now;
    a->count += f->count ? f->count : 1;
    if (f->time_us > a->last_us)
        a->last_us = f->time_us;
    /* Numbers of another input would be taken for this one's. */
    if (f->frame && f->origin.interface == k->finding.origin.interface) {
        a->last_frame = f->frame;
        add_example(a, f->frame);
    }
    bool worse = f->severity > k->finding.severity;
    if (worse)
        k->finding.severity = f->severity;
    return worse;
}
