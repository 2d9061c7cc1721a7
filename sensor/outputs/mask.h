/*
 * finding -> output, with people left out (--mask): what the results say of
 * users, numbers and addresses becomes pseudonyms under a key that nobody has,
 * equal for equal originals in one run. It stands before all outputs, so that
 * none of them ever holds an original.
 *
 *   user, number   u-1a2b3c4d5e      Call-ID, tag, branch  i-1a2b3c4d5e6f
 *   IPv4 address   240.0.0.0/4       IPv6 address          2001:db8::/32
 *
 * Domains, products, reason texts, ports and methods are kept; parameters of
 * URIs, display names, credentials, bodies and fields that nobody needs are
 * left out. A message is written anew with what is left and read again.
 * Answers are borrowed until the next call.
 */
#ifndef RS_OUTPUTS_MASK_H
#define RS_OUTPUTS_MASK_H

#include "find/finding.h"
#include "find/watcher.h"
#include "packet/packet.h"

struct rs_mask;

/* NULL when there is no memory. */
struct rs_mask *rs_mask_new(const struct rs_hash_key *key);
void rs_mask_free(struct rs_mask *m);

const struct rs_finding *rs_mask_finding(struct rs_mask *m, const struct rs_finding *f);
const struct rs_annotation *rs_mask_message(struct rs_mask *m, const struct rs_annotation *a);
const struct rs_transaction_record *rs_mask_transaction(struct rs_mask *m,
                                                        const struct rs_transaction_record *r);
const struct rs_dialog_record *rs_mask_dialog(struct rs_mask *m,
                                              const struct rs_dialog_record *r);
const struct rs_registration_record *
rs_mask_registration(struct rs_mask *m, const struct rs_registration_record *r);
const struct rs_tls_outcome *rs_mask_secured(struct rs_mask *m, const struct rs_tls_outcome *t);

/* A Call-ID as it is written in masked results. */
struct rs_span rs_mask_call_id(struct rs_mask *m, struct rs_span call_id);

#endif
