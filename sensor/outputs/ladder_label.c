/* What stands on an arrow. */
#include "outputs/ladder_rows.h"

#include <stdio.h>

static void add_tail(struct rs_ladder_label *out, const char *text)
{
    g_strlcat(out->tail, text, sizeof out->tail);
}

static void add_copies(const struct rs_ladder_row *row, struct rs_ladder_label *out)
{
    char text[64];

    if (row->copies > 1) {
        snprintf(text, sizeof text, " ×%u", row->copies);
        add_tail(out, text);
        snprintf(out->extra, sizeof out->extra, " over %.1f s",
                 (double)(row->last_us - row->time_us) / 1e6);
    }
    if (row->duplicates) {
        snprintf(text, sizeof text, " (captured ×%u)", row->duplicates + 1);
        g_strlcat(out->extra, text, sizeof out->extra);
    }
}

static void add_fork(const struct rs_ladder_rows *rows, const struct rs_ladder_message *m,
                     struct rs_ladder_label *out)
{
    char text[32];

    if (!rows->forked || !m->fork)
        return;
    snprintf(text, sizeof text, " #%u", m->fork);
    add_tail(out, text);
}

/* A copy whose first is not here, an answer to nothing: say so. */
static void add_role(const struct rs_ladder_message *m, struct rs_ladder_label *out)
{
    if (m->role == RS_ROLE_RETRANSMISSION)
        add_tail(out, " (again)");
    else if (m->role == RS_ROLE_DUPLICATE)
        add_tail(out, " (captured twice)");
    else if (m->role == RS_ROLE_UNMATCHED)
        add_tail(out, " (to nothing seen)");
}

static struct rs_span method_name(const struct rs_ladder *l, const struct rs_ladder_message *m)
{
    if (m->method == RS_METHOD_UNKNOWN)
        return m->request && m->name ? rs_ladder_text(l, m->name) : RS_SPAN("?");
    return rs_span_str(rs_method_name((enum rs_method)m->method));
}

static void label_request(const struct rs_ladder *l, const struct rs_ladder_message *m,
                          struct rs_ladder_label *out)
{
    struct rs_span name = method_name(l, m);

    snprintf(out->main, sizeof out->main, "%s%.*s",
             m->method == RS_METHOD_INVITE && m->in_dialog ? "re-" : "", (int)name.n, name.p);
    if (m->method == RS_METHOD_ACK && m->final_status)
        snprintf(out->soft, sizeof out->soft, " of %u", m->final_status);
}

static void label_response(const struct rs_ladder *l, const struct rs_ladder_rows *rows,
                           const struct rs_ladder_message *m, struct rs_ladder_label *out)
{
    struct rs_span reason = m->name ? rs_ladder_text(l, m->name)
                                    : rs_span_str(rs_status_phrase(m->status));
    struct rs_span name = method_name(l, m);
    char text[48];

    if (m->status)
        snprintf(out->main, sizeof out->main, "%u %.*s", m->status, (int)reason.n, reason.p);
    else
        snprintf(out->main, sizeof out->main, "no status: %.*s", (int)reason.n, reason.p);
    if (!rows->only_one_method && m->method != RS_METHOD_INVITE) {
        snprintf(text, sizeof text, " to %.*s", (int)rs_span_first(name, 32).n, name.p);
        add_tail(out, text);
    }
}

/* "audio+video"; nothing of a call with sound alone. */
static void add_media(const struct rs_ladder_message *m, struct rs_ladder_label *out)
{
    const char *before = ": ";

    if (m->fax) {
        g_strlcat(out->soft, ": T.38 fax", sizeof out->soft);
        return;
    }
    for (unsigned k = RS_MEDIA_AUDIO; k < RS_MEDIA__COUNT && m->media != 1u << RS_MEDIA_AUDIO;
         k++) {
        if (!(m->media >> k & 1))
            continue;
        g_strlcat(out->soft, before, sizeof out->soft);
        g_strlcat(out->soft, rs_media_kind_name((enum rs_media_kind)k), sizeof out->soft);
        before = "+";
    }
}

