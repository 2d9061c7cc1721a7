#include "tests/scenario_message.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool starts(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

static void set(char *to, size_t cap, const char *from)
{
    size_t n = strnlen(from, cap - 1);
    memcpy(to, from, n);
    to[n] = '\0';
}

#define SET(to, from) set(to, sizeof(to), from)

__attribute__((format(printf, 2, 3))) static void *fail(struct scn_author *a, const char *f, ...)
{
    va_list args;
    va_start(args, f);
    vsnprintf(a->error, sizeof a->error, f, args);
    va_end(args);
    return NULL;
}

__attribute__((format(printf, 2, 3))) static void add_extra(struct scn_model *m, const char *f, ...)
{
    size_t n = strlen(m->extra);
    va_list args;
    va_start(args, f);
    vsnprintf(m->extra + n, sizeof m->extra - n, f, args);
    va_end(args);
}

/* ---- what was said before ---- */

static bool is_what(const struct scn_model *m, const char *what)
{
    if (!*what)
        return true;
    return isdigit((unsigned char)*what) ? m->status == (unsigned)atoi(what)
                                         : !m->status && !strcmp(m->method, what);
}

static const struct scn_model *last_from(const struct scn_author *a, int src, int dst,
                                         const char *what)
{
    for (size_t i = a->count; i-- > 0;)
        if ((src < 0 || a->made[i]->src == src) && a->made[i]->dst == dst &&
            is_what(a->made[i], what))
            return a->made[i];
    return NULL;
}

/* The last request from src to dst that can be answered, of that method if given. */
static const struct scn_model *to_answer(const struct scn_author *a, int src, int dst,
                                         const char *method, const char *call)
{
    for (size_t i = a->count; i-- > 0;) {
        const struct scn_model *m = a->made[i];
        if (m->src == src && m->dst == dst && !m->status && strcmp(m->method, "ACK") &&
            (!*call || !strcmp(m->call, call)) && (!*method || !strcmp(m->method, method)))
            return m;
    }
    return NULL;
}

/* The last answer to that request; same hop, final when asked for. */
static const struct scn_model *answer_to(const struct scn_author *a, const struct scn_model *r,
                                         unsigned least)
{
    for (size_t i = a->count; i-- > 0;) {
        const struct scn_model *m = a->made[i];
        if (m->status >= least && m->cseq == r->cseq && !strcmp(m->method, r->method) &&
            !strcmp(m->call, r->call) && m->dst == r->src && m->src == r->dst)
            return m;
    }
    return NULL;
}

/* The last answer that made a dialog in that call. */
static const struct scn_model *dialog_of(const struct scn_author *a, const char *call)
{
    for (size_t i = a->count; i-- > 0;) {
        const struct scn_model *m = a->made[i];
        bool makes = !strcmp(m->method, "INVITE") || !strcmp(m->method, "SUBSCRIBE");
        if (makes && m->status > 100 && m->status < 300 && *m->to_tag && !strcmp(m->call, call))
            return m;
    }
    return NULL;
}

static unsigned next_cseq(const struct scn_author *a, const char *call, const char *from)
{
    unsigned highest = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct scn_model *m = a->made[i];
        if (!m->status && !strcmp(m->call, call) && !strcmp(m->from, from) && m->cseq > highest)
            highest = m->cseq;
    }
    return highest + 1;
}

/* ---- keys ---- */

struct keys {
    int count;
    char text[24][400];
};

/* Words, and key=value or key="value with spaces". */
static bool split(const char *s, struct keys *k)
{
    memset(k, 0, sizeof *k);
    for (; k->count < 24;) {
        while (*s == ' ')
            s++;
        if (!*s)
            return true;
        bool quoted = false;
        char *to = k->text[k->count++];
        for (size_t n = 0; *s && (quoted || *s != ' ') && n + 1 < sizeof k->text[0]; s++) {
            if (*s == '"' && (quoted ? s[1] == ' ' || !s[1] : s[-1] == '='))
                quoted = !quoted;
            else
                to[n++] = *s;
        }
    }
    return false;
}

