#include "sip/sdp.h"

#include "base/chars.h"

/* Lines -------------------------------------------------------------------- */

static const char *line_end(const char *p, const char *end)
{
    while (p < end && *p != '\r' && *p != '\n')
        p++;
    return p;
}

bool rs_sdp_next_line(struct rs_span *rest, char *type, struct rs_span *value)
{
    const char *end = rs_span_end(*rest), *p = rest->p, *stop;

    while (p < end && (*p == '\r' || *p == '\n'))
        p++;
    stop = line_end(p, end);
    *rest = rs_span_between(stop, end);
    if (p == stop)
        return false;
    if (stop - p > 1 && p[1] == '=' && (unsigned char)((*p | 0x20) - 'a') < 26) {
        *type = *p;
        *value = rs_span_between(p + 2, stop);
    } else {
        *type = '\0';
        *value = rs_span_between(p, stop);
    }
    return true;
}

/* Up to the next white space; *rest goes behind it. Empty at the end. */
static struct rs_span take_word(struct rs_span *rest)
{
    const char *end = rs_span_end(*rest);
    const char *begin = rs_skip_lws(rest->p, end), *p = begin;

    while (p < end && !rs_char_is(*p, RS_CHAR_LWS))
        p++;
    *rest = rs_span_between(p, end);
    return rs_span_between(begin, p);
}

static void fault(struct rs_sdp *sdp, enum rs_sdp_fault what, struct rs_span where)
{
    if (!sdp->faults)
        sdp->fault_at = where;
    sdp->faults |= what;
}

/* What is known while the lines go by. */
struct walk {
    struct rs_sdp *sdp;
    struct rs_sdp_media *media; /* the one whose lines these are; NULL: the session's */
    struct rs_sdp_media spare;  /* for media beyond RS_SDP_MEDIA_MAX */
    struct rs_span media_line;
    bool has_connection, media_has_connection;
    int order;                  /* how many of v= o= s= t= have been seen */
    bool rtp;                   /* the medium is RTP */
};

/* RFC 8866 5: v= o= s= come first, t= before any medium. ------------------- */

static void check_order(struct walk *w, char type, struct rs_span value)
{
    static const char wanted[] = "vost";
    const char *place = memchr(wanted, type, 4);
    bool again = type == 't' && w->order == 4 && !w->media; /* t= may stand several times */

    if (place && place - wanted == w->order)
        w->order++;
    else if ((place && !again) || (type && w->order < 3) || (type == 'm' && w->order < 4))
        fault(w->sdp, RS_SDP_FAULT_ORDER, value);
}

/*
 * o=<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address>
 */
static void take_origin(struct walk *w, struct rs_span value)
{
    struct rs_span rest = value;
    struct rs_sdp *sdp = w->sdp;

    sdp->origin_user = take_word(&rest);
    sdp->session_id = take_word(&rest);
    sdp->session_version = take_word(&rest);
    take_word(&rest);
    take_word(&rest);
    sdp->origin_addr = take_word(&rest);
    if (!sdp->origin_addr.n)
        fault(sdp, RS_SDP_FAULT_LINE, value);
}

/* c=<nettype> <addrtype> <connection-address>[/ttl[/number]] */
static void take_connection(struct walk *w, struct rs_span value)
{
    struct rs_span rest = value, text;
    struct rs_addr addr = {0};

    take_word(&rest);
    take_word(&rest);
    text = take_word(&rest);
    if (!text.n)
        fault(w->sdp, RS_SDP_FAULT_LINE, value);
    const char *slash = rs_span_find(text, '/');
    rs_addr_parse(text.p, slash ? (size_t)(slash - text.p) : text.n, &addr);
    if (w->media) {
        w->media->addr = addr;
        w->media_has_connection = true;
    } else {
        w->sdp->addr = addr;
        w->has_connection = true;
    }
}

/* Media -------------------------------------------------------------------- */

/* A rejected medium (port 0) needs no connection. */
static void end_media(struct walk *w)
{
    if (w->media && w->media->port && !w->media_has_connection && !w->has_connection)
        fault(w->sdp, RS_SDP_FAULT_CONNECTION, w->media_line);
}

