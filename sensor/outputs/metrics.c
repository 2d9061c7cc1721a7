#define _GNU_SOURCE /* SOCK_CLOEXEC */
/*
 * Output "metrics": GET /metrics at HOST:PORT, as OpenMetrics. What is served
 * is the text made with the newest statistics (--stats-interval), so that
 * whoever asks never waits for the analysis, nor it for him.
 */
#include "outputs/output.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "notice.h"
#include "outputs/metrics_text.h"

enum { CONNECTIONS = 32, CONNECTIONS_OF_ONE = 8, IDLE_S = 10 };

struct metrics {
    int socket; /* the server's, once it has begun */
    struct MHD_Daemon *server;
    pthread_mutex_t lock; /* of text */
    GString *text;        /* the newest */
};

static const char content_type[] = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/* ---- serving: on the server's own thread ---- */

static enum MHD_Result reply(struct MHD_Connection *c, unsigned status, struct MHD_Response *r,
                             const char *type)
{
    if (!r)
        return MHD_NO;
    MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    enum MHD_Result rc = MHD_queue_response(c, status, r);
    MHD_destroy_response(r);
    return rc;
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status)
{
    static char why[] = "GET /metrics\n";
    return reply(c, status,
                 MHD_create_response_from_buffer(sizeof why - 1, why, MHD_RESPMEM_PERSISTENT),
                 "text/plain; charset=utf-8");
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
        return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED);
    }
    if (strcmp(url, "/metrics") != 0)
        return refuse(c, MHD_HTTP_NOT_FOUND);
    pthread_mutex_lock(&m->lock);
    struct MHD_Response *r =
        MHD_create_response_from_buffer(m->text->len, m->text->str, MHD_RESPMEM_MUST_COPY);
    pthread_mutex_unlock(&m->lock);
    return reply(c, MHD_HTTP_OK, r, content_type);
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

static int bound(const struct addrinfo *at)
{
    int on = 1;
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, CONNECTIONS) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

/* -1: told why not. */
static int listen_at(const char *target)
{
    struct addrinfo *at = address_of(target);
    if (!at)
        return -1;
    int fd = bound(at);
    if (fd < 0)
        rs_notice("-o metrics:%s: cannot listen there: %s", target, strerror(errno));
    freeaddrinfo(at);
    return fd;
}

static int open_metrics(void **state, struct rs_writer *w, const struct rs_output_settings *s)
{
    (void)w;
    int fd = listen_at(s->target);
    if (fd < 0)
        return RS_ERR_USAGE;
    struct metrics *m = g_new0(struct metrics, 1);
    struct rs_stats nothing = {.time_us = 0};
    pthread_mutex_init(&m->lock, NULL);
    m->text = rs_metrics_text(&nothing);
    m->socket = fd;
    *state = m;
    return RS_OK;
}

/* The server has a thread, and the socket from here on. */
static int begin_metrics(void *state)
{
    struct metrics *m = state;
    m->server = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL, NULL, serve, m,
        MHD_OPTION_LISTEN_SOCKET, m->socket, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)CONNECTIONS_OF_ONE,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_END);
    return m->server ? RS_OK : RS_ERR_OUTPUT;
}

static int stats_metrics(void *state, const struct rs_stats *s)
{
    struct metrics *m = state;
    GString *text = rs_metrics_text(s);
    pthread_mutex_lock(&m->lock);
    GString *old = m->text;
    m->text = text;
    pthread_mutex_unlock(&m->lock);
    g_string_free(old, TRUE);
    return RS_OK;
}

static int close_metrics(void *state)
{
    struct metrics *m = state;
    if (m->server)
        MHD_stop_daemon(m->server);
    else
        close(m->socket);
    g_string_free(m->text, TRUE);
    pthread_mutex_destroy(&m->lock);
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
    .begin = begin_metrics,
    .stats = stats_metrics,
    .close = close_metrics,
};
