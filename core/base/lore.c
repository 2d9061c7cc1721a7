#include "base/lore.h"

/* By their names: a row may be written before its finding is built. */
static const struct rs_attack attacks[] = {
#define RS_ATTACK(finding, tactic_id, tactic, technique_id, technique)                             \
    {#finding, tactic_id, tactic, technique_id, technique},
#include "base/attack.def"
#undef RS_ATTACK
};

static const struct {
    const char *finding, *text;
} reproductions[] = {
#define RS_REPRODUCE(finding, text) {#finding, text},
#include "base/reproduce.def"
#undef RS_REPRODUCE
};

const struct rs_attack *rs_attack_of(const struct rs_catalogue_entry *e)
{
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
        if (!strcmp(attacks[i].finding, e->id))
            return &attacks[i];
    return NULL;
}

const char *rs_reproduce_text(const struct rs_catalogue_entry *e)
{
    for (size_t i = 0; i < sizeof reproductions / sizeof reproductions[0]; i++)
        if (!strcmp(reproductions[i].finding, e->id))
            return reproductions[i].text;
    return NULL;
}
