#include "capture/url.h"

#include <stdio.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/err.h"

static const struct scheme {
    const char *begin;
    enum rs_url_kind kind;
    const char *port;
} SCHEMES[] = {
    {"hep://", RS_URL_HEP, "9060"},
    {"hep+udp://", RS_URL_HEP_UDP, "9060"},
    {"hep+tcp://", RS_URL_HEP_TCP, "9060"},
    {"tcp://", RS_URL_CAPTURE, "57012"},
};

static const struct scheme *scheme_of(const char *text)
{
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++)
        if (!strncmp(text, SCHEMES[i].begin, strlen(SCHEMES[i].begin)))
            return &SCHEMES[i];
    return NULL;
}

/* "[::1]" or "name"; *rest is what stands behind it. False: a bracket is missing. */
static bool host_of(const char *text, const char **host, size_t *len, const char **rest)
{
    bool bracketed = *text == '[';
    *host = text + bracketed;
    *len = strcspn(*host, bracketed ? "]" : ":");
    *rest = *host + *len;
    if (bracketed && *(*rest)++ != ']')
        return false;
    return true;
}

static int wrong(const char **why, const char *text)
{
    *why = text;
    return RS_ERR_USAGE;
}

int rs_url_parse(const char *text, struct rs_url *url, const char **why)
{
    const struct scheme *scheme = scheme_of(text);
    *url = (struct rs_url){.kind = RS_URL_NONE};
    if (!scheme)
        return RS_OK;
    const char *host, *rest;
    size_t len;
    uint16_t port;
    if (!host_of(text + strlen(scheme->begin), &host, &len, &rest))
        return wrong(why, "the ']' behind the address is missing");
    if (len == 0 || len >= sizeof url->host)
        return wrong(why, "give HOST:PORT behind //, as 0.0.0.0:9060 or [::]:9060");
    if (*rest && (*rest != ':' || !rs_port_parse(rest + 1, strlen(rest + 1), &port) || !port))
        return wrong(why, "the port is a number from 1 to 65535, behind HOST: (IPv6 in [])");
    url->kind = scheme->kind;
    snprintf(url->host, sizeof url->host, "%.*s", (int)len, host);
    if (*rest)
        snprintf(url->port, sizeof url->port, "%u", port);
    else
        snprintf(url->port, sizeof url->port, "%s", scheme->port);
    return RS_OK;
}
