#include "capture/hosts.h"

enum { PER_NETWORK = 254 };

static bool same_letter(char a, char b)
{
    if (a >= 'A' && a <= 'Z')
        a = (char)(a + ('a' - 'A'));
    if (b >= 'A' && b <= 'Z')
        b = (char)(b + ('a' - 'A'));
    return a == b;
}

/* Equal, or one is the first label of the other. */
static bool is_same(const char *known, struct rs_span name)
{
    size_t i = 0;
    while (known[i] && i < name.n && same_letter(known[i], name.p[i]))
        i++;
    return i > 0 && (!known[i] || known[i] == '.') && (i == name.n || name.p[i] == '.') &&
           (!known[i] || i == name.n);
}

static struct rs_host *find(struct rs_hosts *h, struct rs_span name)
{
    for (unsigned i = 0; i < h->count; i++)
        if (is_same(h->host[i].name, name))
            return &h->host[i];
    return NULL;
}

/* RFC 5737: 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24. */
static struct rs_addr made_up(unsigned n)
{
    static const uint8_t networks[3][3] = {{192, 0, 2}, {198, 51, 100}, {203, 0, 113}};
    struct rs_addr a = {.family = 4};
    memcpy(a.octet, networks[n / PER_NETWORK], 3);
    a.octet[3] = (uint8_t)(1 + n % PER_NETWORK);
    return a;
}

static void keep_name(struct rs_host *host, struct rs_span name)
{
    size_t n = name.n < RS_HOST_NAME - 1 ? name.n : RS_HOST_NAME - 1;
    for (size_t i = 0; i < n; i++)
        host->name[i] = name.p[i] > ' ' && name.p[i] < 0x7f ? name.p[i] : '?';
    host->name[n] = '\0';
}

static struct rs_host *get(struct rs_hosts *h, struct rs_span name)
{
    name = rs_span_first(name, RS_HOST_NAME - 1);
    struct rs_host *host = find(h, name);
    if (host)
        return host;
    if (h->count == RS_HOSTS_MAX)
        return &h->host[RS_HOSTS_MAX - 1];
    host = &h->host[h->count];
    *host = (struct rs_host){.addr = made_up(h->count), .made_up = true};
    keep_name(host, name);
    h->count++;
    return host;
}

struct rs_addr rs_hosts_addr(struct rs_hosts *h, struct rs_span name)
{
    struct rs_addr addr = {.family = 0};
    if (!name.n || rs_addr_parse(name.p, name.n, &addr))
        return addr;
    return get(h, name)->addr;
}

void rs_hosts_learn(struct rs_hosts *h, struct rs_span name, const struct rs_addr *addr)
{
    struct rs_addr literal;
    if (!name.n || !addr->family || rs_addr_parse(name.p, name.n, &literal) ||
        find(h, rs_span_first(name, RS_HOST_NAME - 1)) || h->count == RS_HOSTS_MAX)
        return;
    struct rs_host *host = get(h, name);
    host->addr = *addr;
    host->made_up = false;
}

const char *rs_hosts_name(const struct rs_hosts *h, const struct rs_addr *addr)
{
    for (unsigned i = 0; h && i < h->count; i++)
        if (rs_addr_eq(&h->host[i].addr, addr))
            return h->host[i].name;
    return NULL;
}
