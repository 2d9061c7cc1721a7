/*
 * The outputs' own copy of what they look up (lookups.h), where they stand in
 * another thread than the capture. The capture's side asks what is new since it
 * asked last and sends that on, in order with all else; so a result is told
 * with the names that were known when its frame was read, however far the
 * capture has come since.
 */
#ifndef RS_RUN_LOOKUPS_COPY_H
#define RS_RUN_LOOKUPS_COPY_H

#include "run/lookups.h"

enum rs_lookup_kind { RS_LOOKUP_HOST, RS_LOOKUP_PLACE, RS_LOOKUP_TUNNEL };

/* One thing that is new. Plain octets but for the file's name, which follows it in memory. */
struct rs_lookup {
    enum rs_lookup_kind kind;
    union {
        struct rs_host host;
        struct {
            uint32_t input;
            uint64_t number, frame;
        } place;
        struct {
            uint32_t number;
            struct rs_tunnel_stack stack;
        } tunnel;
    } is;
    uint32_t name_len; /* of a place's file, its end included */
    char name[];
};

/* The capture's side: how far it has told. */
struct rs_lookups_told {
    unsigned hosts;
    uint64_t places;
};

/*
 * Calls new_one for each host and place that was added since, in order. Tunnels
 * are told by the decoder itself (rs_decoder_on_tunnel).
 */
void rs_lookups_tell(const struct rs_lookups *l, struct rs_lookups_told *told, void *user,
                     void (*new_one)(void *user, const struct rs_lookup *l, const char *name));

/* The outputs' side. */
struct rs_lookups_copy {
    struct rs_hosts hosts;
    struct rs_places *places;
    struct rs_tunnels tunnels;
};

/* Same sizes as the originals. RS_OK or RS_ERR_MEMORY; _fini after either. */
int rs_lookups_copy_init(struct rs_lookups_copy *c, const struct rs_lookups *original);
void rs_lookups_copy_fini(struct rs_lookups_copy *c);
void rs_lookups_copy_add(struct rs_lookups_copy *c, const struct rs_lookup *l);

/* For the outputs; what the original does not have stays NULL. */
struct rs_lookups rs_lookups_copy_view(const struct rs_lookups_copy *c,
                                       const struct rs_lookups *original);

#endif
