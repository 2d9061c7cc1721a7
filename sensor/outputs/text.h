/*
 * finding -> output: text for people. Shared inside the text_*.c files: one
 * line an alert or record, and a summary at the end. All that comes from the
 * traffic goes through rs_put_safe.
 */
#ifndef RS_OUTPUTS_TEXT_H
#define RS_OUTPUTS_TEXT_H

#include "outputs/output.h"
#include "outputs/paint.h"

enum { RS_TEXT_CALL_ID_MAX = 80, RS_TEXT_URI_MAX = 80 };

/* What the summary says of one finding. */
struct rs_text_tally {
    uint64_t count;
    uint64_t first_frame;
    uint32_t first_interface;
    uint8_t severity; /* the highest met */
};

/*
 * TLS sessions that were not read and may be SIP, by what they have in common:
 * as many kinds as a reader takes in, the others are counted together.
 */
enum { RS_TEXT_TLS_KINDS = 16 };

struct rs_text_tls {
    uint64_t count;
    struct rs_endpoint server;
    enum rs_tls_reason reason;
    uint16_t version;
    char sni[RS_TLS_SNI_MAX + 1], ja4[RS_TLS_JA4_LEN + 1];
};

struct rs_text_output {
    struct rs_writer *w;
    const struct rs_output_settings *settings;
    bool colour;
    bool several_inputs; /* a frame number alone does not say where */
    bool placed; /* frames of a directory were told */
    struct rs_text_tally tally[RS_FINDING__COUNT];
    struct rs_text_tls tls[RS_TEXT_TLS_KINDS];
    uint64_t tls_others; /* of more kinds than there are places */
};

/* The summary's table of services; nothing where none was measured. */
void rs_text_quality(struct rs_text_output *t, const struct rs_quality *q);

/* Paint on a terminal, nothing elsewhere. */
void rs_text_paint(struct rs_text_output *t, enum rs_paint p);
/* At most `max` octets, then an ellipsis. */
void rs_text_cut(struct rs_writer *w, struct rs_span s, size_t max);
/* "10.0.0.1:5060 -> 10.0.0.2:5060 UDP" */
void rs_text_path(struct rs_writer *w, const struct rs_origin *o);
/* "frame 12", with the input's name where there are several. */
void rs_text_frame(struct rs_text_output *t, uint64_t frame, uint32_t interface);
/* text_tls.c: the summary's rows. */
void rs_text_tls_rows(struct rs_text_output *t);
/*
 * Ends the line; a reader at a terminal or behind a pipe of alerts gets it at
 * once.
 */
int rs_text_end(struct rs_text_output *t);

int rs_text_finding(void *state, const struct rs_finding *f);
int rs_text_alert(void *state, const struct rs_alert *a);
int rs_text_message(void *state, const struct rs_annotation *a);
int rs_text_transaction(void *state, const struct rs_transaction_record *r);
int rs_text_dialog(void *state, const struct rs_dialog_record *r);
int rs_text_registration(void *state, const struct rs_registration_record *r);
int rs_text_secured(void *state, const struct rs_tls_outcome *t);
int rs_text_stats(void *state, const struct rs_stats *s);

#endif
