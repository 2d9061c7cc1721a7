/*
 * bytes -> frames: one capture file or log, whatever its format and packing,
 * read once from the front through one buffer.
 *
 *   source ─► buffer ─► pcap, pcapng or log reader ─► frame (borrowed)
 *
 * A file that is cut off or broken gives all frames before the place, then the
 * reason.
 */
#ifndef RS_CAPTURE_FILE_H
#define RS_CAPTURE_FILE_H

#include "capture/hosts.h"
#include "capture/step.h"

enum { RS_FILE_ERROR_TEXT = 512 };

struct rs_file;

/*
 * path: a file, "-", or "tcp://HOST:PORT". interface: for the frames. Opens, reads nothing. NULL
 * with one line for people in error when it cannot be opened.
 */
struct rs_file *rs_file_open(const char *path, uint32_t interface,
                             char error[RS_FILE_ERROR_TEXT]);
void rs_file_close(struct rs_file *f);

/* Lines of a TLS key log that the file brings go there, as they are met. Borrowed. */
void rs_file_on_secrets(struct rs_file *f, void (*take)(void *user, struct rs_span lines),
                        void *user);

/* Where names that a log has instead of addresses are kept; before the first frame. */
void rs_file_hosts(struct rs_file *f, struct rs_hosts *hosts);

/*
 * The next frame; its data lives until the next call. Returns 1; 0 at the end;
 * RS_ERR_INCOMPLETE when a pipe has nothing yet (rs_file_wait, call again);
 * RS_ERR_INPUT when the file broke off (rs_file_error says where and why).
 */
int rs_file_next(struct rs_file *f, struct rs_frame *frame);

/* The time of a file's first frame; INT64_MIN when it has none that can be read. */
int64_t rs_file_first_us(const char *path);

/* As rs_source_follow: the end is RS_ERR_INCOMPLETE as long as it is followed. */
void rs_file_follow(struct rs_file *f, bool follow);

void rs_file_wait(const struct rs_file *f, int timeout_ms);
const char *rs_file_error(const struct rs_file *f);

/* After RS_ERR_INPUT: the file only ends too early, and is right up to there. */
bool rs_file_is_cut(const struct rs_file *f);

/* Octets it has just now; rs_file_size is what it had when it was opened. */
int64_t rs_file_size_now(const struct rs_file *f);

/* Octets of the file itself: how much was read, of how much (0: unknown). */
uint64_t rs_file_position(const struct rs_file *f);
uint64_t rs_file_size(const struct rs_file *f);

#endif
