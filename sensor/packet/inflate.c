#define ZLIB_CONST /* zlib does not write to its input, and says so then */
#include "packet/inflate.h"

#include <stdlib.h>
#include <zlib.h>

enum { RAW = -15, ZLIB_OR_GZIP = 15 + 32, FIRST_ROOM = 16 * 1024 };

struct rs_inflater {
    z_stream raw, wrapped;
    bool raw_begun, wrapped_begun;
    unsigned char *room;
    size_t room_len, used;
};

struct rs_inflater *rs_inflater_new(void)
{
    return calloc(1, sizeof(struct rs_inflater));
}

void rs_inflater_free(struct rs_inflater *z)
{
    if (!z)
        return;
    if (z->raw_begun)
        inflateEnd(&z->raw);
    if (z->wrapped_begun)
        inflateEnd(&z->wrapped);
    free(z->room);
    free(z);
}

/* ---- output ---- */

/* How much may come of so much. */
static size_t ceiling(size_t credit, size_t in)
{
    size_t most = credit + (in + 1) * RS_INFLATE_RATIO;
    return most < RS_INFLATE_MAX ? most : RS_INFLATE_MAX;
}

/* Doubled up to the ceiling; what has come out so far stays. */
static int make_room(struct rs_inflater *z, size_t most)
{
    if (z->used >= most)
        return RS_ERR_FULL;
    size_t len = z->room_len ? z->room_len * 2 : FIRST_ROOM;
    if (z->used < z->room_len)
        return RS_OK;
    unsigned char *grown = realloc(z->room, len);
    if (!grown)
        return RS_ERR_MEMORY;
    z->room = grown;
    z->room_len = len;
    return RS_OK;
}

static int step(struct rs_inflater *z, z_stream *s, size_t most)
{
    size_t limit = z->room_len < most ? z->room_len : most;
    uInt room = (uInt)(limit - z->used);
    s->next_out = z->room + z->used;
    s->avail_out = room;
    int result = inflate(s, Z_SYNC_FLUSH);
    z->used += room - s->avail_out;
    return result;
}

/* ---- messages ---- */

/* RFC 7692 7.2.3.5: a block marked as the last one is not the last of the connection. */
static int begin_again(z_stream *s)
{
    static const size_t window = RS_INFLATE_WINDOW;
    unsigned char back[RS_INFLATE_WINDOW];
    uInt len = (uInt)window;
    if (inflateGetDictionary(s, back, &len) != Z_OK || inflateReset(s) != Z_OK)
        return RS_ERR_MALFORMED;
    return inflateSetDictionary(s, back, len) == Z_OK ? RS_OK : RS_ERR_MALFORMED;
}

/* Take all of the input; RS_OK when nothing of it is left and no output waits. */
static int take(struct rs_inflater *z, z_stream *s, struct rs_span in, size_t most)
{
    s->next_in = (const Bytef *)in.p;
    s->avail_in = (uInt)in.n;
    for (;;) {
        int room = make_room(z, most);
        if (room != RS_OK)
            return room;
        int result = step(z, s, most);
        if (result == Z_STREAM_END) {
            if (begin_again(s) != RS_OK)
                return RS_ERR_MALFORMED;
            if (!s->avail_in)
                return RS_OK;
            continue;
        }
        if (result != Z_OK && result != Z_BUF_ERROR)
            return RS_ERR_MALFORMED;
        if (!s->avail_in && s->avail_out)
            return RS_OK;
        if (result == Z_BUF_ERROR && s->avail_out)
            return RS_ERR_MALFORMED;
    }
}

static int begin_raw(struct rs_inflater *z, const struct rs_window *window)
{
    if (!z->raw_begun && inflateInit2(&z->raw, RAW) != Z_OK)
        return RS_ERR_MEMORY;
    z->raw_begun = true;
    z->used = 0;
    if (inflateReset(&z->raw) != Z_OK)
        return RS_ERR_MEMORY;
    if (window && window->len &&
        inflateSetDictionary(&z->raw, window->octet, window->len) != Z_OK)
        return RS_ERR_MEMORY;
    return RS_OK;
}

