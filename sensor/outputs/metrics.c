#define _POSIX_C_SOURCE 200809L
/*
 * Output "metrics": GET /metrics at HOST:PORT, as OpenMetrics. What is served
 * is the text made with the newest statistics (--stats-interval), so that
 * whoever asks never waits for the analysis, nor it for him.
 */
#include "outputs/output.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <string.h>

#include "base/err.h"
#include "notice.h"
#include "outputs/metrics_text.h"

enum { CONNECTIONS = 32, CONNECTIONS_OF_ONE = 8, IDLE_S = 10 };

struct metrics {
    struct MHD_Daemon *server;
    GMutex lock;  /* of text */
    GBytes *text; /* the newest */
};

static const char content_type[] = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/* ---- serving: on the server's own thread ---- */

static enum MHD_Result reply(struct MHD_Connection *c, unsigned status, GBytes *text,
                             const char *type)
{
    gsize n;
    const void *octets = g_bytes_get_data(text, &n);
    struct MHD_Response *r =
        MHD_create_response_from_buffer(n, (void *)(uintptr_t)octets, MHD_RESPMEM_MUST_COPY);
    if (!r)
        return MHD_NO;
    MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    enum MHD_Result rc = MHD_queue_response(c, status, r);
    MHD_destroy_response(r);
    return rc;
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status, const char *why)
{
    GBytes *text = g_bytes_new_static(why, strlen(why));
    enum MHD_Result rc = reply(c, status, text, "text/plain; charset=utf-8");
    g_bytes_unref(text);
    return rc;
}

static enum MHD_Result serve(void *user, struct MHD_Connection *c, const char *url,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **state)
{
    struct metrics *m = user;
    (void)version;
    (void)upload;
    (void)state;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
        *upload_size = 0;
        return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED, "GET /metrics\n");
    }
    if (strcmp(url, "/metrics") != 0)
        return refuse(c, MHD_HTTP_NOT_FOUND, "GET /metrics\n");
    g_mutex_lock(&m->lock);
    GBytes *text = g_bytes_ref(m->text);
    g_mutex_unlock(&m->lock);
    enum MHD_Result rc = reply(c, MHD_HTTP_OK, text, content_type);
    g_bytes_unref(text);
    return rc;
}

/* ---- the output ---- */

/* "HOST:PORT" or "[v6]:PORT", host by name too. NULL: told why not. */
static struct addrinfo *address_of(const char *target)
{
    const char *colon = target ? strrchr(target, ':') : NULL;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    if (!colon || colon == target) {
        rs_notice("-o metrics: wants the address to listen at, as in metrics:127.0.0.1:9464");
        return NULL;
    }
    char *host = *target == '[' && colon[-1] == ']'
                     ? g_strndup(target + 1, (gsize)(colon - target) - 2)
                     : g_strndup(target, (gsize)(colon - target));
    int rc = getaddrinfo(host, colon + 1, &hints, &found);
    if (rc != 0)
        rs_notice("-o metrics:%s: %s", target, gai_strerror(rc));
    g_free(host);
    return rc == 0 ? found : NULL;
}

static struct MHD_Daemon *listen_at(struct metrics *m, const char *target)
{
    struct addrinfo *at = address_of(target);
    if (!at)
        return NULL;
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
                     (at->ai_family == AF_INET6 ? MHD_USE_IPv6 : MHD_NO_FLAG);
    struct MHD_Daemon *d = MHD_start_daemon(
        flags, 0, NULL, NULL, serve, m, MHD_OPTION_SOCK_ADDR, at->ai_addr,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_OF_ONE, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
    if (!d)
        rs_notice("-o metrics:%s: cannot listen there: %s", target, strerror(errno));
    freeaddrinfo(at);
    return d;
}

static int open_metrics(void **state, struct rs_writer *w, const struct rs_output_settings *s)
{
    (void)w;
    struct metrics *m = g_new0(struct metrics, 1);
    struct rs_stats nothing = {.time_us = 0};
    g_mutex_init(&m->lock);
    m->text = g_string_free_to_bytes(rs_metrics_text(&nothing));
    m->server = listen_at(m, s->target);
    *state = m;
    if (m->server)
        return RS_OK;
    g_bytes_unref(m->text);
    g_mutex_clear(&m->lock);
    g_free(m);
    return RS_ERR_USAGE;
}

static int stats_metrics(void *state, const struct rs_stats *s)
{
    struct metrics *m = state;
    GBytes *text = g_string_free_to_bytes(rs_metrics_text(s));
    g_mutex_lock(&m->lock);
    GBytes *old = m->text;
    m->text = text;
    g_mutex_unlock(&m->lock);
    g_bytes_unref(old);
    return RS_OK;
}

static int close_metrics(void *state)
{
    struct metrics *m = state;
    MHD_stop_daemon(m->server);
    g_bytes_unref(m->text);
    g_mutex_clear(&m->lock);
    g_free(m);
    return RS_OK;
}

const struct rs_output_class rs_output_metrics = {
    .word = "metrics",
    .summary = "counters and RFC 6076 delays for Prometheus, at HOST:PORT/metrics",
    .default_log = RS_LOG_STATS,
    .bare = true,
    .serves = true,
    .open = open_metrics,
    .stats = stats_metrics,
    .close = close_metrics,
};
