/* scenario2fuzz FILE.scn OUT: a scenario as input of fuzz_watcher. */
#include <stdio.h>

#include "tests/scenario.h"

static int host_of(const struct scenario *s, const struct rs_endpoint *e)
{
    for (int i = 0; i < s->host_count; i++)
        if (rs_endpoint_eq(&s->host[i].at, e))
            return i & 7;
    return 0;
}

static void write_step(FILE *f, const struct scenario *s, const struct scn_step *step,
                       int64_t *now_us)
{
    const struct rs_origin *o = &step->origin;
    int64_t ms = (o->time_us - *now_us) / 1000;
    int root = 0;
    while (root < 255 && (int64_t)root * root < ms)
        root++;
    *now_us += (int64_t)root * root * 1000;
    size_t len = step->len < 65535 ? step->len : 65535;
    fputc(root, f);
    fputc(host_of(s, &o->src) | host_of(s, &o->dst) << 3 | (int)(o->interface & 3) << 6, f);
    fputc(o->transport | (step->kind == SCN_MESSAGE ? 0 : 8) | (o->after_gap ? 0x10 : 0), f);
    fputc((int)(len >> 8), f);
    fputc((int)(len & 255), f);
    if (len)
        fwrite(step->octets, 1, len, f);
}

int main(int argc, char **argv)
{
    struct scenario *s = argc == 3 ? scenario_read(argv[1]) : NULL;
    FILE *f = s ? fopen(argv[2], "wb") : NULL;
    if (!f) {
        fprintf(stderr, "usage: scenario2fuzz FILE.scn OUT\n");
        return 1;
    }
    int64_t now_us = s->start_us;
    for (size_t i = 0; i < s->step_count; i++)
        write_step(f, s, &s->step[i], &now_us);
    scenario_free(s);
    return fclose(f) ? 1 : 0;
}
