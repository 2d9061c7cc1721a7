#include "find/checks.h"

/* CSeq against the start line (P108) and in itself (P109); RFC 3261 8.1.1.5. */

/*
 * "The method MUST match that of the request", byte by byte. A response has its
 * method from its CSeq, and is compared with its request by the tracker; that
 * there is none at all is a fault in both.
 */
static bool method_differs(const struct rs_check *c)
{
    struct rs_span method = c->v->cseq.method_name;
    return !method.n || !rs_span_eq(method, c->m->method_name);
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
