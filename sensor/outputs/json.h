/*
 * JSON objects, written as they are made: keys are ours and need no escape,
 * values are what the traffic said. Belongs to the arrow "finding -> output";
 * borrows the writer, holds nothing but whether a comma is due.
 */
#ifndef RS_OUTPUTS_JSON_H
#define RS_OUTPUTS_JSON_H

#include "outputs/writer.h"

struct rs_json {
    struct rs_writer *w;
    bool comma; /* something stands before, in this object or array */
};

/*
 * A JSON string of at most `max` octets between its quotes, then an ellipsis.
 */
void rs_put_json_cut(struct rs_writer *w, struct rs_span s, size_t max);

void rs_json_open(struct rs_json *j);                       /* { */
void rs_json_close(struct rs_json *j);                      /* } */
void rs_json_line_end(struct rs_json *j);                   /* the next object is a new line */
void rs_json_key_n(struct rs_json *j, const char *key, size_t n);

static inline void rs_json_key(struct rs_json *j, const char *key)
{
    rs_json_key_n(j, key, strlen(key)); /* a constant for a literal */
}

void rs_json_open_key(struct rs_json *j, const char *key);  /* "key":{ */
void rs_json_array_key(struct rs_json *j, const char *key); /* "key":[ */
void rs_json_array_close(struct rs_json *j);                /* ] */

/* Values under a key. An empty span is "". */
void rs_json_text(struct rs_json *j, const char *key, const char *value);
void rs_json_span(struct rs_json *j, const char *key, struct rs_span value);
void rs_json_u64(struct rs_json *j, const char *key, uint64_t value);
void rs_json_u64_text(struct rs_json *j, const char *key, uint64_t value); /* "404" */
void rs_json_bool(struct rs_json *j, const char *key, bool value);
void rs_json_addr(struct rs_json *j, const char *key, const struct rs_addr *value);
void rs_json_time(struct rs_json *j, const char *key, int64_t time_us);
/* Microseconds as seconds with six decimals, a JSON number. */
void rs_json_seconds(struct rs_json *j, const char *key, int64_t us);

/* The same, only where there is something to say. */
void rs_json_span_if(struct rs_json *j, const char *key, struct rs_span value); /* p != NULL */
void rs_json_u64_if(struct rs_json *j, const char *key, uint64_t value);        /* not 0 */
void rs_json_seconds_if(struct rs_json *j, const char *key, int64_t us);        /* not negative */
void rs_json_time_if(struct rs_json *j, const char *key, int64_t us);           /* not negative */
void rs_json_true_if(struct rs_json *j, const char *key, bool value);           /* true */

/* Elements of an array. */
void rs_json_u64_element(struct rs_json *j, uint64_t value);
void rs_json_text_element(struct rs_json *j, const char *value);
void rs_json_open_element(struct rs_json *j); /* { */

/*
 * Octets that one text may take in a record: with fewer than twenty texts a
 * line stays below the 10,000 octets at which Splunk cuts.
 */
enum { RS_JSON_TEXT_MAX = 400 };

#endif
