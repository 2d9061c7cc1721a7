#include "base/strings.h"

#include "base/err.h"
#include "base/memory.h"
#include "base/prefetch.h"

/*
 * A block is named by its offset in units of 8 octets: 32 bits reach 32 GiB.
 * Page 0 is never used: its first block would have the name of the empty text.
 * Which size a block has, its page tells.
 */
enum {
    UNIT = 8,
    PAGE = 4096,
    FINE_MAX = 256, /* to here every multiple of 8 is a size */
    COARSE = 32,    /* to here every multiple of that */
    COARSE_MAX = 1024,
    FINE_SIZES = FINE_MAX / UNIT,
    COARSE_SIZES = (COARSE_MAX - FINE_MAX) / COARSE
};

static const uint16_t large_sizes[] = {1360, 2048, PAGE}; /* three, two and one a page */

_Static_assert(RS_STRINGS_SIZES == FINE_SIZES + COARSE_SIZES + 3, "RS_STRINGS_SIZES");
_Static_assert(1 + RS_PACK_MAX * (1 + RS_TEXT_MAX) <= PAGE, "a pack does not fit into a block");

struct rs_strings_page {
    uint32_t free;       /* list of blocks that were given back */
    uint16_t used, live; /* blocks ever taken, blocks in use */
    uint8_t sort;        /* the size of its blocks; RS_STRINGS_SIZES more: they last */
};

/* ---- sizes ---- */

static unsigned size_of(size_t octets)
{
    if (octets <= FINE_MAX)
        return (unsigned)((octets + UNIT - 1) / UNIT) - 1;
    if (octets <= COARSE_MAX)
        return FINE_SIZES + (unsigned)((octets - FINE_MAX + COARSE - 1) / COARSE) - 1;
    return FINE_SIZES + COARSE_SIZES + (octets > large_sizes[0]) + (octets > large_sizes[1]);
}

static uint32_t octets_of(unsigned sort)
{
    unsigned size = sort < RS_STRINGS_SIZES ? sort : sort - RS_STRINGS_SIZES;
    if (size < FINE_SIZES)
        return (size + 1) * UNIT;
    if (size < FINE_SIZES + COARSE_SIZES)
        return FINE_MAX + (size - FINE_SIZES + 1) * COARSE;
    return large_sizes[size - FINE_SIZES - COARSE_SIZES];
}

/* ---- pages ---- */

static size_t pages_size(const struct rs_strings *s)
{
    return ((size_t)s->blocks.capacity + 1) * sizeof *s->pages;
}

static size_t roomy_size(const struct rs_strings *s)
{
    return RS_STRINGS_SORTS * rs_lowest_octets(s->blocks.capacity + 1);
}

static void lay_out(struct rs_strings *s)
{
    uint32_t bound = s->blocks.capacity + 1;
    unsigned char *at = s->roomy_memory;
    for (int sort = 0; sort < RS_STRINGS_SORTS; sort++, at += rs_lowest_octets(bound))
        rs_lowest_init(&s->roomy[sort], bound, at);
}

int rs_strings_init(struct rs_strings *s, size_t capacity_bytes)
{
    memset(s, 0, sizeof *s);
    uint32_t pages = (uint32_t)((capacity_bytes + PAGE - 1) / PAGE);
    int blocks = rs_slab_init(&s->blocks, PAGE, pages);
    s->pages = rs_memory_reserve(pages_size(s));
    s->roomy_memory = rs_memory_reserve(roomy_size(s));
    if (blocks != RS_OK || !s->pages || !s->roomy_memory) {
        rs_strings_fini(s);
        return RS_ERR_MEMORY;
    }
    lay_out(s);
    return RS_OK;
}

void rs_strings_fini(struct rs_strings *s)
{
    rs_memory_release(s->pages, pages_size(s));
    rs_memory_release(s->roomy_memory, roomy_size(s));
    rs_slab_fini(&s->blocks);
    memset(s, 0, sizeof *s);
}

static void note_room(struct rs_strings *s, uint32_t page)
{
    unsigned sort = s->pages[page].sort;
    rs_lowest_add(&s->roomy[sort], page);
    if (!s->lowest[sort] || page < s->lowest[sort])
        s->lowest[sort] = page;
}

static void note_none(struct rs_strings *s, uint32_t page)
{
    unsigned sort = s->pages[page].sort;
    rs_lowest_remove(&s->roomy[sort], page);
    if (page != s->lowest[sort])
        return;
    uint32_t next = rs_lowest_first(&s->roomy[sort]);
    s->lowest[sort] = next == RS_LOWEST_NONE ? 0 : next;
}

/* An empty page for blocks of that sort; 0: there is none. */
static uint32_t page_take(struct rs_strings *s, unsigned sort)
{
    uint32_t page = rs_slab_take_raw(&s->blocks);
    if (!page)
        return 0;
    s->pages[page] = (struct rs_strings_page){.sort = (uint8_t)sort};
    note_room(s, page);
    return page;
}

