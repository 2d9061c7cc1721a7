/*
 * bench-measure RUNS COMMAND...: run a command several times with its output
 * thrown away, and print one line:
 *
 *   CPU-seconds(median) spread-% wall-seconds(median) peak-RSS-in-kB(largest) status
 *
 * CPU is user and system time of the process and its children. status is the
 * worst exit status, 128 and more for a signal.
 */
#include "stats.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 101 };

struct result {
    double cpu_s, wall_s;
    long peak_kb;
    int status;
};

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void become(char **command)
{
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execvp(command[0], command);
    _exit(127);
}

static struct result run(char **command)
{
    struct rusage used;
    int status;
    double begin = now_s();
    pid_t child = fork();
    if (child == 0)
        become(command);
    if (child < 0 || wait4(child, &status, 0, &used) < 0) {
        perror("bench-measure");
        exit(1);
    }
    return (struct result){seconds(used.ru_utime) + seconds(used.ru_stime), now_s() - begin,
                           used.ru_maxrss,
                           WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status)};
}

int main(int argc, char **argv)
{
    static double cpu[RUNS_MAX], wall[RUNS_MAX];
    long peak_kb = 0;
    int status = 0, runs = argc > 2 ? atoi(argv[1]) : 0;
    if (runs < 1 || runs > RUNS_MAX) {
        fputs("usage: bench-measure RUNS COMMAND...\n", stderr);
        return 2;
    }
    for (int i = 0; i < runs; i++) {
        struct result r = run(argv + 2);
        cpu[i] = r.cpu_s;
        wall[i] = r.wall_s;
        peak_kb = r.peak_kb > peak_kb ? r.peak_kb : peak_kb;
        status = r.status > status ? r.status : status;
    }
    struct bench_median c = bench_median(cpu, (size_t)runs);
    struct bench_median w = bench_median(wall, (size_t)runs);
    printf("%.3f %.1f %.3f %ld %d\n", c.median, c.spread_percent, w.median, peak_kb, status);
    return 0;
}
