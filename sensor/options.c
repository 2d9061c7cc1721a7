/*
 * All rows are GOption callbacks, so that every value is checked where it is
 * taken and the error can name the option as the person wrote it. They carry
 * G_OPTION_FLAG_FILENAME: without it GLib refuses paths that are not text in
 * the locale, and a sensor started by a service manager has the C locale.
 */
#include "options.h"

#include "capture/own_filter.h"
#include "run/memory.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>

/* While parsing: the lists grow here. */
struct parse {
    struct rs_options *options;
    GArray *inputs, *outputs, *tls_keys;
};

static gboolean refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean refuse(GError **error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *error = g_error_new_valist(G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, args);
    va_end(args);
    return FALSE;
}

/* Inputs */

const char *rs_input_option_letter(const struct rs_input_option *i)
{
    return i->live && i->url.kind == RS_URL_NONE ? "-i" : "-r";
}

static void add_input(struct parse *p, const char *name, bool live, struct rs_url url)
{
    struct rs_input_option input = {.name = g_strdup(name), .live = live, .url = url};
    g_array_append_val(p->inputs, input);
}

static gboolean take_interface(const char *name, const char *value, void *data, GError **error)
{
    if (!*value)
        return refuse(error, "%s: the name of the interface is empty; 'ip link' lists them", name);
    add_input(data, value, true, (struct rs_url){.kind = RS_URL_NONE});
    return TRUE;
}

static gboolean take_source(const char *name, const char *value, void *data, GError **error)
{
    if (!*value)
        return refuse(error, "%s: the name of the file is empty", name);
    struct rs_url url;
    const char *why;
    if (rs_url_parse(value, &url, &why) < 0)
        return refuse(error, "%s %s: %s", name, value, why);
    add_input(data, value, url.kind != RS_URL_NONE && url.kind != RS_URL_CAPTURE, url);
    return TRUE;
}

/* Outputs and records */

static void output_words(GString *into)
{
    const struct rs_output_class *class;
    for (unsigned n = 0; (class = rs_output_at(n)); n++)
        g_string_append_printf(into, "%s%s", n ? ", " : "", class->word);
}

static gboolean refuse_output(GError **error, const char *name, const char *value)
{
    GString *words = g_string_new(NULL);
    output_words(words);
    refuse(error, "%s %s: there is no such output; choose from %s", name, value, words->str);
    g_string_free(words, TRUE);
    return FALSE;
}

static gboolean take_output(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    const char *colon = strchr(value, ':');
    size_t len = colon ? (size_t)(colon - value) : strlen(value);
    struct rs_output_option output = {.class = rs_output_find(value, len)};
    if (!output.class)
        return refuse_output(error, name, value);
    if (colon && !colon[1])
        return refuse(error, "%s %s: the target is empty; give a path, - or HOST:PORT", name,
                      value);
    output.target = colon ? g_strdup(colon + 1) : NULL;
    g_array_append_val(p->outputs, output);
    return TRUE;
}

