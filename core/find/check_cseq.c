#include "find/checks.h"

/* CSeq against the start line (P108) and in itself (P109); RFC 3261 8.1.1.5. */

/*
 * "The method MUST match that of the request", byte by byte. For a response
 * this needs its request, which the tracker has; here a method that is not
 * there at all is the fault in both.
 */
static bool method_differs(const struct rs_check *c)
{
    const struct rs_cseq *cseq = &c->v->cseq;
    if (!cseq->method_name.n)
        return true;
    return c->m->kind == RS_MSG_REQUEST && !rs_span_eq(cseq->method_name, c->m->method_name);
}

void rs_check_cseq(const struct rs_check *c)
{
    struct rs_span value = rs_msg_value(c->m, RS_HEADER_CSEQ);
    if (!value.n)
        return; /* missing or empty: P105, P106 */
    if (!c->v->cseq.number_ok)
        rs_check_note(c, RS_FAULT_CSEQ_NUMBER, RS_HEADER_CSEQ, value);
    if (method_differs(c))
        rs_check_note(c, RS_FAULT_CSEQ_METHOD, RS_HEADER_CSEQ, value);
}
