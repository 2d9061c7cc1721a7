/*
 * A scenario as a log, in a form of semantics 4.5: what that machine would have
 * written of the messages it sent and got. The forms are made after their
 * description; no real log stood beside them.
 *
 *   scenario2log server HOST FILE.scn OUT   a Front End's SIPStack, as CLS writes it
 *   scenario2log client HOST FILE.scn OUT   .uccapilog
 *   scenario2log avaya  HOST FILE.scn OUT   Contact Center's SGM
 *
 * The form with "16" behind it (server16) is written as UTF-16.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/scenario.h"

struct log {
    FILE *to;
    const char *host;
    bool wide, outgoing;
    const struct scenario *s;
    const struct scn_step *step;
    unsigned number;
};

static void put(const struct log *l, const char *octets, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fputc(octets[i], l->to);
        if (l->wide)
            fputc(0, l->to); /* scenarios for this form are ASCII */
    }
}

static void put_text(const struct log *l, const char *text)
{
    put(l, text, strlen(text));
}

static const char *stamp(const struct log *l, bool day_first, char between)
{
    static char text[96];
    time_t seconds = (time_t)(l->step->origin.time_us / 1000000);
    struct tm t;
    gmtime_r(&seconds, &t);
    int month = t.tm_mon + 1, first = day_first ? t.tm_mday : month;
    snprintf(text, sizeof text, "%02d/%02d/%04d%c%02d:%02d:%02d.%03d", first,
             day_first ? month : t.tm_mday, t.tm_year + 1900, between, t.tm_hour, t.tm_min,
             t.tm_sec, (int)(l->step->origin.time_us / 1000 % 1000));
    return text;
}

static const struct rs_endpoint *peer(const struct log *l)
{
    return l->outgoing ? &l->step->origin.dst : &l->step->origin.src;
}

/* A server's peers have names where the scenario's host has one with a dot in it. */
static const char *peer_text(const struct log *l, bool named)
{
    static char text[RS_ENDPOINT_TEXT + SCN_NAME_MAX];
    const struct rs_endpoint *e = peer(l);
    rs_endpoint_text(e, text);
    for (int i = 0; named && i < l->s->host_count; i++)
        if (rs_endpoint_eq(&l->s->host[i].at, e) && strchr(l->s->host[i].name, '.'))
            snprintf(text, sizeof text, "%s:%u", l->s->host[i].name, e->port);
    return text;
}

static const char *own_text(const struct log *l)
{
    static char text[RS_ENDPOINT_TEXT];
    return rs_endpoint_text(l->outgoing ? &l->step->origin.src : &l->step->origin.dst, text);
}

/* Header lines, then the body behind its name, or "-". */
static void put_fields(const struct log *l, const char *first)
{
    struct rs_span octets = rs_span(l->step->octets, l->step->len);
    const char *end = NULL;
    for (size_t i = 0; i + 4 <= octets.n && !end; i++)
        if (!memcmp(octets.p + i, "\r\n\r\n", 4))
            end = octets.p + i + 2;
    struct rs_span head = end ? rs_span_between(octets.p, end) : octets;
    struct rs_span body = end ? rs_span_between(end + 2, rs_span_end(octets)) : RS_SPAN_NONE;
    put_text(l, first);
    put(l, head.p, head.n);
    put_text(l, "Message-Body: ");
    put(l, body.n ? body.p : "-", body.n ? body.n : 1);
    put_text(l, "\r\n$$end_record\r\n\r\n");
}

