#include "capture/log_record.h"

#include "capture/calendar.h"
#include "capture/log_lines.h"
#include "capture/step.h"

/* ---- figures ---- */

/* Exactly n decimal digits at *at; -1 when they are not there. */
static int digits(struct rs_span s, size_t *at, unsigned n)
{
    int v = 0;
    if (s.n < *at + n)
        return -1;
    for (unsigned i = 0; i < n; i++) {
        char c = s.p[*at + i];
        if (c < '0' || c > '9')
            return -1;
        v = v * 10 + (c - '0');
    }
    *at += n;
    return v;
}

static bool is(struct rs_span s, size_t *at, char c)
{
    if (*at >= s.n || s.p[*at] != c)
        return false;
    ++*at;
    return true;
}

/* "01/18/2012-05:00:43.101" at *at, which then stands behind it. day_first: as Avaya has it. */
static bool read_time(struct rs_span s, size_t *at, char between, bool day_first, int64_t *time_us)
{
    int v[7];
    static const unsigned widths[7] = {2, 2, 4, 2, 2, 2, 3};
    const char marks[7] = {'/', '/', between, ':', ':', '.', 0};
    for (int i = 0; i < 7; i++)
        if ((v[i] = digits(s, at, widths[i])) < 0 || (marks[i] && !is(s, at, marks[i])))
            return false;
    int month = day_first ? v[1] : v[0], day = day_first ? v[0] : v[1];
    if (v[2] < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || v[3] > 23 || v[4] > 59 ||
        v[5] > 60)
        return false;
    int64_t seconds = rs_days_of(v[2], month, day) * 86400 + v[3] * 3600 + v[4] * 60 + v[5];
    *time_us = seconds * 1000000 + v[6] * 1000;
    if (*time_us > RS_TIME_MAX_US)
        *time_us = RS_TIME_MAX_US;
    return true;
}

/* ---- servers ---- */

static struct rs_span behind(struct rs_span s, const char *found, size_t n)
{
    return rs_span_between(found + n, rs_span_end(s));
}

static const char *find_text(struct rs_span s, struct rs_span what)
{
    return rs_span_find_nocase(s, what);
}

/* "sfvedge\sfvedge" -> "sfvedge"; a number is a processor, and no name. */
static struct rs_span machine_of(struct rs_span bracket)
{
    const char *slash = rs_span_find(bracket, '\\');
    struct rs_span name = slash ? rs_span_between(bracket.p, slash) : bracket;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] < '0' || name.p[i] > '9')
            return name;
    return RS_SPAN_NONE;
}

static bool read_server(struct rs_span line, struct rs_log_record *r)
{
    enum { HEAD_MAX = 200 };
    struct rs_span head = rs_span_first(line, HEAD_MAX);
    if (head.n < 4 || memcmp(head.p, "TL_", 3) != 0)
        return false;
    const char *open = rs_span_find(head, '['), *close = rs_span_find(head, ']');
    const char *colons = find_text(head, RS_SPAN("::"));
    if (!open || !close || !colons || open > close || close > colons)
        return false;
    struct rs_span rest = behind(line, colons, 2);
    size_t at = 0;
    if (!read_time(rest, &at, '-', false, &r->time_us))
        return false;
    r->kind = RS_LOG_SERVER;
    r->machine = machine_of(rs_span_between(open + 1, close));
    r->text = rs_span_skip(rest, at);
    return true;
}

/* ---- clients and Avaya ---- */

static struct rs_span trimmed(struct rs_span s)
{
    while (s.n && (*s.p == ' ' || *s.p == '\t'))
        s = rs_span_skip(s, 1);
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}

/* What stands behind `before`, up to a blank or a closing parenthesis. */
static struct rs_span address_behind(struct rs_span text, struct rs_span before)
{
    const char *found = find_text(text, before);
    struct rs_span rest = found ? trimmed(behind(text, found, before.n)) : RS_SPAN_NONE;
    size_t n = 0;
    while (n < rest.n && rest.p[n] != ' ' && rest.p[n] != ')' && rest.p[n] != '(')
        n++;
    return rs_span_first(rest, n);
}

static bool starts(struct rs_span s, struct rs_span with)
{
    return s.n >= with.n && memcmp(s.p, with.p, with.n) == 0;
}

static void read_client_text(struct rs_log_record *r)
{
    if (starts(r->text, RS_SPAN("Sending Packet"))) {
        r->kind = RS_LOG_CLIENT_OUT;
        r->peer = address_behind(r->text, RS_SPAN(" - "));
        r->local = address_behind(r->text, RS_SPAN("From Local Address:"));
    } else if (starts(r->text, RS_SPAN("Data Received"))) {
        r->kind = RS_LOG_CLIENT_IN;
        r->peer = address_behind(r->text, RS_SPAN(" - "));
        r->local = address_behind(r->text, RS_SPAN("To Local Address:"));
    } else if (starts(r->text, RS_SPAN("End of "))) {
        r->kind = RS_LOG_CLIENT_END;
    } else {
        r->kind = RS_LOG_CLIENT_OTHER;
    }
}

static bool read_client(struct rs_span line, struct rs_log_record *r)
{
    enum { HEAD_MAX = 80 };
    size_t at = 0;
    if (!read_time(line, &at, '|', false, &r->time_us))
        return false;
    const char *colons = find_text(rs_span_first(line, HEAD_MAX), RS_SPAN(" :: "));
    if (!colons)
        return false;
    r->text = behind(line, colons, 4);
    read_client_text(r);
    return true;
}

static bool read_avaya(struct rs_span line, struct rs_log_record *r)
{
    size_t at = 0;
    if (!read_time(line, &at, '-', true, &r->time_us))
        return false;
    r->text = rs_span_skip(line, at);
    if (!find_text(r->text, RS_SPAN("$$begin_record")))
        return false;
    r->kind = RS_LOG_AVAYA;
    r->outgoing = find_text(r->text, RS_SPAN("-->")) != NULL;
    r->peer = address_behind(r->text, RS_SPAN("IP:"));
    return true;
}

void rs_log_record_read(struct rs_span line, struct rs_log_record *r)
{
    *r = (struct rs_log_record){.kind = RS_LOG_TEXT, .text = line};
    if (!line.n)
        return;
    char c = *line.p;
    if (c == '$' && starts(line, RS_SPAN("$$end_record")))
        r->kind = RS_LOG_END;
    else if (c == 'T' && !read_server(line, r))
        r->kind = RS_LOG_TEXT;
    else if (c >= '0' && c <= '9' && !read_client(line, r) && !read_avaya(line, r))
        *r = (struct rs_log_record){.kind = RS_LOG_TEXT, .text = line};
}

/* ---- what file is it? ---- */

bool rs_log_recognise(struct rs_span begin)
{
    struct rs_log_lines lines = {.encoding = RS_LOG_UNKNOWN};
    struct rs_span line;
    size_t octets;
    bool found = false;
    begin = rs_span_first(begin, RS_LOG_LOOK);
    while (!found && begin.n && rs_log_line(&lines, begin, true, &line, &octets) == 1) {
        struct rs_log_record r;
        rs_log_record_read(line, &r);
        found = r.kind != RS_LOG_TEXT;
        begin = rs_span_skip(begin, octets);
    }
    rs_log_lines_fini(&lines);
    return found;
}
