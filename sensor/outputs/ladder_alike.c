/*
 * Calls that ran the same way: the same messages and findings between the same
 * hosts. A thousand pings, or the numbers of a scan, are one ladder and a list.
 */
#include "outputs/ladder_alike.h"

/* Ladders drawn of one shape: of real calls more than of pings and scans. */
enum { DRAWN = 1, CALLS_DRAWN = 10, ALIKE_MIN = 3, LIST_MAX = 60 };

static uint64_t mix(uint64_t hash, const void *data, size_t n)
{
    const unsigned char *p = data;

    /*
     * FNV-1a: equal in every run; a collision hides a ladder, --call still
     * draws it.
     */
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ p[i]) * 0x100000001b3u;
    return hash;
}

static uint64_t mix_number(uint64_t hash, uint64_t v)
{
    return mix(hash, &v, sizeof v);
}

static uint64_t mix_row(uint64_t hash, const struct rs_ladder_call *c,
                        const struct rs_ladder_row *row)
{
    const struct rs_ladder_message *m = row->message;
    const struct rs_addr *src = &c->endpoint[row->src].addr, *dst = &c->endpoint[row->dst].addr;

    hash = mix_number(hash, row->kind);
    hash = mix(hash, src->octet, sizeof src->octet);
    hash = mix(hash, dst->octet, sizeof dst->octet);
    hash = mix_number(hash, (uint64_t)row->challenges << 16 | row->final_status);
    if (m)
        hash = mix_number(hash, (uint64_t)m->request << 24 | (uint64_t)m->method << 16 |
                                    m->status);
    if (m && m->sdp)
        hash = mix_number(hash, (uint64_t)row->first_sight->sdp_part << 24 |
                                    (uint64_t)row->first_sight->held << 17 |
                                    (uint64_t)m->hold << 16 | (uint64_t)m->fax << 8 | m->media);
    return hash;
}

static uint64_t shape_of(const struct rs_ladder *l, const struct rs_ladder_call *c,
                         const struct rs_ladder_rows *rows)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (uint32_t i = 0; i < rows->count; i++)
        if (!rows->row[i].hidden)
            hash = mix_row(hash, c, &rows->row[i]);
    for (uint32_t i = c->findings; i; i = l->finding[i].next)
        hash = mix_number(hash, l->finding[i].id);
    return hash;
}

static struct rs_ladder_alike *get(GHashTable *shapes, uint64_t shape)
{
    struct rs_ladder_alike *a = g_hash_table_lookup(shapes, &shape);

    if (a)
        return a;
    a = g_new0(struct rs_ladder_alike, 1);
    a->shape = shape;
    a->listed = g_string_new(NULL);
    g_hash_table_insert(shapes, &a->shape, a);
    return a;
}

static void end_run(struct rs_ladder_alike *a)
{
    if (!a->run_first)
        return;
    if (a->listed->len > LIST_MAX) {
        if (!a->cut)
            g_string_append(a->listed, " ...");
        a->cut = true;
        a->run_first = a->run_last = 0;
        return;
    }
    g_string_append_printf(a->listed, "%s%" G_GUINT64_FORMAT, a->listed->len ? ", " : "",
                           a->run_first);
    if (a->run_last > a->run_first)
        g_string_append_printf(a->listed, "%s%" G_GUINT64_FORMAT,
                               a->run_last == a->run_first + 1 ? ", " : "-", a->run_last);
    a->run_first = a->run_last = 0;
}

static void list(struct rs_ladder_alike *a, uint64_t number)
{
    if (a->run_last + 1 != number)
        end_run(a);
    if (!a->run_first)
        a->run_first = number;
    a->run_last = number;
}

static void alike_free(void *p)
{
    struct rs_ladder_alike *a = p;

    g_string_free(a->listed, TRUE);
    g_free(a);
}

/* How many calls have which shape, and which shape each call has. */
static void count(struct rs_ladder_shapes *s, struct rs_ladder *l)
{
    struct rs_ladder_rows rows;

    for (guint i = 0; i < l->calls->len; i++) {
        const struct rs_ladder_call *c = l->calls->pdata[i];

        rs_ladder_rows_init(&rows, l, c, true);
        s->of_call[i] = get(s->by_shape, shape_of(l, c, &rows));
        s->of_call[i]->calls++;
        s->of_call[i]->room = rows.has_invite ? CALLS_DRAWN : DRAWN;
        rs_ladder_rows_fini(&rows);
    }
}

void rs_ladder_shapes_init(struct rs_ladder_shapes *s, struct rs_ladder *l)
{
    s->by_shape = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, alike_free);
    s->of_call = g_new0(struct rs_ladder_alike *, l->calls->len + 1);
    count(s, l);
    for (guint i = 0; i < l->calls->len; i++) {
        const struct rs_ladder_call *c = l->calls->pdata[i];
        struct rs_ladder_alike *a = s->of_call[i];

        if (l->settings->call || a->calls < ALIKE_MIN || a->drawn < a->room)
            a->drawn++;
        else
            list(a, c->number);
    }
    for (guint i = 0; i < l->calls->len; i++)
        end_run(s->of_call[i]);
}

void rs_ladder_shapes_fini(struct rs_ladder_shapes *s)
{
    g_hash_table_destroy(s->by_shape);
    g_free(s->of_call);
}
