/*
 * Beside bytes -> frames -> analysis: where the secrets of TLS sessions come
 * from. A key log file is read at the start and followed while it grows, also
 * where it is cut to nothing or replaced by another of its name; private keys
 * are read once; capture files bring their own. main owns the struct; nothing
 * here waits for anybody.
 */
#ifndef RS_RUN_SECRETS_H
#define RS_RUN_SECRETS_H

#include "options.h"
#include "packet/tls_keys.h"

enum { RS_KEYLOG_LINE_MAX = 1024 };

struct rs_secrets {
    struct rs_tls_keys *keys;
    const char *keylog; /* the path; NULL: none */
    int fd;             /* of the key log; -1: it is not there just now */
    uint64_t offset;    /* in it */
    char line[RS_KEYLOG_LINE_MAX]; /* the last one, not ended yet */
    size_t line_len;
    bool overlong;      /* the rest of a line that is too long is passed over */
    uint64_t good, bad; /* lines taken, lines that are none */
};

/*
 * RS_OK; RS_ERR_INPUT when a file cannot be read, RS_ERR_USAGE when it is not
 * what it should be, said in one line each on standard error. rs_secrets_close
 * after either.
 */
int rs_secrets_open(struct rs_secrets *s, const struct rs_options *options);
void rs_secrets_close(struct rs_secrets *s);

/* What was added to the key log since the last call, up to a megabyte. */
void rs_secrets_poll(struct rs_secrets *s);

/* Key log lines out of a capture file; user: the struct rs_secrets. */
void rs_secrets_take(void *user, struct rs_span lines);

#endif
