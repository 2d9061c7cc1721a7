#define _POSIX_C_SOURCE 200809L /* pthread_condattr_setclock */
#include "run/post.h"

#include "base/err.h"

#include <string.h>
#include <time.h>

int rs_post_init(struct rs_post *post)
{
    memset(post, 0, sizeof *post);
    pthread_mutex_init(&post->lock, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC); /* the wall's may step */
    pthread_cond_init(&post->emptied, &clock);
    pthread_condattr_destroy(&clock);
    pthread_cond_init(&post->sent, NULL);
    for (unsigned i = 0; i < RS_POST_PARCELS; i++) {
        if (!(post->all[i] = rs_parcel_new()))
            return RS_ERR_MEMORY;
        post->empty[post->empty_count++] = post->all[i];
    }
    return RS_OK;
}

void rs_post_fini(struct rs_post *post)
{
    for (unsigned i = 0; i < RS_POST_PARCELS; i++)
        rs_parcel_free(post->all[i]);
    pthread_cond_destroy(&post->sent);
    pthread_cond_destroy(&post->emptied);
    pthread_mutex_destroy(&post->lock);
}

/* With the lock held. False: nothing was unpacked for too long. */
static bool await_one(struct rs_post *post)
{
    enum { SECOND_NS = 1000000000, MS_NS = 1000000 };
    struct timespec until;
    uint64_t before = post->unpacked;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)RS_POST_PATIENCE_MS * MS_NS;
    until.tv_sec += until.tv_nsec / SECOND_NS;
    until.tv_nsec %= SECOND_NS;
    while (!post->hung && post->unpacked == before)
        post->hung = pthread_cond_timedwait(&post->emptied, &post->lock, &until) != 0;
    return post->unpacked != before;
}

bool rs_post_await_one(struct rs_post *post)
{
    pthread_mutex_lock(&post->lock);
    bool one = post->count && await_one(post);
    pthread_mutex_unlock(&post->lock);
    return one;
}

struct rs_parcel *rs_post_empty(struct rs_post *post, bool live)
{
    pthread_mutex_lock(&post->lock);
    while (!post->empty_count) {
        if (!live)
            pthread_cond_wait(&post->emptied, &post->lock);
        else if (!await_one(post))
            break;
    }
    struct rs_parcel *p = post->empty_count ? post->empty[--post->empty_count] : NULL;
    pthread_mutex_unlock(&post->lock);
    return p;
}

void rs_post_send(struct rs_post *post, struct rs_parcel *p)
{
    pthread_mutex_lock(&post->lock);
    post->line[(post->first + post->count++) % RS_POST_PARCELS] = p;
    pthread_cond_signal(&post->sent);
    pthread_mutex_unlock(&post->lock);
}

void rs_post_end(struct rs_post *post)
{
    pthread_mutex_lock(&post->lock);
    post->ended = true;
    pthread_cond_signal(&post->sent);
    pthread_mutex_unlock(&post->lock);
}

void rs_post_lose(struct rs_post *post, uint64_t results)
{
    pthread_mutex_lock(&post->lock);
    post->lost += results;
    pthread_mutex_unlock(&post->lock);
}

struct rs_parcel *rs_post_next(struct rs_post *post)
{
    struct rs_parcel *p = NULL;
    pthread_mutex_lock(&post->lock);
    while (!post->count && !post->ended)
        pthread_cond_wait(&post->sent, &post->lock);
    if (post->count) {
        p = post->line[post->first];
        post->first = (post->first + 1) % RS_POST_PARCELS;
        post->count--;
    }
    pthread_mutex_unlock(&post->lock);
    return p;
}

void rs_post_done(struct rs_post *post, struct rs_parcel *p, bool deaf)
{
    rs_parcel_reset(p);
    if (deaf)
        atomic_store_explicit(&post->deaf, true, memory_order_relaxed);
    pthread_mutex_lock(&post->lock);
    post->empty[post->empty_count++] = p;
    post->unpacked++;
    post->hung = false;
    pthread_cond_signal(&post->emptied);
    pthread_mutex_unlock(&post->lock);
}

bool rs_post_is_deaf(const struct rs_post *post)
{
    return atomic_load_explicit(&post->deaf, memory_order_relaxed);
}

uint64_t rs_post_lost(struct rs_post *post)
{
    pthread_mutex_lock(&post->lock);
    uint64_t lost = post->lost;
    pthread_mutex_unlock(&post->lock);
    return lost;
}