static const char *key(const struct keys *k, const char *name)
{
    size_t n = strlen(name);
    for (int i = 0; i < k->count; i++)
        if (!strncmp(k->text[i], name, n) && k->text[i][n] == '=')
            return k->text[i] + n + 1;
    return NULL;
}

/* Is that in any of the h= of the message? */
static bool says(const struct keys *k, const char *text)
{
    for (int i = 0; i < k->count; i++)
        if (!strncmp(k->text[i], "h=", 2) && strstr(k->text[i], text))
            return true;
    return false;
}

static bool word(const struct keys *k, const char *name)
{
    for (int i = 0; i < k->count; i++)
        if (!strcmp(k->text[i], name))
            return true;
    return false;
}

static bool known_key(const char *text)
{
    static const char *const names[] = {
        "call=", "from=", "to=",      "tag=",  "cseq=", "branch=", "uri=",       "sdp=",
        "rseq=", "rack=", "expires=", "vias=", "h=",    "body=",   "transport=", "contact=",
        "refer=", "event=", "state=", "dir="};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (starts(text, names[i]))
            return true;
    return !strcmp(text, "auth") || !strcmp(text, "out") ||
           !strcmp(text, "callee") || !strcmp(text, "t38");
}

static void take_party(const char *value, char *user, char *tag, size_t cap)
{
    if (!value)
        return;
    const char *slash = strchr(value, '/');
    snprintf(user, cap, "%.*s", slash ? (int)(slash - value) : (int)strlen(value), value);
    snprintf(tag, cap, "%s", slash ? slash + 1 : "");
}

/* ---- requests ---- */

static const char *endpoint(const struct scn_author *a, int host, char *buf)
{
    return rs_endpoint_text(&a->s->host[host].at, buf);
}

static void own_via(struct scn_author *a, struct scn_model *m, const struct keys *k, int host)
{
    char at[RS_ENDPOINT_TEXT], branch[80] = "";
    const char *given = key(k, "branch"), *transport = key(k, "transport");
    if (!given)
        snprintf(branch, sizeof branch, ";branch=z9hG4bK-%zu", a->count + 1);
    else if (*given == '!')
        snprintf(branch, sizeof branch, ";branch=%s", given + 1);
    else if (strcmp(given, "-"))
        snprintf(branch, sizeof branch, ";branch=z9hG4bK%s", given);
    if (m->via_count < SCN_VIAS_MAX)
        snprintf(m->via[m->via_count++], sizeof m->via[0], "SIP/2.0/%s %s%s",
                 transport ? transport : a->transport, endpoint(a, host, at), branch);
}

static void more_vias(struct scn_model *m, const struct keys *k)
{
    const char *n = key(k, "vias");
    for (int i = n ? atoi(n) : 0; i > 0 && m->via_count < SCN_VIAS_MAX - 1; i--)
        snprintf(m->via[m->via_count++], sizeof m->via[0],
                 "SIP/2.0/UDP 192.0.2.%d:5060;branch=z9hG4bK-%s-below-%d", i, m->call, i);
}

/* ACK and CANCEL: what of the INVITE they carry. */
static struct scn_model *after_invite(struct scn_author *a, struct scn_model *m,
                                      const struct scn_model *invite, const struct keys *k)
{
    const struct scn_model *answer = answer_to(a, invite, 200);
    bool ack = !strcmp(m->method, "ACK");
    m->cseq = invite->cseq;
    SET(m->uri, invite->uri);
    SET(m->call, invite->call);
    SET(m->from, invite->from);
    SET(m->from_tag, invite->from_tag);
    SET(m->to, invite->to);
    SET(m->to_tag, ack && answer ? answer->to_tag : invite->to_tag);
    bool same = !ack || !answer || answer->status >= 300;
    if (same && !key(k, "branch"))
        SET(m->via[m->via_count++], invite->via[invite->via_count - 1]);
    else
        own_via(a, m, k, m->src);
    return m;
}

static bool opens_anew(const char *method, const struct keys *k)
{
    static const char *const outside[] = {"REGISTER", "OPTIONS", "PUBLISH", "SERVICE"};
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
        if (!strcmp(method, outside[i]))
            return true;
    return word(k, "out");
}

