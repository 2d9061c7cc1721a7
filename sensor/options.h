/*
 * The command line: what a person asked for, checked, before anything is
 * opened. The options are rows of options.def; GLib's GOption parses them.
 * The struct owns its texts until rs_options_fini.
 */
#ifndef RS_OPTIONS_H
#define RS_OPTIONS_H

#include "capture/url.h"
#include "outputs/output.h"
#include "run/workers.h"

#include <stdio.h>

/* libpcap takes the size of a buffer as an int of octets. */
enum { RS_BUFFER_PRESET_MIB = 64, RS_BUFFER_MOST_MIB = 2047 };

/* -i or -r, in the order given: the index is origin.interface. */
struct rs_input_option {
    char *name;  /* the interface, the path, "-", or the address as it was given */
    bool live;   /* its clock is the wall's: an interface, or HEP that is received */
    struct rs_url url; /* kind RS_URL_NONE: no address */
};

/* "-i" or "-r": how it was asked for. */
const char *rs_input_option_letter(const struct rs_input_option *i);

/* -o */
struct rs_output_option {
    const struct rs_output_class *class;
    char *target; /* NULL: standard output */
};

struct rs_options {
    struct rs_input_option *inputs;
    unsigned input_count;
    struct rs_output_option *outputs; /* at least one */
    unsigned output_count;
    bool live;                /* all inputs are; else all are captures */
    unsigned log;             /* enum rs_log_kind; 0: not given */
    char *call;               /* NULL: all */
    char *join_headers[RS_JOIN_HEADERS_OURS];
    unsigned join_header_count;
    bool explain;
    char *explain_id;         /* NULL: the whole catalogue */
    char *config;             /* the settings file; NULL: none */
    char *keylog;             /* NULL: none */
    char **tls_keys;          /* files with private keys */
    unsigned tls_key_count;
    char *filter;             /* BPF expression; NULL: none */
    char *ports;              /* --ports; NULL: none */
    char *user;               /* --user; NULL: whoever it is */
    char *state;              /* where the position in directories is kept; NULL: nowhere */
    bool once, check_config, example_config, mask, strict_eve, no_promiscuous, no_sandbox, version, help;
    uint32_t snaplen, buffer_mib, rings, stats_interval_s;
    uint32_t memory_mib;      /* 0: not given */
    uint32_t workers;         /* 0: by processors */
    unsigned cpus[RS_CPUS_MAX]; /* for its threads, in order; none: wherever */
    unsigned cpu_count;
};

enum { RS_OPTIONS_ERROR_TEXT = 512 };

/*
 * RS_OK; or RS_ERR_USAGE with one line for people in error (what, where, what
 * to do). Call rs_options_fini after either.
 */
int rs_options_parse(struct rs_options *o, int argc, char *const *argv,
                     char error[RS_OPTIONS_ERROR_TEXT]);
void rs_options_fini(struct rs_options *o);

/* What --help prints. RS_OK or RS_ERR_OUTPUT. */
int rs_options_help(FILE *to);

#endif
