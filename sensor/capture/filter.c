#define _DEFAULT_SOURCE /* pcap.h wants u_int */
#include "capture/filter.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

/* A file with more link types than that pays for compiling again and again. */
enum { PROGRAMS_MAX = 16, SNAPLEN = 262144 };

struct program {
    uint32_t link_type;
    bool usable; /* the expression has a meaning there */
    struct bpf_program bpf;
};

struct rs_filter {
    char *expression;
    unsigned count;
    unsigned last; /* the program used last */
    bool keep;     /* where no program is usable */
    struct program programs[PROGRAMS_MAX];
};

/* Files say LINKTYPE_RAW; libpcap compiles for DLT_RAW. All others we read have one number. */
static int dlt(uint32_t link_type)
{
    enum { LINKTYPE_RAW = 101 };
    return link_type == LINKTYPE_RAW ? DLT_RAW : (int)link_type;
}

static void compile(struct program *p, uint32_t link_type, const char *expression,
                    char error[RS_FILTER_ERROR_TEXT])
{
    pcap_t *dead = pcap_open_dead(dlt(link_type), SNAPLEN);
    p->link_type = link_type;
    p->usable = dead && pcap_compile(dead, &p->bpf, expression, 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (!p->usable)
        snprintf(error, RS_FILTER_ERROR_TEXT, "%s", dead ? pcap_geterr(dead) : "no memory");
    if (dead)
        pcap_close(dead);
}

static void program_fini(struct program *p)
{
    if (p->usable)
        pcap_freecode(&p->bpf);
}

struct rs_filter *rs_filter_new(const char *expression, bool keep,
                                char error[RS_FILTER_ERROR_TEXT])
{
    static const uint32_t tried[] = {DLT_LINUX_SLL2, DLT_RAW, DLT_EN10MB};
    struct rs_filter *f = calloc(1, sizeof *f);
    bool usable = false;
    if (!f || !(f->expression = strdup(expression))) {
        snprintf(error, RS_FILTER_ERROR_TEXT, "there is no memory for it");
        free(f);
        return NULL;
    }
    f->keep = keep;
    /* Ethernet last: its complaint is the one people expect. */
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        compile(&f->programs[f->count], tried[i], expression, error);
        usable |= f->programs[f->count++].usable;
    }
    if (usable)
        return f;
    rs_filter_free(f);
    return NULL;
}

void rs_filter_free(struct rs_filter *f)
{
    if (!f)
        return;
    for (unsigned i = 0; i < f->count; i++)
        program_fini(&f->programs[i]);
    free(f->expression);
    free(f);
}

static const struct program *program_for(struct rs_filter *f, uint32_t link_type)
{
    char ignored[RS_FILTER_ERROR_TEXT];
    if (f->programs[f->last].link_type == link_type)
        return &f->programs[f->last];
    for (f->last = 0; f->last < f->count; f->last++)
        if (f->programs[f->last].link_type == link_type)
            return &f->programs[f->last];
    if (f->count < PROGRAMS_MAX)
        f->count++;
    else
        program_fini(&f->programs[--f->last]);
    compile(&f->programs[f->last], link_type, f->expression, ignored);
    return &f->programs[f->last];
}

bool rs_filter_matches(struct rs_filter *f, const struct rs_frame *frame)
{
    const struct program *p = program_for(f, frame->link_type);
    struct pcap_pkthdr header = {.caplen = (bpf_u_int32)frame->data.n,
                                 .len = frame->original_len};
    if (!p->usable)
        return f->keep;
    return pcap_offline_filter(&p->bpf, &header, (const unsigned char *)frame->data.p) != 0;
}
