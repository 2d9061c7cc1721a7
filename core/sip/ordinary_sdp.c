#include "sip/ordinary_sdp.h"
#include "sip/lines.h"
#include "sip/sdp.h"

/* What is known while the lines go by. */
struct sdp_walk {
    unsigned lines, media;
    bool time, session_c, media_c;
};

/* ---- pieces of lines ---- */

/* At least `count` words, with one space between them. */
static bool has_words(const char *p, const char *end, int count)
{
    for (; p < end && !rs_is_lws(*p); p++) {
        if (--count == 0)
            return true;
        p = memchr(p, ' ', (size_t)(end - p));
        if (!p)
            return false;
    }
    return false;
}

/* Digits up to a space or the end; *next goes behind the space. -1: no such number. */
static int take_number(const char *p, const char *end, int digits, const char **next)
{
    int n = 0;
    const char *begin = p;
    for (; p < end && rs_is_digit(*p) && p - begin < digits; p++)
        n = n * 10 + (*p - '0');
    if (p == begin || (p < end && *p != ' '))
        return -1;
    *next = p < end ? p + 1 : end;
    return n;
}

static bool is_payload(const char *p, const char *end, const char **next)
{
    int type = take_number(p, end, 3, next);
    return type >= 0 && type <= 127;
}

/* ---- lines, p behind the "=" ---- */

/* The space behind the word that begins there; NULL: no word, or other white space. */
static const char *pass_word(const char *begin, const char *end)
{
    const char *p = begin;
    while (p < end && !rs_is_lws(*p))
        p++;
    return p > begin && p < end && *p == ' ' ? p : NULL;
}

/* m=<media> <port> <proto> <fmt> ...: all formats are payload types. */
static bool is_media(const char *p, const char *end)
{
    p = pass_word(p, end);
    int port = p ? take_number(p + 1, end, 5, &p) : -1;
    if (port < 0 || port > 65535)
        return false;
    const char *formats = pass_word(p, end);
    if (!formats || formats == p || formats + 1 == end)
        return false;
    for (p = formats + 1; p < end;)
        if (!is_payload(p, end, &p))
            return false;
    return true;
}

static bool take_media(struct sdp_walk *w, const char *p, const char *end)
{
    if (!w->time || (w->media && !w->media_c && !w->session_c) || ++w->media > RS_SDP_MEDIA_MAX)
        return false;
    w->media_c = false;
    return is_media(p, end);
}

static bool is_attribute(const char *p, const char *end)
{
    if (end - p < 7 || memcmp(p, "rtpmap:", 7) != 0)
        return true;
    return is_payload(p + 7, end, &p);
}

static bool take_connection(struct sdp_walk *w, const char *p, const char *end)
{
    *(w->media ? &w->media_c : &w->session_c) = true;
    return has_words(p, end, 3);
}

static bool take_time(struct sdp_walk *w)
{
    w->time = true;
    return !w->media;
}

/* The first three lines are v= o= s=, and none of them comes again. */
static bool take_line(struct sdp_walk *w, char type, const char *p, const char *end)
{
    if (w->lines < 3)
        return type == "vos"[w->lines++] && (type != 'o' || has_words(p, end, 6));
    switch (type) {
    case 'm':
        return take_media(w, p, end);
    case 'a':
        return is_attribute(p, end);
    case 'c':
        return take_connection(w, p, end);
    case 't':
        return take_time(w);
    case 'b':
    case 'i':
    case 'u':
    case 'e':
    case 'p':
        return true;
    default:
        return false;
    }
}

/* ---- places ---- */

/* "a=sendrecv" and the three others are ten octets; `end` is the line's CR or LF. */
static inline bool may_be_direction(const char *line, const char *end)
{
    enum { LENGTH = sizeof "a=sendrecv" - 1 };
    return end - line >= LENGTH && rs_is_lws(line[LENGTH]) &&
           (line[3] == 'e' || line[3] == 'n'); /* send, recv, inactive; no rtpmap, no fmtp */
}

static inline bool is_asked_for(const char *line, const char *end)
{
    switch (line[0]) {
    case 'o':
    case 'c':
    case 'm':
        return true;
    case 'a':
        return may_be_direction(line, end);
    default:
        return false;
    }
}

static void note_place(struct rs_sdp_places *places, const char *begin, const char *line,
                       const char *end)
{
    if (!is_asked_for(line, end))
        return;
    const size_t at = (size_t)(line - begin), n = (size_t)(end - line) + (*end == '\r');
    places->whole &= places->count < RS_SDP_PLACES_MAX && at + n <= UINT16_MAX;
    if (!places->whole)
        return;
    places->line[places->count].at = (uint16_t)at;
    places->line[places->count++].n = (uint16_t)n;
}

/* ---- all ---- */

static bool is_ordinary(struct rs_span s, struct rs_sdp_places *places)
{
    struct sdp_walk w = {0};
    struct rs_lines lines;
    const char *line = s.p, *end;
    rs_lines_init(&lines, s.p, rs_span_end(s));
    while ((end = rs_lines_next(&lines))) {
        if (end - line < 2 || line[1] != '=' || !take_line(&w, line[0], line + 2, end))
            return false;
        note_place(places, s.p, line, end);
        line = rs_lines_behind(end);
    }
    /* A line without end, or a CR inside one, is for the parser. */
    return line == rs_span_end(s) && !lines.bare_cr && w.time &&
           (!w.media || w.media_c || w.session_c);
}

bool rs_ordinary_sdp(struct rs_span s, struct rs_sdp_places *places)
{
    struct rs_sdp_places unasked;
    places = places ? places : &unasked;
    places->whole = true;
    places->count = 0;
    bool ordinary = is_ordinary(s, places);
    places->whole &= ordinary;
    return ordinary;
}
