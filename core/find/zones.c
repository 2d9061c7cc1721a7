#include "find/zones.h"

static unsigned look(const struct rs_policy *policy, const struct rs_addr *a)
{
    static const struct {
        enum rs_list list;
        enum rs_zone zone;
    } rows[] = {
        {RS_LIST_HOME_NETS, RS_ZONE_HOME},     {RS_LIST_PEERS, RS_ZONE_PEER},
        {RS_LIST_REGISTRARS, RS_ZONE_REGISTRAR}, {RS_LIST_MONITORS, RS_ZONE_MONITOR},
        {RS_LIST_CLEAR_ZONES, RS_ZONE_CLEAR},
    };
    unsigned zones = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rs_policy_has_addr(policy, rows[i].list, a))
            zones |= rows[i].zone;
    return zones;
}

/* Neighbours in a network differ in their last octets. Who meets whom gains nobody anything. */
static unsigned slot_of(const struct rs_addr *a)
{
    uint32_t head, tail;
    memcpy(&head, a->octet, 4);
    memcpy(&tail, a->octet + (a->family == 4 ? 0 : 12), 4);
    return ((head ^ tail * UINT32_C(31) ^ head >> 24) * UINT32_C(0x9E3779B1)) >> 25;
}

unsigned rs_zone_of(struct rs_zones *p, const struct rs_policy *policy, const struct rs_addr *a)
{
    _Static_assert(RS_ZONES_KEPT == 1 << (32 - 25), "slot_of gives 7 bits");
    unsigned i = slot_of(a);
    if (!rs_addr_eq(&p->kept[i].addr, a)) {
        p->kept[i].addr = *a;
        p->kept[i].zones = (uint8_t)look(policy, a);
    }
    return p->kept[i].zones;
}
