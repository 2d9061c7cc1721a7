#include "outputs/json.h"

#include "outputs/writer_inside.h"

void rs_json_open(struct rs_json *j)
{
    rs_put_char(j->w, '{');
    j->comma = false;
}

void rs_json_close(struct rs_json *j)
{
    rs_put_char(j->w, '}');
    j->comma = true;
}

void rs_json_line_end(struct rs_json *j)
{
    rs_put_char(j->w, '\n');
    j->comma = false;
}

void rs_json_key_n(struct rs_json *j, const char *key, size_t n)
{
    char *p = rs_writer_room(j->w, n + 4);
    size_t at = 0;

    if (j->comma)
        p[at++] = ',';
    p[at++] = '"';
    memcpy(p + at, key, n);
    at += n;
    p[at++] = '"';
    p[at++] = ':';
    rs_writer_advance(j->w, at);
    j->comma = true;
}

void rs_json_open_key(struct rs_json *j, const char *key)
{
    rs_json_key(j, key);
    rs_json_open(j);
}

void rs_json_array_key(struct rs_json *j, const char *key)
{
    rs_json_key(j, key);
    rs_put_char(j->w, '[');
    j->comma = false;
}

void rs_json_array_close(struct rs_json *j)
{
    rs_put_char(j->w, ']');
    j->comma = true;
}

void rs_json_text(struct rs_json *j, const char *key, const char *value)
{
    rs_json_span(j, key, rs_span_str(value));
}

void rs_json_span(struct rs_json *j, const char *key, struct rs_span value)
{
    rs_json_key(j, key);
    rs_put_json_cut(j->w, value, RS_JSON_TEXT_MAX);
}

void rs_json_u64(struct rs_json *j, const char *key, uint64_t value)
{
    rs_json_key(j, key);
    rs_put_u64(j->w, value);
}

void rs_json_u64_text(struct rs_json *j, const char *key, uint64_t value)
{
    rs_json_key(j, key);
    rs_put_char(j->w, '"');
    rs_put_u64(j->w, value);
    rs_put_char(j->w, '"');
}

void rs_json_bool(struct rs_json *j, const char *key, bool value)
{
    rs_json_key(j, key);
    rs_put_str(j->w, value ? "true" : "false");
}

void rs_json_addr(struct rs_json *j, const char *key, const struct rs_addr *value)
{
    rs_json_key(j, key);
    rs_put_char(j->w, '"');
    rs_put_addr(j->w, value);
    rs_put_char(j->w, '"');
}

void rs_json_time(struct rs_json *j, const char *key, int64_t time_us)
{
    rs_json_key(j, key);
    rs_put_char(j->w, '"');
    rs_put_time(j->w, time_us);
    rs_put_char(j->w, '"');
}

void rs_json_seconds(struct rs_json *j, const char *key, int64_t us)
{
    rs_json_key(j, key);
    rs_put_fixed(j->w, us, 6);
}

void rs_json_span_if(struct rs_json *j, const char *key, struct rs_span value)
{
    if (value.p)
        rs_json_span(j, key, value);
}

void rs_json_u64_if(struct rs_json *j, const char *key, uint64_t value)
{
    if (value)
        rs_json_u64(j, key, value);
}

void rs_json_seconds_if(struct rs_json *j, const char *key, int64_t us)
{
    if (us >= 0)
        rs_json_seconds(j, key, us);
}

void rs_json_time_if(struct rs_json *j, const char *key, int64_t us)
{
    if (us >= 0)
        rs_json_time(j, key, us);
}

void rs_json_true_if(struct rs_json *j, const char *key, bool value)
{
    if (value)
        rs_json_bool(j, key, true);
}

static void element_comma(struct rs_json *j)
{
    if (j->comma)
        rs_put_char(j->w, ',');
    j->comma = true;
}

void rs_json_u64_element(struct rs_json *j, uint64_t value)
{
    element_comma(j);
    rs_put_u64(j->w, value);
}

void rs_json_text_element(struct rs_json *j, const char *value)
{
    element_comma(j);
    rs_put_json_cut(j->w, rs_span_str(value), RS_JSON_TEXT_MAX);
}

void rs_json_open_element(struct rs_json *j)
{
    element_comma(j);
    rs_json_open(j);
}
