#include "find/agents.h"

#include "find/injection.h"

static const struct row {
    uint8_t strength, where;
    struct rs_span text;
} rows[] = {
#define RS_AGENT(strength, where, text) {RS_AGENT_##strength, RS_AGENT_IN_##where, RS_SPAN_INIT(text)},
#include "find/agents.def"
#undef RS_AGENT
};

enum { ROWS = sizeof rows / sizeof rows[0] };

enum { LOOKED_AT = 256 }; /* octets of a value */

static bool is_inside_word(char c)
{
    return rs_is_digit(c) || (unsigned char)((c | 0x20) - 'a') < 26;
}

static bool ends_word(struct rs_span s, size_t at)
{
    return at == s.n || !is_inside_word(s.p[at]);
}

static bool begins(struct rs_span s, const struct row *r)
{
    return ((r->text.p[0] ^ s.p[0]) & 0xdf) == 0 && rs_span_starts_nocase(s, r->text) &&
           (r->where != RS_AGENT_IN_WORD || ends_word(s, r->text.n));
}

/* The row whose name the text begins with. */
static enum rs_agent_strength at_word(struct rs_span s)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].where != RS_AGENT_IN_FROM && begins(s, &rows[i]))
            return (enum rs_agent_strength)rows[i].strength;
    return RS_AGENT_NONE;
}

/* The strongest of its words: the list has those first that count most. */
static enum rs_agent_strength strength_of(struct rs_span s)
{
    enum rs_agent_strength best = RS_AGENT_NONE;
    s = rs_span_first(s, LOOKED_AT);
    for (size_t i = 0; i < s.n; i++) {
        bool begins = is_inside_word(s.p[i]) && (i == 0 || !is_inside_word(s.p[i - 1]));
        enum rs_agent_strength now = begins ? at_word(rs_span_skip(s, i)) : RS_AGENT_NONE;
        if (now && (!best || now < best))
            best = now;
    }
    return best;
}

/* Length and both ends tell programs apart; the whole is compared before it counts. */
static unsigned slot_of(struct rs_span s)
{
    uint32_t head, tail;
    memcpy(&head, s.p, 4);
    memcpy(&tail, s.p + s.n - 4, 4);
    return ((head ^ tail << 7 ^ tail >> 25 ^ (uint32_t)s.n) * UINT32_C(0x9E3779B1)) >> 26;
}

static struct rs_agent_said look(struct rs_span s)
{
    return (struct rs_agent_said){(uint8_t)strength_of(s), (uint8_t)rs_injection_look(s)};
}

struct rs_agent_said rs_agent_look(struct rs_agents *a, struct rs_span value)
{
    _Static_assert(RS_AGENTS_KEPT == 1 << (32 - 26), "slot_of gives 6 bits");
    if (value.n < 4 || value.n > RS_AGENT_KEPT_MAX)
        return look(value);
    unsigned i = slot_of(value);
    if (a->kept[i].len != value.n || memcmp(a->kept[i].text, value.p, value.n) != 0) {
        a->kept[i].len = (uint8_t)value.n;
        a->kept[i].said = look(value);
        memcpy(a->kept[i].text, value.p, value.n);
    }
    return a->kept[i].said;
}

/* Bits of the letters that the names of From begin with. */
static unsigned from_letters(void)
{
    unsigned letters = 0;
#define RS_AGENT(strength, where, text)                                                            \
    letters |= RS_AGENT_IN_##where == RS_AGENT_IN_FROM ? 1u << (((text)[0] | 0x20) - 'a') : 0u;
#include "find/agents.def"
#undef RS_AGENT
    return letters;
}

enum rs_agent_strength rs_agent_from(struct rs_span name)
{
    unsigned letter = name.n ? (unsigned char)((name.p[0] | 0x20) - 'a') : 255;
    if (letter > 25 || !(from_letters() >> letter & 1))
        return RS_AGENT_NONE;
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].where == RS_AGENT_IN_FROM && begins(name, &rows[i]))
            return (enum rs_agent_strength)rows[i].strength;
    return RS_AGENT_NONE;
}
