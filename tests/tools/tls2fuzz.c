/*
 * tls2fuzz FOLDER: seeds of fuzz_tls: conversations of two libssl peers with
 * their key logs, and hellos followed by contents that the target itself seals.
 * The steps' layout stands in fuzz_tls.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/sensor/packet/tls_peers.h"

static const char *folder;

static FILE *begin(const char *name, int flags)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f) {
        perror(path);
        exit(1);
    }
    fputc(flags, f);
    return f;
}

static void put(FILE *f, unsigned what, const char *octets, size_t n)
{
    fputc((int)what, f);
    fputc((int)(n >> 8 & 255), f);
    fputc((int)(n & 255), f);
    fwrite(octets, 1, n, f);
}

enum { OTHER = 6, ADD_KEYS_LATE = 1, WITH_GAP = 2 };

static void put_keys(FILE *f, const struct peers *p)
{
    char text[PEERS_KEYLOG_MAX + 1] = "k";
    memcpy(text + 1, p->keylog, p->keylog_len);
    put(f, OTHER, text, p->keylog_len + 1);
}

static void conversation(const char *name, const struct peers_how *how, int variant)
{
    struct peers p;
    if (!peers_meet(&p, how)) {
        fprintf(stderr, "%s: the peers do not meet\n", name);
        exit(1);
    }
    peers_say_often(&p, CLIENT, "OPTIONS sip:a SIP/2.0\r\nCSeq: ", 3);
    peers_say_often(&p, SERVER, "SIP/2.0 200 OK\r\nCSeq: ", 2);
    if (how->renegotiates)
        peers_renegotiate(&p);
    if (!how->version || how->version == TLS1_3_VERSION)
        peers_update_keys(&p, CLIENT, true);
    peers_say_often(&p, CLIENT, "OPTIONS sip:a SIP/2.0\r\nCSeq: ", 2);
    FILE *f = begin(name, variant == ADD_KEYS_LATE ? 2 : 0);
    if (variant != ADD_KEYS_LATE)
        put_keys(f, &p);
    for (size_t i = 0; i < p.wire.count; i++) {
        const struct tls_segment *s = &p.wire.segments[i];
        if (variant == WITH_GAP && i == p.wire.count - 3)
            put(f, OTHER | (unsigned)s->direction, "g", 1);
        else
            put(f, (unsigned)s->direction, s->octets, s->n);
    }
    if (variant == ADD_KEYS_LATE) {
        put_keys(f, &p);
        put(f, OTHER, "r", 1);
    }
    fclose(f);
    peers_free(&p);
}

/* A hello of fixed randoms in a record of its own; rest: from the session id on. */
static void put_hello(FILE *f, int direction, const char *rest, size_t rest_len)
{
    unsigned char hello[128] = {22, 3, 3};
    size_t body = 2 + 32 + rest_len;
    hello[4] = (unsigned char)(body + 4);
    hello[5] = (unsigned char)(direction + 1);
    hello[8] = (unsigned char)body;
    hello[9] = hello[10] = 3;
    memset(hello + 11, direction ? 's' : 'r', 32);
    memcpy(hello + 43, rest, rest_len);
    put(f, (unsigned)direction, (const char *)hello, 43 + rest_len);
}

/* The client offers 0-RTT and the extended master secret. */
static void put_hellos(FILE *f, bool is_13)
{
    put_hello(f, 0, "\0\0\4\x13\1\xc0\x2f\1\0\0\x08\0\x2a\0\0\0\x17\0\0", 19);
    if (is_13)
        put_hello(f, 1, "\0\x13\1\0\0\6\0\x2b\0\2\3\4", 12);
    else
        put_hello(f, 1, "\0\xc0\x2f\0\0\4\0\x17\0\0", 10);
}

static unsigned sealed(int direction, unsigned kind, unsigned epoch, unsigned type)
{
    return (unsigned)direction | kind << 1 | epoch << 3 | (type - 20) << 5;
}

