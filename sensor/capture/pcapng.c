#include "capture/pcapng.h"

#include "capture/native.h"

#include <stdlib.h>

/*
 *  every block     0 type   4 length   8 body ...   length-4 length again
 *  section    SHB  8 byte order   12 version   16 section length   24 options
 *  interface  IDB  8 link type   12 snaplen    16 options
 *  enhanced   EPB  8 interface   12 time high  16 time low  20 captured  24 original  28 data
 *  packet     PB   8 interface, drops          (the rest as EPB)
 *  simple     SPB  8 original    12 data
 *  secrets    DSB  8 kind        12 length     16 data
 */
enum block_type { BLOCK_INTERFACE = 1, BLOCK_PACKET = 2, BLOCK_SIMPLE = 3, BLOCK_ENHANCED = 6,
                  BLOCK_SECRETS = 10 };
enum { HEAD = 8, TAIL = 4, SECTION_SHOWN = 16, PACKET_DATA = 28, SIMPLE_DATA = 12, OPTIONS = 16, SECRETS_DATA = 16,
       SECRETS_LINE = 4096 };
enum option { OPTION_END = 0, OPTION_RESOLUTION = 9, OPTION_OFFSET = 14 };

#define BYTE_ORDER_MAGIC 0x1a2b3c4du
#define SECRETS_TLS_KEY_LOG 0x544c534bu

/* Interfaces and their clocks */

/* if_tsresol: a power of ten, or of two with the top bit. 0: finer than can be counted. */
static uint64_t units_per_second(uint8_t resolution)
{
    unsigned power = resolution & 0x7f;
    uint64_t units = 1;
    if (resolution & 0x80)
        return power < 64 ? UINT64_C(1) << power : 0;
    if (power > 19)
        return 0;
    while (power--)
        units *= 10;
    return units;
}

/* false: a resolution that no time stamp can have. */
static bool interface_option(struct rs_pcapng_interface *i, unsigned code, struct rs_span value,
                             bool swapped)
{
    if (code == OPTION_RESOLUTION && value.n == 1)
        i->units_per_second = units_per_second((uint8_t)value.p[0]);
    if (code == OPTION_OFFSET && value.n == 8)
        i->offset_s = (int64_t)rs_native_u64(value.p, swapped);
    return i->units_per_second != 0;
}

/* Options end with opt_endofopt, or where the block does. */
static bool interface_options(struct rs_pcapng_interface *i, struct rs_span options, bool swapped)
{
    while (options.n >= 4) {
        unsigned code = rs_native_u16(options.p, swapped);
        size_t len = rs_native_u16(options.p + 2, swapped);
        options = rs_span_skip(options, 4);
        if (code == OPTION_END)
            break;
        if (len > options.n || !interface_option(i, code, rs_span_first(options, len), swapped))
            return false;
        options = rs_span_skip(options, (len + 3) & ~(size_t)3);
    }
    return true;
}

static struct rs_pcapng_interface *interface_new(struct rs_pcapng *p)
{
    if (p->interface_count == p->interface_room) {
        uint32_t room = p->interface_room ? 2 * p->interface_room : 8;
        void *grown = realloc(p->interfaces, room * sizeof *p->interfaces);
        if (!grown)
            return NULL;
        p->interfaces = grown;
        p->interface_room = room;
    }
    return &p->interfaces[p->interface_count++];
}

static struct rs_step interface_block(struct rs_pcapng *p, struct rs_span block)
{
    if (block.n < OPTIONS + TAIL)
        return rs_step_bad("an Interface Description Block is too short");
    if (p->interface_count == RS_PCAPNG_INTERFACES_MAX)
        return rs_step_bad("a section has more interfaces than are believable");
    struct rs_pcapng_interface *i = interface_new(p);
    if (!i)
        return rs_step_bad("there is no memory for its interfaces");
    *i = (struct rs_pcapng_interface){.link_type = rs_native_u16(block.p + 8, p->swapped),
                                      .snaplen = rs_native_u32(block.p + 12, p->swapped),
                                      .units_per_second = 1000000};
    if (!interface_options(i, rs_span(block.p + OPTIONS, block.n - OPTIONS - TAIL), p->swapped))
        return rs_step_bad("an Interface Description Block has damaged options");
    return rs_step_skip(block.n);
}

