#include "settings.h"

#include "prefs.h"

#include <wsutil/report_message.h>

/* All of them in one box, or in lines of tshark's standard error. */
static void say_wrong(const char *path, const struct rs_settings_errors *errors)
{
    GString *text = g_string_new(NULL);
    g_string_printf(text, "Ringside: the settings file %s is not used:", path);
    for (uint32_t i = 0; i < errors->kept; i++)
        g_string_append_printf(text, "\nline %u: %s", errors->each[i].line, errors->each[i].text);
    if (errors->count > errors->kept)
        g_string_append_printf(text, "\nand %u more", errors->count - errors->kept);
    report_failure("%s", text->str);
    g_string_free(text, TRUE);
}

struct rs_policy *rs_settings_of_user(void)
{
    const char *path = rs_prefs_settings();
    struct rs_settings_errors errors;
    GError *problem = NULL;
    gchar *octets;
    gsize n;
    if (!path || !*path)
        return NULL;
    if (!g_file_get_contents(path, &octets, &n, &problem)) {
        report_failure("Ringside: the settings file is not used: %s", problem->message);
        g_error_free(problem);
        return NULL;
    }
    struct rs_policy *p = rs_policy_new();
    int rc = p ? rs_settings_read(p, rs_span(octets, n), &errors) : RS_ERR_MEMORY;
    g_free(octets);
    if (rc == RS_OK)
        return p;
    if (rc == RS_ERR_USAGE)
        say_wrong(path, &errors);
    rs_policy_free(p);
    return NULL;
}
