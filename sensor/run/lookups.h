/*
 * Beside finding -> output: where outputs look up what a number or an address
 * in a result means. Filled on the capture's side and read on the outputs';
 * with several threads each side has its own (lookups_copy.h).
 */
#ifndef RS_RUN_LOOKUPS_H
#define RS_RUN_LOOKUPS_H

#include "capture/hosts.h"
#include "packet/tunnels.h"
#include "places.h"

/* Each may be NULL: there are none. */
struct rs_lookups {
    const struct rs_hosts *hosts;     /* names of addresses: logs */
    const struct rs_places *places;   /* files of frames: directories */
    const struct rs_tunnels *tunnels; /* of origin.tunnel_number */
};

#endif
