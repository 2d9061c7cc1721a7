/*
 * A case of a check: an INVITE with nothing wrong in it, changed in one place,
 * and the exact set of faults that the change must raise - none, for the cases
 * that must not fire. cases_*.def hold them; test_check_*.c run one file each
 * and test_every_fault.c all of them.
 *
 * Header-only: each test is one program.
 */
#ifndef RS_TESTS_CHECK_CASE_H
#define RS_TESTS_CHECK_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "find/check_message.h"
#include "find/fault_findings.h"
#include "guard.h"

enum {
    CASE_FAULTS_MAX = 5,
    CASE_TEXT_MAX = GUARD_MAX - 1,
    CASE_BESIDE = 1,    /* `lines` stand beside the usual headers of that name */
    CASE_NO_LENGTH = 2, /* without the Content-Length that is right */
    CASE_TRUNCATED = 4, /* the capture cut the packet */
    CASE_IMPORTED = 8,
    CASE_BARE = 16 /* only start, lines and body: no usual headers */
};

struct check_case {
    const char *what;
    const char *start;   /* NULL: INVITE */
    const char *lines;   /* headers instead of the usual ones of that name */
    const char *without; /* a usual header that is not sent, "Via" */
    const char *body;
    unsigned flags;
    enum rs_transport transport;
    uint32_t datagram_len, fragments; /* 0: what it is */
    struct {                          /* instead of all that; may hold NUL */
        const char *p;
        size_t n;
    } raw;
    int faults[CASE_FAULTS_MAX]; /* RS_FAULT_ + 1, as F(kind) */
};

#define F(kind) (RS_FAULT_##kind + 1)
#define RAW(text)              \
    {                          \
        text, sizeof(text) - 1 \
    }

struct case_text {
    char octets[CASE_TEXT_MAX];
    size_t n;
};

/* What stands after a run of the checks. */
struct case_result {
    struct rs_msg msg;
    struct rs_view view;
    struct rs_origin origin;
    int64_t used;
};

static const char *const usual[] = {
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx1y2z3",
    "Max-Forwards: 70",
    "From: \"Alice\" <sip:alice@example.com>;tag=a1",
    "To: <sip:bob@example.com>",
    "Call-ID: c1@example.com",
    "CSeq: 1 INVITE",
    "Contact: <sip:alice@192.0.2.1>",
};

static inline void case_octet(struct case_text *t, char c)
{
    assert_true(t->n < sizeof t->octets);
    t->octets[t->n++] = c;
}

/* Append; {300*ab} stands for 300 times "ab". */
static inline void case_append(struct case_text *t, const char *s)
{
    for (; *s; s++) {
        char *text;
        unsigned long count = *s == '{' && rs_is_digit(s[1]) ? strtoul(s + 1, &text, 10) : 0;
        if (!count) {
            case_octet(t, *s);
            continue;
        }
        const char *end = strchr(text, '}');
        while (count--)
            for (const char *p = text + 1; p < end; p++)
                case_octet(t, *p);
        s = end;
    }
}

static inline bool case_has_line(const char *lines, const char *header)
{
    size_t n = strcspn(header, ":");
    for (const char *p = lines; p; p = strstr(p, "\r\n")) {
        p += *p == '\r' ? 2 : 0;
        if (strncmp(p, header, n) == 0 && p[n] == ':')
            return true;
    }
    return false;
}

static inline bool case_sends(const struct check_case *c, const char *header)
{
    size_t n = strcspn(header, ":");
    if (c->flags & CASE_BARE)
        return false;
    if (c->without && strlen(c->without) == n && strncmp(c->without, header, n) == 0)
        return false;
    return c->flags & CASE_BESIDE || !c->lines || !case_has_line(c->lines, header);
}

static inline void case_write(const struct check_case *c, struct case_text *t)
{
    char length[40];
    t->n = 0;
    case_append(t, c->start ? c->start : "INVITE sip:bob@example.com SIP/2.0");
    case_append(t, "\r\n");
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (case_sends(c, usual[i])) {
            case_append(t, usual[i]);
            case_append(t, "\r\n");
        }
    if (c->lines)
        case_append(t, c->lines);
    if (case_sends(c, "Content-Length") && !(c->flags & CASE_NO_LENGTH)) {
        snprintf(length, sizeof length, "Content-Length: %zu\r\n", c->body ? strlen(c->body) : 0);
        case_append(t, length);
    }
    case_append(t, "\r\n");
    if (c->body)
        case_append(t, c->body);
}

static inline struct rs_origin case_origin(const struct check_case *c, size_t n)
{
    struct rs_origin o = {.transport = (uint8_t)c->transport,
                          .truncated = (c->flags & CASE_TRUNCATED) != 0,
                          .imported = (c->flags & CASE_IMPORTED) != 0,
                          .fragments = (uint16_t)(c->fragments ? c->fragments : 1)};
    if (c->transport == RS_TRANSPORT_UDP)
        o.datagram_len = c->datagram_len ? c->datagram_len : (uint32_t)n;
    return o;
}

/* Parse and check, from a buffer that ends at an unreadable page. */
static inline void case_check(const struct check_case *c, struct rs_span text,
                              struct case_result *r)
{
    bool stream = rs_transport_reliable(c->transport);
    r->origin = case_origin(c, text.n);
    r->used = rs_msg_parse(&r->msg, guard_copy(text),
                           stream ? RS_FRAMING_STREAM : RS_FRAMING_DATAGRAM, r->origin.truncated);
    if (r->used < 0)
        return;
    rs_view_make(&r->view, &r->msg);
    rs_check_message(&r->msg.faults, &r->msg, &r->view, &r->origin);
}

static inline void case_run(const struct check_case *c, struct case_result *r)
{
    static struct case_text t;
    if (c->raw.p) {
        case_check(c, rs_span(c->raw.p, c->raw.n), r);
        return;
    }
    case_write(c, &t);
    case_check(c, rs_span(t.octets, t.n), r);
}

static inline bool case_wants(const struct check_case *c, int kind)
{
    for (int i = 0; i < CASE_FAULTS_MAX; i++)
        if (c->faults[i] == kind + 1)
            return true;
    return false;
}

static const char *const fault_names[] = {
#define RS_FAULT(kind, finding, severity, subkind) #finding " " #kind,
#include "sip/faults.def"
#undef RS_FAULT
};

/* The faults are exactly those wanted. */
static inline void case_expect(const struct check_case *c)
{
    static struct case_result r;
    case_run(c, &r);
    if (r.used < 0)
        fail_msg("%s: not parsed (%d)", c->what, (int)r.used);
    for (int kind = 0; kind < RS_FAULT__COUNT; kind++) {
        bool has = rs_faults_has(&r.msg.faults, kind), wants = case_wants(c, kind);
        if (has != wants)
            fail_msg("%s: %s %s", c->what, fault_names[kind], has ? "raised" : "not raised");
    }
}

static inline void cases_expect(const struct check_case *c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        case_expect(&c[i]);
}

/* Any beginning of the message, cut by the capture or by its sender, ends well. */
static inline void cases_survive_cutting(const struct check_case *c, size_t count)
{
    static struct case_text t;
    static struct case_result r;
    for (size_t i = 0; i < count; i++) {
        if (c[i].raw.p)
            continue;
        case_write(&c[i], &t);
        size_t step = t.n > 4000 ? t.n / 100 : 1; /* the long ones in strides */
        for (size_t n = 0; n < t.n; n += step)
            case_check(&c[i], rs_span(t.octets, n), &r);
    }
}

#endif
