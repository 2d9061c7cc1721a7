/*
 * bytes -> message: the index of one SIP message.
 *
 * The caller owns the octets and the struct rs_msg; spans and offsets point
 * into those octets and never outlive them. Nothing is copied, nothing is
 * allocated, nothing is written to the octets. A watcher is lenient: whatever
 * can be kept is kept, and what is wrong is noted as a fault (faults.def).
 *
 * The header section is indexed once, in one pass; the values are understood
 * by the typed views (via.h, name_addr.h, cseq.h ...) when somebody asks.
 */
#ifndef RS_SIP_MSG_H
#define RS_SIP_MSG_H

#include "base/err.h"
#include "base/span.h"
#include "sip/fault.h"
#include "sip/header.h"
#include "sip/method.h"

enum {
    RS_MSG_HEADERS_MAX = 320,     /* header lines indexed; the last places are for kinds not yet seen */
    RS_MSG_HEAD_MAX = 65535       /* octets of start line and header section */
};

enum rs_msg_kind { RS_MSG_REQUEST, RS_MSG_RESPONSE };

/* Where the octets come from, which decides where the message ends. */
enum rs_framing {
    RS_FRAMING_DATAGRAM,  /* ends with the octets (RFC 3261 18.3) */
    RS_FRAMING_STREAM     /* Content-Length decides; may be incomplete */
};

/* One header line. Offsets from msg->octets.p. */
struct rs_header {
    uint16_t name, value;  /* where they begin */
    uint16_t value_len;    /* trimmed; folds are inside */
    uint16_t next;         /* index of the next with the same id, 0: last one (0 is never a next) */
    uint8_t name_len;      /* cut at 255 */
    uint8_t id;            /* enum rs_header_id */
    uint8_t folded;        /* 1: a continuation line follows inside the value */
};

struct rs_msg {
    struct rs_span octets; /* the message: head, empty line, body */
    struct rs_span after;  /* datagram: octets behind the declared body */
    uint8_t kind;          /* enum rs_msg_kind */
    uint8_t method;        /* enum rs_method; of a response: from its CSeq */
    uint16_t status;       /* 100-699 as sent, 0 in a request or when it is no number of 3 digits */
    struct rs_span method_name; /* as sent; of a response: from its CSeq */
    struct rs_span uri;    /* Request-URI as sent, with what stands around it */
    struct rs_span version;
    struct rs_span status_text; /* the code as sent */
    struct rs_span reason;
    struct rs_span start_line;  /* without line end */
    uint32_t head_len;     /* start line, headers and the empty line */
    const char *strange;   /* the head's first octet that is no ASCII text or line end; or NULL */
    struct rs_span body;   /* cut to Content-Length where that is shorter */
    struct rs_span opened; /* the body without its Content-Encoding; p == NULL: nobody opened it */
    int64_t content_length; /* declared; -1: absent, -2: not a number */
    bool cut;              /* fewer octets than declared (snaplen or datagram) */

    bool doubtful;         /* a header has no value, or stands again where once is enough */
    uint16_t header_count; /* entries in header[] */
    uint16_t first[RS_HEADER__COUNT]; /* 1 + index of the first of that id; 0: none */
    uint16_t last[RS_HEADER__COUNT];  /* its index, where there is more than one */
    struct rs_header header[RS_MSG_HEADERS_MAX];

    struct rs_faults faults;
};

/*
 * Index one message that begins at octets.p (leading CRLFs are skipped).
 * Returns the number of octets used (leading CRLFs, head and body; in a
 * datagram all of them), or
 *   RS_ERR_NOT_SIP     the first line is no SIP start line (sip/recognise.h)
 *   RS_ERR_INCOMPLETE  stream only: head or body goes on behind the octets.
 * `truncated`: the capture cut the packet (snaplen); such a message raises no
 * fault for what is not there.
 */
int64_t rs_msg_parse(struct rs_msg *m, struct rs_span octets, enum rs_framing framing,
                     bool truncated);

/* The first header line with that id, or NULL. Compact forms are the same id. */
static inline const struct rs_header *rs_msg_first(const struct rs_msg *m, enum rs_header_id id)
{
    return m->first[id] ? &m->header[m->first[id] - 1] : NULL;
}

/* The next line with the same id, or NULL. */
static inline const struct rs_header *rs_msg_next(const struct rs_msg *m, const struct rs_header *h)
{
    return h->next ? &m->header[h->next] : NULL;
}

static inline struct rs_span rs_header_name(const struct rs_msg *m, const struct rs_header *h)
{
    return rs_span(m->octets.p + h->name, h->name_len);
}

static inline struct rs_span rs_header_value(const struct rs_msg *m, const struct rs_header *h)
{
    return rs_span(m->octets.p + h->value, h->value_len);
}

/* Value of the first line with that id; empty with p == NULL when absent. */
static inline struct rs_span rs_msg_value(const struct rs_msg *m, enum rs_header_id id)
{
    const struct rs_header *h = rs_msg_first(m, id);
    return h ? rs_header_value(m, h) : RS_SPAN_NONE;
}

/* Value of the first line with that name (any case), known header or not. */
struct rs_span rs_msg_value_named(const struct rs_msg *m, struct rs_span name);

/*
 * Walk every value of a header in order: line by line, and inside a line at
 * its commas where the header's grammar is a list. Start with *it zeroed.
 * Returns false at the end.
 */
struct rs_values {
    const struct rs_header *line;
    struct rs_span rest;
    bool started;
};
bool rs_msg_next_value(const struct rs_msg *m, enum rs_header_id id, struct rs_values *it,
                       struct rs_span *value);

/*
 * The body to be understood: opened where it was sent compressed. It lies in
 * `octets` unless it was; it may not be readable where nobody could open it.
 */
static inline struct rs_span rs_msg_content(const struct rs_msg *m)
{
    return m->opened.p ? m->opened : m->body;
}

/* True when a list header (Require, Supported, Allow ...) holds that token, in any case. */
bool rs_msg_lists(const struct rs_msg *m, enum rs_header_id id, struct rs_span token);

#endif
