#include "packet/tls_suites.h"

#include "packet/tls.h"

enum bulk_name {
#define RS_TLS_BULK(bulk, algorithm, kind, key, iv, tag) BULK_##bulk,
#include "packet/tls_suites.def"
#undef RS_TLS_BULK
};

static const struct rs_tls_bulk bulks[] = {
#define RS_TLS_BULK(bulk, algorithm, kind, key, iv, tag) {algorithm, RS_TLS_##kind, key, iv, tag},
#include "packet/tls_suites.def"
#undef RS_TLS_BULK
};

enum key_exchange { KX_OTHER, KX_RSA };

/* In the order of their numbers: the test walks it. */
static const struct rs_tls_suite suites[] = {
#define RS_TLS_SUITE(id, name, kx, bulk, hash) \
    {id, KX_##kx == KX_RSA, RS_TLS_##hash, &bulks[BULK_##bulk], "TLS_" name},
#include "packet/tls_suites.def"
#undef RS_TLS_SUITE
};

const struct rs_tls_suite *rs_tls_suite_find(uint16_t id)
{
    size_t low = 0, high = sizeof suites / sizeof suites[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (suites[middle].id == id)
            return &suites[middle];
        if (suites[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *rs_tls_suite_name(uint16_t id)
{
    const struct rs_tls_suite *suite = rs_tls_suite_find(id);
    return suite ? suite->name : NULL;
}

const char *rs_tls_version_name(uint16_t version)
{
    static const char *const names[] = {"SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};
    return version >= 0x0300 && version <= 0x0304 ? names[version - 0x0300] : NULL;
}

static const EVP_MD *hash_of(unsigned hash)
{
    switch (hash) {
    case RS_TLS_MD5:
        return EVP_md5();
    case RS_TLS_SHA1:
        return EVP_sha1();
    case RS_TLS_SHA256:
        return EVP_sha256();
    default:
        return EVP_sha384();
    }
}

unsigned rs_tls_hash_len(const EVP_MD *hash)
{
    return (unsigned)EVP_MD_get_size(hash);
}

unsigned rs_tls_mac_len(const struct rs_tls_suite *suite)
{
    return rs_tls_is_aead(suite) ? 0 : rs_tls_hash_len(hash_of(suite->hash));
}

const EVP_MD *rs_tls_mac_hash(const struct rs_tls_suite *suite)
{
    return hash_of(suite->hash);
}

const EVP_MD *rs_tls_prf_hash(const struct rs_tls_suite *suite)
{
    return suite->hash == RS_TLS_SHA384 ? EVP_sha384() : EVP_sha256();
}
