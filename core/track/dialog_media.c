#include "track/state.h"

/*
 * Where a dialog's media go: c= lines of the SDP in its messages (D303
 * media_redirect), and what else two legs of a call may share (join_sdp.c).
 */

/* In the dialog's pack: an octet of family, and the address. */
static bool next_media(struct rs_span all, size_t *at, struct rs_addr *a)
{
    *a = (struct rs_addr){.family = 0};
    if (*at >= all.n)
        return false;
    a->family = (uint8_t)all.p[*at];
    memcpy(a->octet, all.p + *at + 1, a->family == 6 ? 16 : 4);
    *at += a->family == 6 ? 17 : 5;
    return true;
}

static struct rs_span media(const struct rs_tracker *t, const struct rs_dialog *d)
{
    return rs_dialog_text(t, d, RS_DIALOG_MEDIA);
}

static bool near(const struct rs_addr *a, const struct rs_addr *b)
{
    size_t net = a->family == 4 ? 3 : 6; /* /24, /48 */
    return a->family == b->family && memcmp(a->octet, b->octet, net) == 0;
}

static bool known_net(const struct rs_tracker *t, const struct rs_dialog *d,
                      const struct rs_addr *a)
{
    struct rs_addr known;
    for (size_t at = 0; next_media(media(t, d), &at, &known);)
        if (near(&known, a))
            return true;
    return rs_dialog_near_party(t, d, a);
}

static bool is_kept(const struct rs_tracker *t, const struct rs_dialog *d,
                    const struct rs_addr *a)
{
    struct rs_addr known;
    for (size_t at = 0; next_media(media(t, d), &at, &known);)
        if (rs_addr_eq(&known, a))
            return true;
    return false;
}

static void keep_media(struct rs_tracker *t, struct rs_dialog *d, const struct rs_addr *a)
{
    char octets[RS_MEDIA_ADDRS_MAX * 17];
    struct rs_span all = media(t, d);
    size_t n = a->family == 6 ? 16 : 4;
    memcpy(octets, all.p, all.n);
    octets[all.n] = (char)a->family;
    memcpy(octets + all.n + 1, a->octet, n);
    d->media_count += rs_dialog_keep(t, d, RS_DIALOG_MEDIA, rs_span(octets, all.n + 1 + n));
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
    bool known = known_net(t, d, a);
    if (check && !known && !d->partial && d->media_count &&
        d->media_count < RS_MEDIA_ADDRS_MAX) {
        char text[RS_ADDR_TEXT];
        struct rs_event e = rs_event_at(s, RS_EVENT_MEDIA_REDIRECT);
        e.dialog = d;
        e.subkind = rs_addr_text(a, text);
        rs_tell(t, &e);
    }
    if (!is_kept(t, d, a) && d->media_count < RS_MEDIA_ADDRS_MAX)
        keep_media(t, d, a);
}

/* ---- named by their place in that list, from 1; 0: none, or there was no room ---- */

enum { NOWHERE_4 = 254, NOWHERE_6 = 255 };

uint8_t rs_dialog_media_place(const struct rs_tracker *t, const struct rs_dialog *d,
                              const struct rs_addr *a)
{
    if (a->family && unspecified(a))
        return a->family == 6 ? NOWHERE_6 : NOWHERE_4;
    struct rs_addr known;
    uint8_t place = 1;
    for (size_t at = 0; next_media(media(t, d), &at, &known); place++)
        if (rs_addr_eq(&known, a))
            return place;
    return 0;
}

bool rs_dialog_media_nowhere(uint8_t place)
{
    return place == NOWHERE_4 || place == NOWHERE_6;
}

struct rs_addr rs_dialog_media_at(const struct rs_tracker *t, const struct rs_dialog *d,
                                  uint8_t place)
{
    struct rs_addr a = {.family = place == NOWHERE_6 ? 6 : place == NOWHERE_4 ? 4 : 0};
    if (!place || rs_dialog_media_nowhere(place))
        return a;
    for (size_t at = 0; place && next_media(media(t, d), &at, &a); place--)
        ;
    return a;
}

/* ---- lines ---- */

/* RFC 8866 5.7: "c=IN IP4 192.0.2.1/127"; family 0 for a name or another network. */
static struct rs_addr connection(struct rs_span line)
{
    struct rs_addr a = {.family = 0};
    struct rs_span rest = rs_span_skip(line, sizeof "c=IN IP4 " - 1);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '/' && !rs_is_lws(rest.p[n]))
        n++;
    if (!memcmp(line.p, "c=IN IP", 7) && !rs_addr_parse(rest.p, n, &a))
        a.family = 0;
    return a;
}

static bool may_hold_sdp(const struct rs_msg *m)
{
    struct rs_span type = rs_msg_value(m, RS_HEADER_CONTENT_TYPE);
    return m->body.n && (rs_span_starts_nocase(type, RS_SPAN("application/sdp")) ||
                         rs_span_starts_nocase(type, RS_SPAN("multipart/")));
}

static void take_connection(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d,
                            struct rs_media_lines *l, struct rs_span line, bool check)
{
    if (line.n < sizeof "c=IN IP4 x" - 1)
        return;
    struct rs_addr a = connection(line);
    take_address(t, s, d, &a, check);
    if (!s->sdp.addr.family)
        s->sdp.addr = a;
    if (!l->side.addr.family)
        l->side.addr = a;
}

static void take_line(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d,
                      struct rs_media_lines *l, struct rs_span line, bool check)
{
    switch (line.p[0]) {
    case 'c':
        take_connection(t, s, d, l, line, check);
        break;
    case 'a':
        rs_media_lines_attribute(l, line);
        break;
    case 'm':
        rs_media_lines_medium(l, line);
        if (!s->sdp.media.p)
            s->sdp.media = line;
        break;
    case 'o':
        if (!s->sdp.origin.p)
            s->sdp.origin = line;
        break;
    case 'v':
        rs_media_lines_begin(l);
        break;
    default:
        break;
    }
}

/* Few lines are asked for, in any part: the whole of SDP need not be understood here. */
static void take_each_line(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d,
                           struct rs_media_lines *lines, bool check)
{
    struct rs_span rest = rs_msg_content(s->msg);
    while (rest.n) {
        const char *lf = rs_span_find(rest, '\n');
        struct rs_span line = lf ? rs_span_between(rest.p, lf) : rest;
        rest = rs_span_skip(rest, line.n + 1);
        if (line.n)
            take_line(t, s, d, lines, line, check);
    }
}

/* Those that were seen when the body was looked at: none of the others says anything here. */
static void take_seen_lines(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d,
                            struct rs_media_lines *lines, bool check)
{
    const struct rs_sdp_places *places = &s->view->sdp_places;
    for (unsigned i = 0; i < places->count; i++)
        take_line(t, s, d, lines,
                  rs_span(s->msg->body.p + places->line[i].at, places->line[i].n), check);
}

void rs_dialog_media(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d, bool check)
{
    struct rs_media_lines lines;
    if (!s->view->sdp_places.whole && !may_hold_sdp(s->msg))
        return;
    rs_media_lines_begin(&lines);
    if (s->view->sdp_places.whole)
        take_seen_lines(t, s, d, &lines, check);
    else
        take_each_line(t, s, d, &lines, check);
    s->sdp.side = lines.side;
    if (lines.media_seen && s->msg->status < 300)
        rs_offer_sdp(t, s, d);
}
