/*
 * The arrow bytes -> packet -> message: frames go in, SIP messages come out.
 *
 * No I/O, no clock, no pcap: the capture layer hands in a frame with its time
 * and link type, the decoder follows link headers, VLAN tags, tunnels, IP,
 * fragments, UDP and TCP streams, and pushes each SIP message that becomes
 * whole to the sink. SIP is told by what it is (sip/recognise.h), on any port.
 *
 * A worker owns one decoder and calls it from one thread. The decoder owns all
 * that it keeps between frames, under the ceilings of struct rs_packet_limits.
 * The frame's octets and the sink's spans are borrowed: a message's octets live
 * until its callback returns.
 *
 * Every frame gets exactly one verdict, at once, and it never changes:
 *
 *     frames = analysed + not SIP + dropped (by reason)
 *
 *   analysed  The frame carries octets of a SIP message: of one or more that
 *             are whole now, of one begun on a SIP stream and not whole yet,
 *             or of one already known (retransmitted segment). Or it is held
 *             because it may be a part of one, which cannot be told yet: a
 *             fragment of a datagram that is not whole, a segment before its
 *             turn, the first octets of a stream up to the end of a line.
 *   not SIP   Understood to the end and no SIP in it: other protocols, TCP
 *             segments without payload, keep-alives, STUN, ICMP (also where it
 *             quotes SIP: an old message is no message), the fragment that
 *             completes a datagram of another protocol.
 *   dropped   All others, by reason (verdicts.def).
 *
 * What frames held came to in the end is told by the counters that are not in
 * the sum (counters.def): fragments_lost, messages_incomplete, tcp_gaps ...
 */
#ifndef RS_PACKET_PACKET_H
#define RS_PACKET_PACKET_H

#include "base/hash.h"
#include "base/origin.h"
#include "base/span.h"
#include "base/unreachable.h"
#include "packet/tls_facts.h"

/* One frame as captured. */
struct rs_frame {
    int64_t time_us;       /* since 1970 */
    uint64_t number;       /* in its input, from 1 */
    uint32_t interface;    /* number of the input or capture interface */
    uint32_t link_type;    /* DLT or LINKTYPE number: 1 Ethernet, 113 Linux cooked ... */
    struct rs_span data;   /* octets captured */
    uint32_t original_len; /* octets on the wire; more than data.n: the capture cut it */
};

/*
 * The link type of frames that are HEP packets (capture/hep_listener.h): ours,
 * outside of what is assigned, "HE".
 */
enum { RS_LINK_HEP = 0x4845 };

enum rs_packet_verdict {
#define RS_PACKET_VERDICT(verdict, name, text) RS_PACKET_##verdict,
#include "packet/verdicts.def"
#undef RS_PACKET_VERDICT
    RS_PACKET__COUNT,
    RS_PACKET_FIRST_DROP = RS_PACKET_NOT_SIP + 1 /* this and all after it are drops */
};

/* "analysed", "unknown_link" ... / a sentence for people. */
const char *rs_packet_verdict_name(enum rs_packet_verdict v);
const char *rs_packet_verdict_text(enum rs_packet_verdict v);

/*
 * Numbers that stood where nobody reads on: a link type, EtherType or IP
 * protocol without a row; the most frequent ones. When there are more kinds
 * than places, a new one takes the place of the rarest and goes on with its
 * count, which then is too high by what the other had.
 */
enum { RS_PACKET_STRANGERS = 8, RS_PACKET_STRANGER_TEXT = 32 };

struct rs_packet_stranger {
    enum rs_packet_verdict verdict; /* RS_PACKET_UNKNOWN_... */
    uint32_t number;
    uint64_t count; /* 0: no such place */
};

struct rs_packet_counters {
    struct rs_packet_stranger strangers[RS_PACKET_STRANGERS];
    uint64_t frames; /* the sum of all verdicts */
    uint64_t verdicts[RS_PACKET__COUNT];
    uint64_t tls_unread[RS_TLS_REASON__COUNT]; /* TLS sessions that could not be read, by reason */
#define RS_PACKET_COUNTER(name, text) uint64_t name;
#define RS_PACKET_GAUGE(name, text) uint64_t name;
#include "packet/counters.def"
#undef RS_PACKET_COUNTER
#undef RS_PACKET_GAUGE
};

void rs_packet_count_stranger(struct rs_packet_counters *c, enum rs_packet_verdict verdict,
                              uint32_t number, uint64_t count);

/* "link_147", "ethertype_0x88b5", "ip_protocol_99". Returns text. */
char *rs_packet_stranger_name(const struct rs_packet_stranger *s,
                              char text[RS_PACKET_STRANGER_TEXT]);

/* Frames with any drop verdict. */
uint64_t rs_packet_dropped(const struct rs_packet_counters *c);

/* into += from, counter by counter and gauge by gauge: the sum over workers. */
void rs_packet_counters_add(struct rs_packet_counters *into, const struct rs_packet_counters *from);

