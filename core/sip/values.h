/*
 * Typed views of the small headers, all of them: one struct and one function
 * each. All return RS_OK or RS_ERR_MALFORMED, take one value (no list), skip
 * folds, and fill what they understood even when something is wrong. A span
 * with p == NULL stands for what is absent.
 */
#ifndef RS_SIP_VALUES_H
#define RS_SIP_VALUES_H

#include "sip/content_type.h"
#include "sip/cseq.h"
#include "sip/identity.h"
#include "sip/microsoft.h"
#include "sip/number.h"
#include "sip/reason.h"
#include "sip/session.h"
#include "sip/subscription.h"

#endif
