#include "capture/file.h"

#include "capture/lync_log.h"
#include "capture/netmon.h"
#include "capture/netxray.h"
#include "capture/pcap.h"
#include "capture/pcapng.h"
#include "capture/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Reads of this size fit the second-level cache together with what a frame
 * leaves behind, and cost few system calls.
 */
enum { READ_OCTETS = 256 * 1024, ROOM = RS_STEP_MAX + READ_OCTETS };

enum format {
    FORMAT_UNKNOWN,
    FORMAT_PCAP,
    FORMAT_PCAPNG,
    FORMAT_NETMON,
    FORMAT_NETXRAY,
    FORMAT_LOG
};

struct rs_file {
    struct rs_source *source;
    enum format format;
    struct rs_pcap pcap;
    struct rs_pcapng pcapng;
    struct rs_netmon netmon;
    struct rs_netxray netxray;
    bool cut;         /* it ends in the middle of something */
    struct rs_lync_log log;
    bool followed;
    uint32_t interface;
    uint64_t frames;  /* given so far */
    uint64_t offset;  /* of the next record, in the unpacked file */
    uint64_t skip;    /* octets to pass over before it */
    char *begin, *end; /* octets shown: in buffer */
    char *buffer;     /* ROOM; NULL until the first read */
    void (*secrets)(void *user, struct rs_span lines); /* NULL: not wanted */
    void *secrets_user;
    char error[RS_FILE_ERROR_TEXT];
};

/* Formats that people have and this program does not read: named, to save a search. */
static const struct {
    const char *magic, *name;
} strangers[] = {
    {"\xfd" "7zX", "an xz file; unpack it first"},
    {"BZh", "a bzip2 file; unpack it first"},
    {"\x04\x22\x4d\x18", "an lz4 file; unpack it first"},
    {"PK\x03\x04", "a zip file; unpack it first"},
    {"RTSS", "a capture of Network Monitor 1; 'editcap IN OUT' turns it into pcapng"},
    {"snoo", "a snoop capture; 'editcap IN OUT' turns it into pcapng"},
};

struct rs_file *rs_file_open(const char *path, uint32_t interface,
                             char error[RS_FILE_ERROR_TEXT])
{
    char why[RS_SOURCE_ERROR_TEXT] = "there is no memory for it";
    struct rs_file *f = calloc(1, sizeof *f);
    if (f && (f->source = rs_source_open(path, why))) {
        f->interface = interface;
        return f;
    }
    snprintf(error, RS_FILE_ERROR_TEXT, "%s", why);
    rs_file_close(f);
    return NULL;
}

void rs_file_hosts(struct rs_file *f, struct rs_hosts *hosts)
{
    f->log.hosts = hosts;
}

void rs_file_close(struct rs_file *f)
{
    if (!f)
        return;
    rs_source_close(f->source);
    rs_pcapng_fini(&f->pcapng);
    rs_lync_log_fini(&f->log);
    free(f->buffer);
    free(f);
}

void rs_file_on_secrets(struct rs_file *f, void (*take)(void *user, struct rs_span lines),
                        void *user)
{
    f->secrets = take;
    f->secrets_user = user;
}

/* Says where the file broke off; the frames before it stand. */
static int broken(struct rs_file *f, const char *why)
{
    snprintf(f->error, sizeof f->error,
             "%s, behind frame %" PRIu64 " (offset %" PRIu64 "); what stands before is reported",
             why, f->frames, f->offset - f->skip); /* what was passed over so far is there */
    return RS_ERR_INPUT;
}

static int cut_off(struct rs_file *f, const char *where)
{
    f->cut = true;
    return broken(f, where);
}

static size_t shown(const struct rs_file *f)
{
    return (size_t)(f->end - f->begin);
}

/* What is left of the record goes to the front, so that the rest of it stands behind. */
static int make_room(struct rs_file *f)
{
    if (!f->buffer) {
        f->buffer = malloc(ROOM);
        if (!f->buffer)
            return broken(f, "there is no memory to read it");
        f->begin = f->end = f->buffer;
    }
    size_t left = shown(f);
    if (left && f->begin != f->buffer)
        memmove(f->buffer, f->begin, left);
    f->begin = f->buffer;
    f->end = f->buffer + left;
    return RS_OK;
}

/* Read until `need` octets are shown. 1; 0 when the file ends before. */
static int show(struct rs_file *f, size_t need)
{
    int rc = make_room(f);
    while (rc == RS_OK && shown(f) < need) {
        int n = rs_source_read(f->source, f->end, READ_OCTETS);
        if (n == RS_ERR_INPUT)
            return broken(f, rs_source_error(f->source));
        if (n <= 0)
            return n;
        f->end += n;
    }
    return rc == RS_OK ? 1 : rc;
}

static void consume(struct rs_file *f, uint64_t octets)
{
    size_t now = octets < shown(f) ? (size_t)octets : shown(f);
    f->begin += now;
    f->offset += octets;
    f->skip = octets - now;
}

/* A block larger than the buffer is passed over in pieces. */
static int pass_over(struct rs_file *f)
{
    while (f->skip) {
        int rc = show(f, 1);
        if (rc == 0)
            return cut_off(f, "the file is cut off in the middle of a block");
        if (rc < 0)
            return rc;
        size_t now = f->skip < shown(f) ? (size_t)f->skip : shown(f);
        f->begin += now;
        f->skip -= now;
    }
    return RS_OK;
}

