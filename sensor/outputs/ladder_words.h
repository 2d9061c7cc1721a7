/*
 * The line in words above a ladder. Shared by ladder_outcome.c, which speaks of
 * calls, and ladder_exchange.c, which speaks of everything else.
 */
#ifndef RS_OUTPUTS_LADDER_WORDS_H
#define RS_OUTPUTS_LADDER_WORDS_H

#include "outputs/ladder_rows.h"

/* Append; what does not fit is cut. */
void rs_words_add(struct rs_ladder_words *out, const char *format, ...) G_GNUC_PRINTF(2, 3);
/*
 * " after 2.41 s", " after 3 ms"; nothing where one of the times is not known
 * (negative).
 */
void rs_words_add_after(struct rs_ladder_words *out, int64_t from_us, int64_t to_us);
/* "2 challenges (NTLM)", of a folded row. */
void rs_words_add_challenges(struct rs_ladder_words *out, const struct rs_ladder_row *row);

bool rs_ladder_has_absence(const struct rs_ladder_call *c, enum rs_ladder_absence_kind kind);

/* False, and nothing said, where there is no folded sign-in. */
bool rs_words_say_sign_ins(const struct rs_ladder_rows *rows, struct rs_ladder_words *out);
void rs_words_say_exchange(const struct rs_ladder *l, const struct rs_ladder_call *c,
                           const struct rs_ladder_rows *rows, struct rs_ladder_words *out);

#endif