static struct rs_sdp_media *new_media(struct walk *w, struct rs_span value)
{
    if (w->sdp->media_count < RS_SDP_MEDIA_MAX)
        return &w->sdp->media[w->sdp->media_count++];
    fault(w->sdp, RS_SDP_FAULT_MANY, value);
    return &w->spare;
}

/* Payload types of RTP are 0 to 127 (RFC 3550 5.1). */
static void check_payload(struct walk *w, struct rs_span number, struct rs_span line)
{
    uint64_t type;

    if (!rs_span_to_u64(number, 127, &type) && type)
        fault(w->sdp, RS_SDP_FAULT_PAYLOAD, line);
}

static void check_formats(struct walk *w, struct rs_span line)
{
    struct rs_span rest = w->media->formats, word;

    while ((word = take_word(&rest)).n)
        check_payload(w, word, line);
}

/* m=<media> <port>[/<number>] <proto> <fmt> ... */
static void take_media(struct walk *w, struct rs_span value)
{
    struct rs_span rest = value, port;
    struct rs_sdp_media *media;
    uint64_t number;

    end_media(w);
    w->media = media = new_media(w, value);
    w->media_line = value;
    w->media_has_connection = false;
    media->media = take_word(&rest);
    port = take_word(&rest);
    const char *slash = rs_span_find(port, '/');
    if (!rs_span_to_u64(slash ? rs_span_between(port.p, slash) : port, 65535, &number))
        fault(w->sdp, RS_SDP_FAULT_LINE, value);
    else
        media->port = (uint16_t)number;
    media->protocol = take_word(&rest);
    media->formats = rs_span_trim(rest);
    if (!media->formats.n)
        fault(w->sdp, RS_SDP_FAULT_LINE, value);
    media->addr = w->sdp->addr;
    media->direction = w->sdp->direction;
    w->rtp = rs_span_find_nocase(media->protocol, RS_SPAN("RTP/")) != NULL;
    if (w->rtp)
        check_formats(w, value);
}

/* Attributes --------------------------------------------------------------- */

static int direction_of(struct rs_span attribute)
{
    if (rs_span_eq(attribute, RS_SPAN("sendrecv")))
        return RS_SDP_SENDRECV;
    if (rs_span_eq(attribute, RS_SPAN("sendonly")))
        return RS_SDP_SENDONLY;
    if (rs_span_eq(attribute, RS_SPAN("recvonly")))
        return RS_SDP_RECVONLY;
    return rs_span_eq(attribute, RS_SPAN("inactive")) ? RS_SDP_INACTIVE : -1;
}

static void take_attribute(struct walk *w, struct rs_span value)
{
    int direction = direction_of(rs_span_trim(value));
    struct rs_span rest;

    if (direction >= 0) {
        *(w->media ? &w->media->direction : &w->sdp->direction) = (uint8_t)direction;
    } else if (w->media && w->rtp && value.n > 7 && memcmp(value.p, "rtpmap:", 7) == 0) {
        rest = rs_span_skip(value, 7);
        check_payload(w, take_word(&rest), value);
    }
}

static void take_line(struct walk *w, char type, struct rs_span value)
{
    switch (type) {
    case 'o':
        take_origin(w, value);
        break;
    case 's':
        if (!w->media)
            w->sdp->name = value;
        break;
    case 'c':
        take_connection(w, value);
        break;
    case 'm':
        take_media(w, value);
        break;
    case 'a':
        take_attribute(w, value);
        break;
    case '\0':
        fault(w->sdp, RS_SDP_FAULT_LINE, value);
        break;
    default:
        break;
    }
}

int rs_sdp_parse(struct rs_span text, struct rs_sdp *out)
{
    struct walk w = {.sdp = out};
    struct rs_span rest = text, value;
    char type, first = '\0';

    memset(out, 0, sizeof *out);
    while (rs_sdp_next_line(&rest, &type, &value)) {
        if (!w.order)
            first = first ? first : type ? type : '?';
        check_order(&w, type, value);
        take_line(&w, type, value);
    }
    end_media(&w);
    if (w.order < 4)
        fault(out, RS_SDP_FAULT_ORDER, text);
    return first == 'v' ? RS_OK : RS_ERR_MALFORMED;
}
