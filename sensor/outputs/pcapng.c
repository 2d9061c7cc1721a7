/* Messages wait here for the findings that stand on them. */
#include "outputs/pcapng.h"

#include <inttypes.h>
#include <string.h>

#include "base/err.h"

struct kept {
    struct rs_origin origin;
    char *octets;
    size_t len, missing;
    GPtrArray *comments; /* NULL: none */
};

struct rs_pcapng_output {
    struct rs_writer *w;
    const struct rs_output_settings *settings;
    GQueue waiting;       /* struct kept, oldest first */
    GHashTable *by_frame; /* of waiting: the last message of a frame */
    GPtrArray *early;     /* comments on the message that comes next, or on an older one */
    size_t octets;        /* held */
    unsigned names;       /* written so far */
};

/* ---- keeping ---- */

static guint64 key_of(uint32_t interface, uint64_t frame)
{
    return (guint64)interface << 48 ^ frame;
}

static void kept_free(struct kept *k)
{
    if (k->comments)
        g_ptr_array_free(k->comments, TRUE);
    g_free(k->octets);
    g_free(k);
}

static void write_oldest(struct rs_pcapng_output *p)
{
    struct kept *k = g_queue_pop_head(&p->waiting);
    guint64 key = key_of(k->origin.interface, k->origin.frame);

    if (g_hash_table_lookup(p->by_frame, &key) == k)
        g_hash_table_remove(p->by_frame, &key);
    rs_pcapng_put_names(p->w, p->settings->hosts, p->names);
    p->names = p->settings->hosts ? p->settings->hosts->count : 0;
    rs_pcapng_put_message(p->w, &k->origin, rs_span(k->octets, k->len), k->missing, k->comments);
    p->octets -= k->len;
    kept_free(k);
}

static void make_room(struct rs_pcapng_output *p, int64_t now_us)
{
    const struct kept *oldest;

    while ((oldest = g_queue_peek_head(&p->waiting)) &&
           (p->octets > RS_PCAPNG_OCTETS_MAX ||
            (!p->settings->from_files && now_us - oldest->origin.time_us > RS_PCAPNG_LIVE_US)))
        write_oldest(p);
}

/* ---- messages ---- */

/* --call: a number or a Call-ID. */
static bool wanted(const struct rs_pcapng_output *p, uint64_t call, struct rs_span call_id)
{
    char number[24];

    if (!p->settings->call)
        return true;
    g_snprintf(number, sizeof number, "%" PRIu64, call);
    return strcmp(p->settings->call, number) == 0 ||
           rs_span_eq(call_id, rs_span_str(p->settings->call));
}

static size_t missing_of(const struct rs_annotation *a)
{
    int64_t body = (int64_t)a->msg->body.n;

    if (!a->origin->truncated)
        return 0;
    return a->msg->content_length > body && a->msg->content_length < RS_PCAPNG_OCTETS_MAX
               ? (size_t)(a->msg->content_length - body)
               : 1;
}

static void take_early(struct rs_pcapng_output *p, struct kept *k)
{
    if (!p->early->len)
        return;
    k->comments = p->early;
    p->early = g_ptr_array_new_with_free_func(g_free);
}

static int pcapng_message(void *state, const struct rs_annotation *a)
{
    struct rs_pcapng_output *p = state;
    struct rs_span octets = a->msg->octets;
    struct kept *k;
    guint64 *key;

    if (!wanted(p, a->call, a->view->call_id)) {
        g_ptr_array_set_size(p->early, 0);
        return RS_OK;
    }
    k = g_new0(struct kept, 1);
    k->origin = *a->origin;
    k->octets = g_malloc(octets.n ? octets.n : 1);
    memcpy(k->octets, octets.p, octets.n);
    k->len = octets.n;
    k->missing = missing_of(a);
    take_early(p, k);
    p->octets += k->len;
    g_queue_push_tail(&p->waiting, k);
    key = g_new(guint64, 1);
    *key = key_of(k->origin.interface, k->origin.frame);
    g_hash_table_replace(p->by_frame, key, k);
    make_room(p, k->origin.time_us);
    return rs_writer_error(p->w);
}

