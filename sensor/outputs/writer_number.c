/* Numbers, addresses and times, by hand: no printf and no locale. */
#include "outputs/writer_inside.h"

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

size_t rs_digits(char *p, uint64_t v)
{
    char back[20];
    size_t at = sizeof back;

    while (v >= 100) {
        at -= 2;
        memcpy(back + at, pairs + v % 100 * 2, 2);
        v /= 100;
    }
    if (v >= 10) {
        at -= 2;
        memcpy(back + at, pairs + v * 2, 2);
    } else {
        back[--at] = (char)('0' + v);
    }
    memcpy(p, back + at, sizeof back - at);
    return sizeof back - at;
}

/* Exactly `width` digits, leading zeros kept. */
static void fixed_digits(char *p, unsigned width, uint64_t v)
{
    while (width) {
        p[--width] = (char)('0' + v % 10);
        v /= 10;
    }
}

void rs_put_u64(struct rs_writer *w, uint64_t v)
{
    rs_writer_advance(w, rs_digits(rs_writer_room(w, 20), v));
}

void rs_put_i64(struct rs_writer *w, int64_t v)
{
    if (v < 0)
        rs_put_char(w, '-');
    rs_put_u64(w, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void rs_put_fixed(struct rs_writer *w, int64_t micro, unsigned decimals)
{
    static const uint64_t scale[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
    uint64_t v = micro < 0 ? 0 - (uint64_t)micro : (uint64_t)micro;
    uint64_t unit;
    char *p;

    if (decimals > 6)
        decimals = 6;
    v = (v + scale[decimals] / 2) / scale[decimals]; /* rounded, in units of the last place */
    unit = 1000000 / scale[decimals];
    if (micro < 0 && v)
        rs_put_char(w, '-');
    rs_put_u64(w, v / unit);
    if (!decimals)
        return;
    p = rs_writer_room(w, 7);
    p[0] = '.';
    fixed_digits(p + 1, decimals, v % unit);
    rs_writer_advance(w, decimals + 1);
}

static void put_ipv4(struct rs_writer *w, const uint8_t *octet)
{
    char *p = rs_writer_room(w, 15);
    size_t n = 0;

    for (int i = 0; i < 4; i++) {
        if (i)
            p[n++] = '.';
        n += rs_digits(p + n, octet[i]);
    }
    rs_writer_advance(w, n);
}

void rs_put_addr(struct rs_writer *w, const struct rs_addr *a)
{
    char text[RS_ADDR_TEXT];

    if (a->family == 4)
        put_ipv4(w, a->octet);
    else
        rs_put_str(w, rs_addr_text(a, text));
}

void rs_put_endpoint(struct rs_writer *w, const struct rs_endpoint *e)
{
    if (e->addr.family == 6)
        rs_put_char(w, '[');
    rs_put_addr(w, &e->addr);
    if (e->addr.family == 6)
        rs_put_char(w, ']');
    rs_put_char(w, ':');
    rs_put_u64(w, e->port);
}

struct date {
    int64_t year;
    unsigned month, day;
};

/*
 * Days since 1970-01-01 to a date: years are counted from 1 March, so that the
 * leap day is the last one (the usual "civil from days" computation).
 */
static struct date date_of_days(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    unsigned day_of_era = (unsigned)(z - era * 146097);
    unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned month = (5 * day + 2) / 153; /* 0: March */
    struct date d;

    d.day = day - (153 * month + 2) / 5 + 1;
    d.month = month < 10 ? month + 3 : month - 9;
    d.year = (int64_t)year_of_era + era * 400 + (d.month <= 2);
    return d;
}

/* "2026-08-22T10:11:12" */
static void second_text(char *p, int64_t second)
{
    int64_t days = second >= 0 ? second / 86400 : (second - 86399) / 86400;
    unsigned rest = (unsigned)(second - days * 86400);
    struct date d = date_of_days(days);

    memcpy(p, "0000-00-00T00:00:00", 19);
    fixed_digits(p, 4, d.year >= 0 ? (uint64_t)d.year : 0);
    fixed_digits(p + 5, 2, d.month);
    fixed_digits(p + 8, 2, d.day);
    fixed_digits(p + 11, 2, rest / 3600);
    fixed_digits(p + 14, 2, rest / 60 % 60);
    fixed_digits(p + 17, 2, rest % 60);
}

/* The text of its second, and *micro the rest. */
static const char *text_of_second(struct rs_writer *w, int64_t time_us, uint64_t *micro)
{
    int64_t second = time_us >= 0 ? time_us / 1000000 : (time_us - 999999) / 1000000;

    if (second != w->second) {
        second_text(w->second_text, second);
        w->second = second;
    }
    *micro = (uint64_t)(time_us - second * 1000000);
    return w->second_text;
}

void rs_put_time(struct rs_writer *w, int64_t time_us)
{
    uint64_t micro;
    const char *text = text_of_second(w, time_us, &micro);
    char *p = rs_writer_room(w, 31);

    memcpy(p, text, 19);
    p[19] = '.';
    fixed_digits(p + 20, 6, micro);
    memcpy(p + 26, "+0000", 5);
    rs_writer_advance(w, 31);
}

void rs_put_clock(struct rs_writer *w, int64_t time_us)
{
    uint64_t micro;
    const char *text = text_of_second(w, time_us, &micro);
    char *p = rs_writer_room(w, 23);

    memcpy(p, text, 19);
    p[10] = ' ';
    p[19] = '.';
    fixed_digits(p + 20, 3, micro / 1000);
    rs_writer_advance(w, 23);
}
