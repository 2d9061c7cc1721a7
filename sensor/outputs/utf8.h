/*
 * UTF-8 for outputs: one code point at a time, strict (RFC 3629: no surrogates,
 * nothing overlong, nothing above U+10FFFF). Belongs to the arrow
 * "finding -> output"; spans are borrowed.
 */
#ifndef RS_OUTPUTS_UTF8_H
#define RS_OUTPUTS_UTF8_H

#include "base/span.h"

/*
 * The code point that begins at p, of n octets (n at least 1). Returns how
 * many octets it takes, or 0 when they are no UTF-8; *point is then unset.
 */
unsigned rs_utf8_decode(const char *p, size_t n, uint32_t *point);

/*
 * May it be shown as it is? False for controls (C0, DEL, C1), for characters
 * that reorder or hide text (bidi controls, zero width), and line separators.
 */
bool rs_utf8_is_printable(uint32_t point);

enum { RS_GLYPH_MAX = 17 };

/*
 * Cut the next glyph off *rest into out[RS_GLYPH_MAX], NUL-terminated: a
 * printable character as it is, anything else as \xHH for each octet. Returns
 * its length in octets, 0 at the end; *columns is its width on a terminal.
 */
unsigned rs_glyph_next(struct rs_span *rest, char *out, unsigned *columns);

#endif