/* ---- findings ---- */

/* "T213 medium: No ACK for a 200 (subkind=retransmitted, copies=4)" */
static char *comment_of(const struct rs_finding *f, bool elsewhere)
{
    const struct rs_catalogue_entry *c = rs_catalogue_get(f->id);
    GString *s = g_string_new(NULL);
    char *valid;

    if (elsewhere)
        g_string_append_printf(s, "about frame %" PRIu64 ": ", f->frame);
    g_string_append_printf(s, "%s %s: %s", c->id, rs_severity_name((enum rs_severity)f->severity),
                           c->name);
    for (unsigned i = 0; i < f->evidence_count; i++) {
        g_string_append_printf(s, "%s%s=", i ? ", " : " (", f->evidence[i].name);
        g_string_append_len(s, f->evidence[i].text.p, (gssize)f->evidence[i].text.n);
    }
    if (f->evidence_count)
        g_string_append_c(s, ')');
    for (gsize i = 0; i < s->len; i++)
        if ((unsigned char)s->str[i] < ' ' || s->str[i] == 0x7f)
            s->str[i] = ' ';
    valid = g_utf8_make_valid(s->str, (gssize)s->len);
    g_string_free(s, TRUE);
    return valid;
}

/*
 * On its frame's message where that still waits; what is told before its own
 * message comes (each message's findings come first) goes to the next one.
 */
static int pcapng_finding(void *state, const struct rs_finding *f)
{
    struct rs_pcapng_output *p = state;
    guint64 key = key_of(f->origin.interface, f->frame);
    struct kept *k = g_hash_table_lookup(p->by_frame, &key);
    const struct kept *newest = g_queue_peek_tail(&p->waiting);
    bool written = newest && newest->origin.interface == f->origin.interface &&
                   f->frame <= newest->origin.frame;

    if (!wanted(p, f->call, f->call_id))
        return RS_OK;
    if (!k) {
        g_ptr_array_add(p->early, comment_of(f, written));
        return RS_OK;
    }
    if (!k->comments)
        k->comments = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(k->comments, comment_of(f, false));
    return RS_OK;
}

/* ---- life ---- */

static int pcapng_open(void **state, struct rs_writer *w, const struct rs_output_settings *s)
{
    struct rs_pcapng_output *p;

    if (rs_writer_is_terminal(w))
        return RS_ERR_OUTPUT; /* octets for a program, not for people */
    p = g_new0(struct rs_pcapng_output, 1);
    p->w = w;
    p->settings = s;
    p->by_frame = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    p->early = g_ptr_array_new_with_free_func(g_free);
    rs_pcapng_put_section(w, s);
    *state = p;
    return RS_OK;
}

/* What found no message of its own stands on the last one. */
static void place_rest(struct rs_pcapng_output *p)
{
    struct kept *last = g_queue_peek_tail(&p->waiting);

    if (!last || !p->early->len)
        return;
    if (!last->comments)
        last->comments = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_extend_and_steal(last->comments, p->early);
    p->early = g_ptr_array_new_with_free_func(g_free);
}

static int pcapng_close(void *state)
{
    struct rs_pcapng_output *p = state;
    int result;

    place_rest(p);
    while (p->waiting.length)
        write_oldest(p);
    result = rs_writer_flush(p->w);
    g_hash_table_destroy(p->by_frame);
    g_ptr_array_free(p->early, TRUE);
    g_free(p);
    return result;
}

const struct rs_output_class rs_output_pcapng = {
    .word = "pcapng",
    .bare = true,
    .summary = "a capture for Wireshark: the messages, findings as their comments",
    .default_log = RS_LOG_ALERT | RS_LOG_MESSAGE,
    .open = pcapng_open,
    .finding = pcapng_finding,
    .message = pcapng_message,
    .close = pcapng_close,
};
