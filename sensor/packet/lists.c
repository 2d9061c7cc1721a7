/* Two lists run through the streams; a place in them is part of the stream. */
#include "packet/tcp.h"

static struct rs_tcp_place *place_in(struct rs_tcp_stream *s, enum rs_tcp_listed which)
{
    return &s->place[which];
}

static struct rs_tcp_place *place_at(const struct rs_tcp *tcp, uint32_t index,
                                     enum rs_tcp_listed which)
{
    return place_in(rs_table_at(&tcp->table, index), which);
}

void rs_tcp_list_append(struct rs_tcp *tcp, enum rs_tcp_listed which, struct rs_tcp_stream *s)
{
    struct rs_tcp_list *list = &tcp->list[which];
    struct rs_tcp_place *p = place_in(s, which);
    if (p->listed)
        return;
    *p = (struct rs_tcp_place){list->last, 0, true};
    if (list->last)
        place_at(tcp, list->last, which)->after = s->link.self;
    else
        list->first = s->link.self;
    list->last = s->link.self;
}

void rs_tcp_list_remove(struct rs_tcp *tcp, enum rs_tcp_listed which, struct rs_tcp_stream *s)
{
    struct rs_tcp_list *list = &tcp->list[which];
    struct rs_tcp_place *p = place_in(s, which);
    if (!p->listed)
        return;
    if (p->before)
        place_at(tcp, p->before, which)->after = p->after;
    else
        list->first = p->after;
    if (p->after)
        place_at(tcp, p->after, which)->before = p->before;
    else
        list->last = p->before;
    p->listed = false;
}

struct rs_tcp_stream *rs_tcp_list_first(const struct rs_tcp *tcp, enum rs_tcp_listed which)
{
    return rs_table_at(&tcp->table, tcp->list[which].first);
}
