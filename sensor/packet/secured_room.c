/*
 * Sessions that say nothing any more, and whose end was not seen, would fill
 * the room in time: the one that was silent for longest goes when a new one
 * comes, those that are known to be SIP last. A flood of hellos evicts itself.
 */
#include "packet/decoder.h"

#include "packet/secured.h"

enum { RESERVE_SHARE = 64 }; /* of the room: what a new session may need at once */

void rs_secured_enlist(struct rs_secured *link)
{
    struct rs_secured_lists *lists = &link->decoder->secured;
    link->newer = NULL;
    link->older = lists->newest[link->sip];
    if (link->older)
        link->older->newer = link;
    else
        lists->oldest[link->sip] = link;
    lists->newest[link->sip] = link;
}

void rs_secured_delist(struct rs_secured *link)
{
    struct rs_secured_lists *lists = &link->decoder->secured;
    if (link->older)
        link->older->newer = link->newer;
    else
        lists->oldest[link->sip] = link->newer;
    if (link->newer)
        link->newer->older = link->older;
    else
        lists->newest[link->sip] = link->older;
}

void rs_secured_touch(struct rs_secured *link, bool sip)
{
    if (!link->newer && link->sip == sip)
        return;
    rs_secured_delist(link);
    link->sip = sip;
    rs_secured_enlist(link);
}

/* Its streams go, and it with the last of them. */
static void evict(struct rs_decoder *d, const struct rs_secured *link)
{
    struct rs_tcp_stream *stream[2] = {link->stream[0], link->stream[1]};
    for (int side = 0; side < 2; side++) {
        if (!stream[side])
            continue;
        d->counters.streams_evicted++;
        rs_tcp_forget(d, stream[side]);
    }
}

void rs_secured_make_room(struct rs_decoder *d)
{
    const struct rs_secured_lists *lists = &d->secured;
    const struct rs_pool *pool = &d->tls_room.pool;
    while (!rs_pool_room(pool, pool->limit / RESERVE_SHARE)) {
        const struct rs_secured *oldest = lists->oldest[0] ? lists->oldest[0] : lists->oldest[1];
        if (!oldest)
            return;
        evict(d, oldest);
    }
}
