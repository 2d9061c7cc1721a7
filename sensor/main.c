/*
 * The sensor, in the order of start and stop. Open first: inputs, then
 * outputs; then give up what was needed for that (run/sandbox.h); only then is
 * traffic parsed, and a thread begun.
 */
#define _DEFAULT_SOURCE /* pcap.h wants u_int */
#include "example.h"
#include "explain.h"
#include "notice.h"
#include "run/memory.h"
#include "run/run.h"
#include "run/sandbox.h"
#include "run/stop.h"
#include "settings_file.h"

#include <pcap/pcap.h>
#include <stdio.h>

#ifndef RS_VERSION
#define RS_VERSION "0.1.0"
#endif

static int print_version(void)
{
    printf("ringside %s, %s\n", RS_VERSION, pcap_lib_version());
    return fflush(stdout) == 0 ? RS_EXIT_OK : RS_EXIT_OUTPUT;
}

static int explain(const char *id, const char *config)
{
    struct rs_policy *policy = rs_settings_load(config);
    if (!policy)
        return RS_EXIT_USAGE;
    int rc = rs_explain(stdout, id, policy);
    rs_policy_free(policy);
    if (rc == RS_ERR_ABSENT) {
        rs_notice("--explain %s: there is no such finding; --explain alone lists them", id);
        return RS_EXIT_USAGE;
    }
    if (rc < 0)
        rs_notice("--explain: standard output cannot be written");
    return rc < 0 ? RS_EXIT_OUTPUT : RS_EXIT_OK;
}

static int check_config(const char *path)
{
    if (!rs_settings_check(path))
        return RS_EXIT_USAGE;
    printf("%s: in order\n", path);
    return fflush(stdout) == 0 ? RS_EXIT_OK : RS_EXIT_OUTPUT;
}

/* All is open: what that needed is given up, and threads may begin. */
static int give_up(struct rs_run *r, const struct rs_sandbox_user *user)
{
    if (rs_sandbox_enter(r->options, user) < 0)
        return RS_EXIT_INPUT;
    return rs_delivery_begin(r->delivery) == RS_OK ? RS_EXIT_OK : RS_EXIT_OUTPUT;
}

static int begin(struct rs_run *r)
{
    for (unsigned i = 0; i < r->options->join_header_count; i++)
        rs_analysis_join_header(r->analysis, r->options->join_headers[i]);
    if (rs_analysis_start(r->analysis) == RS_OK)
        return RS_EXIT_OK;
    rs_notice("the system gives no more threads; --workers 1 does without");
    return RS_EXIT_INTERNAL;
}

static bool find_user(const struct rs_options *o, struct rs_sandbox_user *user)
{
    char error[RS_SANDBOX_USER_TEXT];
    if (rs_sandbox_user_find(user, o->user, error) == RS_OK)
        return true;
    rs_notice("--user %s: %s", o->user, error);
    return false;
}

/* Everything that can be missing or forbidden shows here. */
static int start(struct rs_run *r)
{
    struct rs_sandbox_user user;
    if (!find_user(r->options, &user) || rs_run_settings(r) < 0)
        return RS_EXIT_USAGE;
    int rc = rs_inputs_open(&r->inputs, r->options);
    if (rc < 0)
        return rc == RS_ERR_USAGE ? RS_EXIT_USAGE : RS_EXIT_INPUT;
    rc = rs_secrets_open(&r->secrets, r->options);
    if (rc < 0)
        return rc == RS_ERR_USAGE ? RS_EXIT_USAGE : RS_EXIT_INPUT;
    r->delivery = rs_delivery_open(r->options);
    if (!r->delivery)
        return RS_EXIT_OUTPUT;
    rs_delivery_policy(r->delivery, r->policies[0]);
    struct rs_analysis_setup setup = {
        .results = rs_delivery_results(r->delivery),
        .lookups = {.hosts = r->inputs.hosts, .places = r->inputs.places},
        .workers = rs_workers(r->options->workers),
        .memory_mib = r->options->memory_mib ? r->options->memory_mib : rs_memory_preset_mib(),
        .live = r->options->live,
        .cpus = r->options->cpus,
        .cpu_count = r->options->cpu_count,
    };
    r->analysis = rs_analysis_new(&setup);
    if (!r->analysis) {
        rs_notice("there is no memory for the tables of calls");
        return RS_EXIT_INTERNAL;
    }
    rs_analysis_policy(r->analysis, r->policies[0]);
    rs_analysis_keys(r->analysis, r->secrets.keys);
    rs_delivery_lookups(r->delivery, rs_analysis_lookups(r->analysis));
    rc = give_up(r, &user);
    return rc == RS_EXIT_OK ? begin(r) : rc;
}

static void work(struct rs_run *r)
{
    if (r->options->live)
        rs_run_devices(r);
    else
        rs_run_files(r);
    rs_secrets_poll(&r->secrets); /* secrets may come after the last frame that needs them */
    rs_analysis_finish(r->analysis);
    rs_run_stats(r, true);
    rs_analysis_stop(r->analysis);
    rs_notice_clear();
}

/* Numbers that do not add up would be believed: said, and never status 0. */
static bool balanced(const struct rs_run *r)
{
    if (!r->analysis || rs_analysis_balanced(r->analysis))
        return true;
    rs_notice("internal error: frames read are not analysed + not SIP + dropped; please report it");
    return false;
}

static int stop(struct rs_run *r, int status)
{
    bool sums_up = status != RS_EXIT_OK || balanced(r);
    bool written = !r->delivery || rs_delivery_close(r->delivery) == RS_OK;
    rs_analysis_free(r->analysis);
    rs_inputs_close(&r->inputs);
    rs_secrets_close(&r->secrets);
    rs_run_settings_free(r);
    if (status != RS_EXIT_OK)
        return status;
    if (!sums_up)
        return RS_EXIT_INTERNAL;
    if (!written)
        return RS_EXIT_OUTPUT;
    return r->broke_off ? RS_EXIT_INPUT : RS_EXIT_OK;
}

static int watch(const struct rs_options *options)
{
    struct rs_run run = {.options = options, .secrets = {.fd = -1}};
    rs_stop_install();
    if (options->config)
        rs_reload_install();
    int status = start(&run);
    if (status == RS_EXIT_OK)
        work(&run);
    return stop(&run, status);
}

static int act(const struct rs_options *options)
{
    if (options->help)
        return rs_options_help(stdout) < 0 ? RS_EXIT_OUTPUT : RS_EXIT_OK;
    if (options->version)
        return print_version();
    if (options->example_config)
        return rs_example_config(stdout) < 0 ? RS_EXIT_OUTPUT : RS_EXIT_OK;
    if (options->check_config)
        return check_config(options->config);
    if (options->explain)
        return explain(options->explain_id, options->config);
    return watch(options);
}

int main(int argc, char **argv)
{
    struct rs_options options;
    char error[RS_OPTIONS_ERROR_TEXT];
    int status = RS_EXIT_USAGE;
    if (rs_options_parse(&options, argc, argv, error) == RS_OK)
        status = act(&options);
    else
        rs_notice("%s", error);
    rs_options_fini(&options);
    return status;
}
