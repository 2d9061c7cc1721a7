#include "tests/core/track/messages.h"

#include <stdio.h>
#include <stdlib.h>

static int line(char *to, size_t room, const char *name, const char *value)
{
    return value ? snprintf(to, room, "%s: %s\r\n", name, value) : 0;
}

struct made *make_message(const char *start, const char *via, const char *from, const char *to,
                          const char *call_id, const char *cseq, const char *more)
{
    static struct made made;
    static char text[65536];
    size_t n = (size_t)snprintf(text, sizeof text, "%s\r\n", start);
    n += (size_t)line(text + n, sizeof text - n, "Via", via);
    n += (size_t)line(text + n, sizeof text - n, "From", from);
    n += (size_t)line(text + n, sizeof text - n, "To", to);
    n += (size_t)line(text + n, sizeof text - n, "Call-ID", call_id);
    n += (size_t)line(text + n, sizeof text - n, "CSeq", cseq);
    n += (size_t)snprintf(text + n, sizeof text - n, "%s\r\n", more ? more : "");
    if (rs_msg_parse(&made.msg, rs_span(text, n), RS_FRAMING_DATAGRAM, false) < 0)
        abort();
    rs_view_make(&made.view, &made.msg);
    return &made;
}

struct rs_origin make_origin(int src, int dst, uint64_t frame, double seconds)
{
    return (struct rs_origin){
        .time_us = (int64_t)(seconds * 1e6),
        .frame = frame,
        .src = {{4, {10, 0, 0, (uint8_t)src}}, 5060},
        .dst = {{4, {10, 0, 0, (uint8_t)dst}}, 5060},
        .ttl = 64,
        .ip_id = (uint16_t)(1000 + frame),
        .fragments = 1,
    };
}
