#include "find/check_message.h"

#include "find/checks.h"

/* ---- what the capture cut ---- */

static bool ends_with_empty_line(struct rs_span head)
{
    size_t n = head.n;
    if (!n || head.p[n - 1] != '\n')
        return false;
    n -= n > 1 && head.p[n - 2] == '\r' ? 2 : 1;
    return n && head.p[n - 1] == '\n';
}

/*
 * The header that the capture cut short, with the folds before the cut; n is 0
 * for none. A cut behind a line end may still have lost the header's folds.
 */
static struct rs_span cut_line(const struct rs_msg *m)
{
    const char *begin = m->octets.p, *end = rs_span_end(m->octets), *p = end;
    if (m->head_len < m->octets.n || ends_with_empty_line(m->octets))
        return RS_SPAN_NONE;
    if (p > begin && p[-1] == '\n')
        p--;
    while (p > begin && (p[-1] != '\n' || (p < end && rs_is_wsp(*p))))
        p--;
    return rs_span_between(p, end);
}

static void forget(struct rs_faults *f, unsigned i)
{
    unsigned kind = f->at[i].kind;
    f->seen[kind >> 6] &= ~(1ull << (kind & 63));
    f->at[i] = f->at[--f->count];
}

/* Half a line is nobody's fault but the capture's; what the parser noted there too. */
static void forget_cut_line(struct rs_faults *f, const struct rs_msg *m)
{
    struct rs_span cut = cut_line(m);
    for (unsigned i = f->count; cut.n && i-- > 0;)
        if (f->at[i].where.p >= cut.p && f->at[i].where.p <= rs_span_end(cut))
            forget(f, i);
}

/* ---- what a log cannot tell ---- */

/*
 * A log has its own line ends, white space, order of headers and way to mask a
 * body; how long a message was and what octets it had is not in it.
 */
static bool needs_wire(unsigned kind)
{
    switch (kind) {
    case RS_FAULT_LENGTH_BEYOND:
    case RS_FAULT_LENGTH_SHORT:
    case RS_FAULT_LENGTH_INVALID:
    case RS_FAULT_LENGTH_ABSENT:
    case RS_FAULT_LENGTH_HUGE:
    case RS_FAULT_SECOND_MESSAGE:
    case RS_FAULT_SECOND_MESSAGE_UNDELIMITED:
    case RS_FAULT_LINE_NO_COLON:
    case RS_FAULT_LINE_BAD_NAME:
    case RS_FAULT_LINE_BARE_CR:
    case RS_FAULT_LINE_BARE_LF:
    case RS_FAULT_HEAD_UNTERMINATED:
    case RS_FAULT_LINE_AFTER_END:
    case RS_FAULT_LINE_FOLDED:
    case RS_FAULT_CHAR_UTF8:
    case RS_FAULT_CHAR_LATIN1:
    case RS_FAULT_CHAR_CONTROL:
    case RS_FAULT_CHAR_NUL:
    case RS_FAULT_OVERSIZE_LINE:
    case RS_FAULT_SIZE_MESSAGE:
        return true;
    default:
        return false;
    }
}

static void forget_wire(struct rs_faults *f)
{
    for (unsigned i = f->count; i-- > 0;)
        if (needs_wire(f->at[i].kind))
            forget(f, i);
}

void rs_check_message(struct rs_faults *faults, const struct rs_msg *m, const struct rs_view *v,
                      const struct rs_origin *o)
{
    const struct rs_check c = {faults, m, v, o};
    rs_check_presence(&c);
    rs_check_cseq(&c);
    rs_check_length(&c);
    rs_check_address(&c);
    rs_check_charset(&c);
    rs_check_sizes(&c);
    rs_check_values(&c);
    rs_check_via(&c);
    rs_check_body(&c);
    if (o->truncated)
        forget_cut_line(faults, m);
    if (o->imported)
        forget_wire(faults);
}