/* Who speaks to whom: the dialog's two sides, or two strangers. */
static void parties(struct scn_author *a, struct scn_model *m, const struct keys *k)
{
    const struct scn_model *d = opens_anew(m->method, k) ? NULL : dialog_of(a, m->call);
    const char *me = a->s->host[m->src].name;
    if (!d) {
        SET(m->from, me);
        SET(m->to, a->s->host[m->dst].name);
        take_party(key(k, "from"), m->from, m->from_tag, sizeof m->from);
        take_party(key(k, "to"), m->to, m->to_tag, sizeof m->to);
        if (!*m->from_tag)
            snprintf(m->from_tag, sizeof m->from_tag, "%.20s-%.16s", m->from, m->call);
        return;
    }
    bool callee = word(k, "callee") || !strcmp(me, d->to);
    SET(m->from, callee ? d->to : d->from);
    SET(m->from_tag, callee ? d->to_tag : d->from_tag);
    SET(m->to, callee ? d->from : d->to);
    SET(m->to_tag, callee ? d->from_tag : d->to_tag);
    take_party(key(k, "from"), m->from, m->from_tag, sizeof m->from);
    take_party(key(k, "to"), m->to, m->to_tag, sizeof m->to);
}

/* Header fields that a method cannot do without. */
static void usual_headers(struct scn_author *a, struct scn_model *m, const struct keys *k)
{
    static const char *const contacts[] = {"INVITE", "SUBSCRIBE", "NOTIFY",
                                           "REFER",  "UPDATE",    "REGISTER"};
    char at[RS_ENDPOINT_TEXT];
    for (size_t i = 0; i < sizeof contacts / sizeof contacts[0]; i++)
        if (!strcmp(m->method, contacts[i]) && !(m->status && !strcmp(m->method, "REGISTER")))
            snprintf(m->contact, sizeof m->contact, "<sip:%.30s@%s>", a->s->host[m->src].name,
                     endpoint(a, m->src, at));
    if (m->status)
        return;
    if (!strcmp(m->method, "SUBSCRIBE") || !strcmp(m->method, "NOTIFY") ||
        !strcmp(m->method, "PUBLISH"))
        add_extra(m, "Event: %s\n", key(k, "event") ? key(k, "event") : "presence");
    const char *state = key(k, "state");
    if (!strcmp(m->method, "NOTIFY") && (!state || strcmp(state, "-")))
        add_extra(m, "Subscription-State: %s\n", state ? state : "active;expires=600");
    if (!strcmp(m->method, "REFER")) {
        const char *target = key(k, "refer");
        add_extra(m, "Refer-To: <%s>\n", target ? target : "sip:carol@example.com");
    }
}

static struct scn_model *request(struct scn_author *a, struct scn_model *m, const struct keys *k)
{
    const char *call = key(k, "call");
    SET(m->method, k->text[0]);
    SET(m->call, call ? call : "1");
    m->max_forwards = 70;
    if (!strcmp(m->method, "ACK") || !strcmp(m->method, "CANCEL")) {
        const struct scn_model *invite = to_answer(a, m->src, m->dst, "INVITE", m->call);
        if (invite)
            return after_invite(a, m, invite, k);
    }
    parties(a, m, k);
    m->cseq = next_cseq(a, m->call, m->from);
    if (strcmp(m->method, "REGISTER"))
        snprintf(m->uri, sizeof m->uri, "sip:%s@example.com", m->to);
    else
        SET(m->uri, "sip:example.com");
    if (!strcmp(m->method, "REGISTER"))
        SET(m->to, m->from);
    more_vias(m, k);
    own_via(a, m, k, m->src);
    usual_headers(a, m, k);
    return m;
}

/* ---- responses ---- */

