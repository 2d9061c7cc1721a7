#define _DEFAULT_SOURCE /* getrandom */
#include "run/analysis.h"

#include "capture/log_note.h"
#include "capture/lync_log.h"
#include "run/direct.h"
#include "run/gather.h"
#include "run/memory.h"
#include "run/pipeline.h"

#include <stdlib.h>
#include <sys/random.h>

struct rs_analysis {
    struct rs_decoder *decoder;
    struct rs_direct *direct;
    struct rs_pipeline *pipeline;   /* NULL: one worker, which has this: */
    struct rs_gather *gather;
    struct rs_stage stage;          /* decoder -> here */
    struct rs_packet_sink messages; /* the same, as the decoder wants it */
    struct rs_lookups lookups;
    uint64_t frames, octets;
    bool begun; /* there are times */
    int64_t first_us, latest_us; /* of frames, and of rs_analysis_idle */
    uint64_t newest_frame;
    struct unseen {
        uint64_t count;   /* when it was looked at last */
        int64_t noted_us; /* when the stage was told last; 0: never */
    } lost, unread;
};

/* Keys of tables come from attackers: the hash is theirs to guess, 128 bits of it. */
static bool draw_key(struct rs_hash_key *key)
{
    return getrandom(key, sizeof *key, 0) == (ssize_t)sizeof *key;
}

/* The watcher's results go to the pipeline's outputs, and these have lookups of their own. */
static bool add_pipeline(struct rs_analysis *a, const struct rs_analysis_setup *setup,
                         struct rs_results *results)
{
    const struct rs_pipeline_setup pipeline = {
        .results = setup->results,
        .lookups = a->lookups,
        .workers = setup->workers < RS_WORKERS_MAX ? setup->workers : RS_WORKERS_MAX,
        .live = setup->live,
        .cpus = setup->cpus,
        .cpu_count = setup->cpu_count,
    };
    a->pipeline = rs_pipeline_new(&pipeline);
    if (!a->pipeline)
        return false;
    *results = rs_pipeline_results(a->pipeline);
    a->lookups = rs_pipeline_lookups(a->pipeline);
    rs_decoder_on_tunnel(a->decoder, a->pipeline, rs_pipeline_tunnel);
    return true;
}

static bool add_parts(struct rs_analysis *a, const struct rs_analysis_setup *setup,
                      const struct rs_watcher_options *options,
                      const struct rs_packet_limits *packet)
{
    struct rs_results results = setup->results;
    a->lookups = setup->lookups;
    a->decoder = rs_decoder_new(packet, &options->key);
    if (!a->decoder)
        return false;
    a->lookups.tunnels = rs_decoder_tunnels(a->decoder);
    if (setup->workers > 1 && !add_pipeline(a, setup, &results))
        return false;
    a->direct = rs_direct_new(options, &results);
    if (a->direct && !a->pipeline)
        a->gather = rs_gather_new(a->direct);
    return a->direct && (a->pipeline || a->gather);
}

struct rs_analysis *rs_analysis_new(const struct rs_analysis_setup *setup)
{
    struct rs_budget budget = {rs_limits_default(), rs_packet_limits_default()};
    if (setup->memory_mib)
        budget = rs_memory_budget(setup->memory_mib);
    struct rs_watcher_options options = {.limits = budget.core};
    struct rs_analysis *a = calloc(1, sizeof *a);
    if (!a || !draw_key(&options.key)) {
        free(a);
        return NULL;
    }
    if (!add_parts(a, setup, &options, &budget.packet)) {
        rs_analysis_free(a);
        return NULL;
    }
    a->stage = a->pipeline ? rs_pipeline_stage(a->pipeline) : rs_gather_stage(a->gather);
    a->messages = (struct rs_packet_sink){.user = a->stage.user,
                                          .message = a->stage.message,
                                          .unreachable = a->stage.unreachable,
                                          .secured = {a->stage.user, a->stage.secured}};
    return a;
}

int rs_analysis_start(struct rs_analysis *a)
{
    return a->pipeline ? rs_pipeline_start(a->pipeline, a->direct) : RS_OK;
}

void rs_analysis_stop(struct rs_analysis *a)
{
    if (a->pipeline)
        rs_pipeline_stop(a->pipeline);
}

uint64_t rs_analysis_results_lost(struct rs_analysis *a)
{
    return a->pipeline ? rs_pipeline_lost(a->pipeline) : 0;
}

int rs_analysis_join_header(struct rs_analysis *a, const char *name)
{
    return rs_watcher_join_header(rs_direct_watcher(a->direct), rs_span_str(name));
}

void rs_analysis_free(struct rs_analysis *a)
{
    if (!a)
        return;
    rs_pipeline_free(a->pipeline);
    rs_gather_free(a->gather);
    if (a->decoder)
        rs_decoder_free(a->decoder);
    rs_direct_free(a->direct);
    free(a);
}

