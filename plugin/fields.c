#include "compat.h"

#include "fields.h"

int proto_ringside = -1;

int hf_ringside_summary = -1;
int hf_ringside_method = -1;
int hf_ringside_class = -1;
int hf_ringside_status = -1;
int hf_ringside_role = -1;
int hf_ringside_retransmission = -1;
int hf_ringside_duplicate = -1;
int hf_ringside_other_leg = -1;

int hf_ringside_transaction = -1;
int hf_ringside_transaction_request_in = -1;
int hf_ringside_transaction_provisional_in = -1;
int hf_ringside_transaction_final_in = -1;
int hf_ringside_transaction_ack_in = -1;
int hf_ringside_transaction_cancel_in = -1;
int hf_ringside_transaction_retransmission_of = -1;
int hf_ringside_transaction_time_to_provisional = -1;
int hf_ringside_transaction_time_to_final = -1;
int hf_ringside_transaction_final_status = -1;
int hf_ringside_transaction_copies = -1;
int hf_ringside_transaction_hop = -1;
int hf_ringside_transaction_cancelled = -1;
int hf_ringside_transaction_unanswered = -1;
int hf_ringside_transaction_unacknowledged = -1;

int hf_ringside_dialog = -1;
int hf_ringside_dialog_state = -1;
int hf_ringside_dialog_state_before = -1;
int hf_ringside_dialog_usage = -1;
int hf_ringside_dialog_opened_in = -1;
int hf_ringside_dialog_confirmed_in = -1;
int hf_ringside_dialog_closed_in = -1;
int hf_ringside_dialog_end = -1;
int hf_ringside_dialog_fork = -1;
int hf_ringside_dialog_partial = -1;
int hf_ringside_dialog_from_caller = -1;

int hf_ringside_call = -1;
int hf_ringside_call_leg = -1;
int hf_ringside_call_seen_as = -1;
int hf_ringside_call_join = -1;
int hf_ringside_call_join_score = -1;
int hf_ringside_call_join_guessed = -1;

int hf_ringside_auth_scheme = -1;
int hf_ringside_auth_round = -1;
int hf_ringside_auth_accepted = -1;
int hf_ringside_auth_failed = -1;

int hf_ringside_auth_sign_in = -1;
int hf_ringside_auth_time = -1;
int hf_ringside_subscription = -1;
int hf_ringside_subscription_event = -1;
int hf_ringside_subscription_state = -1;
int hf_ringside_subscription_state_before = -1;
int hf_ringside_subscription_end = -1;
int hf_ringside_subscription_expires = -1;
int hf_ringside_session_timer = -1;
int hf_ringside_session_timer_interval = -1;
int hf_ringside_session_timer_refresher = -1;
int hf_ringside_session_timer_refreshed = -1;
int hf_ringside_session_timer_expired = -1;
int hf_ringside_sdp = -1;
int hf_ringside_sdp_by = -1;
int hf_ringside_sdp_state = -1;
int hf_ringside_sdp_refused = -1;
int hf_ringside_sdp_hold = -1;
int hf_ringside_sdp_resume = -1;
int hf_ringside_sdp_held_by = -1;
int hf_ringside_registration_state = -1;
int hf_ringside_registration_state_before = -1;
int hf_ringside_registration_expires = -1;
int hf_ringside_registration_bindings = -1;
int hf_ringside_registration_added = -1;
int hf_ringside_registration_refreshed = -1;
int hf_ringside_registration_removed = -1;
int hf_ringside_registration_learned = -1;
int hf_ringside_session_timer_due = -1;
int hf_ringside_ms_diagnostics = -1;
int hf_ringside_ms_diagnostics_reason = -1;
int hf_ringside_ms_diagnostics_class = -1;
int hf_ringside_ms_diagnostics_meaning = -1;
int hf_ringside_lync_conversation = -1;
int hf_ringside_lync_epid = -1;
int hf_ringside_lync_term = -1;
int hf_ringside_lync_src_role = -1;
int hf_ringside_lync_dst_role = -1;

