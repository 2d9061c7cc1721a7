#include "find/message_findings.h"

#include <string.h>

#include "find/fault_findings.h"
#include "find/sipvicious.h"

static void fill(struct rs_finding *f, const struct rs_annotation *a)
{
    const struct rs_origin *o = a->origin;
    const struct rs_view *v = a->view;
    f->confidence = o->truncated ? 50 : 100;
    f->time_us = f->first_us = f->last_us = o->time_us;
    f->frame = f->frames[0] = f->scope_key = o->frame;
    f->frame_count = 1;
    f->count = 1;
    f->origin = *o;
    f->method = a->msg->method_name;
    f->status = a->msg->status;
    f->call_id = v->call_id;
    f->from_tag = rs_sipvicious_hide(v->from.tag);
    f->to_tag = v->to.tag;
    f->from_uri = v->from.uri.text;
    f->to_uri = v->to.uri.text;
    f->branch = v->via.branch;
    f->cseq = v->cseq.number;
    f->transaction = a->transaction.id;
    f->dialog = a->dialog.id;
    f->dialog_state = a->dialog.after;
    f->call = a->call;
}

void rs_message_finding_fill(struct rs_finding *f, const struct rs_annotation *a,
                             enum rs_finding_id id, enum rs_severity severity)
{
    memset(f, 0, sizeof *f);
    fill(f, a);
    f->id = id;
    f->severity = (uint8_t)severity;
}

void rs_message_findings(const struct rs_annotation *a,
                         void (*tell)(void *user, const struct rs_finding *f), void *user)
{
    if (!a->msg->faults.count)
        return;
    struct rs_fault_walk walk;
    struct rs_finding f;
    rs_fault_walk_init(&walk, &a->msg->faults, a->msg);
    for (memset(&f, 0, sizeof f); rs_fault_walk_next(&walk, &f); memset(&f, 0, sizeof f)) {
        fill(&f, a);
        tell(user, &f);
    }
}
