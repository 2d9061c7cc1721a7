#include "track/state.h"

/*
 * Publications: found by entity tag, or by the PUBLISH that is not answered yet
 * (publication.h). The tag in the 2xx names it from then on: "the entity-tag
 * ... MUST be ... unique" within the server (RFC 3903 6).
 */

static struct rs_digest asked_key(const struct rs_step *s)
{
    return rs_digest_plus(s->keys.half, RS_METHOD_PUBLISH, s->view->cseq.number);
}

static struct rs_digest tag_key(const struct rs_tracker *t, const struct rs_step *s,
                                struct rs_span tag)
{
    char aor[RS_TEXT_MAX];
    struct rs_uri uri;
    rs_uri_parse(s->view->to.uri.text, &uri);
    struct rs_digest d = rs_digest(&t->hash, aor, rs_uri_aor(&uri, aor, sizeof aor));
    return rs_digest_with(&t->hash, d, tag.p, tag.n);
}

static void forget(struct rs_tracker *t, struct rs_publication *p)
{
    rs_wait_no_more(t, RS_WAITS_PUBLICATION, p->link.self);
    rs_strings_drop(&t->strings, p->package);
    rs_table_remove(&t->publications, p);
}

/* Without an answer, or behind its end; a day where nobody said how long it lasts. */
static int64_t due_us(const struct rs_publication *p)
{
    bool waits = p->asked || p->state == RS_PUB_PENDING;
    int64_t answer = waits ? p->asked_us + RS_TIMEOUT_US : INT64_MAX;
    int64_t lapse = p->expires_us >= 0 ? p->expires_us + RS_TIMEOUT_US
                                       : p->asked_us + (int64_t)24 * 3600 * RS_SECOND_US;
    return answer < lapse ? answer : lapse;
}

static unsigned step(struct rs_tracker *t, struct rs_publication *p, enum rs_pub_event event)
{
    p->state = rs_publication_machine(p->state, event).next;
    unsigned state = p->state;
    if (state > RS_PUB_PUBLISHED) {
        forget(t, p);
        return state;
    }
    rs_table_promote(&t->publications, p, state == RS_PUB_PUBLISHED);
    rs_wait(t, RS_WAITS_PUBLICATION, p->link.self, due_us(p));
    return state;
}

static struct rs_publication *get(struct rs_tracker *t, struct rs_step *s, struct rs_digest key)
{
    struct rs_publication *p = rs_table_find(&t->publications, key);
    if (p)
        return p;
    if (rs_table_full(&t->publications)) {
        rs_tell_full(t, s->origin, "publications");
        forget(t, rs_table_oldest(&t->publications));
    }
    p = rs_table_add(&t->publications, key);
    if (p)
        p->expires_us = -1;
    return p;
}

/* By its tag; one that has none yet, by its client: a second try after 401 has another CSeq. */
static struct rs_digest home_key(const struct rs_tracker *t, const struct rs_step *s)
{
    struct rs_span tag = rs_msg_value(s->msg, RS_HEADER_SIP_IF_MATCH);
    return tag.n ? tag_key(t, s, tag) : rs_digest_plus(s->keys.half, 3903, 0);
}

/* Under another key, unless that is taken. */
static void move(struct rs_tracker *t, struct rs_publication *p, struct rs_digest key)
{
    struct rs_publication *other = rs_table_find(&t->publications, key);
    if (other && other != p)
        forget(t, other);
    rs_table_rekey(&t->publications, p, key);
}

static enum rs_pub_event asked_for(const struct rs_msg *m, bool *removing)
{
    uint32_t seconds;
    struct rs_span expires = rs_msg_value(m, RS_HEADER_EXPIRES);
    *removing = expires.n && rs_number_parse(expires, UINT32_MAX, &seconds) == RS_OK && !seconds;
    if (*removing)
        return RS_PUB_REMOVE;
    if (!m->first[RS_HEADER_SIP_IF_MATCH])
        return RS_PUB_PUBLISH;
    return m->body.n ? RS_PUB_MODIFY : RS_PUB_REFRESH;
}

void rs_publication_request(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_event_header event;
    struct rs_digest home = home_key(t, s);
    struct rs_publication *p = get(t, s, home);
    if (!p)
        return;
    rs_event_parse(rs_msg_value(s->msg, RS_HEADER_EVENT), &event);
    if (!p->package)
        p->package = rs_strings_keep(&t->strings, event.package);
    p->home = home;
    p->asked = true;
    p->asked_us = t->now_us;
    unsigned before = p->state;
    unsigned after = step(t, p, asked_for(s->msg, &p->removing));
    move(t, p, asked_key(s)); /* its answer has no SIP-If-Match */
    s->note->publication = (struct rs_publication_note){(uint8_t)before, (uint8_t)after};
}

static void accepted(struct rs_tracker *t, struct rs_step *s, struct rs_publication *p)
{
    uint32_t seconds;
    struct rs_span tag = rs_msg_value(s->msg, RS_HEADER_SIP_ETAG);
    struct rs_span expires = rs_msg_value(s->msg, RS_HEADER_EXPIRES);
    p->changes++;
    p->expires_us = -1;
    if (expires.n && rs_number_parse(expires, UINT32_MAX, &seconds) == RS_OK)
        p->expires_us = t->now_us + seconds * (int64_t)RS_SECOND_US;
    move(t, p, tag.n ? tag_key(t, s, tag) : p->home);
}

static enum rs_pub_event event_of(const struct rs_publication *p, unsigned status)
{
    if (status < 300)
        return p->removing ? RS_PUB_TAKEN_AWAY : RS_PUB_ACCEPTED;
    if (rs_status_flags(status) & RS_STATUS_CHALLENGE)
        return RS_PUB_CHALLENGE;
    return status == 423   ? RS_PUB_TOO_BRIEF
           : status == 412 ? RS_PUB_CONDITION
                           : RS_PUB_REFUSED;
}

void rs_publication_response(struct rs_tracker *t, struct rs_step *s)
{
    if (s->msg->status < 200)
        return;
    struct rs_publication *p = rs_table_find(&t->publications, asked_key(s));
    rs_conditional_response(t, s, p ? rs_tracker_text(t, p->package) : RS_SPAN_NONE);
    if (!p)
        return;
    unsigned before = p->state;
    p->asked = false;
    if (s->msg->status < 300)
        accepted(t, s, p);
    else
        move(t, p, p->home);
    unsigned after = step(t, p, event_of(p, s->msg->status));
    s->note->publication = (struct rs_publication_note){(uint8_t)before, (uint8_t)after};
}

void rs_publication_timer(struct rs_tracker *t, struct rs_publication *p)
{
    if (p->asked && t->now_us - p->asked_us >= RS_TIMEOUT_US) {
        p->asked = false;
        move(t, p, p->home);
        step(t, p, RS_PUB_NO_ANSWER);
    } else if (p->state == RS_PUB_PENDING) {
        step(t, p, RS_PUB_NO_ANSWER); /* challenged, and nobody came back */
    } else if (due_us(p) <= t->now_us) {
        step(t, p, RS_PUB_LAPSED);
    } else {
        rs_wait(t, RS_WAITS_PUBLICATION, p->link.self, due_us(p));
    }
}
