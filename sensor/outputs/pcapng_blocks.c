#include "outputs/pcapng.h"

#include <string.h>

#include "packet/exported.h"

enum block { BLOCK_INTERFACE = 1, BLOCK_NAMES = 4, BLOCK_PACKET = 6 };
enum option { OPTION_END = 0, OPTION_COMMENT = 1, OPTION_IF_NAME = 2, OPTION_APPLICATION = 4 };

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    VERSION_MAJOR = 1,
    NAME_IPV4 = 1,
    NAME_IPV6 = 2,
    COMMENT_MAX = 4000,
    COMMENTS_MAX = 16
};

/* ---- numbers and padding, in this machine's order ---- */

static void add_u16(GByteArray *b, unsigned v)
{
    guint16 n = (guint16)v;
    g_byte_array_append(b, (const guint8 *)&n, sizeof n);
}

static void add_u32(GByteArray *b, guint32 v)
{
    g_byte_array_append(b, (const guint8 *)&v, sizeof v);
}

static void add_padded(GByteArray *b, const void *octets, size_t n)
{
    static const guint8 none[4];
    g_byte_array_append(b, octets, (guint)n);
    g_byte_array_append(b, none, (guint)(-n & 3));
}

static void add_option(GByteArray *b, enum option code, const char *text)
{
    size_t n = text ? strlen(text) : 0;
    if (n > COMMENT_MAX)
        for (n = COMMENT_MAX; n && ((unsigned char)text[n] & 0xc0) == 0x80;)
            n--; /* not in the middle of a character */
    add_u16(b, code);
    add_u16(b, (unsigned)n);
    if (n)
        add_padded(b, text, n);
}

static void put_block(struct rs_writer *w, guint32 type, const GByteArray *body)
{
    guint32 len = body->len + 12;
    rs_put(w, (const char *)&type, sizeof type);
    rs_put(w, (const char *)&len, sizeof len);
    rs_put(w, (const char *)body->data, body->len);
    rs_put(w, (const char *)&len, sizeof len);
}

/* ---- blocks ---- */

/* Times are in microseconds, which is the default of if_tsresol. */
static void put_interface(struct rs_writer *w, const char *name)
{
    GByteArray *b = g_byte_array_new();
    char *text = g_utf8_make_valid(name, -1);
    add_u16(b, RS_LINK_EXPORTED);
    add_u16(b, 0);
    add_u32(b, 0); /* no snaplen */
    add_option(b, OPTION_IF_NAME, text);
    add_option(b, OPTION_END, NULL);
    put_block(w, BLOCK_INTERFACE, b);
    g_free(text);
    g_byte_array_free(b, TRUE);
}

void rs_pcapng_put_section(struct rs_writer *w, const struct rs_output_settings *s)
{
    GByteArray *b = g_byte_array_new();
    add_u32(b, BYTE_ORDER_MAGIC);
    add_u16(b, VERSION_MAJOR);
    add_u16(b, 0);
    add_u32(b, 0xffffffff); /* the section's length is not told */
    add_u32(b, 0xffffffff);
    add_option(b, OPTION_APPLICATION, s->program);
    add_option(b, OPTION_END, NULL);
    put_block(w, BLOCK_SECTION, b);
    g_byte_array_free(b, TRUE);
    for (unsigned i = 0; i < s->input_count; i++)
        put_interface(w, s->input_names[i]);
}

static void add_name(GByteArray *b, const struct rs_host *h)
{
    size_t addr = h->addr.family == 4 ? 4 : 16, name = strlen(h->name) + 1;
    GByteArray *record = g_byte_array_new();
    g_byte_array_append(record, h->addr.octet, (guint)addr);
    g_byte_array_append(record, (const guint8 *)h->name, (guint)name);
    add_u16(b, h->addr.family == 4 ? NAME_IPV4 : NAME_IPV6);
    add_u16(b, record->len);
    add_padded(b, record->data, record->len);
    g_byte_array_free(record, TRUE);
}

void rs_pcapng_put_names(struct rs_writer *w, const struct rs_hosts *h, unsigned from)
{
    GByteArray *b;

    if (!h || from >= h->count)
        return;
    b = g_byte_array_new();
    for (unsigned i = from; i < h->count; i++)
        add_name(b, &h->host[i]);
    add_u32(b, 0); /* end of records */
    put_block(w, BLOCK_NAMES, b);
    g_byte_array_free(b, TRUE);
}

void rs_pcapng_put_message(struct rs_writer *w, const struct rs_origin *o, struct rs_span octets,
                           size_t missing, const GPtrArray *comments)
{
    GByteArray *b = g_byte_array_sized_new((guint)octets.n + 256);
    char head[RS_EXPORTED_HEAD_MAX];
    size_t n = rs_exported_head(head, o);
    guint64 time = o->time_us > 0 ? (guint64)o->time_us : 0;

    add_u32(b, o->interface);
    add_u32(b, (guint32)(time >> 32));
    add_u32(b, (guint32)time);
    add_u32(b, (guint32)(n + octets.n));
    add_u32(b, (guint32)(n + octets.n + missing));
    g_byte_array_append(b, (const guint8 *)head, (guint)n);
    add_padded(b, octets.p, octets.n); /* the head is a multiple of four */
    for (guint i = 0; comments && i < comments->len && i < COMMENTS_MAX; i++)
        add_option(b, OPTION_COMMENT, comments->pdata[i]);
    if (comments && comments->len)
        add_option(b, OPTION_END, NULL);
    put_block(w, BLOCK_PACKET, b);
    g_byte_array_free(b, TRUE);
}