static void put_server(const struct log *l)
{
    char text[512];
    uint32_t trace = l->step->origin.trace ? l->step->origin.trace : 2603775000u + l->number;
    snprintf(text, sizeof text,
             "TL_INFO(TF_PROTOCOL) [%s\\%s]0AB8.1C04::%s.%08X (SIPStack,SIPAdminLog::"
             "ProtocolRecord::Flush:ProtocolRecord.cpp(265)) [%u] $$begin_record\r\n",
             l->host, l->host, stamp(l, false, '-'), l->number, trace);
    put_text(l, text);
    snprintf(text, sizeof text,
             "Trace-Correlation-Id: %u\r\nInstance-Id: %X\r\nDirection: %s\r\nPeer: %s\r\n"
             "Message-Type: %s\r\n",
             trace, 0x5A00 + l->number,
             l->outgoing ? "outgoing;source=\"local\"" : "incoming",
             peer_text(l, true), memcmp(l->step->octets, "SIP/", 4) ? "request" : "response");
    put_text(l, text);
    put_fields(l, "Start-Line: ");
}

static void put_client(const struct log *l)
{
    char text[512], time[96];
    snprintf(time, sizeof time, "%s", stamp(l, false, '|'));
    snprintf(text, sizeof text, "%s 1B58:2314 INFO  :: %s - %s (%s Local Address: %s) %zu bytes:\r\n",
             time, l->outgoing ? "Sending Packet" : "Data Received", peer_text(l, false),
             l->outgoing ? "From" : "To", own_text(l), l->step->len);
    put_text(l, text);
    snprintf(text, sizeof text, "%s 1B58:2314 INFO  :: ", time);
    put_text(l, text);
    put(l, l->step->octets, l->step->len);
    snprintf(text, sizeof text, "\r\n%s 1B58:2314 INFO  :: End of %s - %s\r\n", time,
             l->outgoing ? "Sending Packet" : "Data Received", peer_text(l, false));
    put_text(l, text);
}

static void put_avaya(const struct log *l)
{
    char text[256];
    snprintf(text, sizeof text, "%s [0x000021ac] - %s IP:  %s):$$begin_record\r\nDirection: %s\r\n",
             stamp(l, true, '-'),
             l->outgoing ? "--> Message to Send (Dest Address" : "<-- Message Received (Source Address",
             peer_text(l, false), l->outgoing ? "outgoing" : "incoming");
    put_text(l, text);
    put_fields(l, "Start-Line: ");
}

static const struct {
    const char *word;
    void (*put)(const struct log *l);
} forms[] = {{"server", put_server}, {"client", put_client}, {"avaya", put_avaya}};

static const struct rs_endpoint *find_host(const struct scenario *s, const char *name)
{
    for (int i = 0; i < s->host_count; i++)
        if (!strcmp(s->host[i].name, name))
            return &s->host[i].at;
    return NULL;
}

static void write_all(struct log *l, const struct rs_endpoint *host,
                      void (*put_form)(const struct log *l))
{
    if (l->wide)
        fputs("\xff\xfe", l->to);
    for (size_t i = 0; i < l->s->step_count; i++) {
        const struct scn_step *step = &l->s->step[i];
        bool from = rs_addr_eq(&step->origin.src.addr, &host->addr);
        if (step->kind != SCN_MESSAGE || (!from && !rs_addr_eq(&step->origin.dst.addr, &host->addr)))
            continue;
        l->step = step;
        l->outgoing = from;
        l->number++;
        put_form(l);
    }
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: scenario2log server|client|avaya[16] HOST FILE.scn OUT\n");
        return 1;
    }
    struct scenario *s = scenario_read(argv[3]);
    const struct rs_endpoint *host = s ? find_host(s, argv[2]) : NULL;
    struct log l = {.host = argv[2], .s = s, .wide = strstr(argv[1], "16") != NULL};
    size_t form = 0;
    while (form < 3 && strncmp(argv[1], forms[form].word, strlen(forms[form].word)) != 0)
        form++;
    if (!host || form == 3 || !(l.to = fopen(argv[4], "wb"))) {
        fprintf(stderr, "scenario2log: no such form, scenario, host or file\n");
        return 1;
    }
    write_all(&l, host, forms[form].put);
    int bad = fclose(l.to) != 0;
    scenario_free(s);
    return bad;
}
