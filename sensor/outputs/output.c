/* The list of outputs: the words of outputs.def. */
#include "outputs/output.h"

#define RS_OUTPUT(word) extern const struct rs_output_class rs_output_##word;
#include "outputs/outputs.def"
#undef RS_OUTPUT

static const struct rs_output_class *const outputs[] = {
#define RS_OUTPUT(word) &rs_output_##word,
#include "outputs/outputs.def"
#undef RS_OUTPUT
};

const struct rs_output_class *rs_output_at(unsigned n)
{
    return n < sizeof outputs / sizeof outputs[0] ? outputs[n] : NULL;
}

const struct rs_output_class *rs_output_find(const char *word, size_t len)
{
    const struct rs_output_class *found;

    for (unsigned n = 0; (found = rs_output_at(n)); n++)
        if (rs_span_eq(rs_span_str(found->word), rs_span(word, len)))
            return found;
    return NULL;
}