/* Times that cannot be, before 1970 or after 9999, are cut. */
static int64_t add_offset(int64_t time_us, int64_t offset_s)
{
    int64_t most_s = RS_TIME_MAX_US / 1000000;
    if (offset_s > most_s)
        return RS_TIME_MAX_US;
    if (offset_s < -most_s)
        return 0;
    time_us += offset_s * 1000000;
    return time_us < 0 ? 0 : time_us > RS_TIME_MAX_US ? RS_TIME_MAX_US : time_us;
}

static int64_t frame_time(const struct rs_pcapng_interface *i, uint64_t stamp)
{
    uint64_t units = i->units_per_second, seconds = stamp / units, rest = stamp % units;
    if (seconds > RS_TIME_MAX_US / 1000000)
        return add_offset(RS_TIME_MAX_US, i->offset_s);
    /* rest * 1000000 would overflow for clocks finer than a picosecond. */
    uint64_t fraction = units <= UINT64_C(1000000000000) ? rest * 1000000 / units
                                                         : rest / (units / 1000000);
    if (fraction > 999999)
        fraction = 999999;
    return add_offset((int64_t)(seconds * 1000000 + fraction), i->offset_s);
}

/* Frames */

static struct rs_step packet_block(struct rs_pcapng *p, struct rs_span block, uint32_t interface,
                                   struct rs_frame *frame)
{
    if (block.n < PACKET_DATA + TAIL)
        return rs_step_bad("a packet block is too short");
    if (interface >= p->interface_count)
        return rs_step_bad("a packet names an interface that was not described");
    const struct rs_pcapng_interface *i = &p->interfaces[interface];
    uint32_t captured = rs_native_u32(block.p + 20, p->swapped);
    if (captured > block.n - PACKET_DATA - TAIL || captured > RS_CAPTURED_MAX)
        return rs_step_bad("a packet claims more octets than its block has");
    uint64_t stamp = (uint64_t)rs_native_u32(block.p + 12, p->swapped) << 32 |
                     rs_native_u32(block.p + 16, p->swapped);
    frame->time_us = p->last_us = frame_time(i, stamp);
    frame->link_type = i->link_type;
    frame->data = rs_span(block.p + PACKET_DATA, captured);
    frame->original_len = rs_native_u32(block.p + 24, p->swapped);
    return rs_step_frame(block.n);
}

static struct rs_step simple_block(struct rs_pcapng *p, struct rs_span block,
                                   struct rs_frame *frame)
{
    if (block.n < SIMPLE_DATA + TAIL)
        return rs_step_bad("a Simple Packet Block is too short");
    if (p->interface_count == 0)
        return rs_step_bad("a packet stands before any interface was described");
    const struct rs_pcapng_interface *i = &p->interfaces[0];
    uint32_t original = rs_native_u32(block.p + 8, p->swapped);
    size_t captured = original;
    if (i->snaplen && captured > i->snaplen)
        captured = i->snaplen;
    if (captured > block.n - SIMPLE_DATA - TAIL)
        captured = block.n - SIMPLE_DATA - TAIL;
    if (captured > RS_CAPTURED_MAX)
        return rs_step_bad("a Simple Packet Block claims more octets than any packet has");
    frame->time_us = p->last_us;
    frame->link_type = i->link_type;
    frame->data = rs_span(block.p + SIMPLE_DATA, captured);
    frame->original_len = original;
    return rs_step_frame(block.n);
}

/* Secrets: a key log may be larger than any buffer, and is given in whole lines. */

static struct rs_step secrets_begin(struct rs_pcapng *p, struct rs_span in, uint32_t len)
{
    if (len < SECRETS_DATA + TAIL)
        return rs_step_bad("a Decryption Secrets Block is too short");
    if (in.n < SECRETS_DATA)
        return rs_step_more(SECRETS_DATA);
    uint32_t octets = rs_native_u32(in.p + 12, p->swapped);
    if (octets > len - SECRETS_DATA - TAIL)
        return rs_step_bad("a Decryption Secrets Block claims more octets than it has");
    if (rs_native_u32(in.p + 8, p->swapped) != SECRETS_TLS_KEY_LOG)
        return rs_step_skip(len);
    p->secrets_left = octets;
    p->secrets_tail = len - SECRETS_DATA - octets;
    return rs_step_skip(SECRETS_DATA);
}

