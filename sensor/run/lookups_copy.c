#include "run/lookups_copy.h"

#include "base/err.h"

#include <string.h>

void rs_lookups_tell(const struct rs_lookups *l, struct rs_lookups_told *told, void *user,
                     void (*new_one)(void *user, const struct rs_lookup *l, const char *name))
{
    for (; l->hosts && told->hosts < l->hosts->count; told->hosts++) {
        struct rs_lookup one = {.kind = RS_LOOKUP_HOST, .is.host = l->hosts->host[told->hosts]};
        new_one(user, &one, "");
    }
    for (; l->places && told->places < rs_places_count(l->places); told->places++) {
        struct rs_lookup one = {.kind = RS_LOOKUP_PLACE};
        const char *file = rs_places_nth(l->places, told->places, &one.is.place.input,
                                         &one.is.place.number, &one.is.place.frame);
        if (!file)
            continue; /* there was no memory for it */
        one.name_len = (uint32_t)strlen(file) + 1;
        new_one(user, &one, file);
    }
}

int rs_lookups_copy_init(struct rs_lookups_copy *c, const struct rs_lookups *original)
{
    memset(c, 0, sizeof *c);
    if (original->places && !(c->places = rs_places_new()))
        return RS_ERR_MEMORY;
    return original->tunnels ? rs_tunnels_init_like(&c->tunnels, original->tunnels) : RS_OK;
}

void rs_lookups_copy_fini(struct rs_lookups_copy *c)
{
    rs_places_free(c->places);
    rs_tunnels_fini(&c->tunnels);
    memset(c, 0, sizeof *c);
}

void rs_lookups_copy_add(struct rs_lookups_copy *c, const struct rs_lookup *l)
{
    switch (l->kind) {
    case RS_LOOKUP_HOST:
        if (c->hosts.count < RS_HOSTS_MAX)
            c->hosts.host[c->hosts.count++] = l->is.host;
        break;
    case RS_LOOKUP_PLACE:
        if (c->places)
            rs_places_add(c->places, l->is.place.input, l->is.place.number, l->name,
                          l->is.place.frame);
        break;
    default:
        rs_tunnels_put(&c->tunnels, l->is.tunnel.number, &l->is.tunnel.stack);
        break;
    }
}

struct rs_lookups rs_lookups_copy_view(const struct rs_lookups_copy *c,
                                       const struct rs_lookups *original)
{
    return (struct rs_lookups){
        .hosts = original->hosts ? &c->hosts : NULL,
        .places = c->places,
        .tunnels = original->tunnels ? &c->tunnels : NULL,
    };
}
