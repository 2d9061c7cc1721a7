/*
 * finding -> output: what every output is.
 *
 * An output is one file in this folder and one word in outputs.def; it gives
 * a constant struct rs_output_class. The runner opens each output that was
 * asked for with its target and calls it from one thread, in packet order.
 * An output that fails says so once on standard error, is closed, and makes
 * the exit status 3; the others go on.
 */
#ifndef RS_OUTPUTS_OUTPUT_H
#define RS_OUTPUTS_OUTPUT_H

#include "alerts/alert.h"
#include "capture/hosts.h"
#include "find/watcher.h"
#include "outputs/writer.h"
#include "packet/packet.h"
#include "places.h"

/* Record kinds of --log, as bits. */
enum rs_log_kind {
    RS_LOG_ALERT = 1,
    RS_LOG_MESSAGE = 2,
    RS_LOG_TRANSACTION = 4,
    RS_LOG_DIALOG = 8,
    RS_LOG_REGISTRATION = 16,
    RS_LOG_STATS = 32,
    RS_LOG_TLS = 64
};

struct rs_output_settings {
    unsigned log;            /* enum rs_log_kind */
    const char *const *input_names; /* per origin.interface: what -i or -r was given */
    unsigned input_count;
    const struct rs_places *places; /* frames of directories; NULL: there are none */
    bool from_files;         /* frames are numbers in a file */
    bool strict_eve;
    bool masked;             /* --mask: what is handed in are pseudonyms */
    const char *call;        /* --call: a number or a Call-ID; NULL: all */
    const char *program;     /* for messages */
    const char *target;      /* as it was given; NULL: none */
    const struct rs_hosts *hosts; /* names that logs have for addresses; NULL: none */
    const struct rs_tunnels *tunnels; /* what origin.tunnel_number means; NULL: not known */
};

/* Everything counted, at a moment. */
struct rs_stats {
    int64_t time_us;         /* packet time, which goes on when an interface is silent; 0: none */
    int64_t first_us;        /* when it began */
    uint64_t frames, octets; /* read */
    uint64_t kernel_dropped, interface_dropped;
    uint64_t results_lost;   /* that outputs were too slow for; live only */
    const struct rs_packet_counters *packets;
    const struct rs_watcher_counters *watcher;
    const struct rs_quality *quality; /* of each service; NULL: not measured */
    bool final;              /* the last one */
};

/*
 * What of the traffic was not seen, by reason: alerts that tell of something
 * missing have to be read with this in mind. 0 for all: nothing is known to be
 * missing.
 */
enum rs_unseen_reason {
#define RS_VISIBILITY(reason, name, text) RS_UNSEEN_##reason,
#include "outputs/visibility.def"
#undef RS_VISIBILITY
    RS_UNSEEN__COUNT
};
struct rs_visibility {
    uint64_t count[RS_UNSEEN__COUNT];
};
struct rs_visibility rs_visibility_of(const struct rs_stats *s);

/*
 * How often the packet layer met one of these reasons: octets of SIP that are
 * missing / traffic that went by unread. A rise lowers the confidence of
 * findings. What the kernel dropped and flows with one direction have findings
 * of their own; TLS without keys counts here where it is SIP by port or ALPN.
 */
uint64_t rs_visibility_lost(const struct rs_packet_counters *c);
uint64_t rs_visibility_unread(const struct rs_packet_counters *c);

/* "kernel_drops" / for people. */
const char *rs_unseen_name(enum rs_unseen_reason r);
const char *rs_unseen_text(enum rs_unseen_reason r);

/* Results below are RS_OK or a negative enum rs_err (RS_ERR_OUTPUT). */
struct rs_output_class {
    const char *word;        /* "eve" */
    const char *summary;     /* for --help */
    unsigned default_log;    /* kinds written when --log is not given */
    bool bare;               /* it tells packets or addresses as they are: not with --mask */
    bool serves;             /* its target is an address that it listens at; w takes nothing */
    /*
     * *state is the output's own; w is owned by the runner, open until after
     * close.
     */
    int (*open)(void **state, struct rs_writer *w, const struct rs_output_settings *s);
    /* Before the first result, when all is open: threads of its own begin here. May be NULL. */
    int (*begin)(void *state);
    int (*finding)(void *state, const struct rs_finding *f); /* each, on its frame */
    int (*alert)(void *state, const struct rs_alert *a);     /* findings over time */
    int (*message)(void *state, const struct rs_annotation *a);
    int (*transaction)(void *state, const struct rs_transaction_record *r);
    int (*dialog)(void *state, const struct rs_dialog_record *r);
    int (*registration)(void *state, const struct rs_registration_record *r);
    int (*secured)(void *state, const struct rs_tls_outcome *t); /* a TLS session */
    int (*stats)(void *state, const struct rs_stats *s);
    int (*close)(void *state); /* end of input: write what was kept; frees state */
};

/* By word; NULL for none. */
const struct rs_output_class *rs_output_find(const char *word, size_t len);
/* The n-th, for --help; NULL behind the last. */
const struct rs_output_class *rs_output_at(unsigned n);

#endif
