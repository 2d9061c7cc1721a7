#include "run/post.h"

#include "base/err.h"

#include <string.h>

int rs_post_init(struct rs_post *post)
{
    memset(post, 0, sizeof *post);
    pthread_mutex_init(&post->lock, NULL);
    pthread_cond_init(&post->emptied, NULL);
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

struct rs_parcel *rs_post_empty(struct rs_post *post, bool wait)
{
    pthread_mutex_lock(&post->lock);
    while (wait && !post->empty_count)
        pthread_cond_wait(&post->emptied, &post->lock);
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
