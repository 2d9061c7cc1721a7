/*
 * A call as rows of a ladder: what is drawn, one row an arrow. Shared by
 * ladder_rows.c, which makes them, ladder_sign_in.c, which folds them, and
 * those that read them. The rows borrow from the struct rs_ladder.
 */
#ifndef RS_OUTPUTS_LADDER_ROWS_H
#define RS_OUTPUTS_LADDER_ROWS_H

#include "outputs/ladder.h"

enum rs_ladder_row_kind {
    RS_ROW_MESSAGE,
    RS_ROW_ABSENCE,
    RS_ROW_SIGN_IN,   /* REGISTER rounds up to the answer that ends them */
    RS_ROW_CHALLENGE, /* another request and the 401 or 407 it met */
    RS_ROW_GAP        /* messages left out of a long call */
};

struct rs_ladder_row {
    uint8_t kind;                   /* enum rs_ladder_row_kind */
    uint8_t src, dst;               /* endpoints of the call */
    bool hidden;                    /* folded into another row */
    uint16_t challenges, final_status; /* sign-in: 0: no final answer */
    uint8_t scheme;
    uint32_t folded_into;           /* 1 + the row that shows it; 0: itself */
    const struct rs_ladder_message *message;
    const struct rs_ladder_message *first_sight; /* of its SDP: on the hop where it came first */
    const struct rs_ladder_absence *absence;
    int64_t time_us, last_us;       /* of the first and the last copy or folded message */
    uint64_t frame, last_frame;
    uint32_t copies, duplicates;    /* sent in all, 1 for once; captured again */
};

struct rs_ladder_rows {
    struct rs_ladder_row *row;
    uint32_t count;
    bool forked;                    /* more than one branch */
    bool has_invite, only_one_method;
};

/*
 * The rows of a call, challenged rounds folded or not; free with
 * rs_ladder_rows_fini.
 */
void rs_ladder_rows_init(struct rs_ladder_rows *rows, const struct rs_ladder *l,
                         const struct rs_ladder_call *c, bool fold);
void rs_ladder_rows_fini(struct rs_ladder_rows *rows);

/* ladder_sign_in.c: fold challenged rounds. */
void rs_ladder_fold_sign_ins(struct rs_ladder_rows *rows);

/* Each finding of the call to the row that shows its frame. */
void rs_ladder_place_findings(struct rs_ladder *l, const struct rs_ladder_call *c,
                              const struct rs_ladder_rows *rows);

/* ladder_outcome.c: what became of it, in words. */
struct rs_ladder_words {
    char text[256];
    enum rs_paint paint;
};
void rs_ladder_outcome(const struct rs_ladder *l, const struct rs_ladder_call *c,
                       const struct rs_ladder_rows *rows, struct rs_ladder_words *out);

/*
 * ladder_label.c: what stands on a row's arrow, in this order. Where there is
 * no room extra goes first, then soft (brief may fit), then main is cut; tail goes last.
 */
struct rs_ladder_label {
    char main[300], soft[48], brief[16], tail[120], extra[32]; /* brief: instead of soft */
    enum rs_paint paint;
};
void rs_ladder_label_row(const struct rs_ladder *l, const struct rs_ladder_rows *rows,
                         const struct rs_ladder_row *row, struct rs_ladder_label *out);

/* ladder_columns.c */
enum { RS_LADDER_COLUMNS_MAX = RS_LADDER_ENDPOINTS, RS_ROLE_TEXT = 64, RS_LADDER_LEG_WIDTH = 4 };

struct rs_ladder_column {
    unsigned x;
    char address[RS_HOST_NAME + 8]; /* or the name that a log has for it */
    char role[RS_ROLE_TEXT];
    uint8_t endpoint;               /* the first one that it stands for */
};

struct rs_ladder_columns {
    unsigned count, shown;          /* shown: those that fit */
    unsigned gutter;                /* columns left of the first lifeline */
    unsigned frame_width, time_width, delta_width;
    uint8_t of_endpoint[RS_LADDER_ENDPOINTS];
    struct rs_ladder_column column[RS_LADDER_COLUMNS_MAX];
};
void rs_ladder_columns_make(struct rs_ladder_columns *cols, const struct rs_ladder *l,
                            const struct rs_ladder_call *c, const struct rs_ladder_rows *rows);

/*
 * ladder_roles.c: "proxy (kamailio)" for each column, "" where nothing tells.
 */
void rs_ladder_roles(struct rs_ladder_columns *cols, const struct rs_ladder *l,
                     const struct rs_ladder_call *c);

/*
 * ladder_draw.c: the call's page, written to the ladder's writer. Sign-ins are
 * folded unless --call named this one: who asks for one call wants its rounds.
 */
void rs_ladder_draw(struct rs_ladder *l, const struct rs_ladder_call *c);

/* "sign-in", or "sign-out" for a row that takes a binding away. */
static inline const char *rs_sign_in_word(const struct rs_ladder_row *row)
{
    return row->message && row->message->sign_out ? "sign-out" : "sign-in";
}

#endif