/* "(offer: hold)", "(answer)"; in few columns "(hold)", "(SDP)". */
static void add_sdp(const struct rs_ladder_row *row, struct rs_ladder_label *out)
{
    static const char *const parts[] = {
        [RS_SDP_NO_PART] = "SDP",
        [RS_SDP_IS_OFFER] = "offer",
        [RS_SDP_IS_ANSWER] = "answer",
        [RS_SDP_IS_REPEATED] = "SDP",
    };
    const struct rs_ladder_message *m = row->message, *first = row->first_sight;
    bool resumes = !m->hold && first->held && first->sdp_part == RS_SDP_IS_OFFER;
    const char *turn = m->hold ? "hold" : resumes ? "resume" : "SDP";

    snprintf(out->brief, sizeof out->brief, " (%s)", turn);
    snprintf(out->soft, sizeof out->soft, " (%s", parts[first->sdp_part]);
    if (m->hold || resumes) {
        g_strlcat(out->soft, ": ", sizeof out->soft);
        g_strlcat(out->soft, turn, sizeof out->soft);
    } else {
        add_media(m, out);
    }
    g_strlcat(out->soft, ")", sizeof out->soft);
}

static void label_message(const struct rs_ladder *l, const struct rs_ladder_rows *rows,
                          const struct rs_ladder_row *row, struct rs_ladder_label *out)
{
    const struct rs_ladder_message *m = row->message;

    if (m->request)
        label_request(l, m, out);
    else
        label_response(l, rows, m, out);
    if (m->sdp)
        add_sdp(row, out);
    if (m->sign_out)
        g_strlcat(out->soft, " (sign-out)", sizeof out->soft);
    add_fork(rows, m, out);
    add_role(m, out);
    add_copies(row, out);
    out->paint = m->request ? RS_PAINT_NONE : rs_paint_of_status(m->status);
    if (m->role == RS_ROLE_RETRANSMISSION || m->role == RS_ROLE_DUPLICATE)
        out->paint = RS_PAINT_DIM;
}

/* The rounds and their length stand below the arrow. */
static void label_sign_in(const struct rs_ladder_row *row, struct rs_ladder_label *out)
{
    const char *what = rs_sign_in_word(row);

    if (row->final_status == 0)
        snprintf(out->main, sizeof out->main, "%s: no answer", what);
    else if (row->final_status < 300)
        snprintf(out->main, sizeof out->main, "%s accepted", what);
    else if (rs_status_flags(row->final_status) & RS_STATUS_CHALLENGE)
        snprintf(out->main, sizeof out->main, "%s not accepted", what);
    else
        snprintf(out->main, sizeof out->main, "%s refused: %u %s", what, row->final_status,
                 rs_status_phrase(row->final_status));
    add_copies(row, out);
    out->paint = rs_paint_of_status(row->final_status ? row->final_status : 500);
}

static void label_challenge(const struct rs_ladder *l, const struct rs_ladder_row *row,
                            struct rs_ladder_label *out)
{
    const char *scheme = rs_auth_scheme_name((enum rs_auth_scheme)row->scheme);
    struct rs_span name = method_name(l, row->message);

    snprintf(out->main, sizeof out->main, "%.*s: %u%s%s", (int)name.n, name.p,
             row->final_status, *scheme ? " " : "", scheme);
    out->paint = RS_PAINT_AMBER;
}

static void label_absence(const struct rs_ladder_absence *a, struct rs_ladder_label *out)
{
    static const char *const words[] = {
        [RS_ABSENT_ANSWER] = "… no answer",
        [RS_ABSENT_FINAL] = "… no final answer",
        [RS_ABSENT_ACK] = "… not acknowledged",
        [RS_OPEN_ANSWER] = "… no answer yet",
        [RS_OPEN_FINAL] = "… no final answer yet",
    };
    const char *method = rs_method_name((enum rs_method)a->method);

    g_strlcpy(out->main, words[a->kind], sizeof out->main);
    if (a->kind != RS_ABSENT_ACK && *method)
        snprintf(out->soft, sizeof out->soft, " to %s", method);
    if (a->kind >= RS_OPEN_ANSWER)
        g_strlcpy(out->extra, ", capture ends", sizeof out->extra);
    out->paint = a->kind >= RS_OPEN_ANSWER ? RS_PAINT_GREY : RS_PAINT_RED;
}

void rs_ladder_label_row(const struct rs_ladder *l, const struct rs_ladder_rows *rows,
                         const struct rs_ladder_row *row, struct rs_ladder_label *out)
{
    memset(out, 0, sizeof *out);
    if (row->kind == RS_ROW_SIGN_IN)
        label_sign_in(row, out);
    else if (row->kind == RS_ROW_CHALLENGE)
        label_challenge(l, row, out);
    else if (row->kind == RS_ROW_ABSENCE)
        label_absence(row->absence, out);
    else if (row->kind == RS_ROW_MESSAGE)
        label_message(l, rows, row, out);
}
