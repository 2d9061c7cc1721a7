#include "sensor/capture/image.h"

#include <stdlib.h>

struct image *image_new(bool swapped)
{
    static struct image one;
    one.n = 0;
    one.swapped = swapped;
    return &one;
}

struct rs_span image_span(const struct image *i)
{
    return rs_span(i->octets, i->n);
}

void image_put(struct image *i, const void *octets, size_t n)
{
    if (n > IMAGE_MAX - i->n)
        abort();
    if (n)
        memcpy(i->octets + i->n, octets, n);
    i->n += n;
}

static void fill(struct image *i, char c, size_t n)
{
    while (n--)
        image_put(i, &c, 1);
}

void image_u16(struct image *i, uint16_t v)
{
    v = i->swapped ? __builtin_bswap16(v) : v;
    image_put(i, &v, sizeof v);
}

void image_u32(struct image *i, uint32_t v)
{
    v = i->swapped ? __builtin_bswap32(v) : v;
    image_put(i, &v, sizeof v);
}

void image_u64(struct image *i, uint64_t v)
{
    v = i->swapped ? __builtin_bswap64(v) : v;
    image_put(i, &v, sizeof v);
}

void image_pcap(struct image *i, uint32_t magic, uint32_t link_type)
{
    image_u32(i, magic);
    image_u16(i, 2);
    image_u16(i, 4);
    image_u64(i, 0);
    image_u32(i, 65535);
    image_u32(i, link_type);
}

void image_record(struct image *i, uint32_t seconds, uint32_t fraction, uint32_t n, uint32_t len)
{
    image_u32(i, seconds);
    image_u32(i, fraction);
    image_u32(i, n);
    image_u32(i, len);
    fill(i, 'a', n);
}

void image_section(struct image *i)
{
    image_u32(i, 0x0a0d0d0a);
    image_u32(i, 28);
    image_u32(i, 0x1a2b3c4d);
    image_u16(i, 1);
    image_u16(i, 0);
    image_u64(i, UINT64_MAX);
    image_u32(i, 28);
}

void image_interface(struct image *i, uint16_t link_type, uint32_t snaplen, int resolution,
                     int64_t offset_s)
{
    uint32_t len = 20 + (resolution >= 0 ? 8 : 0) + (offset_s ? 12 : 0) + 4;
    image_u32(i, 1);
    image_u32(i, len);
    image_u16(i, link_type);
    image_u16(i, 0);
    image_u32(i, snaplen);
    if (resolution >= 0) {
        image_u16(i, 9);
        image_u16(i, 1);
        char padded[4] = {(char)resolution, 0, 0, 0};
        image_put(i, padded, sizeof padded);
    }
    if (offset_s) {
        image_u16(i, 14);
        image_u16(i, 8);
        image_u64(i, (uint64_t)offset_s);
    }
    image_u32(i, 0);
    image_u32(i, len);
}

static uint32_t padding(uint32_t n)
{
    return (4 - n % 4) % 4;
}

/* What EPB and PB have behind the interface. */
static void put_packet(struct image *i, uint64_t stamp, uint32_t n, uint32_t len, uint32_t block)
{
    image_u32(i, (uint32_t)(stamp >> 32));
    image_u32(i, (uint32_t)stamp);
    image_u32(i, n);
    image_u32(i, len);
    fill(i, 'a', n);
    fill(i, '\0', padding(n));
    image_u32(i, block);
}

void image_enhanced(struct image *i, uint32_t interface, uint64_t stamp, uint32_t n, uint32_t len)
{
    uint32_t block = 32 + n + padding(n);
    image_u32(i, 6);
    image_u32(i, block);
    image_u32(i, interface);
    put_packet(i, stamp, n, len, block);
}

void image_packet(struct image *i, uint16_t interface, uint64_t stamp, uint32_t n, uint32_t len)
{
    uint32_t block = 32 + n + padding(n);
    image_u32(i, 2);
    image_u32(i, block);
    image_u16(i, interface);
    image_u16(i, 7); /* drops */
    put_packet(i, stamp, n, len, block);
}

void image_simple(struct image *i, uint32_t n, uint32_t len)
{
    uint32_t block = 16 + n + padding(n);
    image_u32(i, 3);
    image_u32(i, block);
    image_u32(i, len);
    fill(i, 'a', n);
    fill(i, '\0', padding(n));
    image_u32(i, block);
}

void image_block(struct image *i, uint32_t type, uint32_t body)
{
    image_u32(i, type);
    image_u32(i, 12 + body);
    fill(i, '\0', body);
    image_u32(i, 12 + body);
}