static void contents_13(void)
{
    FILE *f = begin("sealed-13", 0);
    put_hellos(f, true);
    put(f, sealed(1, 1, 0, 22), "\x08\0\0\x0b\0\x09\0\x10\0\5\0\3\2h2", 15);
    put(f, sealed(0, 1, 2, 23), "early", 5);
    put(f, sealed(0, 1, 2, 22), "\5\0\0\0", 4);
    put(f, sealed(1, 1, 0, 22), "\x14\0\0\4abcd", 8);
    put(f, sealed(0, 1, 0, 22), "\x14\0\0\4abcd", 8);
    put(f, sealed(0, 1, 1, 23), "OPTIONS sip:a SIP/2.0\r\n\r\n", 25);
    put(f, sealed(1, 1, 1, 22), "\4\0\0\3abc", 7);
    put(f, sealed(1, 1, 1, 23), "SIP/2.0 200 OK\r\n\r\n\0\0\0", 21);
    put(f, sealed(1, 1, 1, 22), "\x18\0\0\1\0", 5);
    put(f, sealed(0, 1, 1, 21), "\1\0", 2);
    fclose(f);
}

static void contents_12(void)
{
    FILE *f = begin("sealed-12", 0);
    put_hellos(f, false);
    put(f, 1, "\x16\3\3\0\4\x0e\0\0\0", 9);
    put(f, 0, "\x16\3\3\0\6\x10\0\0\2\1x", 11);
    put(f, 0, "\x14\3\3\0\1\1", 6);
    put(f, sealed(0, 2, 0, 22), "\x14\0\0\2ab", 6);
    put(f, 1, "\x16\3\3\0\x0c\4\0\0\x08\0\0\0\1\0\2tt", 17);
    put(f, 1, "\x14\3\3\0\1\1", 6);
    put(f, sealed(1, 2, 0, 22), "\x14\0\0\2ab", 6);
    put(f, sealed(0, 2, 0, 23), "OPTIONS sip:a SIP/2.0\r\n\r\n", 25);
    put(f, sealed(1, 2, 0, 22), "\0\0\0\0", 4);
    put(f, sealed(1, 2, 0, 21), "\1\x64", 2);
    fclose(f);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: tls2fuzz FOLDER\n");
        return 1;
    }
    folder = argv[1];
    conversation("tls10-cbc", &(struct peers_how){.version = TLS1_VERSION}, 0);
    conversation("tls11-cbc", &(struct peers_how){.version = TLS1_1_VERSION, .no_etm = true}, 0);
    conversation("tls12-gcm", &(struct peers_how){.version = TLS1_2_VERSION}, 0);
    conversation("tls12-ccm",
                 &(struct peers_how){.version = TLS1_2_VERSION, .suite = "AES128-CCM8"}, 0);
    conversation("tls12-reneg",
                 &(struct peers_how){.version = TLS1_2_VERSION, .renegotiates = true}, 0);
    conversation("tls12-late", &(struct peers_how){.version = TLS1_2_VERSION}, ADD_KEYS_LATE);
    conversation("tls12-gap", &(struct peers_how){.version = TLS1_2_VERSION}, WITH_GAP);
    conversation("tls10-gap", &(struct peers_how){.version = TLS1_VERSION, .suite = "AES128-SHA"},
                 WITH_GAP);
    conversation("tls13", &(struct peers_how){.version = TLS1_3_VERSION}, 0);
    conversation("tls13-retry", &(struct peers_how){.version = TLS1_3_VERSION, .retry = true}, 0);
    conversation("tls13-late", &(struct peers_how){.version = TLS1_3_VERSION}, ADD_KEYS_LATE);
    conversation("tls13-gap", &(struct peers_how){.version = TLS1_3_VERSION}, WITH_GAP);
    contents_13();
    contents_12();
    return 0;
}