/*
 * Ceilings of one decoder. What goes when one is reached:
 *
 *   streams          A stream that is not known to be SIP (a bare SYN, first
 *                    octets), then one that has ended, the oldest first. When
 *                    all are live SIP, a new SIP stream takes the place of the
 *                    one silent for longest, and a bare SYN is not taken up:
 *                    a SYN flood evicts itself.
 *   stream_octets    The stream that has held octets for longest loses them:
 *                    honest messages become whole within milliseconds.
 *   tls_octets       The TLS session that has held octets for longest: it is
 *                    undecryptable then. For a new session the one silent for
 *                    longest goes with its streams, those known to be SIP last.
 *   windows          The one unused for longest: the next messages of that
 *                    WebSocket may be unreadable.
 *   gap_*            The hole is given up: a gap is told with the next message.
 *   associations     As streams: one not known to be SIP, else the one silent
 *   _octets          for longest, which is taken up again at its next message.
 *   datagrams,       The oldest datagram goes. One source network (its hash)
 *   fragment_octets  may fill a quarter; above that, its own oldest goes.
 *   tunnels          The oldest of the few sets of tunnel ids in the same part of
 *                    the table: records of older messages lack their tunnel.
 *   fragments        More pieces than that: the datagram is given up.
 */
struct rs_packet_limits {
    uint32_t streams;         /* TCP streams remembered, one direction each */
    uint32_t stream_octets;   /* octets held by all of them */
    uint32_t associations;       /* SCTP associations, one direction each */
    uint32_t association_octets; /* octets held by all of them */
    uint32_t tls_octets;         /* of all TLS sessions, and what they hold */
    uint32_t tls_backlog_octets; /* one holds while its secrets are missing */
    uint32_t windows;         /* of compressed WebSockets, 32 KiB each */
    uint32_t gap_segments;    /* segments one stream holds behind a hole */
    uint32_t gap_octets;      /* and octets */
    uint32_t gap_us;          /* how long a hole may stay open (packet time) */
    uint32_t gap_acked_us;    /* the same once the other side has acknowledged what is missing */
    uint32_t hold_us;         /* how long a message may stay incomplete without new octets */
    uint32_t datagrams;       /* datagrams waiting for fragments */
    uint32_t fragments;       /* pieces of one datagram */
    uint32_t fragment_octets; /* octets held by all of them */
    uint32_t fragment_us;     /* from a datagram's first fragment to its end */
    uint32_t tunnels;         /* sets of tunnel ids remembered for output */
};

/*
 * 65,536 streams, 64 MiB; 4,096 associations, 16 MiB; TLS 64 MiB; 512 windows; 32
 * segments, 64 kB, 2 s; 4,096 datagrams, 16 MiB, 30 s; 4,096 sets of tunnel ids.
 */
struct rs_packet_limits rs_packet_limits_default(void);

/*
 * Where messages go. origin: as in base/origin.h; time_us and frame are those of
 * the frame in which the message became whole. That is the frame just handed in,
 * but for messages that stood behind a hole in a TCP stream which was given up:
 * they bear the frame that brought their last octet, which lies back by no more
 * than the gap_ limits. origin->after_gap is set on the first message behind a
 * hole. octets: a whole UDP payload, or exactly one message of a stream; with
 * origin->truncated what the capture left of it. Both are borrowed.
 *
 * unreachable (NULL: nobody wants to know): an ICMP error quotes the beginning
 * of an old message, which did not arrive. origin: its addresses, and the time
 * and frame of the error.
 *
 * secured: what became of TLS sessions.
 */
struct rs_packet_sink {
    void *user;
    void (*message)(void *user, const struct rs_origin *origin, struct rs_span octets);
    void (*unreachable)(void *user, const struct rs_origin *origin, enum rs_unreachable why,
                        struct rs_span octets);
    struct rs_tls_outcome_sink secured;
};

struct rs_decoder;
struct rs_tls_keys;

/* limits: NULL for the defaults. NULL when there is no memory. */
struct rs_decoder *rs_decoder_new(const struct rs_packet_limits *limits,
                                  const struct rs_hash_key *key);
void rs_decoder_free(struct rs_decoder *d);

/*
 * The secrets of TLS sessions, for those that begin from now on; more may be
 * added at any time. Borrowed: they outlive the decoder. NULL: none.
 */
void rs_decoder_keys(struct rs_decoder *d, struct rs_tls_keys *keys);

/*
 * Take one frame, give the messages that are whole now. Frames come in the
 * order of capture; a time that goes back is taken as no time passed.
 */
enum rs_packet_verdict rs_decoder_frame(struct rs_decoder *d, const struct rs_frame *frame,
                                        const struct rs_packet_sink *sink);

/*
 * Time passes without a frame: give up holes and fragments whose time is over.
 * rs_decoder_frame does it by itself; a live sensor calls it on a silent link.
 */
void rs_decoder_expire(struct rs_decoder *d, int64_t now_us, const struct rs_packet_sink *sink);

/*
 * The input ends: holes are given up, messages that stand behind them are
 * given, all that is held is let go. The decoder may be used again.
 */
void rs_decoder_finish(struct rs_decoder *d, const struct rs_packet_sink *sink);

/* What origin.tunnel_number means. Borrowed; changes with every frame. */
struct rs_tunnels;
const struct rs_tunnels *rs_decoder_tunnels(const struct rs_decoder *d);

/* Told of each stack of tunnels that is new in that table, before its message. */
struct rs_tunnel_stack;
void rs_decoder_on_tunnel(struct rs_decoder *d, void *user,
                          void (*met)(void *user, uint32_t number,
                                      const struct rs_tunnel_stack *stack));

/* Borrowed; changes with every frame. */
const struct rs_packet_counters *rs_decoder_counters(const struct rs_decoder *d);

#endif
