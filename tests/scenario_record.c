#include "tests/scenario.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * The keys of "record KIND NUMBER key=value...": what a record says, a line each.
 * Lists have their elements behind commas. A key with nothing to say is not there.
 */

static void put_text(FILE *f, const char *key, struct rs_span s)
{
    if (s.n)
        fprintf(f, "%s=%.*s\n", key, (int)s.n, s.p);
}

static void put_word(FILE *f, const char *key, const char *word)
{
    put_text(f, key, rs_span_str(word));
}

static void put_number(FILE *f, const char *key, uint64_t v)
{
    fprintf(f, "%s=%llu\n", key, (unsigned long long)v);
}

static void put_seconds(FILE *f, const char *key, int64_t from_us, int64_t to_us)
{
    if (from_us >= 0 && to_us >= 0)
        fprintf(f, "%s=%g\n", key, (double)(to_us - from_us) / 1e6);
}

/* "rounds=1:401:0.1,2:200:0.1:2+1": CSeq, status, seconds, and copies where there are some. */
static void put_rounds(FILE *f, const struct rs_registration_record *r)
{
    for (unsigned i = 0; i < r->round_count; i++) {
        const struct rs_round_record *x = &r->rounds[i];
        fprintf(f, "%s%u:%u", i ? "," : "rounds=", x->cseq, x->status);
        if (x->final_us >= 0)
            fprintf(f, ":%g", (double)(x->final_us - x->request_us) / 1e6);
        fprintf(f, "%s%s", x->stale ? ":stale" : "", x->resync ? ":resync" : "");
        if (x->request_copies > 1 || x->final_copies > 1)
            fprintf(f, ":%u+%u", x->request_copies, x->final_copies);
    }
    fputs(r->round_count ? "\n" : "", f);
}

static void put_schemes(FILE *f, const struct rs_registration_record *r)
{
    for (unsigned i = 0; i < r->round_count; i++)
        fprintf(f, "%s%s", i ? "," : "schemes=", rs_auth_scheme_name(r->rounds[i].scheme));
    fputs(r->round_count ? "\n" : "", f);
}

static void put_contact(FILE *f, unsigned n, const struct rs_contact_record *c)
{
    char key[32];
    char source[RS_ADDR_TEXT] = "-";
    if (c->source.family)
        rs_addr_text(&c->source, source);
    fprintf(f, "contact%u=%s,%u,%.*s,%s,%llu\n", n, rs_binding_change_name(c->change), c->expires_s,
            (int)c->uri.n, c->uri.p, source, (unsigned long long)c->asked_frame);
    snprintf(key, sizeof key, "instance%u", n);
    put_text(f, key, c->instance);
    snprintf(key, sizeof key, "gruu%u", n);
    put_text(f, key, c->public_gruu);
    snprintf(key, sizeof key, "temp_gruu%u", n);
    put_text(f, key, c->temporary_gruu);
    snprintf(key, sizeof key, "epid%u", n);
    put_text(f, key, c->epid);
    snprintf(key, sizeof key, "reg_id%u", n);
    put_number(f, key, c->reg_id);
    snprintf(key, sizeof key, "q%u", n);
    fprintf(f, "%s=%d\n", key, c->q);
}

void scn_record_registration(FILE *f, const struct rs_registration_record *r)
{
    put_word(f, "end", rs_signin_end_name(r->end));
    put_number(f, "status", r->final_status);
    put_number(f, "challenges", r->challenges);
    put_word(f, "scheme", rs_auth_scheme_name(r->scheme));
    put_number(f, "expires", r->expires_s);
    put_number(f, "retransmissions", r->retransmissions);
    put_number(f, "outbound", r->outbound);
    put_text(f, "server", r->server);
    put_text(f, "algorithm", r->algorithm);
    put_text(f, "epid", r->epid);
    put_seconds(f, "to_final", r->first_us, r->final_us);
    put_rounds(f, r);
    put_schemes(f, r);
    put_number(f, "rounds_left_out", r->rounds_left_out);
    put_number(f, "contacts", r->contact_count);
    put_number(f, "contacts_left_out", r->contacts_left_out);
    for (unsigned i = 0; i < r->contact_count; i++)
        put_contact(f, i + 1, &r->contacts[i]);
}

