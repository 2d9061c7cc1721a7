#define _DEFAULT_SOURCE /* pcap.h wants u_int */
#include "capture/live.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/*
 * How long the kernel may gather packets before it wakes us: few wake-ups, and
 * alerts that are fresh (TPACKET_V3 hands on a block when it is full or that old).
 */
enum { GATHER_MS = 20 };

struct rs_live {
    pcap_t *pcap;
    uint32_t interface, link_type;
    uint64_t frames;
    int64_t time_ns; /* of the frame at hand */
    bool nanoseconds;
    int fanout_id;
    uint32_t kernel_seen, interface_seen; /* counters of libpcap, which wrap */
    struct rs_live_losses losses;
    char error[RS_LIVE_ERROR_TEXT];
    void *user; /* for the length of rs_live_take */
    void (*take)(void *user, const struct rs_frame *);
};

/* Opening */

static int refused(struct rs_live *l, int status, char error[RS_LIVE_ERROR_TEXT])
{
    const char *detail = pcap_geterr(l->pcap), *advice = "";
    if (status == PCAP_ERROR_NO_SUCH_DEVICE) {
        detail = "there is no such interface";
        advice = "; 'ip link' lists them";
    } else if (status == PCAP_ERROR_PERM_DENIED) {
        detail = "not permitted";
        advice = "; run as root, or give the program CAP_NET_RAW and CAP_NET_ADMIN";
    } else if (status == PCAP_ERROR_IFACE_NOT_UP) {
        detail = "the interface is down";
        advice = "; 'ip link set IFACE up' starts it";
    } else if (!*detail) {
        detail = pcap_statustostr(status);
    }
    snprintf(error, RS_LIVE_ERROR_TEXT, "%s%s", detail, advice);
    return RS_ERR_INPUT;
}

static int activate(struct rs_live *l, const struct rs_live_settings *s,
                    char error[RS_LIVE_ERROR_TEXT])
{
    /* Refused only by a handle that is active already; activating it says so. */
    bool set = pcap_set_snaplen(l->pcap, (int)s->snaplen) == 0 &&
               pcap_set_promisc(l->pcap, s->promiscuous) == 0 &&
               pcap_set_timeout(l->pcap, GATHER_MS) == 0 &&
               pcap_set_buffer_size(l->pcap, (int)(s->buffer_mib * 1024u * 1024u)) == 0;
    /* Packets of one microsecond may stand in several rings. */
    (void)pcap_set_tstamp_precision(l->pcap, PCAP_TSTAMP_PRECISION_NANO);
    int status = set ? pcap_activate(l->pcap) : PCAP_ERROR_ACTIVATED;
    if (status < 0) /* above 0 are warnings: no promiscuous mode on `any`, for one */
        return refused(l, status, error);
    l->link_type = (uint32_t)pcap_datalink(l->pcap);
    l->nanoseconds = pcap_get_tstamp_precision(l->pcap) == PCAP_TSTAMP_PRECISION_NANO;
    char text[PCAP_ERRBUF_SIZE];
    if (pcap_setnonblock(l->pcap, 1, text) != 0) {
        snprintf(error, RS_LIVE_ERROR_TEXT, "%s", text);
        return RS_ERR_INPUT;
    }
    return RS_OK;
}

static int set_filter(struct rs_live *l, const struct rs_live_settings *s,
                      char error[RS_LIVE_ERROR_TEXT])
{
    struct bpf_program program;
    if (!s->filter)
        return RS_OK;
    if (pcap_compile(l->pcap, &program, s->filter, 1, PCAP_NETMASK_UNKNOWN) != 0) {
        if (s->own_filter)
            return RS_OK;
        snprintf(error, RS_LIVE_ERROR_TEXT, "%s", pcap_geterr(l->pcap));
        return RS_ERR_USAGE;
    }
    int status = pcap_setfilter(l->pcap, &program);
    pcap_freecode(&program);
    return status == 0 ? RS_OK : refused(l, status, error);
}

/*
 * libpcap has no word for it. By hash of the flow, and where one ring is full, to
 * the next: whoever reads them brings all in order again.
 */
