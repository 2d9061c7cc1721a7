#include "track/state.h"

#include "sip/body.h"
#include "sip/sdp.h"

/* Where a dialog's media go: c= lines of the SDP in its messages (D303 media_redirect). */

static bool near(const struct rs_addr *a, const struct rs_addr *b)
{
    size_t net = a->family == 4 ? 3 : 6; /* /24, /48 */
    return a->family == b->family && memcmp(a->octet, b->octet, net) == 0;
}

static bool known_net(const struct rs_dialog *d, const struct rs_addr *a)
{
    for (int i = 0; i < d->media_count; i++)
        if (near(&d->media[i], a))
            return true;
    for (int i = 0; i < d->party_count; i++)
        if (near(&d->party[i], a))
            return true;
    return false;
}

static bool is_kept(const struct rs_dialog *d, const struct rs_addr *a)
{
    for (int i = 0; i < d->media_count; i++)
        if (rs_addr_eq(&d->media[i], a))
            return true;
    return false;
}

/* 0.0.0.0 puts on hold (RFC 3264 8.4) and is nobody's address. */
static bool unspecified(const struct rs_addr *a)
{
    static const uint8_t zero[16];
    return !a->family || memcmp(a->octet, zero, sizeof zero) == 0;
}

static void take_address(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d,
                         const struct rs_addr *a, bool check)
{
    if (unspecified(a))
        return;
    bool known = known_net(d, a);
    if (check && !known && !d->partial && d->media_count &&
        d->media_count < RS_MEDIA_ADDRS_MAX) {
        char text[RS_ADDR_TEXT];
        struct rs_event e = rs_event_at(s, RS_EVENT_MEDIA_REDIRECT);
        e.dialog = d;
        e.subkind = rs_addr_text(a, text);
        rs_tell(t, &e);
    }
    if (!is_kept(d, a) && d->media_count < RS_MEDIA_ADDRS_MAX)
        d->media[d->media_count++] = *a;
}

void rs_dialog_media(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d, bool check)
{
    struct rs_part part;
    struct rs_sdp sdp;
    if (!s->msg->body.n ||
        !rs_body_find(s->msg, RS_SPAN("application"), RS_SPAN("sdp"), &part) ||
        rs_sdp_parse(part.octets, &sdp) != RS_OK)
        return;
    take_address(t, s, d, &sdp.addr, check);
    for (int i = 0; i < sdp.media_count; i++)
        if (sdp.media[i].port)
            take_address(t, s, d, &sdp.media[i].addr, check);
}
