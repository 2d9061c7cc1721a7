#include "capture/log_note.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} fields[] = {
    {"Severity", offsetof(struct rs_logged, severity)},
    {"Text", offsetof(struct rs_logged, text)},
    {"Result-Code", offsetof(struct rs_logged, result)},
    {"SIP-Call-ID", offsetof(struct rs_logged, call_id)},
    {"SIP-CSeq", offsetof(struct rs_logged, cseq)},
    {"Peer", offsetof(struct rs_logged, peer)},
    {"Data", offsetof(struct rs_logged, data)},
};

static struct rs_span trimmed(struct rs_span s)
{
    while (s.n && (*s.p == ' ' || *s.p == '\t'))
        s = rs_span_skip(s, 1);
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}

static void take(struct rs_logged *out, struct rs_span name, struct rs_span value)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct rs_span *field = (struct rs_span *)(void *)((char *)out + fields[i].offset);
        if (rs_span_eq_nocase(name, rs_span_str(fields[i].name)) && !field->n)
            *field = value;
    }
}

void rs_log_note_read(struct rs_span octets, struct rs_logged *out)
{
    memset(out, 0, sizeof *out);
    while (octets.n) {
        const char *lf = rs_span_find(octets, '\n');
        struct rs_span line = lf ? rs_span_between(octets.p, lf) : octets;
        const char *colon = rs_span_find(line, ':');
        octets = rs_span_skip(octets, line.n + 1);
        if (colon)
            take(out, trimmed(rs_span_between(line.p, colon)),
                 trimmed(rs_span_between(colon + 1, rs_span_end(line))));
    }
}
