/*
 * The fields that people type, and the subtrees they stand in. One row a field
 * in fields.c; the names are in README and never change their meaning.
 */
#ifndef RS_PLUGIN_FIELDS_H
#define RS_PLUGIN_FIELDS_H

/* -1 until registered, then their numbers. */
extern int proto_ringside;
extern int hf_ringside_summary;
extern int hf_ringside_method;
extern int hf_ringside_class;
extern int hf_ringside_status;
extern int hf_ringside_role;
extern int hf_ringside_retransmission;
extern int hf_ringside_duplicate;
extern int hf_ringside_other_leg;

extern int hf_ringside_transaction;
extern int hf_ringside_transaction_request_in;
extern int hf_ringside_transaction_provisional_in;
extern int hf_ringside_transaction_final_in;
extern int hf_ringside_transaction_ack_in;
extern int hf_ringside_transaction_cancel_in;
extern int hf_ringside_transaction_retransmission_of;
extern int hf_ringside_transaction_time_to_provisional;
extern int hf_ringside_transaction_time_to_final;
extern int hf_ringside_transaction_final_status;
extern int hf_ringside_transaction_copies;
extern int hf_ringside_transaction_hop;
extern int hf_ringside_transaction_cancelled;
extern int hf_ringside_transaction_unanswered;
extern int hf_ringside_transaction_unacknowledged;

extern int hf_ringside_dialog;
extern int hf_ringside_dialog_state;
extern int hf_ringside_dialog_state_before;
extern int hf_ringside_dialog_usage;
extern int hf_ringside_dialog_opened_in;
extern int hf_ringside_dialog_confirmed_in;
extern int hf_ringside_dialog_closed_in;
extern int hf_ringside_dialog_end;
extern int hf_ringside_dialog_fork;
extern int hf_ringside_dialog_partial;
extern int hf_ringside_dialog_from_caller;

extern int hf_ringside_call;
extern int hf_ringside_call_leg;
extern int hf_ringside_call_seen_as;
extern int hf_ringside_call_join;
extern int hf_ringside_call_join_score;
extern int hf_ringside_call_join_guessed;

extern int hf_ringside_auth_scheme;
extern int hf_ringside_auth_round;
extern int hf_ringside_auth_accepted;
extern int hf_ringside_auth_failed;

extern int hf_ringside_auth_sign_in;
extern int hf_ringside_auth_time;
extern int hf_ringside_subscription;
extern int hf_ringside_subscription_event;
extern int hf_ringside_subscription_state;
extern int hf_ringside_subscription_state_before;
extern int hf_ringside_subscription_end;
extern int hf_ringside_subscription_expires;
extern int hf_ringside_session_timer;
extern int hf_ringside_session_timer_interval;
extern int hf_ringside_session_timer_refresher;
extern int hf_ringside_session_timer_refreshed;
extern int hf_ringside_session_timer_expired;
extern int hf_ringside_sdp;
extern int hf_ringside_sdp_by;
extern int hf_ringside_sdp_state;
extern int hf_ringside_sdp_refused;
extern int hf_ringside_sdp_hold;
extern int hf_ringside_sdp_resume;
extern int hf_ringside_sdp_held_by;
extern int hf_ringside_registration_state;
extern int hf_ringside_registration_state_before;
extern int hf_ringside_registration_expires;
extern int hf_ringside_registration_bindings;
extern int hf_ringside_registration_added;
extern int hf_ringside_registration_refreshed;
extern int hf_ringside_registration_removed;
extern int hf_ringside_registration_learned;
extern int hf_ringside_session_timer_due;
extern int hf_ringside_ms_diagnostics;
extern int hf_ringside_ms_diagnostics_reason;
extern int hf_ringside_ms_diagnostics_class;
extern int hf_ringside_ms_diagnostics_meaning;
extern int hf_ringside_lync_conversation;
extern int hf_ringside_lync_epid;
extern int hf_ringside_lync_term;
extern int hf_ringside_lync_src_role;
extern int hf_ringside_lync_dst_role;

extern int hf_ringside_finding;
extern int hf_ringside_finding_key;
extern int hf_ringside_finding_severity;
extern int hf_ringside_finding_confidence;
extern int hf_ringside_finding_evidence;

extern int ett_ringside_message;
extern int ett_ringside_transaction;
extern int ett_ringside_dialog;
extern int ett_ringside_call;
extern int ett_ringside_auth;
extern int ett_ringside_subscription;
extern int ett_ringside_session_timer;
extern int ett_ringside_sdp;
extern int ett_ringside_registration;
extern int ett_ringside_diagnostics;
extern int ett_ringside_lync;
extern int ett_ringside_finding;

/* Registers the protocol, its fields and subtrees. Returns proto_ringside. */
int rs_fields_register(void);

#endif