static void remember(struct rs_inflater *z, struct rs_window *window)
{
    uInt len = RS_INFLATE_WINDOW;
    if (window && inflateGetDictionary(&z->raw, window->octet, &len) == Z_OK)
        window->len = len;
}

int rs_inflate_message(struct rs_inflater *z, struct rs_window *window, uint32_t *credit,
                       struct rs_span in, struct rs_span *out)
{
    size_t most = ceiling(*credit, in.n), left;
    int result = begin_raw(z, window);
    if (result == RS_OK)
        result = take(z, &z->raw, in, most);
    if (result == RS_OK) /* RFC 7692 7.2.2: the sender has cut these off */
        result = take(z, &z->raw, rs_span("\0\0\xff\xff", 4), most);
    left = most - z->used;
    *credit = (uint32_t)(left < RS_INFLATE_FREE ? left : RS_INFLATE_FREE);
    if (result != RS_OK)
        return result;
    remember(z, window);
    *out = rs_span((const char *)z->room, z->used);
    return RS_OK;
}

/* ---- bodies ---- */

static int whole(struct rs_inflater *z, z_stream *s, struct rs_span in, struct rs_span *out)
{
    size_t most = ceiling(RS_INFLATE_FREE, in.n);
    z->used = 0;
    s->next_in = (const Bytef *)in.p;
    s->avail_in = (uInt)in.n;
    for (;;) {
        int room = make_room(z, most);
        if (room != RS_OK)
            return room;
        int result = step(z, s, most);
        if (result == Z_STREAM_END)
            break;
        if (result != Z_OK || (!s->avail_in && s->avail_out))
            return RS_ERR_MALFORMED;
    }
    *out = rs_span((const char *)z->room, z->used);
    return RS_OK;
}

int rs_inflate_body(struct rs_inflater *z, struct rs_span in, struct rs_span *out)
{
    if (!z->wrapped_begun && inflateInit2(&z->wrapped, ZLIB_OR_GZIP) != Z_OK)
        return RS_ERR_MEMORY;
    z->wrapped_begun = true;
    if (inflateReset(&z->wrapped) != Z_OK)
        return RS_ERR_MEMORY;
    int result = whole(z, &z->wrapped, in, out);
    if (result != RS_ERR_MALFORMED)
        return result;
    result = begin_raw(z, NULL);
    return result == RS_OK ? whole(z, &z->raw, in, out) : result;
}

/* ---- windows ---- */

static void unlink_window(struct rs_windows *all, struct rs_window *w)
{
    if (w->older)
        w->older->newer = w->newer;
    else
        all->oldest = w->newer;
    if (w->newer)
        w->newer->older = w->older;
    else
        all->newest = w->older;
}

static void link_newest(struct rs_windows *all, struct rs_window *w)
{
    w->older = all->newest;
    w->newer = NULL;
    if (all->newest)
        all->newest->newer = w;
    else
        all->oldest = w;
    all->newest = w;
}

void rs_windows_forget(struct rs_windows *all, struct rs_window **place)
{
    struct rs_window *w = *place;
    if (!w)
        return;
    unlink_window(all, w);
    *place = NULL;
    free(w);
    all->count--;
}

struct rs_window *rs_windows_use(struct rs_windows *all, struct rs_window **place)
{
    if (*place) {
        unlink_window(all, *place);
        link_newest(all, *place);
        return *place;
    }
    if (all->count >= all->limit && all->oldest)
        rs_windows_forget(all, all->oldest->place);
    struct rs_window *w = all->limit ? malloc(sizeof *w) : NULL;
    if (!w)
        return NULL;
    w->place = place;
    w->len = 0;
    link_newest(all, w);
    all->count++;
    return *place = w;
}
