/*
 * How far a long read has come, for a person at a terminal: share of the
 * files, messages a second, time left, at most four times a second. On
 * anything but a terminal it does nothing.
 */
#ifndef RS_RUN_PROGRESS_H
#define RS_RUN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct rs_progress {
    bool on;
    uint64_t total;     /* octets to read; 0: nobody knows */
    int64_t start_us, drawn_us;
};

void rs_progress_init(struct rs_progress *p, uint64_t total_octets);

/* Is it time to draw? Cheap enough for every thousandth frame. */
bool rs_progress_due(struct rs_progress *p);

enum { RS_PROGRESS_TEXT = 128 };

/* After rs_progress_due: the line to be drawn now. */
void rs_progress_line(struct rs_progress *p, uint64_t octets, uint64_t messages,
                      char text[RS_PROGRESS_TEXT]);

/* The same: octets read in elapsed_us of total. */
void rs_progress_text(char text[RS_PROGRESS_TEXT], uint64_t octets, uint64_t total,
                      uint64_t messages, int64_t elapsed_us);

#endif
