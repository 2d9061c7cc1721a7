#include "prefs.h"

enum { LETTERS = 26 };

static gint info = RS_INFO_NOTHING;
static guint transactions, dialogs, messages = 20000000, findings = 1000000, text_mib = 64;
static guint copy_window_ms = 5;
static const char *settings;
static rs_ws_bool shown[LETTERS];

static const enum_val_t infos[] = {
    {"nothing", "Nothing", RS_INFO_NOTHING},
    {"findings", "The ids of findings", RS_INFO_FINDINGS},
    {"summary", "The one-line summary", RS_INFO_SUMMARY},
    {NULL, NULL, 0},
};

static const struct {
    char letter;
    const char *name, *title, *help;
} groups[] = {
    {'P', "findings_parse", "Findings on messages (P)", "Damaged or unusual messages"},
    {'T', "findings_transaction", "Findings on transactions (T)",
     "Time-outs, retransmissions, missing or wrong answers and ACKs"},
    {'D', "findings_dialog", "Findings on dialogs (D)",
     "Wrong CSeq, foreign BYE, glare, calls that were not torn down"},
    {'S', "findings_security", "Findings on security (S)", "Scans, guessing, floods, fraud"},
    {'Q', "findings_quality", "Findings on quality (Q)", "Slow or failing service"},
    {'C', "findings_capture", "Findings on the capture (C)",
     "One direction only, gaps, packets captured twice"},
    {'L', "findings_lync", "Findings on Lync and Skype for Business (L)",
     "Diagnostics headers and sign-in"},
};

static void register_group(module_t *m, size_t i)
{
    rs_ws_bool *on = &shown[groups[i].letter - 'A'];
    *on = TRUE;
    prefs_register_bool_preference(m, groups[i].name, groups[i].title, groups[i].help, on);
}

static void register_ceilings(module_t *m)
{
    struct rs_limits l = rs_limits_default();
    transactions = l.transactions;
    dialogs = l.dialogs;
    prefs_register_uint_preference(
        m, "max_transactions", "Open transactions",
        "Transactions followed at one time; above it the one silent for longest is let go", 10,
        &transactions);
    prefs_register_uint_preference(
        m, "max_dialogs", "Open dialogs",
        "Dialogs followed at one time; above it the one silent for longest is let go", 10,
        &dialogs);
    prefs_register_uint_preference(m, "max_messages", "Messages",
                                   "Messages of one capture that are annotated", 10, &messages);
    prefs_register_uint_preference(m, "max_findings", "Findings",
                                   "Findings of one capture that are kept", 10, &findings);
    prefs_register_uint_preference(m, "max_text", "Texts (MiB)",
                                   "Memory for the evidence of findings", 10, &text_mib);
}

void rs_prefs_register(int proto)
{
    module_t *m = prefs_register_protocol(proto, NULL);
    prefs_register_enum_preference(m, "info", "Add to the Info column",
                                   "What is added to the Info column of a SIP message", &info,
                                   infos, FALSE);
    prefs_register_filename_preference(
        m, "settings", "Settings file",
        "Thresholds, lists and exceptions, the same file as the sensor's -c; it is read when a "
        "capture is opened or reloaded",
        &settings, FALSE);
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        register_group(m, i);
    prefs_register_uint_preference(
        m, "duplicate_window", "Captured twice within (ms)",
        "A packet without an IPv4 identification that comes again within this time is the same "
        "packet captured twice; later, it is a retransmission",
        10, &copy_window_ms);
    register_ceilings(m);
}

enum rs_info rs_prefs_info(void)
{
    return (enum rs_info)info;
}

const char *rs_prefs_settings(void)
{
    return settings;
}

static uint32_t at_least_one(guint n)
{
    return n ? n : 1;
}

struct rs_limits rs_prefs_limits(void)
{
    struct rs_limits l = rs_limits_default();
    l.transactions = at_least_one(transactions);
    l.dialogs = at_least_one(dialogs);
    return l;
}

struct rs_store_limits rs_prefs_store_limits(void)
{
    return (struct rs_store_limits){
        .messages = at_least_one(messages),
        .findings = at_least_one(findings),
        .text_octets = (size_t)text_mib << 20,
    };
}

uint32_t rs_prefs_copy_window_us(void)
{
    return MIN(copy_window_ms, UINT32_MAX / 1000) * 1000;
}

bool rs_prefs_shows(enum rs_finding_id id)
{
    unsigned letter = (unsigned)(rs_catalogue_get(id)->id[0] - 'A');
    return letter >= LETTERS || shown[letter];
}
