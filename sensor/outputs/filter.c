#include "outputs/filter.h"

#include "outputs/writer_inside.h"

/* Core texts are cut at 255 octets: a longer Call-ID may not be whole. */
enum { CALL_ID_MAX = 254, FRAME_DIGITS = 20 };

struct text {
    char *p;
    size_t n, cap;
};

static void add(struct text *t, const char *s, size_t n)
{
    if (n > t->cap - t->n - 1)
        n = t->cap - t->n - 1;
    memcpy(t->p + t->n, s, n);
    t->n += n;
    t->p[t->n] = '\0';
}

static void add_str(struct text *t, const char *s)
{
    add(t, s, strlen(s));
}

/*
 * Inside a quoted string of a display filter: backslash before quote and
 * backslash, \xHH for what is not printable ASCII (wireshark-filter(4)).
 */
static void add_quoted(struct text *t, char c)
{
    static const char hex[] = "0123456789abcdef";
    char escaped[4] = {'\\', 'x', hex[(unsigned char)c >> 4], hex[(unsigned char)c & 15]};
    char pair[2] = {'\\', c};

    if (c == '"' || c == '\\')
        add(t, pair, 2);
    else if (c >= 0x20 && c < 0x7f)
        add(t, &c, 1);
    else
        add(t, escaped, 4);
}

size_t rs_filter_of_frames(const uint64_t *frames, unsigned count, char *buf, size_t cap)
{
    struct text t = {buf, 0, cap};
    char digits[FRAME_DIGITS];

    buf[0] = '\0';
    if (count == 0)
        return 0;
    add_str(&t, count == 1 ? "frame.number == " : "frame.number in {");
    for (unsigned i = 0; i < count; i++) {
        if (i)
            add_str(&t, ", ");
        add(&t, digits, rs_digits(digits, frames[i]));
    }
    if (count > 1)
        add_str(&t, "}");
    return t.n;
}

size_t rs_filter_of_finding(const struct rs_finding *f, char *buf)
{
    struct text t = {buf, 0, RS_FILTER_TEXT};

    if (f->call_id.n == 0 || f->call_id.n > CALL_ID_MAX)
        return rs_filter_of_frames(f->frames, f->frame_count, buf, RS_FILTER_TEXT);
    add_str(&t, "sip.Call-ID == \"");
    for (size_t i = 0; i < f->call_id.n; i++)
        add_quoted(&t, f->call_id.p[i]);
    add_str(&t, "\"");
    return t.n;
}
