#include "sip/lync.h"

enum kind { HEADER, OPTION, PARAM, SDP };

/* name NULL: the header's own. */
static const struct row {
    uint8_t kind;
    uint8_t header; /* enum rs_header_id */
    const char *text;
    struct rs_lync_term term;
} rows[] = {
#define RS_LYNC_HEADER(id, words) {HEADER, RS_HEADER_##id, NULL, {NULL, words}},
#define RS_LYNC_OPTION(name, words) {OPTION, 0, name, {name, words}},
#define RS_LYNC_PARAM(text, name, words) {PARAM, 0, text, {name, words}},
#define RS_LYNC_SDP(text, name, words) {SDP, 0, text, {name, words}},
#define RS_LYNC_AGENT(needle, role)
#define RS_LYNC_PORT(port, role)
#include "sip/lync_glossary.def"
#undef RS_LYNC_PORT
#undef RS_LYNC_AGENT
#undef RS_LYNC_SDP
#undef RS_LYNC_PARAM
#undef RS_LYNC_OPTION
#undef RS_LYNC_HEADER
};

enum { ROWS = sizeof rows / sizeof rows[0] };
_Static_assert((int)ROWS <= (int)RS_LYNC_TERMS_MAX, "a term is a bit");

static const enum rs_header_id option_headers[] = {RS_HEADER_SUPPORTED, RS_HEADER_REQUIRE,
                                                   RS_HEADER_PROXY_REQUIRE};
static const enum rs_header_id param_headers[] = {RS_HEADER_FROM,    RS_HEADER_TO,
                                                  RS_HEADER_CONTACT, RS_HEADER_VIA,
                                                  RS_HEADER_ROUTE,   RS_HEADER_RECORD_ROUTE};

/* Is the text in any of these headers? */
static bool stands_in(const struct rs_msg *m, const enum rs_header_id *ids, size_t count,
                      struct rs_span text)
{
    for (size_t i = 0; i < count; i++) {
        const struct rs_header *h = rs_msg_first(m, ids[i]);
        for (; h; h = rs_msg_next(m, h))
            if (rs_span_find_nocase(rs_header_value(m, h), text))
                return true;
    }
    return false;
}

static bool uses(const struct rs_msg *m, const struct row *row)
{
    enum { OPTIONS = sizeof option_headers / sizeof option_headers[0],
           PARAMS = sizeof param_headers / sizeof param_headers[0],
           BODY_LOOK = 16384 };
    struct rs_span text = row->text ? rs_span_str(row->text) : RS_SPAN_NONE;
    switch (row->kind) {
    case HEADER:
        return m->first[row->header] != 0;
    case OPTION:
        return stands_in(m, option_headers, OPTIONS, text);
    case PARAM:
        return stands_in(m, param_headers, PARAMS, text);
    default:
        return m->body.n && rs_span_find_nocase(rs_span_first(m->body, BODY_LOOK), text);
    }
}

uint64_t rs_lync_terms(const struct rs_msg *m)
{
    uint64_t bits = 0;
    if (!rs_lync_is(m))
        return 0;
    for (unsigned i = 0; i < ROWS; i++)
        if (uses(m, &rows[i]))
            bits |= UINT64_C(1) << i;
    return bits;
}

bool rs_lync_term(unsigned n, struct rs_lync_term *out)
{
    if (n >= ROWS)
        return false;
    *out = rows[n].term;
    if (!out->name)
        out->name = rs_header_text((enum rs_header_id)rows[n].header);
    return true;
}

static bool says_agent(const struct rs_msg *m)
{
    return *rs_lync_role_of_agent(rs_msg_value(m, RS_HEADER_USER_AGENT)) ||
           *rs_lync_role_of_agent(rs_msg_value(m, RS_HEADER_SERVER));
}

bool rs_lync_is(const struct rs_msg *m)
{
    static const enum rs_header_id ours[] = {RS_HEADER_FROM, RS_HEADER_TO, RS_HEADER_VIA};
    for (unsigned i = 0; i < ROWS; i++)
        if (rows[i].kind == HEADER && m->first[rows[i].header])
            return true;
    return says_agent(m) || stands_in(m, ours, 2, RS_SPAN(";epid=")) ||
           stands_in(m, ours + 2, 1, RS_SPAN("ms-received-"));
}

const char *rs_lync_role_of_agent(struct rs_span agent)
{
    static const struct {
        const char *needle, *role;
    } agents[] = {
#define RS_LYNC_HEADER(id, words)
#define RS_LYNC_OPTION(name, words)
#define RS_LYNC_PARAM(text, name, words)
#define RS_LYNC_SDP(text, name, words)
#define RS_LYNC_AGENT(needle, role) {needle, role},
#define RS_LYNC_PORT(port, role)
#include "sip/lync_glossary.def"
#undef RS_LYNC_PORT
#undef RS_LYNC_AGENT
#undef RS_LYNC_SDP
#undef RS_LYNC_PARAM
#undef RS_LYNC_OPTION
#undef RS_LYNC_HEADER
    };
    for (size_t i = 0; agent.n && i < sizeof agents / sizeof agents[0]; i++)
        if (rs_span_find_nocase(agent, rs_span_str(agents[i].needle)))
            return agents[i].role;
    return "";
}

const char *rs_lync_role_of_port(uint16_t port)
{
    static const struct {
        uint16_t port;
        const char *role;
    } ports[] = {
#define RS_LYNC_HEADER(id, words)
#define RS_LYNC_OPTION(name, words)
#define RS_LYNC_PARAM(text, name, words)
#define RS_LYNC_SDP(text, name, words)
#define RS_LYNC_AGENT(needle, role)
#define RS_LYNC_PORT(port, role) {port, role},
#include "sip/lync_glossary.def"
#undef RS_LYNC_PORT
#undef RS_LYNC_AGENT
#undef RS_LYNC_SDP
#undef RS_LYNC_PARAM
#undef RS_LYNC_OPTION
#undef RS_LYNC_HEADER
    };
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        if (ports[i].port == port)
            return ports[i].role;
    return "";
}
