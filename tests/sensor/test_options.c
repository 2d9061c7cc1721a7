/* The command line: what is taken, and how each mistake is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/err.h"
#include "options.h"

enum { WORDS_MAX = 24 };

/* A command line in one text, cut at single spaces; the program's name is added. */
static int parse(const char *line, struct rs_options *o, char *error)
{
    static char text[512];
    char *argv[WORDS_MAX + 1] = {(char[]){"ringside"}};
    int argc = 1;
    size_t n = strlen(line) + 1;
    memcpy(text, line, n);
    for (char *word = strtok(text, " "); word && argc < WORDS_MAX; word = strtok(NULL, " "))
        argv[argc++] = word;
    return rs_options_parse(o, argc, argv, error);
}

static struct rs_options accepted(const char *line)
{
    struct rs_options o;
    char error[RS_OPTIONS_ERROR_TEXT];
    if (parse(line, &o, error) != RS_OK)
        fail_msg("'%s' is refused: %s", line, error);
    return o;
}

static void inputs_in_order(void **state)
{
    (void)state;
    struct rs_options o = accepted("-r a.pcap --read=b.pcap -r -");
    assert_int_equal(o.input_count, 3);
    assert_false(o.live);
    assert_string_equal(o.inputs[0].name, "a.pcap");
    assert_string_equal(o.inputs[1].name, "b.pcap");
    assert_string_equal(o.inputs[2].name, "-");
    rs_options_fini(&o);
    o = accepted("-i eth0 --interface any");
    assert_int_equal(o.input_count, 2);
    assert_true(o.live);
    assert_string_equal(o.inputs[1].name, "any");
    rs_options_fini(&o);
}

static void settings(void **state)
{
    (void)state;
    struct rs_options o = accepted("-r a -c ringside.conf");
    assert_string_equal(o.config, "ringside.conf");
    assert_false(o.check_config);
    rs_options_fini(&o);
    o = accepted("--check-config --config=b.conf"); /* nothing to read */
    assert_true(o.check_config);
    rs_options_fini(&o);
}

static void tls_secrets(void **state)
{
    (void)state;
    struct rs_options o = accepted("-r a --keylog k.log --tls-key=one.pem --tls-key two.pem");
    assert_string_equal(o.keylog, "k.log");
    assert_int_equal(o.tls_key_count, 2);
    assert_string_equal(o.tls_keys[0], "one.pem");
    assert_string_equal(o.tls_keys[1], "two.pem");
    rs_options_fini(&o);
    o = accepted("-r a");
    assert_null(o.keylog);
    assert_int_equal(o.tls_key_count, 0);
    rs_options_fini(&o);
}

static void defaults(void **state)
{
    (void)state;
    struct rs_options o = accepted("-r a.pcap");
    assert_int_equal(o.output_count, 1);
    assert_string_equal(o.outputs[0].class->word, "text");
    assert_null(o.outputs[0].target);
    assert_int_equal(o.log, 0);
    assert_int_equal(o.snaplen, 262144);
    assert_int_equal(o.buffer_mib, 64);
    assert_int_equal(o.stats_interval_s, 60);
    assert_null(o.filter);
    assert_null(o.call);
    assert_false(o.strict_eve || o.no_promiscuous || o.explain || o.version || o.help);
    rs_options_fini(&o);
}

static void outputs(void **state)
{
    (void)state;
    struct rs_options o = accepted("-r a -o text -o eve:- -o eve:/var/log/x.json "
                                   "-o eve:unix:/run/x -o ladder:[::1]:99");
    assert_int_equal(o.output_count, 5);
    assert_null(o.outputs[0].target);
    assert_string_equal(o.outputs[1].target, "-");
    assert_string_equal(o.outputs[2].target, "/var/log/x.json");
    assert_string_equal(o.outputs[3].target, "unix:/run/x");
    assert_string_equal(o.outputs[3].class->word, "eve");
    assert_string_equal(o.outputs[4].target, "[::1]:99");
    assert_string_equal(o.outputs[4].class->word, "ladder");
    rs_options_fini(&o);
}

static void record_kinds(void **state)
{
    (void)state;
    struct rs_options o = accepted("-r a --log message,stats");
    assert_int_equal(o.log, RS_LOG_MESSAGE | RS_LOG_STATS);
    rs_options_fini(&o);
    o = accepted("-r a --log=alert,transaction,dialog,registration --log stats");
    assert_int_equal(o.log, RS_LOG_ALERT | RS_LOG_TRANSACTION | RS_LOG_DIALOG |
                                RS_LOG_REGISTRATION | RS_LOG_STATS);
    rs_options_fini(&o);
}

static void numbers_and_switches(void **state)
{
    (void)state;
    struct rs_options o = accepted("-i e --snaplen 64 --buffer=2047 --stats-interval 0 "
                                   "--no-promiscuous --user nobody --strict-eve --call 12 --memory 2G "
                                   "--workers 3 --rings 4");
    assert_int_equal(o.rings, 4);
    assert_int_equal(o.memory_mib, 2048);
    assert_int_equal(o.workers, 3);
    assert_int_equal(o.snaplen, 64);
    assert_int_equal(o.buffer_mib, 2047);
    assert_int_equal(o.stats_interval_s, 0);
    assert_true(o.no_promiscuous);
    assert_string_equal(o.user, "nobody");
    assert_false(o.no_sandbox);
    assert_true(o.strict_eve);
    assert_string_equal(o.call, "12");
    rs_options_fini(&o);
}

static void join_headers(void **state)
{
    (void)state;
    struct rs_options o = accepted("-r a --join-header X-Trace-Id --join-header=User-to-User");
    assert_int_equal(o.join_header_count, 2);
    assert_string_equal(o.join_headers[0], "X-Trace-Id");
    assert_string_equal(o.join_headers[1], "User-to-User");
    rs_options_fini(&o);
}

