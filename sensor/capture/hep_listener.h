/*
 * The world -> bytes -> frames: HEP from capture agents, over UDP and TCP, on
 * one address. Never waits: the caller polls (rs_hep_listener_fd) and takes
 * what is there. Each HEP packet is one frame of link type RS_LINK_HEP, whose
 * time is that of its arrival; a frame's data lives until its callback returns.
 *
 * At most RS_HEP_CONNECTIONS agents are connected at once, each with a buffer
 * for one packet. When there is no place, the oldest connection that has not
 * brought a packet yet gives way; when all have, the new one is refused.
 */
#ifndef RS_CAPTURE_HEP_LISTENER_H
#define RS_CAPTURE_HEP_LISTENER_H

#include "base/err.h"
#include "capture/url.h"
#include "packet/packet.h"

enum { RS_HEP_ERROR_TEXT = 512, RS_HEP_CONNECTIONS = 256, RS_HEP_BATCH = 4096 };

/* From the start on. */
struct rs_hep_losses {
    uint64_t kernel;      /* datagrams: the socket's buffer was full */
    uint64_t broken;      /* packets of which a connection brought only the beginning */
    uint64_t refused;     /* connections */
    uint64_t junk_octets; /* on connections, that are no HEP */
};

struct rs_hep_listener;

/*
 * RS_OK and *out, or RS_ERR_INPUT with one line for people in error. number:
 * for the frames' interface. url: of a HEP kind.
 */
int rs_hep_listener_open(struct rs_hep_listener **out, const struct rs_url *url, uint32_t number,
                         uint32_t buffer_mib, char error[RS_HEP_ERROR_TEXT]);
void rs_hep_listener_close(struct rs_hep_listener *l);

/* To poll for reading. */
int rs_hep_listener_fd(const struct rs_hep_listener *l);

/* Hand over what is there, about RS_HEP_BATCH frames at most. Returns how many. */
int rs_hep_listener_take(struct rs_hep_listener *l, void *user,
                         void (*take)(void *user, const struct rs_frame *));

struct rs_hep_losses rs_hep_listener_losses(const struct rs_hep_listener *l);

/* Connections just now. */
unsigned rs_hep_listener_connected(const struct rs_hep_listener *l);

#endif
