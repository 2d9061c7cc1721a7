#include "base/strings.h"

#include "base/err.h"
#include "base/memory.h"

/*
 * A block is one length octet and the text. Sizes 32, 64, 128, 256 octets; a
 * text is named by its block's offset in units of 32 octets and, in the lowest
 * two bits, its size: giving it back needs no look at it. 30 bits reach 32 GiB.
 * Unit 0 is never handed out: it names the empty text.
 */
enum { UNIT = 32, SIZES = 4, SMALLEST = 32 };

static unsigned size_class(size_t octets)
{
    unsigned class = 0;
    while (((size_t)SMALLEST << class) < octets)
        class++;
    return class;
}

int rs_strings_init(struct rs_strings *s, size_t capacity_bytes)
{
    memset(s, 0, sizeof *s);
    s->capacity = capacity_bytes > SMALLEST ? capacity_bytes : SMALLEST;
    s->used = UNIT;
    s->blocks = rs_memory_reserve(s->capacity);
    return s->blocks ? RS_OK : RS_ERR_MEMORY;
}

void rs_strings_fini(struct rs_strings *s)
{
    rs_memory_release(s->blocks, s->capacity);
    memset(s, 0, sizeof *s);
}

static unsigned char *block_at(const struct rs_strings *s, rs_text text)
{
    return s->blocks + (size_t)(text >> 2) * UNIT;
}

static uint32_t block_take(struct rs_strings *s, unsigned class)
{
    uint32_t block = s->free_head[class];
    if (block) {
        memcpy(&s->free_head[class], block_at(s, block) + 1, sizeof block);
        return block;
    }
    size_t size = (size_t)SMALLEST << class;
    if (s->capacity - s->used < size)
        return 0;
    block = (uint32_t)(s->used / UNIT) << 2 | class;
    s->used += size;
    return block;
}

rs_text rs_strings_keep(struct rs_strings *s, struct rs_span text)
{
    if (!text.n)
        return 0;
    size_t n = text.n < RS_TEXT_MAX ? text.n : RS_TEXT_MAX;
    uint32_t block = block_take(s, size_class(n + 1));
    if (!block) {
        s->refused++;
        return 0;
    }
    unsigned char *at = block_at(s, block);
    at[0] = (unsigned char)n;
    memcpy(at + 1, text.p, n);
    return block;
}

void rs_strings_drop(struct rs_strings *s, rs_text text)
{
    if (!text)
        return;
    const unsigned class = text & 3;
    memcpy(block_at(s, text) + 1, &s->free_head[class], sizeof text);
    s->free_head[class] = text;
}

struct rs_span rs_strings_get(const struct rs_strings *s, rs_text text)
{
    if (!text)
        return rs_span("", 0);
    const unsigned char *at = block_at(s, text);
    return rs_span((const char *)at + 1, at[0]);
}
