#include "find/quality_tell.h"

#include <string.h>

#include "find/message_findings.h"

static void at_a_time(struct rs_finding *f, const struct rs_service *s, enum rs_finding_id id,
                      int64_t now_us)
{
    memset(f, 0, sizeof *f);
    f->id = id;
    f->severity = rs_catalogue_get(id)->severity;
    f->confidence = 100;
    f->time_us = f->last_us = now_us;
    f->first_us = s->last.time_us;
    f->frame = f->frames[0] = s->last.frame;
    f->frame_count = 1;
    f->origin = s->last;
}

static void name_service(struct rs_quality_report *r, const struct rs_endpoint *service,
                         uint64_t owner, bool more)
{
    char text[RS_ENDPOINT_TEXT];
    r->f.count = 1;
    r->f.more = more;
    r->f.scope_key = owner;
    r->text.used = 0;
    rs_evidence_text(&r->text, &r->f, "service",
                     rs_span_str(service->port ? rs_endpoint_text(service, text)
                                               : rs_addr_text(&service->addr, text)));
}

void rs_quality_report_at(struct rs_quality_report *r, const struct rs_endpoint *service,
                          uint64_t owner, const struct rs_annotation *a, enum rs_finding_id id,
                          bool more)
{
    rs_message_finding_fill(&r->f, a, id, (enum rs_severity)rs_catalogue_get(id)->severity);
    name_service(r, service, owner, more);
}

void rs_quality_report(struct rs_quality_report *r, const struct rs_service *s,
                       const struct rs_annotation *a, enum rs_finding_id id, bool more,
                       int64_t now_us)
{
    uint64_t owner = rs_table_key_of(&s->link);
    if (a) {
        rs_quality_report_at(r, &s->at, owner, a, id, more);
        return;
    }
    at_a_time(&r->f, s, id, now_us);
    name_service(r, &s->at, owner, more);
}

bool rs_quality_crosses(struct rs_service *s, enum rs_quality_active bit, bool crossed, bool calm,
                        bool *more)
{
    uint16_t mask = (uint16_t)(1u << bit);
    *more = s->active & mask;
    if (crossed)
        s->active |= mask;
    else if (calm)
        s->active &= (uint16_t)~mask;
    return crossed;
}