int hf_ringside_finding = -1;
int hf_ringside_finding_key = -1;
int hf_ringside_finding_severity = -1;
int hf_ringside_finding_confidence = -1;
int hf_ringside_finding_evidence = -1;

int ett_ringside_message = -1;
int ett_ringside_transaction = -1;
int ett_ringside_dialog = -1;
int ett_ringside_call = -1;
int ett_ringside_auth = -1;
int ett_ringside_subscription = -1;
int ett_ringside_session_timer = -1;
int ett_ringside_sdp = -1;
int ett_ringside_registration = -1;
int ett_ringside_diagnostics = -1;
int ett_ringside_lync = -1;
int ett_ringside_finding = -1;

static hf_register_info hf[] = {
    {&hf_ringside_summary,
     {"Summary", "ringside.summary", FT_STRING, BASE_NONE, NULL, 0x0,
      "What the message means, in one line",
      HFILL}},
    {&hf_ringside_method,
     {"Method", "ringside.method", FT_STRING, BASE_NONE, NULL, 0x0,
      "Method of the request, or that which the response answers (its CSeq)",
      HFILL}},
    {&hf_ringside_class,
     {"Response class", "ringside.class", FT_STRING, BASE_NONE, NULL, 0x0,
      "Information, Success, Redirect, Client Error, Server Error or Global Error",
      HFILL}},
    {&hf_ringside_status,
     {"Status", "ringside.status", FT_UINT16, BASE_DEC, NULL, 0x0,
      "Status code of the response",
      HFILL}},
    {&hf_ringside_role,
     {"Role", "ringside.role", FT_STRING, BASE_NONE, NULL, 0x0,
      "What the message is in its transaction: request, provisional, final, ack, "
      "retransmission, duplicate or unmatched",
      HFILL}},
    {&hf_ringside_retransmission,
     {"Retransmission", "ringside.retransmission", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "The same request, response or ACK was sent before",
      HFILL}},
    {&hf_ringside_duplicate,
     {"Captured twice", "ringside.duplicate", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "The same packet was captured before",
      HFILL}},
    {&hf_ringside_other_leg,
     {"Other leg", "ringside.other_leg", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "The same event was already seen on another hop",
      HFILL}},
    {&hf_ringside_transaction,
     {"Transaction", "ringside.transaction", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Number of the transaction, in order of first frames",
      HFILL}},
    {&hf_ringside_transaction_request_in,
     {"Request in", "ringside.transaction.request_in", FT_FRAMENUM, BASE_NONE,
      FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0x0,
      "The request that opened the transaction",
      HFILL}},
    {&hf_ringside_transaction_provisional_in,
     {"First provisional response in", "ringside.transaction.provisional_in", FT_FRAMENUM, BASE_NONE,
      FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0x0,
      "The first 1xx to it",
      HFILL}},
    {&hf_ringside_transaction_final_in,
     {"Final response in", "ringside.transaction.final_in", FT_FRAMENUM, BASE_NONE,
      FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0x0,
      "The first final response to it",
      HFILL}},
    {&hf_ringside_transaction_ack_in,
     {"ACK in", "ringside.transaction.ack_in", FT_FRAMENUM, BASE_NONE,
      FRAMENUM_TYPE(FT_FRAMENUM_ACK), 0x0,
      "The first ACK of that",
      HFILL}},
    {&hf_ringside_transaction_cancel_in,
     {"CANCEL in", "ringside.transaction.cancel_in", FT_FRAMENUM, BASE_NONE,
      FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0x0,
      "The CANCEL of this INVITE",
      HFILL}},
    {&hf_ringside_transaction_retransmission_of,
     {"Repeats the message in", "ringside.transaction.retransmission_of", FT_FRAMENUM, BASE_NONE,
      FRAMENUM_TYPE(FT_FRAMENUM_RETRANS_PREV), 0x0,
      "The message that this one repeats",
      HFILL}},
    {&hf_ringside_transaction_time_to_provisional,
     {"Time to first provisional response", "ringside.transaction.time_to_provisional", FT_RELATIVE_TIME, BASE_NONE,
      NULL, 0x0,
      "From the first request to this first provisional response",
      HFILL}},
    {&hf_ringside_transaction_time_to_final,
     {"Time to final response", "ringside.transaction.time_to_final", FT_RELATIVE_TIME, BASE_NONE,
      NULL, 0x0,
      "From the first request to this final response",
      HFILL}},
    {&hf_ringside_transaction_final_status,
     {"Final status", "ringside.transaction.final_status", FT_UINT16, BASE_DEC, NULL, 0x0,
      "Status code of the final response",
      HFILL}},
    {&hf_ringside_transaction_copies,
     {"Copies so far", "ringside.transaction.copies", FT_UINT16, BASE_DEC, NULL, 0x0,
      "How often this request or response was sent, this one included",
      HFILL}},
    {&hf_ringside_transaction_hop,
     {"Hop", "ringside.transaction.hop", FT_UINT8, BASE_DEC, NULL, 0x0,
      "Via headers of the request: how far from its sender this hop is",
      HFILL}},
    {&hf_ringside_transaction_cancelled,
     {"Cancelled", "ringside.transaction.cancelled", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "A CANCEL was seen for this INVITE",
      HFILL}},
    {&hf_ringside_transaction_unanswered,
     {"Unanswered", "ringside.transaction.unanswered", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "The capture has no final response to this request (known after the first pass)",
      HFILL}},
    {&hf_ringside_transaction_unacknowledged,
     {"Unacknowledged", "ringside.transaction.unacknowledged", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "The capture has no ACK of this INVITE's final response (known after the first pass)",
      HFILL}},
    {&hf_ringside_dialog,
     {"Dialog", "ringside.dialog", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Number of the dialog, in order of first frames",
      HFILL}},
    {&hf_ringside_dialog_state,
     {"State", "ringside.dialog.state", FT_STRING, BASE_NONE, NULL, 0x0,
      "State of the dialog after this message (RFC 4235)",
      HFILL}},
    {&hf_ringside_dialog_state_before,
     {"State before", "ringside.dialog.state_before", FT_STRING, BASE_NONE, NULL, 0x0,
      "State of the dialog before this message, where it changed",
      HFILL}},
    {&hf_ringside_dialog_usage,
     {"Usage", "ringside.dialog.usage", FT_STRING, BASE_NONE, NULL, 0x0,
      "What the dialog is for: invite or subscription",
      HFILL}},
    {&hf_ringside_dialog_opened_in,
     {"Opened in", "ringside.dialog.opened_in", FT_FRAMENUM, BASE_NONE,
      FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0x0,
      "The first message of the dialog",
      HFILL}},
    {&hf_ringside_dialog_confirmed_in,
     {"Confirmed in", "ringside.dialog.confirmed_in", FT_FRAMENUM, BASE_NONE,
      FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0x0,
      "The 2xx that confirmed it",
      HFILL}},
    {&hf_ringside_dialog_closed_in,
     {"Closed in", "ringside.dialog.closed_in", FT_FRAMENUM, BASE_NONE,
      FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0x0,
      "The message that ended it",
      HFILL}},
    {&hf_ringside_dialog_end,
     {"Ended by", "ringside.dialog.end", FT_STRING, BASE_NONE, NULL, 0x0,
      "Why the dialog ended",
      HFILL}},
    {&hf_ringside_dialog_fork,
     {"Fork", "ringside.dialog.fork", FT_UINT8, BASE_DEC, NULL, 0x0,
      "1 for the first dialog of an INVITE, 2 for the next To tag, and so on",
      HFILL}},
    {&hf_ringside_dialog_partial,
     {"Begun before the capture", "ringside.dialog.partial", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "The capture began in the middle of the dialog",
      HFILL}},
    {&hf_ringside_dialog_from_caller,
     {"From the caller", "ringside.dialog.from_caller", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "Sent by the side that opened the dialog",
      HFILL}},
    {&hf_ringside_call,
     {"Call", "ringside.call", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Number of the call, in order of first frames; the same for all its legs",
      HFILL}},
    {&hf_ringside_call_leg,
     {"Leg", "ringside.call.leg", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Number of this leg, a Call-ID; that of the first is the call's",
      HFILL}},
    {&hf_ringside_call_seen_as,
     {"Seen as", "ringside.call.seen_as", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Number of the call as far as it was known when the message was seen, and as the sensor told it",
      HFILL}},
    {&hf_ringside_call_join,
     {"Joined by", "ringside.call.join", FT_STRING, BASE_NONE, NULL, 0x0,
      "How this leg was found to be of the call",
      HFILL}},
    {&hf_ringside_call_join_score,
     {"Score", "ringside.call.join_score", FT_UINT32, BASE_DEC, NULL, 0x0,
      "How far the join is to be believed, of 100",
      HFILL}},
    {&hf_ringside_call_join_guessed,
     {"Guessed", "ringside.call.join_guessed", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "Nothing in the messages names the other leg",
      HFILL}},
    {&hf_ringside_auth_scheme,
     {"Scheme", "ringside.auth.scheme", FT_STRING, BASE_NONE, NULL, 0x0,
      "Authentication scheme of challenge or credentials",
      HFILL}},
    {&hf_ringside_auth_round,
     {"Round", "ringside.auth.round", FT_UINT16, BASE_DEC, NULL, 0x0,
      "Challenges so far in this sign-in or request",
      HFILL}},
    {&hf_ringside_auth_accepted,
     {"Accepted", "ringside.auth.accepted", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "This response accepts the credentials",
      HFILL}},
    {&hf_ringside_auth_failed,
     {"Failed", "ringside.auth.failed", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "This response refuses the credentials",
      HFILL}},
    {&hf_ringside_auth_sign_in,
     {"Sign-in begins in", "ringside.auth.sign_in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0x0,
      "The first request of this sign-in, or the request that was challenged first",
      HFILL}},
    {&hf_ringside_auth_time,
     {"Time since then", "ringside.auth.time", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0,
      "From that request to this message",
      HFILL}},
    {&hf_ringside_subscription,
     {"Subscription", "ringside.subscription", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Number of the subscription, in order of first frames",
      HFILL}},
    {&hf_ringside_subscription_event,
     {"Event", "ringside.subscription.event", FT_STRING, BASE_NONE, NULL, 0x0,
      "Event package; of a REFER: refer",
      HFILL}},
    {&hf_ringside_subscription_state,
     {"State", "ringside.subscription.state", FT_STRING, BASE_NONE, NULL, 0x0,
      "State of the subscription after this message (RFC 6665)",
      HFILL}},
    {&hf_ringside_subscription_state_before,
     {"State before", "ringside.subscription.state_before", FT_STRING, BASE_NONE, NULL, 0x0,
      "State of the subscription before this message, where it changed",
      HFILL}},
    {&hf_ringside_subscription_end,
     {"Ended by", "ringside.subscription.end", FT_STRING, BASE_NONE, NULL, 0x0,
      "Why the subscription ended: the reason of RFC 6665, or how it failed",
      HFILL}},
    {&hf_ringside_subscription_expires,
     {"Expires", "ringside.subscription.expires", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Seconds: asked for in a SUBSCRIBE; else left from this message on, unless refreshed",
      HFILL}},
    {&hf_ringside_session_timer,
     {"Session timer", "ringside.session_timer", FT_STRING, BASE_NONE, NULL, 0x0,
      "State of the session timer after this message: running, expired, or none (RFC 4028)",
      HFILL}},
    {&hf_ringside_session_timer_interval,
     {"Interval", "ringside.session_timer.interval", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Session-Expires as agreed, in seconds",
      HFILL}},
    {&hf_ringside_session_timer_refresher,
     {"Refresher", "ringside.session_timer.refresher", FT_STRING, BASE_NONE, NULL, 0x0,
      "Who refreshes the session: caller or callee",
      HFILL}},
    {&hf_ringside_session_timer_refreshed,
     {"Refreshed", "ringside.session_timer.refreshed", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "This 2xx refreshes a timer that ran",
      HFILL}},
    {&hf_ringside_session_timer_expired,
     {"Had expired", "ringside.session_timer.expired", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "The timer had run out before this message",
      HFILL}},
    {&hf_ringside_sdp,
     {"Session description", "ringside.sdp", FT_STRING, BASE_NONE, NULL, 0x0,
      "What the SDP of this message is: offer, answer, or the same again (RFC 3264, 6337)",
      HFILL}},
    {&hf_ringside_sdp_by,
     {"By", "ringside.sdp.by", FT_STRING, BASE_NONE, NULL, 0x0,
      "Whose description it is: caller or callee",
      HFILL}},
    {&hf_ringside_sdp_state,
     {"State", "ringside.sdp.state", FT_STRING, BASE_NONE, NULL, 0x0,
      "Offer and answer after this message: offered, agreed, offered again",
      HFILL}},
    {&hf_ringside_sdp_refused,
     {"Refused", "ringside.sdp.refused", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "This response refuses the offer",
      HFILL}},
    {&hf_ringside_sdp_hold,
     {"Hold", "ringside.sdp.hold", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "With this message the call is put on hold",
      HFILL}},
    {&hf_ringside_sdp_resume,
     {"Resume", "ringside.sdp.resume", FT_BOOLEAN, BASE_NONE, NULL, 0x0,
      "With this message the call is taken off hold",
      HFILL}},
    {&hf_ringside_sdp_held_by,
     {"Held by", "ringside.sdp.held_by", FT_STRING, BASE_NONE, NULL, 0x0,
      "Who holds the call after this message: caller, callee or both",
      HFILL}},
    {&hf_ringside_registration_state,
     {"State", "ringside.registration.state", FT_STRING, BASE_NONE, NULL, 0x0,
      "State of the contact that this REGISTER names first",
      HFILL}},
    {&hf_ringside_registration_state_before,
     {"State before", "ringside.registration.state_before", FT_STRING, BASE_NONE, NULL, 0x0,
      "State of that contact before",
      HFILL}},
    {&hf_ringside_registration_expires,
     {"Expires", "ringside.registration.expires", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Seconds: asked for, or given",
      HFILL}},
    {&hf_ringside_registration_bindings,
     {"Bindings", "ringside.registration.bindings", FT_UINT8, BASE_DEC, NULL, 0x0,
      "Contacts that the address of record has after this response",
      HFILL}},
    {&hf_ringside_registration_added,
     {"Added", "ringside.registration.added", FT_UINT8, BASE_DEC, NULL, 0x0,
      "Contacts that this response adds",
      HFILL}},
    {&hf_ringside_registration_refreshed,
     {"Refreshed", "ringside.registration.refreshed", FT_UINT8, BASE_DEC, NULL, 0x0,
      "Contacts that it refreshes",
      HFILL}},
    {&hf_ringside_registration_removed,
     {"Removed", "ringside.registration.removed", FT_UINT8, BASE_DEC, NULL, 0x0,
      "Contacts that are gone with it",
      HFILL}},
    {&hf_ringside_registration_learned,
     {"Learned", "ringside.registration.learned", FT_UINT8, BASE_DEC, NULL, 0x0,
      "Contacts that it lists and that nobody was seen to register",
      HFILL}},
    {&hf_ringside_session_timer_due,
     {"Session ends if not refreshed by", "ringside.session_timer_due", FT_ABSOLUTE_TIME, ABSOLUTE_TIME_LOCAL,
      NULL, 0x0,
      "Time of this 2xx and the Session-Expires that it carries (RFC 4028)",
      HFILL}},
    {&hf_ringside_ms_diagnostics,
     {"Microsoft diagnostics", "ringside.ms_diagnostics", FT_UINT32, BASE_DEC, NULL, 0x0,
      "Error id of ms-diagnostics, ms-diagnostics-public or ms-client-diagnostics",
      HFILL}},
    {&hf_ringside_ms_diagnostics_reason,
     {"Reason", "ringside.ms_diagnostics.reason", FT_STRING, BASE_NONE, NULL, 0x0,
      "The reason as sent",
      HFILL}},
    {&hf_ringside_ms_diagnostics_class,
     {"Class", "ringside.ms_diagnostics.class", FT_STRING, BASE_NONE, NULL, 0x0,
      "What sort of error the id stands for",
      HFILL}},
    {&hf_ringside_ms_diagnostics_meaning,
     {"Meaning", "ringside.ms_diagnostics.meaning", FT_STRING, BASE_NONE, NULL, 0x0,
      "What the error id means, in words",
      HFILL}},
    {&hf_ringside_lync_conversation,
     {"Conversation", "ringside.lync.conversation", FT_STRING, BASE_NONE, NULL, 0x0,
      "Ms-Conversation-ID: one for all calls of a conversation",
      HFILL}},
    {&hf_ringside_lync_epid,
     {"Endpoint id", "ringside.lync.epid", FT_STRING, BASE_NONE, NULL, 0x0,
      "epid of From, then of To: with the user it names one device",
      HFILL}},
    {&hf_ringside_lync_term,
     {"Term", "ringside.lync.term", FT_STRING, BASE_NONE, NULL, 0x0,
      "A term of Lync and Skype for Business that the message uses, in words",
      HFILL}},
    {&hf_ringside_lync_src_role,
     {"Sender", "ringside.lync.src_role", FT_STRING, BASE_NONE, NULL, 0x0,
      "What the sender is in Lync, by what it says or by its port",
      HFILL}},
    {&hf_ringside_lync_dst_role,
     {"Receiver", "ringside.lync.dst_role", FT_STRING, BASE_NONE, NULL, 0x0,
      "What the receiver is in Lync, by its port",
      HFILL}},
    {&hf_ringside_finding,
     {"Finding", "ringside.finding", FT_STRING, BASE_NONE, NULL, 0x0,
      "Id of the finding, as the sensor gives it",
      HFILL}},
    {&hf_ringside_finding_key,
     {"Key", "ringside.finding.key", FT_STRING, BASE_NONE, NULL, 0x0,
      "Name of the finding",
      HFILL}},
    {&hf_ringside_finding_severity,
     {"Severity", "ringside.finding.severity", FT_STRING, BASE_NONE, NULL, 0x0,
      "info, low, medium, high or critical",
      HFILL}},
    {&hf_ringside_finding_confidence,
     {"Confidence", "ringside.finding.confidence", FT_UINT8, BASE_DEC, NULL, 0x0,
      "How sure the finding is, 0 to 100",
      HFILL}},
    {&hf_ringside_finding_evidence,
     {"Evidence", "ringside.finding.evidence", FT_STRING, BASE_NONE, NULL, 0x0,
      "What the finding rests on",
      HFILL}},
};

static int *ett[] = {
    &ett_ringside_message,
    &ett_ringside_transaction,
    &ett_ringside_dialog,
    &ett_ringside_call,
    &ett_ringside_auth,
    &ett_ringside_subscription,
    &ett_ringside_session_timer,
    &ett_ringside_sdp,
    &ett_ringside_registration,
    &ett_ringside_diagnostics,
    &ett_ringside_lync,
    &ett_ringside_finding,
};

int rs_fields_register(void)
{
    proto_ringside = proto_register_protocol("Ringside", "Ringside", "ringside");
    proto_register_field_array(proto_ringside, hf, G_N_ELEMENTS(hf));
    proto_register_subtree_array(ett, G_N_ELEMENTS(ett));
    return proto_ringside;
}
