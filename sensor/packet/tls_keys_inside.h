/*
 * Beside the arrow bytes -> packet: the store behind tls_keys.h, for its own
 * two files: tls_keys.c (secrets in a table, key log lines) and tls_keys_rsa.c
 * (private keys). The store owns all of it.
 */
#ifndef RS_PACKET_TLS_KEYS_INSIDE_H
#define RS_PACKET_TLS_KEYS_INSIDE_H

#include <openssl/evp.h>

#include "base/table.h"
#include "packet/tls_keys.h"

struct rs_tls_keys {
    struct rs_hash hash;
    struct rs_table table;
    EVP_PKEY *rsa[RS_TLS_RSA_KEYS_MAX];
    unsigned rsa_count;
    uint64_t generation;
    bool expected;
};

void rs_tls_rsa_free(struct rs_tls_keys *keys);

#endif
