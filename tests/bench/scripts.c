#include "scripts.h"

#include "calls.h"

static const struct bench_transaction register_transactions[] = {
    {"REGISTER", 1, 0, false, false, false},
    {"REGISTER", 2, 1, false, false, true},
};
static const struct bench_step register_steps[] = {
    {AT_ONCE, 0, 0, 0},
    {SOON, 0, 0, 401},
    {SOON, 0, 1, 0},
    {SOON, 0, 1, 200},
};

static const struct bench_transaction answered_transactions[] = {
    {"INVITE", 1, 0, false, false, false}, {"ACK", 1, 0, false, false, false},
    {"INVITE", 2, 1, false, false, true},  {"ACK", 2, 2, false, true, false},
    {"BYE", 3, 3, false, true, false},
};
static const struct bench_step answered_steps[] = {
    {AT_ONCE, 0, 0, 0}, {SOON, 0, 0, 407},    {SOON, 0, 1, 0},   {SOON, 0, 2, 0},
    {SOON, 0, 2, 100},  {SOON, 1, 2, 0},      {SOON, 1, 2, 100}, {SOON, 1, 2, 180},
    {SOON, 0, 2, 180},  {RINGING, 1, 2, 200}, {SOON, 0, 2, 200}, {SOON, 0, 3, 0},
    {SOON, 1, 3, 0},    {TALKING, 0, 4, 0},   {SOON, 1, 4, 0},   {SOON, 1, 4, 200},
    {SOON, 0, 4, 200},
};

static const struct bench_transaction cancelled_transactions[] = {
    {"INVITE", 1, 0, false, false, false},
    {"CANCEL", 1, 0, false, false, false},
    {"ACK", 1, 0, false, false, false},
};
static const struct bench_step cancelled_steps[] = {
    {AT_ONCE, 0, 0, 0}, {SOON, 0, 0, 100}, {SOON, 1, 0, 0}, {SOON, 1, 0, 180}, {SOON, 0, 0, 180},
    {RINGING, 0, 1, 0}, {SOON, 0, 1, 200}, {SOON, 1, 1, 0}, {SOON, 1, 1, 200}, {SOON, 1, 0, 487},
    {SOON, 1, 2, 0},    {SOON, 0, 0, 487}, {SOON, 0, 2, 0},
};

static const struct bench_transaction options_transactions[] = {
    {"OPTIONS", 1, 0, true, false, false},
};
static const struct bench_step options_steps[] = {{AT_ONCE, 0, 0, 0}, {SOON, 0, 0, 200}};

static const struct bench_transaction subscribe_transactions[] = {
    {"SUBSCRIBE", 1, 0, false, false, true},
    {"NOTIFY", 1, 1, true, true, false},
    {"NOTIFY", 2, 2, true, true, false},
};
static const struct bench_step subscribe_steps[] = {
    {AT_ONCE, 0, 0, 0}, {SOON, 0, 0, 200},  {SOON, 0, 1, 0},
    {SOON, 0, 1, 200},  {TALKING, 0, 2, 0}, {SOON, 0, 2, 200},
};

static const struct bench_transaction message_transactions[] = {
    {"MESSAGE", 1, 0, false, false, true},
};
static const struct bench_step message_steps[] = {
    {AT_ONCE, 0, 0, 0},
    {SOON, 1, 0, 0},
    {SOON, 1, 0, 200},
    {SOON, 0, 0, 200},
};

static const struct bench_step held_steps[] = {
    {AT_ONCE, 0, 2, 0}, {SOON, 0, 2, 180}, {SOON, 0, 2, 200}, {SOON, 0, 3, 0}};

#define SCRIPT(transactions, steps, count) \
    {                                      \
        transactions, steps, count         \
    }
#define WHOLE(name) \
    SCRIPT(name##_transactions, name##_steps, sizeof name##_steps / sizeof name##_steps[0])

const struct bench_script bench_scripts[BENCH_SCENARIO__COUNT] = {
    [BENCH_REGISTER] = WHOLE(register),
    [BENCH_ANSWERED] = WHOLE(answered),
    [BENCH_CANCELLED] = WHOLE(cancelled),
    [BENCH_OPTIONS] = WHOLE(options),
    [BENCH_SUBSCRIBE] = WHOLE(subscribe),
    [BENCH_MESSAGE] = WHOLE(message),
    [BENCH_UNANSWERED] = SCRIPT(cancelled_transactions, cancelled_steps, 1),
    [BENCH_UNANSWERED_OPTIONS] = SCRIPT(options_transactions, options_steps, 1),
    [BENCH_HELD] = SCRIPT(answered_transactions, held_steps, 4),
};
