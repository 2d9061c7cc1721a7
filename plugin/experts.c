#include "experts.h"

/*
 * A check may say another severity than the catalogue, Wireshark keeps one a
 * field: hence a field for each severity, of which the catalogue's bears the
 * key alone.
 */
enum { LEVELS = 4 };

static const int levels[LEVELS] = {PI_CHAT, PI_NOTE, PI_WARN, PI_ERROR};

/* semantics 5.1 */
enum { LEVEL_INFO, LEVEL_LOW, LEVEL_MEDIUM, LEVEL_HIGH, LEVEL_CRITICAL = LEVEL_HIGH };

static expert_field ei_ringside[RS_FINDING__COUNT][LEVELS];

struct row {
    const char *plain;
    const char *at[LEVELS];
    const char *name;
    int group, level;
};

#define RS_KEY(key) "ringside.finding." #key
#define RS_FINDING(id, key, sev, group, scope, anchor, ms, n, name, cond, fp, ref)             \
    {RS_KEY(key),                                                                              \
     {RS_KEY(key) ".chat", RS_KEY(key) ".note", RS_KEY(key) ".warn", RS_KEY(key) ".error"},    \
     name,                                                                                     \
     PI_##group,                                                                               \
     LEVEL_##sev},
static const struct row rows[RS_FINDING__COUNT] = {
#include "base/findings.def"
};
#undef RS_FINDING

static ei_register_info ei[RS_FINDING__COUNT * LEVELS];

void rs_experts_register(int proto)
{
    for (int i = 0; i < RS_FINDING__COUNT; i++) {
        const struct row *row = &rows[i];
        for (int level = 0; level < LEVELS; level++) {
            const expert_field none = EI_INIT;
            ei_ringside[i][level] = none;
            ei[i * LEVELS + level] = (ei_register_info){
                &ei_ringside[i][level],
                {level == row->level ? row->plain : row->at[level], row->group, levels[level],
                 row->name, EXPFILL}};
        }
    }
    expert_module_t *module = expert_register_protocol(proto);
    expert_register_field_array(module, ei, G_N_ELEMENTS(ei));
}

static int level_of(unsigned severity)
{
    static const int of[] = {LEVEL_INFO, LEVEL_LOW, LEVEL_MEDIUM, LEVEL_HIGH, LEVEL_CRITICAL};
    return of[severity <= RS_CRITICAL ? severity : RS_CRITICAL];
}

void rs_experts_add(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, proto_item *item,
                    const struct rs_found *found)
{
    const struct rs_catalogue_entry *c = rs_catalogue_get((enum rs_finding_id)found->id);
    int level = level_of(found->severity);
    expert_field *field = &ei_ringside[found->id][level];
    if (*found->evidence)
        expert_add_info_format(pinfo, item, field, "%s %s (%s)", c->id, c->name, found->evidence);
    else
        expert_add_info_format(pinfo, item, field, "%s %s", c->id, c->name);
    /* The key alone finds it, whatever the severity. */
    int plain = ei_ringside[found->id][rows[found->id].level].hf;
    if (level != rows[found->id].level)
        proto_item_set_hidden(proto_tree_add_item(tree, plain, tvb, 0, 0, ENC_NA));
}
