#include "feed.h"

#include <string.h>

#include "origin.h"
#include "prefs.h"

enum { UDP_LEN = 8 };

/* Wireshark has one capture open and dissects in one thread. */
static struct {
    int sip;                    /* hfid */
    bool open;
    struct rs_store store;
    struct rs_watcher *watcher; /* made with the first SIP message */
    nstime_t newest;            /* of all frames; only forwards */
    bool time_told;             /* the watcher knows it */
    struct rs_record *now;      /* of the message at hand */
    const char *message_end;    /* where the core saw it end */
} feed;

void rs_feed_init(void)
{
    feed.sip = proto_get_id_by_filter_name("sip");
    rs_origin_init();
}

int rs_feed_sip(void)
{
    return feed.sip;
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
        struct rs_watcher_options options = {.limits = rs_prefs_limits(), .key = draw_key()};
        feed.watcher = rs_watcher_new(&options, &sink);
    }
    return feed.watcher;
}

void rs_feed_open(void)
{
    rs_feed_close();
    struct rs_store_limits limits = rs_prefs_store_limits();
    rs_store_init(&feed.store, &limits);
    nstime_set_zero(&feed.newest);
    feed.time_told = true;
    feed.open = true;
}

void rs_feed_close(void)
{
    if (!feed.open)
        return;
    rs_watcher_free(feed.watcher);
    feed.watcher = NULL;
    rs_store_fini(&feed.store);
    feed.open = false;
}

/* ---- a message ---- */

/* Octets of one message in its data source. */
struct place {
    tvbuff_t *tvb;
    gint start, end; /* what was captured of it lies between */
    guint sent;      /* UDP payload as sent; 0: none */
};

/*
 * The UDP header before the payload. In a tree that is shown stock's item ends
 * with the message, in one that is not, with the datagram: the core always gets
 * the datagram.
 */
static void widen_to_datagram(struct place *p, const packet_info *pinfo)
{
    gint captured = (gint)tvb_captured_length(p->tvb), header = p->start - UDP_LEN;
    if (header < 0 || tvb_get_ntohs(p->tvb, header) != pinfo->srcport ||
        tvb_get_ntohs(p->tvb, header + 2) != pinfo->destport)
        return;
    guint len = tvb_get_ntohs(p->tvb, header + 4);
    if (len <= UDP_LEN)
        return;
    p->sent = len - UDP_LEN;
    gint end = p->start + (gint)p->sent;
    p->end = MAX(p->end, MIN(end, captured));
}

static bool locate(struct place *p, const field_info *item, const struct rs_origin *o,
                   const packet_info *pinfo)
{
    p->tvb = item->ds_tvb;
    p->start = item->start;
    p->sent = 0;
    if (!p->tvb || p->start < 0)
        return false;
    gint captured = (gint)tvb_captured_length(p->tvb);
    bool stream = o->transport == RS_TRANSPORT_TCP || o->transport == RS_TRANSPORT_TLS;
    bool to_the_end = stream || item->length > captured - p->start;
    if (p->start >= captured || item->length <= 0)
        return false;
    p->end = to_the_end ? captured : p->start + item->length; /* a stream: Content-Length tells */
    if (o->transport == RS_TRANSPORT_UDP)
        widen_to_datagram(p, pinfo);
    return true;
}

static void complete_origin(struct rs_origin *o, const struct place *p, tvbuff_t *frame)
{
    guint captured = tvb_captured_length(p->tvb);
    guint octets = (guint)(p->end - p->start);
    bool cut = captured < tvb_reported_length(p->tvb) && (guint)p->end == captured;
    o->datagram_len = 0;
    if (o->transport == RS_TRANSPORT_UDP) {
        o->datagram_len = p->sent ? p->sent : octets;
        if (p->tvb != frame && o->fragments < 2 && p->sent)
            o->fragments = 2; /* put together by IP */
        cut = cut && o->datagram_len > octets;
    }
    o->truncated = cut;
}

static void give(const struct place *p, const struct rs_origin *o)
{
    gint len = p->end - p->start;
    const char *octets = (const char *)tvb_get_ptr(p->tvb, p->start, len);
    feed.now = rs_rows_add(&feed.store.records);
    if (feed.now) {
        feed.now->frame = (uint32_t)o->frame;
        feed.now->start = (uint32_t)p->start;
    }
    int rc = rs_watcher_message(feed.watcher, o, rs_span(octets, (size_t)len));
    if (rc != RS_OK && feed.now)
        rs_rows_drop_last(&feed.store.records);
    feed.now = NULL;
}

/* Bodies that are messages themselves are items too: they lie inside the one before. */
static bool inside_last(const struct place *p, const tvbuff_t *last, gint last_end)
{
    return p->tvb == last && p->start < last_end;
}

static void give_items(const GPtrArray *items, struct rs_origin_frame *f, tvbuff_t *frame,
                       packet_info *pinfo)
{
    tvbuff_t *last = NULL;
    gint last_end = 0;
    for (guint i = 0; i < items->len; i++) {
        struct place p;
        if (!locate(&p, g_ptr_array_index(items, i), &f->origin, pinfo) ||
            inside_last(&p, last, last_end))
            continue;
        complete_origin(&f->origin, &p, frame);
        feed.message_end = NULL;
        give(&p, &f->origin);
        if (!feed.message_end)
            continue;
        last = p.tvb;
        last_end = p.end - (gint)((const char *)tvb_get_ptr(p.tvb, p.start, p.end - p.start) +
                                  (p.end - p.start) - feed.message_end);
    }
}

void rs_feed_frame(tvbuff_t *frame, packet_info *pinfo, proto_tree *tree)
{
    if (nstime_cmp(&pinfo->abs_ts, &feed.newest) > 0) {
        feed.newest = pinfo->abs_ts;
        feed.time_told = false;
    }
    const GPtrArray *items = tree ? proto_get_finfo_ptr_array(tree, feed.sip) : NULL;
    if (!items || !items->len || !watcher())
        return;
    struct rs_origin_frame f;
    rs_origin_of_frame(&f, frame, pinfo);
    if (!f.quoted)
        give_items(items, &f, frame, pinfo);
}

void rs_feed_visited(void)
{
    if (feed.time_told)
        return;
    feed.time_told = true;
    if (feed.watcher)
        rs_watcher_expire(feed.watcher,
                          (int64_t)feed.newest.secs * 1000000 + feed.newest.nsecs / 1000);
}
