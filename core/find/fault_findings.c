#include "find/fault_findings.h"

static const struct fault_row {
    uint8_t finding, severity;
    const char *subkind;
} rows[RS_FAULT__COUNT] = {
#define RS_FAULT(kind, finding_, severity_, subkind_) \
    [RS_FAULT_##kind] = {RS_FINDING_##finding_, RS_##severity_, subkind_},
#include "sip/faults.def"
#undef RS_FAULT
};

enum rs_finding_id rs_fault_finding(enum rs_fault_kind kind)
{
    return rows[kind].finding;
}

enum rs_severity rs_fault_severity(enum rs_fault_kind kind)
{
    return rows[kind].severity;
}

const char *rs_fault_subkind(enum rs_fault_kind kind)
{
    return rows[kind].subkind;
}

/* ---- texts ---- */

static size_t room(const struct rs_fault_walk *w)
{
    return sizeof w->text - w->used;
}

/* Append octets to the text under way, as many as fit. */
static void put(struct rs_fault_walk *w, struct rs_span s)
{
    size_t n = s.n < room(w) ? s.n : room(w);
    if (n)
        memcpy(w->text + w->used, s.p, n);
    w->used = (uint16_t)(w->used + n);
}

static void put_number(struct rs_fault_walk *w, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
    } while (n /= 10);
    put(w, rs_span(digits + at, sizeof digits - at));
}

/* Ready to print: what is no printable ASCII becomes "."; hex says what it was. */
static void put_octets(struct rs_fault_walk *w, struct rs_span s)
{
    s = rs_span_first(s, RS_EVIDENCE_OCTETS);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] >= 0x20 && s.p[i] < 0x7f ? s.p[i] : '.';
        put(w, rs_span(&c, 1));
    }
}

static void put_hex(struct rs_fault_walk *w, struct rs_span s)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        put(w, rs_span((char[]){digits[c >> 4], digits[c & 15]}, 2));
    }
}

/* Everything put since `from` becomes one piece of evidence. */
static void seal(struct rs_fault_walk *w, struct rs_finding *out, const char *name, uint16_t from)
{
    if (out->evidence_count == RS_EVIDENCE_MAX || w->used == from)
        return;
    out->evidence[out->evidence_count++] =
        (struct rs_evidence){name, rs_span(w->text + from, (size_t)(w->used - from))};
}

static void add_number(struct rs_fault_walk *w, struct rs_finding *out, const char *name,
                       uint64_t n)
{
    uint16_t from = w->used;
    put_number(w, n);
    seal(w, out, name, from);
}

static void add_octets(struct rs_fault_walk *w, struct rs_finding *out, const char *name,
                       struct rs_span s)
{
    uint16_t from = w->used;
    put_octets(w, s);
    seal(w, out, name, from);
}

/* ---- what must not be shown ---- */

static bool is_credential(enum rs_header_id id)
{
    return id == RS_HEADER_AUTHORIZATION || id == RS_HEADER_PROXY_AUTHORIZATION ||
           id == RS_HEADER_AUTHENTICATION_INFO || id == RS_HEADER_PROXY_AUTHENTICATION_INFO;
}

/* Kinds whose octets are, or may be, body or the folded rest of a credential. */
static bool is_private_kind(enum rs_fault_kind kind)
{
    switch (kind) {
    case RS_FAULT_LENGTH_SHORT:
    case RS_FAULT_LINE_FOLDED:
    case RS_FAULT_LINE_AFTER_END:
        return true;
    default:
        return false;
    }
}

static bool inside(struct rs_span outer, struct rs_span s)
{
    return s.p && outer.p && s.p >= outer.p && s.p < rs_span_end(outer);
}

static bool is_private(const struct rs_msg *m, const struct rs_fault *f)
{
    if (is_private_kind(f->kind) || is_credential(f->header))
        return true;
    /* A second message's start line stands in the body for want of a length. */
    if (f->kind == RS_FAULT_SECOND_MESSAGE_UNDELIMITED)
        return false;
    /* A line that lost its colon may still be a credential. */
    return inside(m->body, f->where) ||
           rs_span_find_nocase(rs_span_first(f->where, 32), RS_SPAN("authorization")) ||
           rs_span_find_nocase(rs_span_first(f->where, RS_EVIDENCE_OCTETS), RS_SPAN("response="));
}

/* ---- evidence by kind ---- */

static void put_missing(struct rs_fault_walk *w, enum rs_header_id id, uint16_t from)
{
    if (w->m->first[id])
        return;
    if (w->used != from)
        put(w, RS_SPAN(", "));
    put(w, rs_span_str(rs_header_text(id)));
}

static void add_missing(struct rs_fault_walk *w, struct rs_finding *out)
{
    static const uint8_t mandatory[] = {RS_HEADER_VIA, RS_HEADER_FROM, RS_HEADER_TO,
                                        RS_HEADER_CALL_ID, RS_HEADER_CSEQ};
    uint16_t from = w->used;
    for (size_t i = 0; i < sizeof mandatory; i++)
        put_missing(w, mandatory[i], from);
    if (rs_faults_has(w->faults, RS_FAULT_MISSING_CONTACT) ||
        rs_faults_has(w->faults, RS_FAULT_MISSING_CONTACT_2543))
        put_missing(w, RS_HEADER_CONTACT, from);
    if (rs_faults_has(w->faults, RS_FAULT_MISSING_MAX_FORWARDS))
        put_missing(w, RS_HEADER_MAX_FORWARDS, from);
    seal(w, out, "missing", from);
}

