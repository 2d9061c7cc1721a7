/*
 * The world -> bytes: a file, standard input or a connection, unpacked where it
 * is gzip or zstd. Everything is opened here, before a byte of traffic is parsed; what is
 * read is the caller's buffer's. Constant memory, one pass, no seeking.
 */
#ifndef RS_CAPTURE_SOURCE_H
#define RS_CAPTURE_SOURCE_H

#include "base/err.h"
#include "base/span.h"

enum { RS_SOURCE_MAGIC = 4, RS_SOURCE_ERROR_TEXT = 256 };

struct rs_source;

/* path: a file, "-", or "tcp://HOST:PORT". NULL with one line for people in error when it cannot be opened. */
struct rs_source *rs_source_open(const char *path, char error[RS_SOURCE_ERROR_TEXT]);
void rs_source_close(struct rs_source *s);

/*
 * Up to room octets to out. Returns how many, 0 at the end, RS_ERR_INCOMPLETE
 * when a pipe has none yet (rs_source_wait), RS_ERR_INPUT when reading or
 * unpacking failed (rs_source_error); what came before it stands.
 */
int rs_source_read(struct rs_source *s, char *out, size_t room);

/*
 * Is the file still being written? Then its end is RS_ERR_INCOMPLETE, until
 * this is taken back.
 */
void rs_source_follow(struct rs_source *s, bool follow);

/* Wait for octets of a pipe or a terminal, no longer than that. */
void rs_source_wait(const struct rs_source *s, int timeout_ms);

const char *rs_source_error(const struct rs_source *s); /* for people; "" for none */

/* Octets of the file itself, packed as it may be: how much was read, of how much (0: unknown). */
uint64_t rs_source_position(const struct rs_source *s);
uint64_t rs_source_size(const struct rs_source *s);

/* Its octets just now; -1 when that cannot be told. */
int64_t rs_source_size_now(const struct rs_source *s);

#endif
