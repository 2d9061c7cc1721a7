#include "track/offer.h"

/*
 * The drawing is in offer.h. Two offers that cross leave the first as it is: the
 * second is refused with 491 (RFC 3311 5.2, 6337 4.3).
 */
#define TO(state) {RS_OFFER_##state, true}

#define OFFERED(state, answer, refused)                                                            \
    [RS_OFF_CALLER_OFFERS] = TO(state), [RS_OFF_CALLEE_OFFERS] = TO(state),                        \
    [answer] = TO(AGREED), [RS_OFF_REFUSED] = TO(refused)

static const struct rs_offer_cell machine[RS_OFFER__COUNT][RS_OFF_EVENT__COUNT] = {
    [RS_OFFER_NONE] =
        {
            [RS_OFF_CALLER_OFFERS] = TO(BY_CALLER),
            [RS_OFF_CALLEE_OFFERS] = TO(BY_CALLEE),
        },
    [RS_OFFER_BY_CALLER] = {OFFERED(BY_CALLER, RS_OFF_CALLEE_ANSWERS, NONE)},
    [RS_OFFER_BY_CALLEE] = {OFFERED(BY_CALLEE, RS_OFF_CALLER_ANSWERS, NONE)},
    [RS_OFFER_AGREED] =
        {
            [RS_OFF_CALLER_OFFERS] = TO(AGAIN_BY_CALLER),
            [RS_OFF_CALLEE_OFFERS] = TO(AGAIN_BY_CALLEE),
            [RS_OFF_CALLER_ANSWERS] = TO(AGREED), /* 183, then 200: the same again */
            [RS_OFF_CALLEE_ANSWERS] = TO(AGREED),
        },
    [RS_OFFER_AGAIN_BY_CALLER] = {OFFERED(AGAIN_BY_CALLER, RS_OFF_CALLEE_ANSWERS, AGREED)},
    [RS_OFFER_AGAIN_BY_CALLEE] = {OFFERED(AGAIN_BY_CALLEE, RS_OFF_CALLER_ANSWERS, AGREED)},
};

struct rs_offer_cell rs_offer_machine(enum rs_offer_state state, enum rs_offer_event event)
{
    struct rs_offer_cell cell = machine[state][event];
    return cell.known ? cell : (struct rs_offer_cell){(uint8_t)state, false};
}

const char *rs_offer_state_name(enum rs_offer_state s)
{
    static const char *const names[] = {"none",   "offered-by-caller",  "offered-by-callee",
                                        "agreed", "reoffered-by-caller", "reoffered-by-callee"};
    return names[s];
}

const char *rs_offer_event_name(enum rs_offer_event e)
{
    static const char *const names[] = {"caller-offers", "callee-offers", "caller-answers",
                                        "callee-answers", "refused"};
    return names[e];
}

const char *rs_sdp_part_name(enum rs_sdp_part p)
{
    static const char *const names[] = {"", "offer", "answer", "repeated"};
    return p < RS_SDP_PART__COUNT ? names[p] : "";
}

const char *rs_offer_side_name(unsigned side)
{
    static const char *const names[] = {"", "caller", "callee", "both"};
    return names[side & (RS_SIDE_CALLER | RS_SIDE_CALLEE)];
}

const char *rs_media_kind_name(enum rs_media_kind k)
{
    static const char *const names[] = {"",        "audio",       "video", "image",
                                        "message", "application", "text",  "other"};
    return names[k];
}

enum rs_media_kind rs_media_kind_find(struct rs_span name)
{
    int k = RS_MEDIA_AUDIO;
    while (k < RS_MEDIA_OTHER &&
           !rs_span_eq_nocase(name, rs_span_str(rs_media_kind_name((enum rs_media_kind)k))))
        k++;
    return (enum rs_media_kind)k;
}