static int join_fanout(struct rs_live *l, const struct rs_live_settings *s,
                       char error[RS_LIVE_ERROR_TEXT])
{
    enum { BY_HASH = PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_ROLLOVER };
    int fd = pcap_fileno(l->pcap);
    unsigned flags = s->fanout_id < 0 ? BY_HASH | (unsigned)PACKET_FANOUT_FLAG_UNIQUEID : BY_HASH;
    unsigned how = flags << 16 | (s->fanout_id < 0 ? 0 : (unsigned)s->fanout_id);
    socklen_t len = sizeof how;
    if (!s->fanout)
        return RS_OK;
    if (setsockopt(fd, SOL_PACKET, PACKET_FANOUT, &how, sizeof how) != 0 ||
        getsockopt(fd, SOL_PACKET, PACKET_FANOUT, &how, &len) != 0) {
        snprintf(error, RS_LIVE_ERROR_TEXT, "it cannot have several rings: %s; --rings 1 does "
                 "without", strerror(errno));
        return RS_ERR_INPUT;
    }
    l->fanout_id = how & 0xffff;
    return RS_OK;
}

int rs_live_open(struct rs_live **out, const char *interface, uint32_t number,
                 const struct rs_live_settings *settings, char error[RS_LIVE_ERROR_TEXT])
{
    char text[PCAP_ERRBUF_SIZE] = "there is no memory for it";
    struct rs_live *l = calloc(1, sizeof *l);
    if (!l || !(l->pcap = pcap_create(interface, text))) {
        snprintf(error, RS_LIVE_ERROR_TEXT, "%s", text);
        free(l);
        return RS_ERR_INPUT;
    }
    l->interface = number;
    int rc = activate(l, settings, error);
    if (rc == RS_OK)
        rc = set_filter(l, settings, error);
    if (rc == RS_OK)
        rc = join_fanout(l, settings, error);
    if (rc == RS_OK)
        *out = l;
    else
        rs_live_close(l);
    return rc;
}

void rs_live_close(struct rs_live *l)
{
    if (!l)
        return;
    pcap_close(l->pcap);
    free(l);
}

int rs_live_fd(const struct rs_live *l)
{
    return pcap_get_selectable_fd(l->pcap);
}

int rs_live_fanout_id(const struct rs_live *l)
{
    return l->fanout_id;
}

/* Taking */

int64_t rs_live_time_ns(const struct rs_live *l)
{
    return l->time_ns;
}

static void packet(unsigned char *user, const struct pcap_pkthdr *header,
                   const unsigned char *octets)
{
    struct rs_live *l = (struct rs_live *)(void *)user;
    int64_t fraction_ns = header->ts.tv_usec * (l->nanoseconds ? 1 : 1000);
    l->time_ns = (int64_t)header->ts.tv_sec * 1000000000 + fraction_ns;
    struct rs_frame frame = {
        .time_us = l->time_ns / 1000,
        .number = ++l->frames,
        .interface = l->interface,
        .link_type = l->link_type,
        .data = rs_span((const char *)octets, header->caplen),
        .original_len = header->len,
    };
    l->take(l->user, &frame);
}

int rs_live_take(struct rs_live *l, int most, void *user,
                 void (*take)(void *user, const struct rs_frame *))
{
    l->user = user;
    l->take = take;
    int n = pcap_dispatch(l->pcap, most, packet, (unsigned char *)l);
    if (n >= 0)
        return n;
    const char *text = pcap_geterr(l->pcap);
    snprintf(l->error, sizeof l->error, "%s", *text ? text : pcap_statustostr(n));
    return RS_ERR_INPUT;
}

struct rs_live_losses rs_live_losses(struct rs_live *l)
{
    struct pcap_stat s;
    if (pcap_stats(l->pcap, &s) == 0) {
        l->losses.kernel += (uint32_t)(s.ps_drop - l->kernel_seen);
        l->losses.interface += (uint32_t)(s.ps_ifdrop - l->interface_seen);
        l->kernel_seen = s.ps_drop;
        l->interface_seen = s.ps_ifdrop;
    }
    return l->losses;
}

const char *rs_live_error(const struct rs_live *l)
{
    return l->error;
}
