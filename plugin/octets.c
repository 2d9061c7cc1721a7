#include "octets.h"

#include <string.h>

static struct {
    int sip, tap;     /* -1, 0: there is none */
    bool tap_on_first; /* the first pass feeds it, for sure */
    bool only_pass;    /* no pass comes behind the first, for sure */
} octets;

/* ---- which passes there will be ---- */

/*
 * Wireshark and tshark feed taps on their only or first pass, but for tshark -2.
 * A dissector is not told; the command line tells. An argument that may have a
 * "2" among its option letters counts as one, a program of another name as well.
 */
static bool may_be_two(const char *arguments, gsize len)
{
    for (const char *a = arguments; a < arguments + len; a += strlen(a) + 1)
        if (*a == '-' && strchr(a, '2'))
            return true;
    return false;
}

static bool is_program(const char *path, const char *wanted)
{
    gchar *name = g_path_get_basename(path);
    bool is = strcmp(name, wanted) == 0;
    g_free(name);
    return is;
}

static void look_at_command_line(void)
{
    gchar *arguments;
    gsize len;
    /* NUL behind each, and GLib's own at the end. */
    if (!g_file_get_contents("/proc/self/cmdline", &arguments, &len, NULL))
        return;
    bool sure = len && !may_be_two(arguments, len);
    octets.only_pass = sure && is_program(arguments, "tshark");
    octets.tap_on_first = octets.tap && sure &&
                          (octets.only_pass || is_program(arguments, "wireshark"));
    g_free(arguments);
}

/* All callbacks may be NULL for who only asks in between (fetch_tapped_data). */
static bool listen(void)
{
    static int listener; /* only its address counts */
    GString *error = register_tap_listener("sip_follow", &listener, NULL, TL_IS_DISSECTOR_HELPER,
                                           NULL, NULL, NULL, NULL);
    if (!error)
        return true;
    g_string_free(error, TRUE);
    return false;
}

void rs_octets_init(void)
{
    octets.sip = proto_get_id_by_filter_name("sip");
    octets.tap = find_tap_id("sip_follow");
    if (octets.tap && !listen())
        octets.tap = 0;
    look_at_command_line();
}

bool rs_octets_only_pass(void)
{
    return octets.only_pass;
}

int rs_octets_wanted(void)
{
    return octets.tap_on_first ? -1 : octets.sip;
}

/* ---- what a frame has ---- */

static void buffer_octets(const void *tapped, struct rs_octets *o)
{
    tvbuff_t *buffer;
    memcpy(&buffer, &tapped, sizeof buffer); /* the tap's data is the buffer, and const */
    o->tvb = tvb_get_ds_tvb(buffer);
    o->start = (gint)tvb_raw_offset(buffer);
    o->end = o->start + (gint)tvb_captured_length(buffer);
    o->buffer = buffer;
    o->exact = true;
}

static void item_octets(const field_info *item, struct rs_octets *o)
{
    o->tvb = item->ds_tvb;
    o->start = item->start;
    o->end = item->start + MAX(item->length, 0);
    o->buffer = item;
    o->exact = false;
}

void rs_octets_begin(struct rs_octets_walk *w, proto_tree *tree)
{
    *w = (struct rs_octets_walk){
        .tree = tree, .tapped = octets.tap && fetch_tapped_data(octets.tap, 0)};
}

static bool next_tapped(struct rs_octets_walk *w, struct rs_octets *o)
{
    const void *tapped = fetch_tapped_data(octets.tap, (int)w->index++);
    if (tapped)
        buffer_octets(tapped, o);
    return tapped;
}

static bool next_item(struct rs_octets_walk *w, struct rs_octets *o)
{
    const GPtrArray *items = w->tree ? proto_get_finfo_ptr_array(w->tree, octets.sip) : NULL;
    if (!items || w->index >= items->len)
        return false;
    item_octets(g_ptr_array_index(items, w->index++), o);
    return true;
}

bool rs_octets_next(struct rs_octets_walk *w, struct rs_octets *o)
{
    if (!(w->tapped ? next_tapped(w, o) : next_item(w, o)) || !o->tvb || o->start < 0)
        return false;
    o->end = MIN(o->end, (gint)tvb_captured_length(o->tvb));
    return true;
}

bool rs_octets_at(proto_tree *tree, uint32_t start, struct rs_octets *o)
{
    struct rs_octets_walk w;
    rs_octets_begin(&w, tree);
    while (rs_octets_next(&w, o))
        if ((uint32_t)o->start <= start && start < (uint32_t)MAX(o->end, 0))
            return true;
    return false;
}
