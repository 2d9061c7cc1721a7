/*
 * The end of the street: octets to a file, standard output, a Unix or a TCP
 * socket, through one buffer, with the formatting the hot path needs
 * (no printf, no locale).
 */
#ifndef RS_OUTPUTS_WRITER_H
#define RS_OUTPUTS_WRITER_H

#include "base/endpoint.h"
#include "base/span.h"

struct rs_writer;

/*
 * target: a path (a file there is emptied), "-" or NULL (standard output),
 * "unix:PATH", "HOST:PORT".
 * On failure returns NULL and writes one line for people to error[cap].
 */
struct rs_writer *rs_writer_open(const char *target, char *error, size_t cap);

/*
 * The same, but what a file holds already is kept: for a sensor that is started
 * again.
 */
struct rs_writer *rs_writer_open_append(const char *target, char *error, size_t cap);

/*
 * From now on a target that does not take octets is not waited for: they are
 * kept, and while there are too many rs_writer_is_stuck says that no record
 * should be begun. A full disk is no failure then, but one more such target.
 */
void rs_writer_wait_for_nobody(struct rs_writer *w);
bool rs_writer_is_stuck(struct rs_writer *w);

/* Flushes. RS_OK or RS_ERR_OUTPUT. */
int rs_writer_close(struct rs_writer *w);

bool rs_writer_is_terminal(const struct rs_writer *w);
unsigned rs_writer_columns(const struct rs_writer *w); /* of the terminal; 0: none */

/* Sticky: RS_OK, or RS_ERR_OUTPUT from the first failed write on. */
int rs_writer_error(const struct rs_writer *w);
const char *rs_writer_error_text(const struct rs_writer *w);

void rs_put(struct rs_writer *w, const char *octets, size_t n);
void rs_put_str(struct rs_writer *w, const char *s);
void rs_put_span(struct rs_writer *w, struct rs_span s);
void rs_put_char(struct rs_writer *w, char c);
void rs_put_u64(struct rs_writer *w, uint64_t v);
void rs_put_i64(struct rs_writer *w, int64_t v);
void rs_put_fixed(struct rs_writer *w, int64_t micro, unsigned decimals); /* 1234567,3 -> 1.235 */
void rs_put_addr(struct rs_writer *w, const struct rs_addr *a);
void rs_put_endpoint(struct rs_writer *w, const struct rs_endpoint *e);
/* "2026-08-22T10:11:12.123456+0000" (UTC). */
void rs_put_time(struct rs_writer *w, int64_t time_us);
/* "2026-08-22 10:11:12.123" (UTC), for people. */
void rs_put_clock(struct rs_writer *w, int64_t time_us);
/*
 * A JSON string with its quotes; invalid UTF-8 becomes U+FFFD, controls are
 * escaped.
 */
void rs_put_json(struct rs_writer *w, struct rs_span s);
/*
 * For terminals and logs: control octets and invalid UTF-8 as \xHH, so that
 * traffic cannot speak to the terminal.
 */
void rs_put_safe(struct rs_writer *w, struct rs_span s);

int rs_writer_flush(struct rs_writer *w);

#endif