static void addresses(void **state)
{
    (void)state;
    struct rs_options o = accepted("-r hep://[::]:9060 -i eth0");
    assert_true(o.live && o.inputs[0].live);
    assert_int_equal(o.inputs[0].url.kind, RS_URL_HEP);
    assert_string_equal(rs_input_option_letter(&o.inputs[0]), "-r");
    assert_string_equal(rs_input_option_letter(&o.inputs[1]), "-i");
    rs_options_fini(&o);
    o = accepted("-r tcp://tap:57012");
    assert_false(o.live);
    assert_int_equal(o.inputs[0].url.kind, RS_URL_CAPTURE);
    rs_options_fini(&o);
}

static void filter_words(void **state)
{
    (void)state;
    struct rs_options o = accepted("-r a udp port 5060 -o eve or host 192.0.2.1");
    assert_string_equal(o.filter, "udp port 5060 or host 192.0.2.1");
    assert_int_equal(o.output_count, 1);
    rs_options_fini(&o);
    o = accepted("-r a -- tcp");
    assert_string_equal(o.filter, "tcp");
    rs_options_fini(&o);
}

static void explain(void **state)
{
    (void)state;
    struct rs_options o = accepted("--explain");
    assert_true(o.explain);
    assert_null(o.explain_id);
    rs_options_fini(&o);
    o = accepted("--explain T213");
    assert_string_equal(o.explain_id, "T213");
    rs_options_fini(&o);
    o = accepted("--explain=ack_missing_2xx");
    assert_string_equal(o.explain_id, "ack_missing_2xx");
    rs_options_fini(&o);
}

/* They need no input. */
static void help_and_version(void **state)
{
    (void)state;
    struct rs_options o = accepted("-h");
    assert_true(o.help);
    rs_options_fini(&o);
    o = accepted("--help");
    assert_true(o.help);
    rs_options_fini(&o);
    o = accepted("--version");
    assert_true(o.version);
    rs_options_fini(&o);
}

static const struct {
    const char *line, *said;
} mistake[] = {
    {"-r a --keylog", "missing argument for --keylog"},
    {"-r a --keylog=", "--keylog: the name of the file is empty"},
    {"-r a --keylog k --keylog l", "--keylog l: one key log can be followed, and k is given"},
    {"-r a --tls-key=", "--tls-key: the name of the file is empty"},
    {"", "nothing to read: give -r FILE or -i INTERFACE"},
    {"udp", "nothing to read"},
    {"--nonsense", "unknown option --nonsense"},
    {"-r a -x", "unknown option -x"},
    {"-r", "missing argument for -r"},
    {"-r a -r hep://192.0.2.1:9060", "what is live and captures have different clocks"},
    {"-r - -r -", "-r -: standard input can be read once only"},
    {"-i eth0 -r a", "-i eth0 and -r a: what is live and captures"},
    {"-r a -i eth0", "-i eth0 and -r a: what is live and captures"},
    {"-r a -o evee", "-o evee: there is no such output; choose from text, eve, ladder"},
    {"-r a --output evee:x", "--output evee:x: there is no such output"},
    {"-r a -o eve:", "-o eve:: the target is empty"},
    {"-r a --log nonsense", "--log: there are no 'nonsense' records; choose from alert"},
    {"-r a --log alert,", "--log: there are no '' records"},
    {"-r a --log=", "--log: no kinds of record given"},
    {"-i a --snaplen 63", "--snaplen 63: give a whole number from 64 to 262144"},
    {"-i a --snaplen 262145", "--snaplen 262145: give a whole number"},
    {"-i a --buffer 1.5", "--buffer 1.5: give a size from 1M to 2047M"},
    {"-i a --buffer 2G", "--buffer 2G: give a size from 1M to 2047M"},
    {"-i a --memory 63M", "--memory 63M: give a size from 64M to"},
    {"-i a --memory 1T", "--memory 1T: give a size"},
    {"-i a --memory 99999999999G", "--memory 99999999999G: give a size"},
    {"-i a --cpus 0-", "--cpus 0-: give up to 64 numbers"},
    {"-i a --cpus 1023", "--cpus 1023: there is no processor 1023"},
    {"-i a --workers 33", "--workers 33: give a whole number from 0 to 32"},
    {"-i a --stats-interval -1", "--stats-interval -1: give a whole number from 0 to 86400"},
    {"-i a --stats-interval 99999999999999999999", "give a whole number from 0 to 86400"},
    {"-r a --join-header X:Y", "--join-header X:Y: that is no name of a header"},
    {"-r a --join-header=", "that is no name of a header"},
    {"-r a --call=", "--call: give the number of a call or its Call-ID"},
};

static void mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistake / sizeof mistake[0]; i++) {
        struct rs_options o;
        char error[RS_OPTIONS_ERROR_TEXT] = "";
        int rc = parse(mistake[i].line, &o, error);
        if (rc != RS_ERR_USAGE || !strstr(error, mistake[i].said))
            fail_msg("'%s': '%s' is not in '%s'", mistake[i].line, mistake[i].said, error);
        assert_null(strchr(error, '\n'));
        rs_options_fini(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inputs_in_order), cmocka_unit_test(defaults),
        cmocka_unit_test(outputs),         cmocka_unit_test(record_kinds),
        cmocka_unit_test(addresses),
        cmocka_unit_test(filter_words),    cmocka_unit_test(numbers_and_switches),
        cmocka_unit_test(explain),         cmocka_unit_test(help_and_version),
        cmocka_unit_test(join_headers),
        cmocka_unit_test(settings), cmocka_unit_test(tls_secrets),
        cmocka_unit_test(mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