void scn_record_transaction(FILE *f, const struct rs_transaction_record *r)
{
    put_text(f, "method", r->method_name);
    put_number(f, "status", r->final_status);
    put_number(f, "last_provisional", r->last_provisional);
    put_number(f, "request_copies", r->request_copies);
    put_number(f, "provisional_copies", r->provisional_copies);
    put_number(f, "final_copies", r->final_copies);
    put_number(f, "ack_copies", r->ack_copies);
    put_number(f, "previous_hop", r->previous_hop);
    put_number(f, "timed_out", r->timed_out);
    put_number(f, "cancelled", r->cancelled);
    put_number(f, "forgotten", r->forgotten);
    put_number(f, "open_at_end", r->open_at_end);
    if (r->unreachable)
        put_word(f, "unreachable", rs_unreachable_name(r->unreachable));
    put_seconds(f, "to_provisional", r->first_us, r->provisional_us);
    put_seconds(f, "to_final", r->first_us, r->final_us);
    put_seconds(f, "to_ack", r->final_us, r->ack_us);
    put_seconds(f, "to_cancel", r->first_us, r->cancel_us);
}

void scn_record_dialog(FILE *f, const struct rs_dialog_record *r)
{
    char text[RS_ADDR_TEXT];
    put_word(f, "state", rs_dialog_state_name(r->state));
    put_word(f, "end", rs_dialog_end_name(r->end));
    put_text(f, "reason", r->reason);
    put_number(f, "status", r->final_status);
    put_number(f, "bye", r->bye_frame);
    put_number(f, "closed", r->closed_frame);
    put_number(f, "last", r->last_frame);
    put_number(f, "subscriptions", r->subscriptions);
    put_number(f, "holds", r->session.holds);
    put_number(f, "forgotten", r->forgotten);
    put_number(f, "retransmissions", r->retransmissions);
    put_seconds(f, "to_ring", r->opened_us, r->ringing_us);
    put_seconds(f, "to_answer", r->opened_us, r->confirmed_us);
    put_seconds(f, "to_close", r->bye_us, r->closed_us);
    for (unsigned i = 0; i < r->party_count; i++)
        fprintf(f, "%s%s", i ? "," : "parties=", rs_addr_text(&r->party[i], text));
    fputs(r->party_count ? "\n" : "", f);
}

/* ---- kept and compared ---- */

FILE *scn_record_open(struct scn_outcome *o, const char *kind, uint64_t number)
{
    o->record = scn_room(o->record, o->record_count, sizeof *o->record);
    struct scn_record *r = &o->record[o->record_count++];
    memset(r, 0, sizeof *r);
    snprintf(r->kind, sizeof r->kind, "%s", kind);
    r->number = number;
    return fmemopen(r->text, sizeof r->text, "w");
}

static bool has_line(const char *text, const char *line)
{
    size_t n = strlen(line);
    for (const char *at = text; at && *at; at = strchr(at, '\n'), at += at != NULL) {
        size_t same = 0;
        while (same < n && (at[same] == line[same] || (at[same] == ' ' && line[same] == '_')))
            same++;
        if (same == n && at[n] == '\n')
            return true;
    }
    return false;
}

const char *scn_record_differs(const struct scn_check *c, const struct scn_outcome *o)
{
    for (size_t i = 0; i < o->record_count; i++) {
        const struct scn_record *r = &o->record[i];
        if (strcmp(r->kind, c->record_kind) || r->number != c->frame)
            continue;
        for (int k = 0; k < c->key_count; k++) {
            char line[96];
            snprintf(line, sizeof line, "%s=%s", c->key[k].name, c->key[k].value);
            if (!has_line(r->text, line)) {
                fprintf(stderr, "%s", r->text);
                return c->key[k].name;
            }
        }
        return NULL;
    }
    return "no such record";
}
