/*
 * A capture in memory: its frames, and the messages the decoder finds in them.
 */
#ifndef BENCH_CORPUS_H
#define BENCH_CORPUS_H

#include "packet/packet.h"

struct bench_message {
    struct rs_origin origin;
    size_t at, n; /* in octets */
};

struct bench_corpus {
    char *octets; /* of all frames, then of all messages */
    size_t used, room;
    struct rs_frame *frames; /* data.p is set when all are read */
    size_t frame_count, frame_room;
    struct bench_message *messages;
    size_t message_count, message_room;
    size_t message_octets;
};

/* The first `most` frames of a file. What fails ends the program with a line. */
void bench_corpus_read(struct bench_corpus *c, const char *path, size_t most);
void bench_corpus_free(struct bench_corpus *c);

#endif
