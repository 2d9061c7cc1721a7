/*
 * tls2text CAPTURE [KEYLOG [KEY.pem]]: what was said in the TLS connections of a
 * capture. One line of facts a connection, then its octets in hexadecimal, one
 * line a direction, as tests/checks/tls_octets.py compares them with tshark's.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/tls_capture.h"

static void print_text(const char *name, const char *text, size_t len)
{
    printf("%s ", name);
    for (size_t i = 0; i < len; i++)
        printf("%02x", (unsigned char)text[i]);
    printf("\n");
}

static void print_seen(unsigned number, const struct tls_seen *s)
{
    const struct rs_tls_facts *f = &s->facts;
    int client = f->client < 0 ? 0 : f->client;
    const char *version = rs_tls_version_name(f->version), *suite = rs_tls_suite_name(f->suite);
    printf("stream %u %s %s sni=%s alpn=%s ja4=%s%s%s lost=%u %s\n", number,
           version ? version : "-", version && suite ? suite : "-", f->sni, f->alpn, f->ja4,
           f->resumed ? " resumed" : "", f->early_data ? " early" : "", s->lost[0] + s->lost[1],
           s->reason < 0 ? "read" : rs_tls_reason_name((enum rs_tls_reason)s->reason));
    print_text("client", s->text[client], s->len[client]);
    print_text("server", s->text[!client], s->len[!client]);
}

int main(int argc, char **argv)
{
    static const struct rs_hash_key key = {3, 4};
    struct tls_run *run = malloc(sizeof *run);
    struct tls_capture c;
    if (argc < 2 || !run) {
        fprintf(stderr, "usage: tls2text CAPTURE [KEYLOG|- [KEY.pem]]\n");
        return 1;
    }
    struct rs_tls_keys *keys = argc > 2 && *argv[2] != '-' ? tls_keys_from(argv[2])
                                                           : rs_tls_keys_new(0, &key);
    size_t len = 0;
    char *pem = argc > 3 ? tls_file_text(argv[3], &len) : NULL;
    if (!keys || (argc > 3 && (!pem || rs_tls_keys_add_rsa(keys, rs_span(pem, len)) < 0))) {
        fprintf(stderr, "tls2text: a file with keys cannot be read\n");
        return 1;
    }
    free(pem);
    tls_capture_load(&c, argv[1]);
    rs_tls_keys_add_text(keys, rs_span(c.secrets, c.secrets_len));
    tls_run_init(run, NULL);
    tls_run_all(run, keys, &c, 0);
    for (unsigned i = 0; i < c.streams; i++)
        print_seen(i, &run->seen[i]);
    printf("messages %u\n", tls_run_messages(run));
    tls_run_free(run);
    tls_capture_free(&c);
    rs_tls_keys_free(keys);
    free(run);
    return 0;
}