static struct scn_model *response(struct scn_author *a, struct scn_model *m, const struct keys *k)
{
    bool method_named = k->count > 1 && isupper((unsigned char)k->text[1][0]);
    const char *call = key(k, "call");
    const struct scn_model *r =
        to_answer(a, m->dst, m->src, method_named ? k->text[1] : "", call ? call : "");
    if (!r)
        return fail(a, "nothing to answer");
    int src = m->src, dst = m->dst;
    *m = *r;
    m->src = src;
    m->dst = dst;
    m->status = (unsigned)atoi(k->text[0]);
    m->extra[0] = m->body[0] = m->contact[0] = '\0';
    if (!*m->to_tag && m->status > 100)
        snprintf(m->to_tag, sizeof m->to_tag, "%.20s-%.16s", a->s->host[src].name, m->call);
    if (m->status > 100 && m->status < 300)
        usual_headers(a, m, k);
    if ((m->status == 401 || m->status == 407) && !says(k, "-Authenticate:"))
        add_extra(m, "%s-Authenticate: Digest realm=\"test\", nonce=\"n%zu\", algorithm=SHA-256, "
                  "qop=\"auth\"\n",
                  m->status == 401 ? "WWW" : "Proxy", a->count);
    if (m->status == 405)
        add_extra(m, "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS\n");
    return m;
}

/* ---- passing on ---- */

static struct scn_model *forward(struct scn_author *a, struct scn_model *m, const struct keys *k)
{
    bool what = k->count > 1 && !strchr(k->text[1], '=');
    const struct scn_model *r = last_from(a, -1, m->src, what ? k->text[1] : "");
    if (!r)
        return fail(a, "nothing received to pass on");
    int src = m->src, dst = m->dst;
    *m = *r;
    m->src = src;
    m->dst = dst;
    if (m->status)
        m->via_count--;
    else {
        m->max_forwards--;
        own_via(a, m, k, src);
    }
    return m;
}

/* ---- keys that every sort has ---- */

static void apply_body(struct scn_model *m, const struct keys *k)
{
    const char *sdp = key(k, "sdp"), *body = key(k, "body");
    if (sdp) {
        char address[48] = "", port[8] = "4000", session[32] = "1";
        bool fax = word(k, "t38");
        sscanf(sdp, "%47[^,],%7[^,],%31s", address, port, session);
        add_extra(m, "Content-Type: application/sdp\n");
        snprintf(m->body, sizeof m->body,
                 "v=0\r\no=- %s 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                 "m=%s %s %s\r\n",
                 session, address, address, fax ? "image" : "audio", port,
                 fax ? "udptl t38" : "RTP/AVP 0");
        if (key(k, "dir"))
            snprintf(m->body + strlen(m->body), sizeof m->body - strlen(m->body), "a=%s\r\n",
                     key(k, "dir"));
    }
    if (body) {
        add_extra(m, "Content-Type: text/plain\n");
        SET(m->body, body);
    }
}

static void apply(struct scn_author *a, struct scn_model *m, const struct keys *k)
{
    const char *v;
    if (!m->status) {
        take_party(key(k, "from"), m->from, m->from_tag, sizeof m->from);
        take_party(key(k, "to"), m->to, m->to_tag, sizeof m->to);
        if (!*m->from_tag)
            snprintf(m->from_tag, sizeof m->from_tag, "%.20s-%.16s", m->from, m->call);
    }
    if ((v = key(k, "call")))
        SET(m->call, v);
    if ((v = key(k, "tag")))
        SET(m->to_tag, strcmp(v, "-") ? v : "");
    if ((v = key(k, "cseq")))
        m->cseq = (unsigned)strtoul(v, NULL, 10);
    if ((v = key(k, "uri")))
        SET(m->uri, v);
    if ((v = key(k, "contact")))
        SET(m->contact, strcmp(v, "-") ? v : "");
    if ((v = key(k, "rseq")))
        add_extra(m, "Require: 100rel\nRSeq: %s\n", v);
    if ((v = key(k, "rack"))) {
        const struct scn_model *d = dialog_of(a, m->call);
        add_extra(m, "RAck: %s %u INVITE\n", v, d ? d->cseq : 1);
    }
    if ((v = key(k, "expires")))
        add_extra(m, "Expires: %s\n", v);
    if (word(k, "auth"))
        add_extra(m,
                  "Authorization: Digest username=\"%s\", realm=\"test\", nonce=\"n\", "
                  "uri=\"%s\", response=\"0123456789abcdef0123456789abcdef\", qop=auth, "
                  "cnonce=\"%zu\", nc=00000001\n",
                  m->from, m->uri, a->count);
    for (int i = 0; i < k->count; i++)
        if (starts(k->text[i], "h="))
            add_extra(m, "%s\n", k->text[i] + 2);
    apply_body(m, k);
}