static int unknown_format(struct rs_file *f, const char *magic)
{
    const char *name = "neither pcap nor pcapng, whatever its name says";
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        if (!strncmp(magic, strangers[i].magic, strlen(strangers[i].magic)))
            name = strangers[i].name;
    snprintf(f->error, sizeof f->error, "this is %s", name);
    return RS_ERR_INPUT;
}

/*
 * A log has no magic number: its beginning is read. A short one is shown whole;
 * one that is followed is judged by what there is, and again when it has grown.
 */
static int recognise_text(struct rs_file *f)
{
    int rc = show(f, RS_LOG_LOOK);
    if (rc < 0 && !(rc == RS_ERR_INCOMPLETE && f->followed))
        return rc;
    if (!rs_log_recognise(rs_span(f->begin, shown(f))))
        return unknown_format(f, f->begin);
    f->format = FORMAT_LOG;
    return RS_OK;
}

static int recognise(struct rs_file *f)
{
    static const char pcapng_magic[RS_MAGIC_OCTETS] = {0x0a, 0x0d, 0x0d, 0x0a};
    int rc = show(f, RS_MAGIC_OCTETS);
    if (rc < 0)
        return rc;
    if (rc == 0) {
        snprintf(f->error, sizeof f->error, "the file is %s",
                 shown(f) ? "too short to be a capture" : "empty");
        return RS_ERR_INPUT;
    }
    if (!memcmp(f->begin, pcapng_magic, RS_MAGIC_OCTETS))
        f->format = FORMAT_PCAPNG;
    else if (rs_pcap_recognise(f->begin))
        f->format = FORMAT_PCAP;
    else if (rs_netmon_recognise(f->begin))
        f->format = FORMAT_NETMON;
    else if (rs_netxray_recognise(f->begin))
        f->format = FORMAT_NETXRAY;
    else
        return recognise_text(f);
    return RS_OK;
}

static struct rs_step step(struct rs_file *f, struct rs_frame *frame)
{
    struct rs_span in = rs_span(f->begin, shown(f));
    switch (f->format) {
    case FORMAT_LOG:
        return rs_lync_log_step(&f->log, in, frame);
    case FORMAT_NETMON:
        return rs_netmon_step(&f->netmon, in, frame);
    case FORMAT_NETXRAY:
        return rs_netxray_step(&f->netxray, in, frame);
    case FORMAT_PCAP:
        return rs_pcap_step(&f->pcap, in, frame);
    default:
        return rs_pcapng_step(&f->pcapng, in, frame);
    }
}

/* The reader wants more than is shown. 0: that was the end. */
static int more(struct rs_file *f, uint64_t need)
{
    int rc = show(f, (size_t)need);
    if (rc == 0 && f->format == FORMAT_LOG && !f->log.last) {
        f->log.last = true; /* the last entry may have no end of its own */
        return 1;
    }
    if (rc == 0 && shown(f))
        return cut_off(f, "the file is cut off in the middle of a record");
    return rc;
}

int rs_file_next(struct rs_file *f, struct rs_frame *frame)
{
    int rc = f->format == FORMAT_UNKNOWN ? recognise(f) : RS_OK;
    if (f->skip)
        rc = pass_over(f);
    while (rc >= 0) {
        struct rs_step s = step(f, frame);
        switch (s.kind) {
        case RS_STEP_FRAME:
            consume(f, s.octets);
            f->frames += frame->link_type != RS_LINK_LOG_NOTE;
            frame->number = f->frames ? f->frames : 1; /* a note is on the message before it */
            frame->interface = f->interface;
            return 1;
        case RS_STEP_SECRETS:
            if (f->secrets)
                f->secrets(f->secrets_user, rs_span(f->begin, (size_t)s.octets));
            consume(f, s.octets);
            break;
        case RS_STEP_SKIP:
            consume(f, s.octets);
            rc = pass_over(f);
            if (f->log.last && !shown(f))
                return 0;
            break;
        case RS_STEP_MORE:
            rc = more(f, s.octets);
            if (rc == 0)
                return 0;
            break;
        case RS_STEP_BAD:
            return broken(f, s.why);
        }
    }
    return rc;
}

int64_t rs_file_first_us(const char *path)
{
    char error[RS_FILE_ERROR_TEXT];
    struct rs_frame frame;
    struct rs_file *f = rs_file_open(path, 0, error);
    int64_t first_us = f && rs_file_next(f, &frame) == 1 ? frame.time_us : INT64_MIN;
    rs_file_close(f);
    return first_us;
}

void rs_file_follow(struct rs_file *f, bool follow)
{
    f->followed = follow;
    rs_source_follow(f->source, follow);
}

void rs_file_wait(const struct rs_file *f, int timeout_ms)
{
    rs_source_wait(f->source, timeout_ms);
}

const char *rs_file_error(const struct rs_file *f)
{
    return f->error;
}

bool rs_file_is_cut(const struct rs_file *f)
{
    return f->cut;
}

int64_t rs_file_size_now(const struct rs_file *f)
{
    return rs_source_size_now(f->source);
}

uint64_t rs_file_position(const struct rs_file *f)
{
    return rs_source_position(f->source);
}

uint64_t rs_file_size(const struct rs_file *f)
{
    return rs_source_size(f->source);
}
