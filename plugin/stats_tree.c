/*
 * The statistics tree "ringside": messages by method, class and status, what
 * was sent again, findings. `tshark -z ringside,tree`, Statistics > Ringside.
 *
 * A finding hangs on the frame that carries it, which for an absence is an
 * earlier one than that which made it true: it counts from the second pass on
 * (tshark -2; Wireshark always).
 */
#include "compat.h"

#include <epan/stats_tree.h>
#include <stdio.h>

#include "tap.h"

/* Nodes are found by name below their parent; only parents' names must differ. */
static const char root_name[] = "SIP messages";
static const char requests_name[] = "Requests";
static const char responses_name[] = "Responses";
static const char repeated_name[] = "Sent again";
static const char duplicates_name[] = "Captured twice";
static const char unmatched_name[] = "Belonging to nothing seen";
static const char findings_name[] = "Findings";

static void tree_init(stats_tree *st)
{
    int root = stats_tree_create_node(st, root_name, 0, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, requests_name, root, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, responses_name, root, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, repeated_name, 0, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, duplicates_name, 0, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, unmatched_name, 0, STAT_DT_INT, TRUE);
    stats_tree_create_node(st, findings_name, 0, STAT_DT_INT, TRUE);
}

/* One more of `what` under the node of that name, and of the node itself. */
static void count(stats_tree *st, const char *node, const char *parent, const char *what)
{
    int above = parent ? stats_tree_parent_id_by_name(st, parent) : 0;
    int id = tick_stat_node(st, node, above, TRUE);
    tick_stat_node(st, what, id, FALSE);
}

static void count_response(stats_tree *st, const struct rs_tap_message *m)
{
    char status[80];
    const char *class_name = *m->class_name ? m->class_name : "Not a class";
    int responses = stats_tree_parent_id_by_name(st, responses_name);
    snprintf(status, sizeof status, "%u %s", m->record->status,
             rs_status_phrase(m->record->status));
    tick_stat_node(st, responses_name, stats_tree_parent_id_by_name(st, root_name), TRUE);
    int id = tick_stat_node(st, class_name, responses, TRUE);
    tick_stat_node(st, status, id, FALSE);
}

/* What the message is a copy of: "INVITE", "200 OK of INVITE". */
static void name_message(char *text, size_t cap, const struct rs_tap_message *m)
{
    if (m->record->status)
        snprintf(text, cap, "%u %s of %s", m->record->status, rs_status_phrase(m->record->status),
                 m->method);
    else
        snprintf(text, cap, "%s", m->method);
}

static void count_role(stats_tree *st, const struct rs_tap_message *m)
{
    char name[120];
    name_message(name, sizeof name, m);
    if (m->record->role == RS_ROLE_RETRANSMISSION)
        count(st, repeated_name, NULL, name);
    else if (m->record->role == RS_ROLE_DUPLICATE)
        count(st, duplicates_name, NULL, name);
    else if (m->record->role == RS_ROLE_UNMATCHED)
        count(st, unmatched_name, NULL, name);
}

static void count_findings(stats_tree *st, const struct rs_tap_message *m)
{
    for (unsigned i = 0; i < m->finding_count; i++) {
        char name[160];
        const struct rs_catalogue_entry *e = rs_catalogue_get(m->finding[i]->id);
        snprintf(name, sizeof name, "%s %s", e->id, e->name);
        count(st, findings_name, NULL, name);
    }
}

static tap_packet_status tree_packet(stats_tree *st, packet_info *pinfo _U_,
                                     epan_dissect_t *edt _U_, const void *data,
                                     tap_flags_t flags _U_)
{
    const struct rs_tap_message *m = data;
    tick_stat_node(st, root_name, 0, TRUE);
    if (m->record->status)
        count_response(st, m);
    else
        count(st, requests_name, root_name, m->method);
    count_role(st, m);
    count_findings(st, m);
    return TAP_PACKET_REDRAW;
}

static void register_tree(void)
{
    stats_tree_register_plugin("ringside", "ringside", "Ringside" RS_STATS_SEPARATOR "Messages", 0,
                               tree_packet, tree_init, NULL);
}

void rs_stats_tree_register(void)
{
    static tap_plugin plugin;
    plugin.register_tap_listener = register_tree;
    tap_register_plugin(&plugin);
}
