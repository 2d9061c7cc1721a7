#include "feed.h"

#include <string.h>

#include "octets.h"
#include "origin.h"
#include "prefs.h"
#include "settings.h"

enum { UDP_LEN = 8 };

/* Wireshark has one capture open and dissects in one thread. */
static struct {
    bool open;
    struct rs_store store;
    struct rs_watcher *watcher; /* made with the first SIP message */
    struct rs_policy *policy;   /* lent to it; NULL: the defaults */
    int64_t newest_us;          /* of all frames; only forwards */
    bool time_told;             /* the watcher knows it */
    struct rs_record *now;      /* of the message at hand */
    const char *message_end;    /* where the core saw it end */
} feed;

void rs_feed_init(void)
{
    rs_octets_init();
    rs_origin_init();
}

struct rs_store *rs_feed_store(void)
{
    return feed.open ? &feed.store : NULL;
}

/* ---- what the core says ---- */

static void on_message(void *user, const struct rs_annotation *a)
{
    (void)user;
    feed.message_end = rs_span_end(a->msg->octets);
    if (feed.now)
        rs_store_message(&feed.store, feed.now, a);
}

static void on_finding(void *user, const struct rs_finding *f)
{
    (void)user;
    if (f->more) /* it goes on: noted on no frame */
        return;
    rs_store_finding(&feed.store, feed.now, f);
}

/* ---- a capture ---- */

/* Keys of tables come from attackers: theirs to guess. GLib seeds it from the system. */
static struct rs_hash_key draw_key(void)
{
    guint32 words[sizeof(struct rs_hash_key) / sizeof(guint32)];
    struct rs_hash_key key;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        words[i] = g_random_int();
    memcpy(&key, words, sizeof key);
    return key;
}

static struct rs_watcher *watcher(void)
{
    static const struct rs_watcher_sink sink = {.finding = on_finding, .message = on_message};
    if (!feed.watcher) {
        struct rs_watcher_options options = {
            .limits = rs_prefs_limits(),
            .key = draw_key(),
            .copy_window_us = rs_prefs_copy_window_us(),
            .each = true,
        };
        options.policy = feed.policy = rs_settings_of_user();
        feed.watcher = rs_watcher_new(&options, &sink);
    }
    return feed.watcher;
}

void rs_feed_open(void)
{
    rs_feed_close();
    struct rs_store_limits limits = rs_prefs_store_limits();
    rs_store_init(&feed.store, &limits);
    feed.newest_us = 0;
    feed.time_told = true;
    feed.open = true;
}

void rs_feed_close(void)
{
    if (!feed.open)
        return;
    rs_watcher_free(feed.watcher);
    feed.watcher = NULL;
    rs_policy_free(feed.policy);
    feed.policy = NULL;
    rs_store_fini(&feed.store);
    feed.open = false;
}

/* ---- a message ---- */

/* Its octets, and what their surroundings tell. */
struct place {
    struct rs_octets o;
    guint sent; /* UDP payload as sent; 0: not known */
};

static bool is_stream(const struct rs_origin *o)
{
    return o->transport == RS_TRANSPORT_TCP || o->transport == RS_TRANSPORT_TLS;
}

/*
 * The UDP header before the payload tells how long it was. In a tree that is
 * shown, stock's item ends with the message, and in one that is not, with the
 * datagram: the core always gets the datagram.
 */
static void look_at_udp(struct place *p, const packet_info *pinfo)
{
    gint captured = (gint)tvb_captured_length(p->o.tvb), header = p->o.start - UDP_LEN;
    if (header < 0 || tvb_get_ntohs(p->o.tvb, header) != pinfo->srcport ||
        tvb_get_ntohs(p->o.tvb, header + 2) != pinfo->destport)
        return;
    guint len = tvb_get_ntohs(p->o.tvb, header + 4);
    if (len <= UDP_LEN)
        return;
    p->sent = len - UDP_LEN;
    if (!p->o.exact)
        p->o.end = MAX(p->o.end, MIN(p->o.start + (gint)p->sent, captured));
}