/* ---- blocks ---- */

static unsigned char *block_at(const struct rs_strings *s, uint32_t block)
{
    return s->blocks.objects + (size_t)block * UNIT;
}

static bool is_full(const struct rs_strings_page *p)
{
    return !p->free && (p->used + 1u) * octets_of(p->sort) > PAGE;
}

static uint32_t block_take(struct rs_strings *s, unsigned sort)
{
    uint32_t page = s->lowest[sort] ? s->lowest[sort] : page_take(s, sort);
    if (!page) {
        s->refused++;
        return 0;
    }
    struct rs_strings_page *p = &s->pages[page];
    uint32_t block = p->free;
    if (block)
        memcpy(&p->free, block_at(s, block), sizeof p->free);
    else
        block = page * (PAGE / UNIT) + p->used++ * (octets_of(sort) / UNIT);
    p->live++;
    if (is_full(p))
        note_none(s, page);
    return block;
}

static void block_give(struct rs_strings *s, uint32_t block)
{
    uint32_t page = block / (PAGE / UNIT);
    struct rs_strings_page *p = &s->pages[page];
    bool was_full = is_full(p);
    memcpy(block_at(s, block), &p->free, sizeof p->free);
    p->free = block;
    if (--p->live) {
        if (was_full)
            note_room(s, page);
        return;
    }
    if (!was_full)
        note_none(s, page);
    rs_slab_give(&s->blocks, page);
}

/* ---- texts ---- */

static size_t cut(struct rs_span text)
{
    return text.n < RS_TEXT_MAX ? text.n : RS_TEXT_MAX;
}

/* One octet of length, and the text. */
static rs_text keep(struct rs_strings *s, struct rs_span text, unsigned lasts)
{
    size_t n = cut(text);
    uint32_t block = n ? block_take(s, size_of(n + 1) + lasts) : 0;
    if (!block)
        return 0;
    unsigned char *at = block_at(s, block);
    at[0] = (unsigned char)n;
    memcpy(at + 1, text.p, n);
    return block;
}

rs_text rs_strings_keep(struct rs_strings *s, struct rs_span text)
{
    return keep(s, text, 0);
}

rs_text rs_strings_keep_long(struct rs_strings *s, struct rs_span text)
{
    return keep(s, text, RS_STRINGS_SIZES);
}

void rs_strings_drop(struct rs_strings *s, uint32_t block)
{
    if (block)
        block_give(s, block);
}

void rs_strings_prefetch(const struct rs_strings *s, uint32_t block)
{
    rs_prefetch(block_at(s, block));
    rs_prefetch(&s->pages[block / (PAGE / UNIT)]);
}

struct rs_span rs_strings_get(const struct rs_strings *s, rs_text text)
{
    if (!text)
        return rs_span("", 0);
    const unsigned char *at = block_at(s, text);
    return rs_span((const char *)at + 1, at[0]);
}

/* ---- packs: how many, their lengths, and the texts ---- */

rs_pack rs_pack_keep(struct rs_strings *s, const struct rs_span *text, unsigned n)
{
    size_t octets = 0;
    for (unsigned i = 0; i < n; i++)
        octets += cut(text[i]);
    uint32_t block = octets ? block_take(s, size_of(1 + n + octets)) : 0;
    if (!block)
        return 0;
    unsigned char *at = block_at(s, block), *to = at + 1 + n;
    at[0] = (unsigned char)n;
    for (unsigned i = 0; i < n; i++) {
        size_t len = cut(text[i]);
        at[1 + i] = (unsigned char)len;
        if (len)
            memcpy(to, text[i].p, len);
        to += len;
    }
    return block;
}

struct rs_span rs_pack_get(const struct rs_strings *s, rs_pack pack, unsigned at)
{
    if (!pack)
        return rs_span("", 0);
    const unsigned char *block = block_at(s, pack), *text = block + 1 + block[0];
    for (unsigned i = 0; i < at; i++)
        text += block[1 + i];
    return rs_span((const char *)text, block[1 + at]);
}

char *rs_pack_edit(struct rs_strings *s, rs_pack pack, unsigned at)
{
    char *blocks = (char *)s->blocks.objects;
    return blocks + (rs_pack_get(s, pack, at).p - blocks);
}

bool rs_pack_set(struct rs_strings *s, rs_pack *pack, unsigned n, unsigned at, struct rs_span text)
{
    struct rs_span all[RS_PACK_MAX];
    if (rs_span_eq(rs_pack_get(s, *pack, at), text))
        return true;
    for (unsigned i = 0; i < n; i++)
        all[i] = i == at ? text : rs_pack_get(s, *pack, i);
    rs_pack other = rs_pack_keep(s, all, n);
    if (!other)
        return false;
    rs_strings_drop(s, *pack);
    *pack = other;
    return true;
}