void rs_analysis_keys(struct rs_analysis *a, struct rs_tls_keys *keys)
{
    rs_decoder_keys(a->decoder, keys);
}

const struct rs_lookups *rs_analysis_lookups(const struct rs_analysis *a)
{
    return &a->lookups;
}

static void note_time(struct rs_analysis *a, int64_t time_us)
{
    if (!a->begun)
        a->first_us = time_us;
    a->begun = true;
    if (time_us > a->latest_us)
        a->latest_us = time_us;
}

/* A rise is told on once a second at most: a flood of what nobody can read goes no further. */
static void note_rise(struct rs_analysis *a, struct unseen *u, uint64_t count, bool lost)
{
    enum { SECOND_US = 1000000 };
    if (count == u->count || (u->noted_us && a->latest_us - u->noted_us < SECOND_US))
        return;
    struct rs_origin origin = {.time_us = a->latest_us, .frame = a->newest_frame};
    u->count = count;
    u->noted_us = a->latest_us;
    a->stage.gap(a->stage.user, &origin, lost, NULL);
}

static void note_unseen(struct rs_analysis *a)
{
    const struct rs_packet_counters *c = rs_decoder_counters(a->decoder);
    note_rise(a, &a->lost, rs_visibility_lost(c), true);
    note_rise(a, &a->unread, rs_visibility_unread(c), false);
}

/* No message and no packet: not a frame that is counted. */
static void take_note(struct rs_analysis *a, const struct rs_frame *frame)
{
    struct rs_origin origin = {.time_us = frame->time_us,
                               .frame = frame->number,
                               .interface = frame->interface,
                               .imported = true};
    struct rs_logged logged;
    rs_log_note_read(frame->data, &logged);
    a->stage.logged(a->stage.user, &origin, &logged);
}

void rs_analysis_frame(struct rs_analysis *a, const struct rs_frame *frame)
{
    if (frame->link_type == RS_LINK_LOG_NOTE) {
        take_note(a, frame);
        return;
    }
    a->frames++;
    a->octets += frame->data.n;
    note_time(a, frame->time_us);
    a->newest_frame = frame->number;
    rs_decoder_frame(a->decoder, frame, &a->messages);
    note_unseen(a);
}

void rs_analysis_idle(struct rs_analysis *a, int64_t now_us)
{
    if (now_us <= a->latest_us)
        return;
    note_time(a, now_us);
    rs_decoder_expire(a->decoder, now_us, &a->messages);
    note_unseen(a);
    a->stage.expire(a->stage.user, now_us);
}

void rs_analysis_lost(struct rs_analysis *a, uint32_t interface, uint64_t lost, const char *what)
{
    struct rs_origin origin = {
        .time_us = a->latest_us, .frame = a->newest_frame, .interface = interface};
    a->stage.gap(a->stage.user, &origin, lost, what);
}

void rs_analysis_policy(struct rs_analysis *a, const struct rs_policy *policy)
{
    a->stage.policy(a->stage.user, policy);
}

void rs_analysis_flush(struct rs_analysis *a)
{
    a->stage.flush(a->stage.user);
}

void rs_analysis_progress(struct rs_analysis *a, const char *line)
{
    a->stage.progress(a->stage.user, line);
}

bool rs_analysis_alive(struct rs_analysis *a)
{
    return a->stage.alive(a->stage.user);
}

void rs_analysis_stats(struct rs_analysis *a, const struct rs_stats *losses)
{
    struct rs_stats stats = *losses;
    stats.time_us = a->latest_us;
    stats.first_us = a->first_us;
    stats.frames = a->frames;
    stats.octets = a->octets;
    stats.packets = rs_decoder_counters(a->decoder);
    stats.results_lost = rs_analysis_results_lost(a);
    a->stage.stats(a->stage.user, &stats);
}

void rs_analysis_finish(struct rs_analysis *a)
{
    rs_decoder_finish(a->decoder, &a->messages);
    note_unseen(a);
    /* Timers run to the last packet's time (semantics 2.8), be it SIP or not. */
    a->stage.expire(a->stage.user, a->latest_us);
    a->stage.finish(a->stage.user);
}

bool rs_analysis_balanced(struct rs_analysis *a)
{
    const struct rs_packet_counters *c = rs_decoder_counters(a->decoder);
    uint64_t accounted = c->verdicts[RS_PACKET_ANALYSED] + c->verdicts[RS_PACKET_NOT_SIP] +
                         rs_packet_dropped(c);
    return a->frames == c->frames && a->frames == accounted &&
           c->messages == rs_direct_messages(a->direct);
}

int64_t rs_analysis_time(const struct rs_analysis *a)
{
    return a->latest_us;
}

uint64_t rs_analysis_messages(const struct rs_analysis *a)
{
    return rs_decoder_counters(a->decoder)->messages;
}
