#include "corpus.h"

#include "capture/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *grown(void *p, size_t *room, size_t wanted, size_t size)
{
    if (wanted <= *room)
        return p;
    *room = wanted > 2 * *room ? wanted : 2 * *room;
    p = realloc(p, *room * size);
    if (!p) {
        fputs("bench: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

static size_t keep(struct bench_corpus *c, struct rs_span octets)
{
    size_t at = c->used;
    c->octets = grown(c->octets, &c->room, at + octets.n, 1);
    memcpy(c->octets + at, octets.p, octets.n);
    c->used += octets.n;
    return at;
}

static void keep_frame(struct bench_corpus *c, struct rs_frame frame)
{
    keep(c, frame.data);
    c->frames = grown(c->frames, &c->frame_room, c->frame_count + 1, sizeof *c->frames);
    c->frames[c->frame_count++] = frame;
}

static void read_frames(struct bench_corpus *c, const char *path, size_t most)
{
    char error[RS_FILE_ERROR_TEXT];
    struct rs_frame frame;
    struct rs_file *f = rs_file_open(path, 0, error);
    if (!f) {
        fprintf(stderr, "bench: %s\n", error);
        exit(1);
    }
    while (c->frame_count < most && rs_file_next(f, &frame) == 1)
        keep_frame(c, frame);
    rs_file_close(f);
    size_t at = 0;
    for (size_t i = 0; i < c->frame_count; at += c->frames[i++].data.n)
        c->frames[i].data.p = c->octets + at;
}

/* Not into `octets`, which would move under the frames. */
struct found {
    struct bench_corpus *c;
    char *octets;
    size_t used, room;
};

static void keep_message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    struct found *f = user;
    struct bench_corpus *c = f->c;
    f->octets = grown(f->octets, &f->room, f->used + octets.n, 1);
    memcpy(f->octets + f->used, octets.p, octets.n);
    c->messages = grown(c->messages, &c->message_room, c->message_count + 1, sizeof *c->messages);
    c->messages[c->message_count++] = (struct bench_message){*origin, f->used, octets.n};
    f->used += octets.n;
}

static void find_messages(struct bench_corpus *c)
{
    const struct rs_hash_key key = {1, 2};
    struct found f = {.c = c};
    const struct rs_packet_sink sink = {.user = &f, .message = keep_message};
    struct rs_decoder *d = rs_decoder_new(NULL, &key);
    for (size_t i = 0; i < c->frame_count; i++)
        rs_decoder_frame(d, &c->frames[i], &sink);
    rs_decoder_finish(d, &sink);
    rs_decoder_free(d);
    c->message_octets = f.used;
    size_t at = keep(c, rs_span(f.octets, f.used)), begin = 0;
    free(f.octets);
    for (size_t i = 0; i < c->message_count; i++)
        c->messages[i].at += at;
    for (size_t i = 0; i < c->frame_count; begin += c->frames[i++].data.n)
        c->frames[i].data.p = c->octets + begin;
}

void bench_corpus_read(struct bench_corpus *c, const char *path, size_t most)
{
    *c = (struct bench_corpus){0};
    read_frames(c, path, most);
    find_messages(c);
}

void bench_corpus_free(struct bench_corpus *c)
{
    free(c->octets);
    free(c->frames);
    free(c->messages);
}
