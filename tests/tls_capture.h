/*
 * TLS connections out of capture files, for the tests of sensor/packet/tls*:
 * the octets of each direction in order, in the interleaving of the capture,
 * and what the TLS reader makes of them.
 *
 * TCP is put in order here in the plainest way: captures of the lab have no
 * losses. A struct tls_capture owns its octets, a struct tls_run its texts.
 */
#ifndef RS_TESTS_TLS_CAPTURE_H
#define RS_TESTS_TLS_CAPTURE_H

#include "packet/tls.h"

enum { TLS_STREAMS_MAX = 256 };

/* Octets that came in order. Direction 0 is that of the first segment, the SYN. */
struct tls_segment {
    unsigned stream;
    int direction;
    char *octets;
    size_t n;
};

struct tls_capture {
    struct tls_segment *segments;
    size_t count, room;
    unsigned streams;      /* in order of their first segment */
    char *secrets;         /* texts of all Decryption Secrets Blocks; NULL: none */
    size_t secrets_len;
};

/* Streams without payload, or that do not begin as TLS, are left out. Fails the test on errors. */
void tls_capture_load(struct tls_capture *c, const char *path);
void tls_capture_free(struct tls_capture *c);

/* What came out of one stream. */
struct tls_seen {
    struct rs_tls_session *session;
    char *text[2]; /* by direction */
    size_t len[2], room[2];
    unsigned lost[2];
    struct rs_tls_facts facts;
    unsigned facts_told;
    int reason; /* -1: none */
};

struct tls_run {
    struct rs_tls_room room;
    struct tls_seen seen[TLS_STREAMS_MAX];
};

void tls_run_init(struct tls_run *run, const struct rs_tls_limits *limits);

/* One push, from a block of exactly that length. chunk: octets a push, 0: as captured. */
void tls_run_segment(struct tls_run *run, struct rs_tls_keys *keys, const struct tls_segment *s,
                     size_t chunk);
/* All of a capture, one segment after the other; then the end. */
void tls_run_all(struct tls_run *run, struct rs_tls_keys *keys, const struct tls_capture *c,
                 size_t chunk);
void tls_run_retry(struct tls_run *run);
void tls_run_finish(struct tls_run *run);
void tls_run_free(struct tls_run *run);

/* Messages that begin in the text of all streams: lines that are SIP start lines. */
unsigned tls_run_messages(const struct tls_run *run);

/* The keys of a key log file; NULL when there is no such file. */
struct rs_tls_keys *tls_keys_from(const char *keylog_path);
char *tls_file_text(const char *path, size_t *len); /* NULL when it is absent; free it */

#endif