static void complete(struct place *p, const struct rs_origin *o, const packet_info *pinfo)
{
    p->sent = 0;
    if (o->imported) { /* all that is there */
        p->o.end = (gint)tvb_captured_length(p->o.tvb);
        return;
    }
    if (o->transport == RS_TRANSPORT_UDP)
        look_at_udp(p, pinfo);
    else if (is_stream(o) && !p->o.exact) /* Content-Length tells */
        p->o.end = (gint)tvb_captured_length(p->o.tvb);
}

static void complete_origin(struct rs_origin *o, const struct place *p, tvbuff_t *frame)
{
    guint captured = tvb_captured_length(p->o.tvb);
    guint octets = (guint)(p->o.end - p->o.start);
    bool cut = captured < tvb_reported_length(p->o.tvb) && (guint)p->o.end == captured;
    o->datagram_len = 0;
    if (o->transport == RS_TRANSPORT_UDP && !o->imported) {
        o->datagram_len = p->sent ? p->sent : octets;
        /* Put together by IP: nothing stands before UDP. By a link or a tunnel: the inner IP header. */
        if (p->o.tvb != frame && o->fragments < 2 && p->sent && p->o.start == UDP_LEN)
            o->fragments = 2;
        cut = cut && o->datagram_len > octets;
    }
    o->truncated = cut;
}

/* Returns where the core saw the message end; 0 when it is none. */
static gint give(const struct place *p, const struct rs_origin *o)
{
    gint len = p->o.end - p->o.start;
    const char *octets = (const char *)tvb_get_ptr(p->o.tvb, p->o.start, len);
    feed.now = rs_rows_add(&feed.store.records);
    if (feed.now) {
        feed.now->frame = (uint32_t)o->frame;
        feed.now->start = (uint32_t)p->o.start;
    }
    feed.message_end = NULL;
    int rc = rs_watcher_message(feed.watcher, o, rs_span(octets, (size_t)len));
    if (rc != RS_OK && feed.now)
        rs_rows_drop_last(&feed.store.records);
    feed.now = NULL;
    return feed.message_end ? p->o.start + (gint)(feed.message_end - octets) : 0;
}

/* ---- a frame ---- */

/* What came before in this frame. */
struct progress {
    const void *buffer;
    const tvbuff_t *tvb;
    gint end;
};

/*
 * A further message of the same buffer begins where the last one ended. A body
 * that is a message itself lies inside the last one, and is none of its own.
 */
static bool place_behind(struct place *p, const struct progress *last)
{
    if (p->o.buffer == last->buffer && last->end)
        p->o.start = last->end;
    else if (p->o.tvb == last->tvb && p->o.start < last->end)
        return false;
    return p->o.start < p->o.end;
}

/* p: the first one is there. */
static void give_frame(struct rs_origin_frame *f, tvbuff_t *frame, packet_info *pinfo,
                       struct rs_octets_walk *walk, struct place *p)
{
    struct progress last = {0};
    do {
        complete(p, &f->origin, pinfo);
        if (!place_behind(p, &last))
            continue;
        complete_origin(&f->origin, p, frame);
        gint end = give(p, &f->origin);
        if (end)
            last = (struct progress){p->o.buffer, p->o.tvb, end};
    } while (rs_octets_next(walk, &p->o));
}

void rs_feed_frame(tvbuff_t *frame, packet_info *pinfo, proto_tree *tree)
{
    int64_t now_us = rs_origin_micros(&pinfo->abs_ts);
    if (now_us > feed.newest_us) {
        feed.newest_us = now_us;
        feed.time_told = false;
    }
    struct rs_octets_walk walk;
    struct place first;
    rs_octets_begin(&walk, tree);
    if (!rs_octets_next(&walk, &first.o) || !watcher())
        return;
    struct rs_origin_frame f;
    rs_origin_of_frame(&f, frame, pinfo);
    if (!f.quoted)
        give_frame(&f, frame, pinfo, &walk, &first);
}

void rs_feed_visited(void)
{
    if (feed.time_told)
        return;
    feed.time_told = true;
    if (!feed.watcher)
        return;
    rs_watcher_expire(feed.watcher, feed.newest_us);
    rs_watcher_settle(feed.watcher);
}
