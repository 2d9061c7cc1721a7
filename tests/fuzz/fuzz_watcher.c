/*
 * From bytes to findings: a watcher with tables so small that everything is
 * evicted, and sinks that read every octet they are shown.
 *
 *   step: 1 octet time (its square in ms), 1 octet who to whom, 1 octet how,
 *         2 octets length, the message
 *   how:  0x07 transport (7: quoted in an ICMP error), 0x08 no message: time
 *         passes, 0x10 after a gap,
 *         0x20 cut by the capture, 0x40 IP id 7, 0x80 time runs backwards
 */
#include "core/ringside.h"
#include "tests/fuzz/fuzz.h"

static volatile unsigned sum;

static void read_octets(const void *p, size_t n)
{
    const unsigned char *c = p;
    for (size_t i = 0; i < n; i++)
        sum += c[i];
}

static void read_span(struct rs_span s)
{
    read_octets(s.p, s.n);
}

static void on_finding(void *user, const struct rs_finding *f)
{
    (void)user;
    fuzz_require(f->id < RS_FINDING__COUNT && f->severity <= RS_CRITICAL);
    fuzz_require(f->evidence_count <= RS_EVIDENCE_MAX && f->frame_count <= RS_FINDING_FRAMES_MAX);
    read_octets(f, sizeof *f);
    const struct rs_span spans[] = {f->method, f->call_id,  f->from_tag, f->to_tag,
                                    f->branch, f->from_uri, f->to_uri};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        read_span(spans[i]);
    for (int i = 0; i < f->evidence_count; i++) {
        read_octets(f->evidence[i].name, strlen(f->evidence[i].name));
        read_span(f->evidence[i].text);
    }
}

static void on_message(void *user, const struct rs_annotation *a)
{
    (void)user;
    read_octets(a, sizeof *a);
    fuzz_require(rs_role_name(a->role) && rs_dialog_state_name(a->dialog.before) &&
                 rs_dialog_state_name(a->dialog.after) && rs_dialog_end_name(a->dialog.end) &&
                 rs_usage_name(a->dialog.usage));
    fuzz_require(a->transaction.to_final_us >= -1 && a->transaction.to_provisional_us >= -1);
    fuzz_require(a->finding_count <= RS_ANNOTATION_FINDINGS_MAX);
    fuzz_inside(a->msg->octets, a->view->call_id);
    fuzz_inside(a->msg->octets, a->view->via.branch);
    fuzz_inside(a->msg->octets, a->view->from.tag);
    fuzz_inside(a->msg->octets, a->msg->body);
}

static void on_transaction(void *user, const struct rs_transaction_record *r)
{
    (void)user;
    read_octets(r, sizeof *r);
    const struct rs_span spans[] = {r->method_name, r->call_id, r->from_uri, r->to_uri,
                                    r->from_tag,    r->to_tag,  r->branch};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        read_span(spans[i]);
}

static void on_dialog(void *user, const struct rs_dialog_record *r)
{
    (void)user;
    read_octets(r, sizeof *r);
    fuzz_require(r->state < RS_DIALOG__COUNT && r->end < RS_END__COUNT);
    const struct rs_span spans[] = {r->call_id,    r->local_tag,  r->remote_tag, r->caller_uri,
                                    r->callee_uri, r->user_agent, r->server};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        read_span(spans[i]);
}

static void on_registration(void *user, const struct rs_registration_record *r)
{
    (void)user;
    read_octets(r, sizeof *r);
    const struct rs_span spans[] = {r->aor, r->contact, r->call_id, r->user_agent, r->epid};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        read_span(spans[i]);
}

static struct rs_endpoint endpoint(unsigned n)
{
    return (struct rs_endpoint){.addr = {4, {10, 0, 0, (uint8_t)n}}, .port = 5060};
}

static struct rs_origin origin_of(const uint8_t *step, int64_t now_us, uint64_t frame)
{
    unsigned how = step[2];
    return (struct rs_origin){
        .time_us = how & 0x80 ? now_us - 5000000 : now_us,
        .frame = frame,
        .interface = step[1] >> 6,
        .src = endpoint(1 + (step[1] & 7)),
        .dst = endpoint(1 + (step[1] >> 3 & 7)),
        .transport = (uint8_t)((how & 7) % RS_TRANSPORT__COUNT),
        .ttl = 64,
        .ip_id = how & 0x40 ? 7 : (uint16_t)frame,
        .fragments = 1,
        .truncated = how & 0x20,
        .after_gap = how & 0x10,
    };
}

static void run(struct rs_watcher *w, const uint8_t *data, size_t size)
{
    int64_t now_us = 1700000000000000;
    for (uint64_t frame = 1; size >= 5; frame++) {
        now_us += (int64_t)data[0] * data[0] * 1000;
        struct rs_origin o = origin_of(data, now_us, frame);
        size_t len = (size_t)data[3] << 8 | data[4];
        bool waits = data[2] & 8, quoted = (data[2] & 7) == 7;
        data += 5;
        size -= 5;
        if (len > size)
            len = size;
        /* A block of its own: reading beyond the message is seen. */
        char *octets = malloc(len ? len : 1);
        memcpy(octets, data, len);
        if (waits)
            rs_watcher_expire(w, now_us);
        else if (quoted)
            rs_watcher_unreachable(w, &o, RS_UNREACHABLE_PORT, rs_span(octets, len));
        else
            rs_watcher_message(w, &o, rs_span(octets, len));
        free(octets);
        data += len;
        size -= len;
        fuzz_require(rs_watcher_next_deadline(w) > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct rs_watcher_sink sink = {NULL,           on_finding, on_message,
                                         on_transaction, on_dialog,  on_registration};
    const struct rs_watcher_options options = {
        .limits = {.transactions = 6,
                   .dialogs = 3,
                   .registrations = 2,
                   .flows = 2,
                   .services = 2,
                   .joints = 3,
                   .held = 2,
                   .subjects = 4,
                   .repeats = 4,
                   .text_bytes = 1024},
        .key = {1, 2},
    };
    struct rs_watcher *w = rs_watcher_new(&options, &sink);
    run(w, data, size);
    const struct rs_watcher_counters *c = rs_watcher_counters(w);
    read_octets(c, sizeof *c);
    rs_watcher_finish(w);
    rs_watcher_free(w);
    return 0;
}