/* ---- octets ---- */

static const char *reason_of(unsigned status)
{
    switch (status) {
    case 100:
        return "Trying";
    case 180:
        return "Ringing";
    case 183:
        return "Session Progress";
    case 200:
        return "OK";
    case 401:
        return "Unauthorized";
    case 407:
        return "Proxy Authentication Required";
    case 481:
        return "Call/Transaction Does Not Exist";
    case 486:
        return "Busy Here";
    case 487:
        return "Request Terminated";
    case 491:
        return "Request Pending";
    default:
        return "Whatever";
    }
}

static void put_extra(FILE *f, const char *extra)
{
    for (const char *end; (end = strchr(extra, '\n')); extra = end + 1)
        fprintf(f, "%.*s\r\n", (int)(end - extra), extra);
}

static void put_tag(FILE *f, const char *name, const char *user, const char *tag)
{
    fprintf(f, "%s: <sip:%s@example.com>%s%s\r\n", name, user, *tag ? ";tag=" : "", tag);
}

static void render(struct scn_model *m)
{
    FILE *f = open_memstream(&m->octets, &m->len);
    if (m->status)
        fprintf(f, "SIP/2.0 %u %s\r\n", m->status, reason_of(m->status));
    else
        fprintf(f, "%s %s SIP/2.0\r\n", m->method, m->uri);
    for (int i = m->via_count; i-- > 0;)
        fprintf(f, "Via: %s\r\n", m->via[i]);
    if (!m->status)
        fprintf(f, "Max-Forwards: %d\r\n", m->max_forwards);
    put_tag(f, "From", m->from, m->from_tag);
    put_tag(f, "To", m->to, m->to_tag);
    fprintf(f, "Call-ID: %s%s\r\nCSeq: %u %s\r\n", m->call,
            strchr(m->call, '@') ? "" : "@ringside.test", m->cseq, m->method);
    if (*m->contact)
        fprintf(f, "Contact: %s\r\n", m->contact);
    put_extra(f, m->extra);
    fprintf(f, "Content-Length: %zu\r\n\r\n%s", strlen(m->body), m->body);
    fclose(f);
}

/* ---- the way in ---- */

static struct scn_model *compose(struct scn_author *a, struct scn_model *m, const struct keys *k)
{
    if (!strcmp(k->text[0], "fwd"))
        return forward(a, m, k);
    return isdigit((unsigned char)k->text[0][0]) ? response(a, m, k) : request(a, m, k);
}

static struct scn_model *repeat(struct scn_author *a, struct scn_model *m, const struct keys *k)
{
    const struct scn_model *r = last_from(a, m->src, m->dst, k->count > 1 ? k->text[1] : "");
    if (!r)
        return fail(a, "nothing to repeat");
    *m = *r;
    m->octets = malloc(r->len + 1);
    memcpy(m->octets, r->octets, r->len + 1);
    return m;
}

static bool keys_known(struct scn_author *a, const struct keys *k)
{
    for (int i = 1; i < k->count; i++)
        if (!known_key(k->text[i]) && !(i == 1 && !strchr(k->text[1], '='))) {
            fail(a, "unknown key %.60s", k->text[i]);
            return false;
        }
    return true;
}

const struct scn_model *scn_author_write(struct scn_author *a, int src, int dst, const char *text)
{
    struct keys k;
    struct scn_model *m = calloc(1, sizeof *m);
    m->src = src;
    m->dst = dst;
    bool again = starts(text, "again");
    if (!split(text, &k) || !k.count || !keys_known(a, &k) ||
        !(again ? repeat(a, m, &k) : compose(a, m, &k))) {
        if (!*a->error)
            fail(a, "no message");
        free(m);
        return NULL;
    }
    if (!again) {
        apply(a, m, &k);
        render(m);
    }
    a->made = realloc(a->made, (a->count + 1) * sizeof(struct scn_model *));
    a->made[a->count++] = m;
    return m;
}

void scn_author_free(struct scn_author *a)
{
    for (size_t i = 0; i < a->count; i++) {
        free(a->made[i]->octets);
        free(a->made[i]);
    }
    free(a->made);
}
