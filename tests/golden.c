#include "tests/golden.h"

static void update(const char *path, const char *text, size_t len)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(text, 1, len, f);
    fclose(f);
}

static char *slurp(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb"), *out;
    char *text = NULL, block[4096];
    if (!f)
        return NULL;
    out = open_memstream(&text, len);
    for (size_t n; (n = fread(block, 1, sizeof block, f));)
        fwrite(block, 1, n, out);
    fclose(out);
    fclose(f);
    return text;
}

static void show_difference(const char *path, const char *wanted, const char *got)
{
    int line = 1;
    const char *begin = got;
    for (; *wanted && *wanted == *got; wanted++, got++)
        if (*got == '\n') {
            line++;
            begin = got + 1;
        }
    fprintf(stderr, "%s:%d: differs: %.*s\n", path, line, (int)strcspn(begin, "\n"), begin);
}

void golden_compare(const char *name, const char *text, size_t len)
{
    char path[1024];
    size_t wanted_len = 0;
    snprintf(path, sizeof path, "%s/tests/golden/%s", RS_SOURCE_DIR, name);
    if (getenv("RS_UPDATE_GOLDEN"))
        update(path, text, len);
    char *wanted = slurp(path, &wanted_len);
    assert_non_null(wanted);
    bool same = wanted_len == len && !memcmp(wanted, text, len);
    if (!same)
        show_difference(path, wanted, text);
    free(wanted);
    assert_true(same);
}