/* Octets up to the last line end; all of them when no line is that long. */
static size_t whole_lines(struct rs_span octets)
{
    size_t n = octets.n;
    while (n && octets.p[n - 1] != '\n')
        n--;
    return n || octets.n < SECRETS_LINE ? n : octets.n;
}

static struct rs_step secrets_step(struct rs_pcapng *p, struct rs_span in)
{
    struct rs_span shown = rs_span_first(in, p->secrets_left);
    size_t n = shown.n == p->secrets_left ? shown.n : whole_lines(shown);
    if (!p->secrets_left) {
        uint32_t tail = p->secrets_tail;
        p->secrets_tail = 0;
        return rs_step_skip(tail);
    }
    if (!n)
        return rs_step_more(p->secrets_left < SECRETS_LINE ? p->secrets_left : SECRETS_LINE);
    p->secrets_left -= (uint32_t)n;
    return rs_step_secrets(n);
}

/* Blocks */

/* A section begins: from here on its byte order, and no interface yet. */
static struct rs_step section_begin(struct rs_pcapng *p, struct rs_span in)
{
    if (in.n < SECTION_SHOWN)
        return rs_step_more(SECTION_SHOWN);
    p->swapped = rs_native_u32(in.p + 8, false) != BYTE_ORDER_MAGIC;
    if (rs_native_u32(in.p + 8, p->swapped) != BYTE_ORDER_MAGIC)
        return rs_step_bad("a section header has no byte-order magic");
    if (rs_native_u16(in.p + 12, p->swapped) != 1)
        return rs_step_bad("a version of pcapng other than 1");
    p->interface_count = 0;
    p->begun = true;
    return rs_step_skip(0);
}

static bool is_read(uint32_t type)
{
    return type == BLOCK_INTERFACE || type == BLOCK_PACKET || type == BLOCK_SIMPLE ||
           type == BLOCK_ENHANCED;
}

/* block: the whole of it. */
static struct rs_step block_step(struct rs_pcapng *p, uint32_t type, struct rs_span block,
                                 struct rs_frame *frame)
{
    if (rs_native_u32(block.p + block.n - TAIL, p->swapped) != block.n)
        return rs_step_bad("a block's two lengths differ");
    switch (type) {
    case BLOCK_ENHANCED:
        return packet_block(p, block, rs_native_u32(block.p + 8, p->swapped), frame);
    case BLOCK_PACKET:
        return packet_block(p, block, rs_native_u16(block.p + 8, p->swapped), frame);
    case BLOCK_SIMPLE:
        return simple_block(p, block, frame);
    case BLOCK_INTERFACE:
        return interface_block(p, block);
    default:
        return rs_step_skip(block.n);
    }
}

struct rs_step rs_pcapng_step(struct rs_pcapng *p, struct rs_span in, struct rs_frame *frame)
{
    if (p->secrets_left || p->secrets_tail)
        return secrets_step(p, in);
    if (in.n < HEAD + TAIL)
        return rs_step_more(HEAD + TAIL);
    bool section = rs_native_u32(in.p, false) == RS_PCAPNG_MAGIC;
    if (section) {
        struct rs_step begun = section_begin(p, in);
        if (begun.kind != RS_STEP_SKIP)
            return begun;
    } else if (!p->begun) {
        return rs_step_bad("not a pcapng file");
    }

    uint32_t type = rs_native_u32(in.p, p->swapped), len = rs_native_u32(in.p + 4, p->swapped);
    if (len < HEAD + TAIL + (section ? SECTION_SHOWN : 0) || len % 4)
        return rs_step_bad("a block has an impossible length");
    if (type == BLOCK_SECRETS)
        return secrets_begin(p, in, len);
    if (len > RS_STEP_MAX)
        return is_read(type) ? rs_step_bad("a block is larger than any packet") : rs_step_skip(len);
    if (in.n < len)
        return rs_step_more(len);
    return block_step(p, type, rs_span(in.p, len), frame);
}

void rs_pcapng_fini(struct rs_pcapng *p)
{
    free(p->interfaces);
    p->interfaces = NULL;
    p->interface_count = p->interface_room = 0;
}
