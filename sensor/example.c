#include "example.h"

#include "base/err.h"
#include "base/policy.h"

static const char *example_of(enum rs_list l)
{
    if (l == RS_LIST_HOME_NETS)
        return "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16";
    switch (rs_list_row(l)->kind) {
    case RS_LIST_OF_NETS: return "192.0.2.10 carrier, 192.0.2.11 carrier, 2001:db8::/32";
    case RS_LIST_OF_PREFIXES: return "882 883";
    default: return "example.com";
    }
}

static void put_number(FILE *to, const char *name, const char *unit, uint32_t preset,
                       uint32_t least, uint32_t most, const char *text)
{
    fprintf(to, "# %s (%u to %u%s%s)\n# %s = %u\n", text, least, most, unit && *unit ? " " : "",
            unit ? unit : "", name, preset);
}

static void put_general(FILE *to)
{
    fputs("[alerts]\n", to);
    for (int i = 0; i < RS_SETTING__COUNT; i++) {
        const struct rs_setting_row *r = rs_setting_row((enum rs_setting)i);
        put_number(to, r->name, r->unit, r->preset, r->least, r->most, r->text);
    }
    fputs("\n[lists]\n", to);
    for (int i = 0; i < RS_LIST__COUNT; i++)
        fprintf(to, "# %s\n# %s = %s\n", rs_list_row((enum rs_list)i)->text,
                rs_list_row((enum rs_list)i)->name, example_of((enum rs_list)i));
}

/* Those with numbers of their own; all others have no more than the keys above. */
static void put_finding(FILE *to, enum rs_finding_id id)
{
    const struct rs_catalogue_entry *e = rs_catalogue_get(id);
    bool begun = false;
    for (int i = 0; i < RS_NUMBER__COUNT; i++) {
        const struct rs_number_row *r = rs_number_row((enum rs_number)i);
        if (r->finding != id)
            continue;
        if (!begun)
            fprintf(to, "\n[%s]\n# %s\n", e->id, e->name);
        begun = true;
        put_number(to, r->name, r->unit, r->preset, r->least, r->most, r->text);
    }
}

int rs_example_config(FILE *to)
{
    fputs("# Settings of Ringside, for the sensor (-c FILE) and the Wireshark plugin. What is\n"
          "# commented out is the default, or shows how it is written. Try a change with\n"
          "# ringside -c FILE --check-config, and on a capture with -r; SIGHUP reads it again.\n"
          "#\n"
          "# Every finding's section may also have:\n"
          "#   enabled = no\n"
          "#   severity = info, low, medium, high or critical\n"
          "#   allow-source = networks that may do it\n"
          "#   allow-aor = addresses of record, as sip:dialler@example.com\n"
          "#   allow-peer = groups of [lists] peers\n"
          "#   allow-user-agent = what a User-Agent begins with; one a line\n\n", to);
    put_general(to);
    for (int id = 0; id < RS_FINDING__COUNT; id++)
        put_finding(to, (enum rs_finding_id)id);
    return fflush(to) == 0 && !ferror(to) ? RS_OK : RS_ERR_OUTPUT;
}
