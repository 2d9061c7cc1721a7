#define _DEFAULT_SOURCE /* pcap.h wants u_int */
#include "capture/live.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * How long the kernel may gather packets before it wakes us: few wake-ups, and
 * alerts that are fresh (TPACKET_V3 hands on a block when it is full or that old).
 */
enum { GATHER_MS = 20 };

struct rs_live {
    pcap_t *pcap;
    uint32_t interface, link_type;
    uint64_t frames;
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
    int status = set ? pcap_activate(l->pcap) : PCAP_ERROR_ACTIVATED;
    if (status < 0) /* above 0 are warnings: no promiscuous mode on `any`, for one */
        return refused(l, status, error);
    l->link_type = (uint32_t)pcap_datalink(l->pcap);
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

/* Taking */

static void packet(unsigned char *user, const struct pcap_pkthdr *header,
                   const unsigned char *octets)
{
    struct rs_live *l = (struct rs_live *)(void *)user;
    struct rs_frame frame = {
        .time_us = (int64_t)header->ts.tv_sec * 1000000 + header->ts.tv_usec,
        .number = ++l->frames,
        .interface = l->interface,
        .link_type = l->link_type,
        .data = rs_span((const char *)octets, header->caplen),
        .original_len = header->len,
    };
    l->take(l->user, &frame);
}

int rs_live_take(struct rs_live *l, void *user, void (*take)(void *user, const struct rs_frame *))
{
    l->user = user;
    l->take = take;
    int n = pcap_dispatch(l->pcap, RS_LIVE_BATCH, packet, (unsigned char *)l);
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