static void add_lengths(struct rs_fault_walk *w, struct rs_finding *out)
{
    if (w->m->content_length >= 0)
        add_number(w, out, "declared", (uint64_t)w->m->content_length);
    add_number(w, out, "actual", w->m->octets.n - w->m->head_len);
}

static void add_hex(struct rs_fault_walk *w, struct rs_finding *out, struct rs_span where)
{
    uint16_t from = w->used;
    put_hex(w, rs_span_first(where, 4));
    seal(w, out, "hex", from);
}

static void add_special(struct rs_fault_walk *w, const struct rs_fault *f, struct rs_finding *out)
{
    switch (out->id) {
    case RS_FINDING_P105:
        add_missing(w, out);
        break;
    case RS_FINDING_P107:
        if (f->kind != RS_FAULT_REPEATED_TAG)
            add_octets(w, out, "first", rs_msg_value(w->m, f->header));
        break;
    case RS_FINDING_P110:
        add_lengths(w, out);
        break;
    case RS_FINDING_P114:
        add_hex(w, out, f->where);
        break;
    case RS_FINDING_P115:
        if (f->where.p)
            add_number(w, out, "length", f->where.n);
        break;
    case RS_FINDING_P116:
        add_number(w, out, "size", w->m->octets.n);
        break;
    default:
        break;
    }
}

/* Where it stands, and the octets as far as they may be shown. */
static void add_place(struct rs_fault_walk *w, const struct rs_fault *f, struct rs_finding *out)
{
    if (f->header != RS_HEADER_OTHER)
        out->evidence[out->evidence_count++] =
            (struct rs_evidence){"header", rs_span_str(rs_header_text(f->header))};
    if (!inside(w->m->octets, f->where))
        return;
    add_number(w, out, "offset", (uint64_t)(f->where.p - w->m->octets.p));
    if (out->id != RS_FINDING_P114 && !is_private(w->m, f))
        add_octets(w, out, "octets", f->where);
}

/* ---- the walk ---- */

void rs_fault_walk_init(struct rs_fault_walk *w, const struct rs_faults *faults,
                        const struct rs_msg *m)
{
    w->faults = faults;
    w->m = m;
    w->left[0] = faults->seen[0];
    w->left[1] = faults->seen[1];
    w->used = 0;
}

static bool is_left(const struct rs_fault_walk *w, unsigned kind)
{
    return w->left[kind >> 6] >> (kind & 63) & 1;
}

/* The lowest id that has a fault left; RS_FINDING__COUNT for none. */
static unsigned lowest_id(const struct rs_fault_walk *w)
{
    unsigned id = RS_FINDING__COUNT;
    if (!(w->left[0] | w->left[1]))
        return id;
    for (unsigned kind = 0; kind < RS_FAULT__COUNT; kind++)
        if (is_left(w, kind) && rows[kind].finding < id)
            id = rows[kind].finding;
    return id;
}

/* Take all kinds of that id off; returns the first of the worst severity. */
static unsigned take_kinds(struct rs_fault_walk *w, unsigned id, struct rs_finding *out)
{
    unsigned worst = RS_FAULT__COUNT, count = 0;
    uint16_t from = w->used;
    for (unsigned kind = 0; kind < RS_FAULT__COUNT; kind++) {
        if (rows[kind].finding != id || !is_left(w, kind))
            continue;
        w->left[kind >> 6] &= ~(1ull << (kind & 63));
        if (worst == RS_FAULT__COUNT || rows[kind].severity > rows[worst].severity)
            worst = kind;
        if (count++)
            put(w, RS_SPAN(","));
        put(w, rs_span_str(rows[kind].subkind));
    }
    out->evidence[out->evidence_count++] =
        (struct rs_evidence){"subkind", rs_span_str(rows[worst].subkind)};
    if (count > 1)
        seal(w, out, "subkinds", from);
    return worst;
}

static const struct rs_fault *fault_of(const struct rs_faults *f, unsigned kind)
{
    for (unsigned i = 0; i < f->count; i++)
        if (f->at[i].kind == kind)
            return &f->at[i];
    return NULL; /* more kinds than places: seen, but nobody kept where */
}

bool rs_fault_walk_next(struct rs_fault_walk *w, struct rs_finding *out)
{
    unsigned id = lowest_id(w);
    if (id == RS_FINDING__COUNT)
        return false;
    w->used = 0;
    out->id = id;
    out->evidence_count = 0;
    unsigned kind = take_kinds(w, id, out);
    out->severity = rows[kind].severity;
    const struct rs_fault *f = fault_of(w->faults, kind);
    if (f) {
        add_special(w, f, out);
        add_place(w, f, out);
    }
    return true;
}
