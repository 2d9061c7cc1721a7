/*
 * Endpoints to columns: one column a host. A host that talks to itself (a lab
 * on loopback, a proxy and its application server) gets one column a port.
 */
#include "outputs/ladder_rows.h"

/* In terminal columns. */
enum {
    SPACING_MIN = 13,
    SPACING_FAIR = 18,
    SPACING_GOOD = 26,
    SPACING_MAX = 38,
    MARGIN_LEFT = 8,
    MARGIN_RIGHT = 9,
    MARGIN_NARROW = 5,
    FINDING_ROOM = 26,
    NO_COLUMN = 255
};

static unsigned digits(uint64_t v)
{
    unsigned n = 1;

    for (; v >= 10; v /= 10)
        n++;
    return n;
}

/* Does any row go from that address to the same address? */
static bool talks_to_itself(const struct rs_ladder_call *c, const struct rs_ladder_rows *rows,
                            const struct rs_addr *a)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct rs_ladder_row *row = &rows->row[i];

        if (row->kind == RS_ROW_GAP || row->src == row->dst)
            continue;
        if (rs_addr_eq(&c->endpoint[row->src].addr, a) &&
            rs_addr_eq(&c->endpoint[row->dst].addr, a))
            return true;
    }
    return false;
}

static uint8_t find_column(const struct rs_ladder_columns *cols, const struct rs_ladder_call *c,
                           unsigned endpoint, bool by_port)
{
    for (unsigned i = 0; i < cols->count; i++) {
        const struct rs_endpoint *e = &c->endpoint[cols->column[i].endpoint];

        if (by_port ? rs_endpoint_eq(e, &c->endpoint[endpoint])
                    : rs_addr_eq(&e->addr, &c->endpoint[endpoint].addr))
            return (uint8_t)i;
    }
    return NO_COLUMN;
}

static void give_column(struct rs_ladder_columns *cols, const struct rs_ladder_call *c,
                        const struct rs_ladder_rows *rows, unsigned endpoint)
{
    bool by_port = talks_to_itself(c, rows, &c->endpoint[endpoint].addr);
    uint8_t found = find_column(cols, c, endpoint, by_port);
    struct rs_ladder_column *column;

    if (cols->of_endpoint[endpoint] != NO_COLUMN)
        return;
    if (found == NO_COLUMN) {
        found = (uint8_t)cols->count++;
        column = &cols->column[found];
        column->endpoint = (uint8_t)endpoint;
        if (by_port)
            rs_endpoint_text(&c->endpoint[endpoint], column->address);
        else
            rs_addr_text(&c->endpoint[endpoint].addr, column->address);
    }
    cols->of_endpoint[endpoint] = found;
}

/* In order of first sight, which is the order of the path. */
static void give_columns(struct rs_ladder_columns *cols, const struct rs_ladder_call *c,
                         const struct rs_ladder_rows *rows)
{
    memset(cols->of_endpoint, NO_COLUMN, sizeof cols->of_endpoint);
    for (uint32_t i = 0; i < rows->count; i++) {
        if (rows->row[i].kind == RS_ROW_GAP)
            continue;
        give_column(cols, c, rows, rows->row[i].src);
        give_column(cols, c, rows, rows->row[i].dst);
    }
}

/*
 * Left of the ladder: frame, time since the call began, time since the row
 * before, and where there are several, the leg.
 */
static void size_gutter(struct rs_ladder_columns *cols, const struct rs_ladder_rows *rows,
                        unsigned legs)
{
    uint64_t frame = 0;
    int64_t first = 0, last = 0;

    for (uint32_t i = 0; i < rows->count; i++) {
        const struct rs_ladder_row *row = &rows->row[i];

        if (i == 0)
            first = row->time_us;
        if (row->frame > frame)
            frame = row->frame;
        if (row->time_us > last)
            last = row->time_us;
    }
    cols->frame_width = digits(frame) > 5 ? digits(frame) : 5;
    cols->time_width = digits((uint64_t)(last > first ? last - first : 0) / 1000000) + 4;
    if (cols->time_width < 6)
        cols->time_width = 6;
    cols->delta_width = cols->time_width + 1;
    cols->gutter = cols->frame_width + cols->time_width + cols->delta_width + 4;
    if (legs > 1)
        cols->gutter += RS_LADDER_LEG_WIDTH;
}

/* Columns between lifelines when `count` of them share the width. */
static unsigned spacing_for(unsigned room, unsigned count)
{
    unsigned gaps = count > 1 ? count - 1 : 1, spacing = room / gaps;

    /*
     * Room to the right of the ladder lets findings stand beside their message.
     */
    if (room > FINDING_ROOM && (room - FINDING_ROOM) / gaps >= SPACING_GOOD)
        spacing = (room - FINDING_ROOM) / gaps;
    return spacing < SPACING_MAX ? spacing : SPACING_MAX;
}

static unsigned room_beside(const struct rs_ladder_columns *cols, unsigned width,
                            unsigned margins)
{
    unsigned taken = cols->gutter + margins;

    return width > taken + SPACING_MIN ? width - taken : SPACING_MIN;
}

/*
 * With many hosts the margins shrink first, then the spacing; then hosts are
 * left out.
 */
static void place(struct rs_ladder_columns *cols, unsigned width)
{
    unsigned left = MARGIN_LEFT, room = room_beside(cols, width, MARGIN_LEFT + MARGIN_RIGHT);
    unsigned spacing = spacing_for(room, cols->count);

    cols->shown = cols->count;
    if (spacing < SPACING_FAIR) {
        left = MARGIN_NARROW;
        room = room_beside(cols, width, 2 * MARGIN_NARROW);
        if (cols->shown > room / SPACING_MIN + 1)
            cols->shown = room / SPACING_MIN + 1;
        spacing = spacing_for(room, cols->shown);
    }
    for (unsigned i = 0; i < cols->shown; i++)
        cols->column[i].x = cols->gutter + left + i * spacing;
}

/* A log's own names say more than addresses, and some of those are made up. */
static void take_names(struct rs_ladder_columns *cols, const struct rs_ladder *l,
                       const struct rs_ladder_call *c)
{
    for (unsigned i = 0; i < cols->count; i++) {
        const struct rs_endpoint *e = &c->endpoint[cols->column[i].endpoint];
        const char *name = rs_hosts_name(l->settings->hosts, &e->addr);
        bool by_port = strchr(cols->column[i].address, ':') && e->addr.family == 4;

        if (name && by_port)
            g_snprintf(cols->column[i].address, sizeof cols->column[i].address, "%s:%u", name,
                       e->port);
        else if (name)
            g_strlcpy(cols->column[i].address, name, sizeof cols->column[i].address);
    }
}

void rs_ladder_columns_make(struct rs_ladder_columns *cols, const struct rs_ladder *l,
                            const struct rs_ladder_call *c, const struct rs_ladder_rows *rows)
{
    memset(cols, 0, sizeof *cols);
    give_columns(cols, c, rows);
    take_names(cols, l, c);
    size_gutter(cols, rows, c->leg_count);
    place(cols, l->width);
    rs_ladder_roles(cols, l, c);
}