static unsigned log_kind(const char *word)
{
    static const struct {
        const char *word;
        unsigned kind;
    } kinds[] = {
        {"alert", RS_LOG_ALERT},     {"message", RS_LOG_MESSAGE},
        {"dialog", RS_LOG_DIALOG},   {"transaction", RS_LOG_TRANSACTION},
        {"stats", RS_LOG_STATS},     {"registration", RS_LOG_REGISTRATION},
        {"tls", RS_LOG_TLS},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (!strcmp(kinds[i].word, word))
            return kinds[i].kind;
    return 0;
}

static gboolean take_log(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    char **words = g_strsplit(value, ",", -1);
    gboolean good = *words != NULL;
    if (!good)
        refuse(error, "%s: no kinds of record given", name);
    for (char **word = words; good && *word; word++) {
        unsigned kind = log_kind(*word);
        good = kind != 0;
        p->options->log |= kind;
        if (!good)
            refuse(error, "%s: there are no '%s' records; choose from alert, message, "
                   "transaction, dialog, registration, tls, stats", name, *word);
    }
    g_strfreev(words);
    return good;
}

static gboolean take_call(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    if (!*value)
        return refuse(error, "%s: give the number of a call or its Call-ID", name);
    g_free(p->options->call);
    p->options->call = g_strdup(value);
    return TRUE;
}

static gboolean take_join_header(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    struct rs_span header = rs_span_str(value);
    if (!rs_span_is_token(header) || header.n > RS_JOIN_HEADER_NAME_MAX)
        return refuse(error, "%s %s: that is no name of a header; give one like X-Trace-Id", name,
                      value);
    if (p->options->join_header_count == RS_JOIN_HEADERS_OURS)
        return refuse(error, "%s %s: there are %d already, which is all there is room for", name,
                      value, RS_JOIN_HEADERS_OURS);
    p->options->join_headers[p->options->join_header_count++] = g_strdup(value);
    return TRUE;
}

/* "64M", "1G"; a bare number is MiB. */
static gboolean take_size(const char *name, const char *value, uint32_t least_mib,
                          uint32_t most_mib, uint32_t *mib, GError **error)
{
    char *end;
    guint64 n = g_ascii_isdigit(*value) ? g_ascii_strtoull(value, &end, 10) : 0;
    guint64 unit = !n ? 0 : !*end || !strcmp(end, "M") ? 1 : !strcmp(end, "G") ? 1024 : 0;
    if (unit && n <= most_mib && n * unit >= least_mib && n * unit <= most_mib) {
        *mib = (uint32_t)(n * unit);
        return TRUE;
    }
    return refuse(error, "%s %s: give a size from %uM to %uM, as 512M or 1G", name, value,
                  least_mib, most_mib);
}

static gboolean take_memory(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    return take_size(name, value, RS_MEMORY_LEAST_MIB, RS_MEMORY_MOST_MIB, &p->options->memory_mib,
                     error);
}

static gboolean take_buffer(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    return take_size(name, value, 1, RS_BUFFER_MOST_MIB, &p->options->buffer_mib, error);
}

static gboolean take_cpus(const char *name, const char *value, void *data, GError **error)
{
    struct rs_options *o = ((struct parse *)data)->options;
    o->cpu_count = rs_cpus_parse(value, o->cpus);
    if (!o->cpu_count)
        return refuse(error, "%s %s: give up to %d numbers of processors or ranges, as 2,3 or 2-5",
                      name, value, RS_CPUS_MAX);
    for (unsigned i = 0; i < o->cpu_count; i++)
        if (!rs_cpu_is_ours(o->cpus[i]))
            return refuse(error, "%s %s: there is no processor %u that this program may use", name,
                          value, o->cpus[i]);
    return TRUE;
}

static gboolean take_state(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    if (!*value)
        return refuse(error, "%s: the name of the file is empty", name);
    g_free(p->options->state);
    p->options->state = g_strdup(value);
    return TRUE;
}

static gboolean take_user(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    if (!*value)
        return refuse(error, "%s: the name of the user is empty", name);
    g_free(p->options->user);
    p->options->user = g_strdup(value);
    return TRUE;
}

static gboolean take_ports(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    char filter[RS_OWN_FILTER_TEXT];
    if (rs_own_filter(value, filter) < 0)
        return refuse(error, "%s %s: give up to %d ports or ranges, as 5060,5080-5090", name,
                      value, RS_PORTS_MAX);
    g_free(p->options->ports);
    p->options->ports = g_strdup(value);
    return TRUE;
}

static gboolean take_config(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    if (!*value)
        return refuse(error, "%s: the name of the file is empty", name);
    if (p->options->config)
        return refuse(error, "%s %s: one settings file can be read, and %s is given already", name,
                      value, p->options->config);
    p->options->config = g_strdup(value);
    return TRUE;
}

/* TLS */

static gboolean take_keylog(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    if (!*value)
        return refuse(error, "%s: the name of the file is empty", name);
    if (p->options->keylog)
        return refuse(error, "%s %s: one key log can be followed, and %s is given already", name,
                      value, p->options->keylog);
    p->options->keylog = g_strdup(value);
    return TRUE;
}

static gboolean take_tls_key(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    char *path = g_strdup(value);
    if (!*value) {
        g_free(path);
        return refuse(error, "%s: the name of the file is empty", name);
    }
    g_array_append_val(p->tls_keys, path);
    return TRUE;
}

static gboolean take_explain(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    (void)name;
    (void)error;
    p->options->explain = true;
    g_free(p->options->explain_id);
    p->options->explain_id = g_strdup(value);
    return TRUE;
}

/* Numbers and switches: the member is found by the option's name. */

static const struct number_row {
    const char *name;
    size_t member;
    uint32_t preset, least, most;
} number_rows[] = {
#define RS_OPTION_TEXT(name, letter, argument, take, help)
#define RS_OPTION_NUMBER(name, argument, member, preset, least, most, help) \
    {"--" name, offsetof(struct rs_options, member), preset, least, most},
#define RS_OPTION_SWITCH(name, letter, member, help)
#include "options.def"
#undef RS_OPTION_TEXT
#undef RS_OPTION_NUMBER
#undef RS_OPTION_SWITCH
};

static uint32_t *number_at(struct rs_options *o, const struct number_row *row)
{
    return (uint32_t *)(void *)((char *)o + row->member);
}

static gboolean take_number(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    const struct number_row *row = number_rows;
    while (strcmp(row->name, name) != 0)
        row++;
    guint64 number;
    if (!g_ascii_string_to_unsigned(value, 10, row->least, row->most, &number, NULL))
        return refuse(error, "%s %s: give a whole number from %u to %u", name, value, row->least,
                      row->most);
    *number_at(p->options, row) = (uint32_t)number;
    return TRUE;
}

static const struct switch_row {
    const char *name;
    char letter;
    size_t member;
} switch_rows[] = {
#define RS_OPTION_TEXT(name, letter, argument, take, help)
#define RS_OPTION_NUMBER(name, argument, member, preset, least, most, help)
#define RS_OPTION_SWITCH(name, letter, member, help) \
    {"--" name, letter, offsetof(struct rs_options, member)},
#include "options.def"
#undef RS_OPTION_TEXT
#undef RS_OPTION_NUMBER
#undef RS_OPTION_SWITCH
};

/* name: as the person wrote it, "--help" or "-h". */
static bool is_switch(const struct switch_row *row, const char *name)
{
    return name[1] == '-' ? !strcmp(row->name, name) : row->letter == name[1];
}

static gboolean take_switch(const char *name, const char *value, void *data, GError **error)
{
    struct parse *p = data;
    const struct switch_row *row = switch_rows;
    (void)value;
    (void)error;
    while (!is_switch(row, name))
        row++;
    *(bool *)(void *)((char *)p->options + row->member) = true;
    return TRUE;
}

/*
 * The table for GOption. `--explain` alone has no value, others must have one.
 * GOption keeps functions as void *, which POSIX allows and ISO C does not.
 */
#define ENTRY(name, letter, flags, take, help, argument) \
    {name, letter, G_OPTION_FLAG_FILENAME | (flags), G_OPTION_ARG_CALLBACK, \
     __extension__(void *)(take), help, argument},

static const GOptionEntry entries[] = {
#define RS_OPTION_TEXT(name, letter, argument, take, help) \
    ENTRY(name, letter, (argument)[0] == '[' ? G_OPTION_FLAG_OPTIONAL_ARG : 0, take_##take, help, \
          argument)
#define RS_OPTION_NUMBER(name, argument, member, preset, least, most, help) \
    ENTRY(name, 0, 0, take_number, help, argument)
#define RS_OPTION_SWITCH(name, letter, member, help) \
    ENTRY(name, letter, G_OPTION_FLAG_NO_ARG, take_switch, help, NULL)
#include "options.def"
#undef RS_OPTION_TEXT
#undef RS_OPTION_NUMBER
#undef RS_OPTION_SWITCH
    {NULL, 0, 0, 0, NULL, NULL, NULL}};

/* GOption's own --help would end the process from inside the parser. */
static GOptionContext *context_new(struct parse *p)
{
    GOptionContext *c = g_option_context_new(NULL);
    GOptionGroup *all = g_option_group_new("ringside", "", "", p, NULL);
    g_option_group_add_entries(all, entries);
    g_option_context_set_main_group(c, all);
    g_option_context_set_help_enabled(c, FALSE);
    return c;
}

/* What no single option can see. */

static gboolean refuse_mixture(const struct rs_options *o, unsigned i, GError **error)
{
    unsigned live = o->inputs[i].live ? i : 0, file = o->inputs[i].live ? 0 : i;
    return refuse(error, "%s %s and -r %s: what is live and captures have different clocks; run "
                  "the program once for each", rs_input_option_letter(&o->inputs[live]),
                  o->inputs[live].name, o->inputs[file].name);
}

static gboolean check_inputs(const struct rs_options *o, GError **error)
{
    unsigned standard_input = 0;
    if (o->input_count == 0)
        return refuse(error, "nothing to read: give -r FILE or -i INTERFACE");
    for (unsigned i = 0; i < o->input_count; i++) {
        if (o->inputs[i].live != o->inputs[0].live)
            return refuse_mixture(o, i, error);
        standard_input += !o->inputs[i].live && !strcmp(o->inputs[i].name, "-");
    }
    return standard_input < 2 || refuse(error, "-r -: standard input can be read once only");
}

/* What agents send is no packet of a link that BPF could look at. */
static gboolean check_filter(const struct rs_options *o, GError **error)
{
    bool any = false;
    for (unsigned i = 0; i < o->input_count; i++)
        any |= !o->inputs[i].live || o->inputs[i].url.kind == RS_URL_NONE;
    if (o->filter && o->ports)
        return refuse(error, "--ports and filter '%s': give one of them", o->filter);
    if (!(o->filter || o->ports) || any)
        return TRUE;
    return refuse(error, "filter '%s': HEP that is received is not filtered; let the agents do it",
                  o->filter ? o->filter : o->ports);
}

/* Evidence for a court is no evidence without people. */
static gboolean check_mask(const struct rs_options *o, GError **error)
{
    for (unsigned i = 0; o->mask && i < o->output_count; i++)
        if (o->outputs[i].class->bare)
            return refuse(error, "--mask and -o %s: that output has packets or addresses as they "
                          "are; leave one of the two", o->outputs[i].class->word);
    return TRUE;
}

static gboolean check_user(const struct rs_options *o, GError **error)
{
    return !(o->user && o->no_sandbox) ||
           refuse(error, "--user %s and --no-sandbox: give one of them", o->user);
}

static gboolean check(const struct rs_options *o, GError **error)
{
    if (o->check_config && !o->config)
        return refuse(error, "--check-config: no settings file was given; add -c FILE");
    if (o->version || o->help || o->explain || o->check_config || o->example_config)
        return TRUE;
    return check_inputs(o, error) && check_mask(o, error) && check_filter(o, error) &&
           check_user(o, error);
}

static void presets(struct rs_options *o)
{
    memset(o, 0, sizeof *o);
    for (size_t i = 0; i < G_N_ELEMENTS(number_rows); i++)
        *number_at(o, &number_rows[i]) = number_rows[i].preset;
    o->buffer_mib = RS_BUFFER_PRESET_MIB;
}

/* The lists become the caller's; text to standard output when no -o was given. */
static void hand_over(struct parse *p)
{
    struct rs_options *o = p->options;
    if (p->outputs->len == 0) {
        struct rs_output_option text = {.class = rs_output_find("text", 4)};
        g_array_append_val(p->outputs, text);
    }
    o->input_count = p->inputs->len;
    o->output_count = p->outputs->len;
    o->inputs = (struct rs_input_option *)(void *)g_array_free(p->inputs, FALSE);
    o->outputs = (struct rs_output_option *)(void *)g_array_free(p->outputs, FALSE);
    o->tls_key_count = p->tls_keys->len;
    o->tls_keys = (char **)(void *)g_array_free(p->tls_keys, FALSE);
    o->live = o->input_count && o->inputs[0].live;
}

/* What GLib left is the filter, in words; a "--" that ended the options is not. */
static void take_filter(struct rs_options *o, char **words)
{
    char **first = words[0] ? words + 1 : words;
    if (*first && !strcmp(*first, "--"))
        first++;
    o->filter = *first ? g_strjoinv(" ", first) : NULL;
}

static int report(GError *problem, char error[RS_OPTIONS_ERROR_TEXT])
{
    /* GLib's own texts begin with a capital; ours follow "ringside: ". */
    g_snprintf(error, RS_OPTIONS_ERROR_TEXT, "%c%s (ringside --help tells more)",
               g_ascii_tolower(problem->message[0]), problem->message + 1);
    g_error_free(problem);
    return RS_ERR_USAGE;
}

int rs_options_parse(struct rs_options *o, int argc, char *const *argv,
                     char error[RS_OPTIONS_ERROR_TEXT])
{
    struct parse p = {o, g_array_new(FALSE, TRUE, sizeof(struct rs_input_option)),
                      g_array_new(FALSE, TRUE, sizeof(struct rs_output_option)),
                      g_array_new(FALSE, TRUE, sizeof(char *))};
    char **words = g_new0(char *, (gsize)argc + 1);
    GError *problem = NULL;

    presets(o);
    for (int i = 0; i < argc; i++)
        words[i] = g_strdup(argv[i]);
    GOptionContext *context = context_new(&p);
    gboolean good = g_option_context_parse_strv(context, &words, &problem);
    hand_over(&p);
    if (good)
        take_filter(o, words);
    good = good && check(o, &problem);
    g_option_context_free(context);
    g_strfreev(words);
    return good ? RS_OK : report(problem, error);
}

void rs_options_fini(struct rs_options *o)
{
    for (unsigned i = 0; i < o->input_count; i++)
        g_free(o->inputs[i].name);
    for (unsigned i = 0; i < o->output_count; i++)
        g_free(o->outputs[i].target);
    for (unsigned i = 0; i < o->tls_key_count; i++)
        g_free(o->tls_keys[i]);
    g_free(o->inputs);
    g_free(o->outputs);
    g_free(o->tls_keys);
    g_free(o->config);
    g_free(o->keylog);
    g_free(o->call);
    for (unsigned i = 0; i < o->join_header_count; i++)
        g_free(o->join_headers[i]);
    g_free(o->explain_id);
    g_free(o->filter);
    g_free(o->ports);
    g_free(o->state);
    g_free(o->user);
}
