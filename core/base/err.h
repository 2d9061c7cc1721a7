/*
 * Results: zero or more is success, these are failures.
 * Traffic is never a failure of ours: what is damaged in a message is a fault
 * (sip/faults.def), reported as a finding.
 */
#ifndef RS_BASE_ERR_H
#define RS_BASE_ERR_H

enum rs_err {
    RS_OK = 0,
    RS_ERR_NOT_SIP = -1,    /* not a SIP message at all */
    RS_ERR_INCOMPLETE = -2, /* a stream holds the beginning of a message; more octets are needed */
    RS_ERR_MALFORMED = -3,  /* a value does not follow its grammar */
    RS_ERR_FULL = -4,       /* a bounded table or buffer has no room */
    RS_ERR_MEMORY = -5,     /* the system gave no memory */
    RS_ERR_ABSENT = -6,     /* no such header, parameter, entry */
    RS_ERR_INPUT = -7,      /* an input could not be opened or broke off */
    RS_ERR_OUTPUT = -8,     /* an output could not be written */
    RS_ERR_USAGE = -9       /* a person gave a wrong option or value */
};

#endif
