/*
 * JA4, the TLS client fingerprint, after its public description (FoxIO, BSD
 * 3-clause for this part of the family; the others are not):
 *
 *   t13d1516h2_8daaf6152771_e5627efa2ab1
 *   │││ │ │ │  │            └ SHA-256 of the sorted extensions (without SNI and
 *   │││ │ │ │  │              ALPN), "_", the signature algorithms in their order
 *   │││ │ │ │  └ SHA-256 of the sorted cipher suites; of both, 12 digits
 *   │││ │ │ └ first and last sign of the first ALPN protocol
 *   │││ │ └ number of extensions, SNI and ALPN included
 *   │││ └ number of cipher suites
 *   ││└ d: the server's name is given, i: it is not
 *   └┴ TLS, the highest version offered
 *
 * GREASE is passed over everywhere.
 */
#include "packet/tls_hello.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "packet/tls.h"

enum { VALUES_MAX = 512, HASH_DIGITS = 12, COUNT_MAX = 99 };

/* Numbers on their way into a fingerprint; what is beyond the room is hostile and left out. */
struct values {
    uint16_t value[VALUES_MAX];
    unsigned count;
};

static void add(struct values *v, uint16_t value)
{
    if (!rs_tls_is_grease(value) && v->count < VALUES_MAX)
        v->value[v->count++] = value;
}

static struct values of_list(struct rs_span list)
{
    struct values v = {.count = 0};
    for (size_t i = 0; i < rs_tls_list_count(list); i++)
        add(&v, rs_tls_list_at(list, i));
    return v;
}

static int compare(const void *a, const void *b)
{
    const uint16_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void sort(struct values *v)
{
    qsort(v->value, v->count, sizeof v->value[0], compare);
}

static char *put_hex(char *to, unsigned value, unsigned digits)
{
    for (unsigned i = digits; i--; value >>= 4)
        to[i] = "0123456789abcdef"[value & 15];
    return to + digits;
}

/* "002f,0035" */
static char *put_values(char *to, const struct values *v)
{
    for (unsigned i = 0; i < v->count; i++) {
        if (i)
            *to++ = ',';
        to = put_hex(to, v->value[i], 4);
    }
    return to;
}

static char *put_hash(char *to, const char *text, size_t len)
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    if (len)
        EVP_Digest(text, len, digest, NULL, EVP_sha256(), NULL);
    for (unsigned i = 0; i < HASH_DIGITS / 2; i++)
        to = put_hex(to, digest[i], 2);
    return to;
}

static char *put_count(char *to, unsigned count)
{
    if (count > COUNT_MAX)
        count = COUNT_MAX;
    *to++ = (char)('0' + count / 10);
    *to++ = (char)('0' + count % 10);
    return to;
}

static char *put_version(char *to, const struct rs_tls_client_hello *h)
{
    uint16_t highest = h->versions.n ? 0 : h->version;
    for (size_t i = 0; i < rs_tls_list_count(h->versions); i++) {
        uint16_t version = rs_tls_list_at(h->versions, i);
        if (!rs_tls_is_grease(version) && version > highest)
            highest = version;
    }
    static const char names[][3] = {"s3", "10", "11", "12", "13"};
    memcpy(to, highest >= 0x0300 && highest <= 0x0304 ? names[highest - 0x0300] : "00", 2);
    return to + 2;
}

static bool is_alphanumeric(char c)
{
    char lower = (char)rs_lower((unsigned char)c);
    return rs_is_digit(c) || (lower >= 'a' && lower <= 'z');
}

/* Signs that are no letters or digits: the outermost digits of the octets in hexadecimal. */
static char *put_alpn(char *to, struct rs_span alpn)
{
    if (!alpn.n) {
        memcpy(to, "00", 2);
        return to + 2;
    }
    char first = alpn.p[0], last = alpn.p[alpn.n - 1];
    if (is_alphanumeric(first) && is_alphanumeric(last)) {
        to[0] = first;
        to[1] = last;
        return to + 2;
    }
    put_hex(to, (unsigned char)first >> 4, 1);
    put_hex(to + 1, (unsigned char)last & 15, 1);
    return to + 2;
}

/* All extensions are counted, two are not hashed. */
static unsigned take_extensions(const struct rs_tls_client_hello *h, struct values *hashed)
{
    unsigned count = 0;
    uint16_t type;
    struct rs_span value;
    hashed->count = 0;
    for (struct rs_span block = h->extensions; rs_tls_extension_next(&block, &type, &value);) {
        count += !rs_tls_is_grease(type);
        if (type != RS_TLS_EXT_SERVER_NAME && type != RS_TLS_EXT_ALPN)
            add(hashed, type);
    }
    sort(hashed);
    return count;
}

void rs_tls_ja4(const struct rs_tls_client_hello *h, char *out)
{
    char text[2 * VALUES_MAX * 5 + 1], *end;
    struct values ciphers = of_list(h->ciphers), signatures = of_list(h->signatures), extensions;
    unsigned extension_count = take_extensions(h, &extensions);
    sort(&ciphers);

    *out++ = 't';
    out = put_version(out, h);
    *out++ = h->has_sni ? 'd' : 'i';
    out = put_count(out, ciphers.count);
    out = put_count(out, extension_count);
    out = put_alpn(out, h->alpn);
    *out++ = '_';
    end = put_values(text, &ciphers);
    out = put_hash(out, text, (size_t)(end - text));
    *out++ = '_';
    end = put_values(text, &extensions);
    if (signatures.count && extension_count) {
        *end++ = '_';
        end = put_values(end, &signatures);
    }
    out = put_hash(out, text, (size_t)(end - text));
    *out = '\0';
}
