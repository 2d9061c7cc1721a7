/*
 * lines -> records: the one line with which each entry of a log begins, in the
 * forms that are known (semantics 4.5). What a line is, is told by its own
 * form; nothing is remembered.
 *
 *   server  TL_INFO(TF_PROTOCOL) [0]06E4.0EB4::01/18/2012-05:00:43.101.00005386
 *           (SIPStack,SIPAdminLog::TraceProtocolRecord:...)$$begin_record
 *   client  01/18/2012|05:00:43.101 1B58:2314 INFO  :: Sending Packet - 10.0.0.1:5061
 *           (From Local Address: 10.0.0.7:50123) 812 bytes:
 *   Avaya   18/01/2012-05:00:43.101 [0x000021ac] - --> Message to Send (Dest Address IP:
 *           10.0.0.1:5060):$$begin_record
 *
 * No log tells its time zone: times are taken as UTC.
 */
#ifndef RS_CAPTURE_LOG_RECORD_H
#define RS_CAPTURE_LOG_RECORD_H

#include "base/span.h"

enum rs_log_line_kind {
    RS_LOG_TEXT,          /* a line of what the last entry says */
    RS_LOG_SERVER,        /* begins an entry of a server */
    RS_LOG_AVAYA,         /* the same in Avaya's log */
    RS_LOG_CLIENT_OUT,    /* begins a message that a client sends ... */
    RS_LOG_CLIENT_IN,     /* ... or gets */
    RS_LOG_CLIENT_END,    /* ends it */
    RS_LOG_CLIENT_OTHER,  /* stamped, and none of these: the first line, or another thread's */
    RS_LOG_END            /* $$end_record */
};

struct rs_log_record {
    uint8_t kind;           /* enum rs_log_line_kind */
    bool outgoing;          /* Avaya */
    int64_t time_us;        /* of all but RS_LOG_TEXT and RS_LOG_END */
    struct rs_span machine; /* server: who wrote it; empty: not told */
    struct rs_span peer, local; /* client, Avaya: "10.0.0.1:5061"; empty: not told */
    struct rs_span text;    /* behind the stamp */
};

/* Borrows from the line. */
void rs_log_record_read(struct rs_span line, struct rs_log_record *r);

/* Is this the beginning of such a log? Octets as they stand, RS_LOG_LOOK or the whole file. */
bool rs_log_recognise(struct rs_span begin);

#endif
