/*
 * Service response times by method: to the final answer and to the first
 * provisional one, each from the first copy of the request. Every hop counts by
 * itself. `tshark -z ringside,srt`, Statistics > Service Response Time.
 */
#include "compat.h"

#include <epan/srt_table.h>

#include "tap.h"

enum { TABLE_FINAL, TABLE_PROVISIONAL, TABLE_COUNT };

/* column: tshark 4.0 tells its tables apart by that alone. */
static void add_table(GArray *tables, const char *name, const char *short_name, const char *column)
{
    srt_stat_table *t =
        init_srt_table(name, short_name, tables, RS_METHOD__COUNT, column, NULL, NULL);
    for (int m = 0; m < RS_METHOD__COUNT; m++)
        init_srt_table_row(t, m, m == RS_METHOD_UNKNOWN ? "other" : rs_method_name(m));
}

static void tables_init(struct register_srt *srt _U_, GArray *tables)
{
    add_table(tables, "Time to the final response", "Final", "Final response to");
    add_table(tables, "Time to the first provisional response", "Provisional", "First 1xx to");
}

/* The table reckons from the packet's time back to that of the request. */
static void add_time(GArray *tables, unsigned table, unsigned method, packet_info *pinfo,
                     int64_t time_us)
{
    nstime_t took = {.secs = (time_t)(time_us / 1000000), .nsecs = (int)(time_us % 1000000) * 1000};
    nstime_t since;
    nstime_delta(&since, &pinfo->abs_ts, &took);
    add_srt_table_data(g_array_index(tables, srt_stat_table *, table), (int)method, &since, pinfo);
}

static tap_packet_status tables_packet(void *tapdata, packet_info *pinfo, epan_dissect_t *edt _U_,
                                       const void *data, tap_flags_t flags _U_)
{
    GArray *tables = ((srt_data_t *)tapdata)->srt_array;
    const struct rs_tap_message *m = data;
    const struct rs_transaction_facts *t = m->transaction;
    if (!t)
        return TAP_PACKET_DONT_REDRAW;
    if (m->record->role == RS_ROLE_FINAL && t->final_frame == pinfo->num && t->to_final_us >= 0)
        add_time(tables, TABLE_FINAL, m->record->method, pinfo, t->to_final_us);
    else if (m->record->role == RS_ROLE_PROVISIONAL && t->provisional_frame == pinfo->num &&
             t->to_provisional_us >= 0)
        add_time(tables, TABLE_PROVISIONAL, m->record->method, pinfo, t->to_provisional_us);
    else
        return TAP_PACKET_DONT_REDRAW;
    return TAP_PACKET_REDRAW;
}

static void register_tables(void)
{
    register_srt_table(proto_get_id_by_filter_name("ringside"), NULL, TABLE_COUNT, tables_packet,
                       tables_init, NULL);
}

void rs_srt_register(void)
{
    static proto_plugin plugin; /* after the protocol is there */
    plugin.register_handoff = register_tables;
    proto_register_plugin(&plugin);
}
