#include "calls.h"

#include "scripts.h"

#include <string.h>

/* What a random number is wanted for: the second argument of bench_random. */
enum purpose {
    FOR_PHONE = 1,
    FOR_OTHER_PHONE,
    FOR_CALL_ID,
    FOR_FROM_TAG = FOR_CALL_ID + 2,
    FOR_TO_TAG,
    FOR_PROXY_TAG,
    FOR_NONCE,
    FOR_RESPONSE = FOR_NONCE + 2,
    FOR_BRANCH = 32,
    FOR_DELAY = 64
};

uint64_t bench_random(uint64_t number, unsigned what)
{
    uint64_t z = number * 0x9E3779B97F4A7C15u + what * 0xD1B54A32D192ED03u + 1;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static uint64_t draw(const struct bench_call *c, unsigned what)
{
    return bench_random(c->number, what);
}

/* ---- who ---- */

static const struct bench_step *step_of(const struct bench_call *c, unsigned step)
{
    return &bench_scripts[c->scenario].steps[step];
}

static const struct bench_transaction *transaction_of(const struct bench_call *c, unsigned step)
{
    return &bench_scripts[c->scenario].transactions[step_of(c, step)->transaction];
}

unsigned bench_call_steps(enum bench_scenario scenario)
{
    return bench_scripts[scenario].count;
}

unsigned bench_call_phone(const struct bench_call *c)
{
    return (unsigned)(draw(c, FOR_PHONE) % BENCH_PHONES);
}

unsigned bench_call_proxy(const struct bench_call *c)
{
    return bench_call_phone(c) % BENCH_PROXIES;
}

static unsigned other_phone(const struct bench_call *c)
{
    unsigned n = (unsigned)(draw(c, FOR_OTHER_PHONE) % (BENCH_PHONES - 1));
    return n < bench_call_phone(c) ? n : n + 1;
}

static struct bench_endpoint phone_end(unsigned phone)
{
    return (struct bench_endpoint){0x0a400000u + phone + 1, 5060};
}

static struct bench_endpoint proxy_end(const struct bench_call *c)
{
    return (struct bench_endpoint){0xc0000200u + 10 + bench_call_proxy(c), 5060};
}

static struct bench_endpoint callee_end(const struct bench_call *c)
{
    if (c->tcp)
        return (struct bench_endpoint){0xcb007100u + 1 + bench_call_proxy(c), 5060};
    return phone_end(other_phone(c));
}

unsigned bench_call_hop(const struct bench_call *c, unsigned step)
{
    return step_of(c, step)->hop;
}

void bench_call_ends(const struct bench_call *c, unsigned step, struct bench_endpoint end[2])
{
    bool far = step_of(c, step)->hop;
    end[0] = far ? proxy_end(c) : phone_end(bench_call_phone(c));
    end[1] = far ? callee_end(c) : proxy_end(c);
}

unsigned bench_call_sender(const struct bench_call *c, unsigned step)
{
    return (step_of(c, step)->status != 0) != transaction_of(c, step)->from_proxy;
}

int64_t bench_call_delay_us(const struct bench_call *c, unsigned step)
{
    static const struct {
        uint32_t least, spread;
    } paces[] = {[AT_ONCE] = {0, 1},
                 [SOON] = {4000, 30000},
                 [RINGING] = {2000000, 10000000},
                 [TALKING] = {5000000, 90000000}};
    unsigned pace = step_of(c, step)->pace;
    return paces[pace].least + (int64_t)(draw(c, FOR_DELAY + step) % paces[pace].spread);
}

/* ---- what ---- */

/* One message on its way to text. */
struct writing {
    const struct bench_call *call;
    const struct bench_step *step;
    const struct bench_transaction *tx;
    struct bench_text *out;
};

static bool is(const struct writing *w, const char *method)
{
    return strcmp(w->tx->method, method) == 0;
}

static void add(const struct writing *w, const char *s)
{
    bench_text_add(w->out, s);
}

static void add_end(const struct writing *w, struct bench_endpoint e)
{
    bench_text_ip(w->out, e.ip);
    add(w, ":");
    bench_text_number(w->out, e.port);
}

static void add_random(const struct writing *w, unsigned what, unsigned digits)
{
    bench_text_hex(w->out, draw(w->call, what), digits);
}

static void add_user(const struct writing *w, unsigned phone)
{
    add(w, "+4930");
    bench_text_number(w->out, 1000000 + phone);
}

static void add_aor(const struct writing *w, unsigned phone)
{
    add(w, "sip:");
    add_user(w, phone);
    add(w, "@example.com");
}

static void add_contact_uri(const struct writing *w, unsigned phone, struct bench_endpoint at)
{
    add(w, "sip:");
    add_user(w, phone);
    add(w, "@");
    add_end(w, at);
    add(w, w->call->tcp ? ";transport=tcp" : ";transport=udp");
}

static void add_proxy_uri(const struct writing *w)
{
    add(w, "<sip:");
    add_end(w, proxy_end(w->call));
    add(w, ";lr;ftag=");
    add_random(w, FOR_FROM_TAG, 10);
    add(w, ">\r\n");
}

static void add_via(const struct writing *w, struct bench_endpoint by, bool proxy, bool received)
{
    add(w, w->call->tcp ? "Via: SIP/2.0/TCP " : "Via: SIP/2.0/UDP ");
    add_end(w, by);
    add(w, received ? ";received=" : ";rport");
    if (received) {
        bench_text_ip(w->out, by.ip);
        add(w, ";rport=5060");
    }
    add(w, ";branch=z9hG4bK");
    add_random(w, FOR_BRANCH + 2 * w->tx->branch + proxy, 16);
    add(w, proxy ? ".0\r\n" : "\r\n");
}

static void add_vias(const struct writing *w)
{
    bool answer = w->step->status != 0;
    if (w->step->hop || w->tx->from_proxy)
        add_via(w, proxy_end(w->call), true, answer);
    if (!w->tx->from_proxy)
        add_via(w, phone_end(bench_call_phone(w->call)), false, answer || w->step->hop);
}

static void add_request_line(const struct writing *w)
{
    add(w, w->tx->method);
    add(w, " ");
    if (is(w, "REGISTER"))
        add(w, "sip:example.com");
    else if (w->tx->from_proxy)
        add_contact_uri(w, bench_call_phone(w->call), phone_end(bench_call_phone(w->call)));
    else if (w->tx->in_dialog || w->step->hop)
        add_contact_uri(w, other_phone(w->call), callee_end(w->call));
    else
        add_aor(w, other_phone(w->call));
    add(w, " SIP/2.0\r\n");
}

static void add_status_line(const struct writing *w)
{
    static const struct {
        unsigned status;
        const char *line;
    } lines[] = {{100, "100 Trying"},
                 {180, "180 Ringing"},
                 {200, "200 OK"},
                 {401, "401 Unauthorized"},
                 {407, "407 Proxy Authentication Required"},
                 {487, "487 Request Terminated"}};
    unsigned i = 0;
    while (lines[i].status != w->step->status)
        i++;
    add(w, "SIP/2.0 ");
    add(w, lines[i].line);
    add(w, "\r\n");
}

/* The To tag: the callee's, or the proxy's where it answers for itself; none in a first request. */
static void add_to_tag(const struct writing *w)
{
    unsigned status = w->step->status;
    bool ack = is(w, "ACK");
    if (status == 100 || (!status && !w->tx->in_dialog && !ack))
        return;
    bool first = w->call->scenario == BENCH_ANSWERED && w->tx->branch == 0;
    bool proxy = status == 401 || status == 407 || first;
    add(w, ";tag=");
    add_random(w, proxy ? FOR_PROXY_TAG : FOR_TO_TAG, 12);
}

static void add_from_to(const struct writing *w)
{
    unsigned from = bench_call_phone(w->call);
    unsigned to = is(w, "REGISTER") || w->tx->from_proxy ? from : other_phone(w->call);
    bool notify = is(w, "NOTIFY");
    add(w, "From: \"Extension ");
    bench_text_number(w->out, notify ? other_phone(w->call) : from);
    add(w, "\" <");
    add_aor(w, notify ? other_phone(w->call) : from);
    add(w, ">;tag=");
    if (notify)
        add_random(w, FOR_TO_TAG, 12);
    else
        add_random(w, FOR_FROM_TAG, 10);
    add(w, "\r\nTo: <");
    add_aor(w, to);
    add(w, ">");
    if (notify) {
        add(w, ";tag=");
        add_random(w, FOR_FROM_TAG, 10);
    } else {
        add_to_tag(w);
    }
    add(w, "\r\n");
}

static void add_call(const struct writing *w)
{
    add(w, "Call-ID: ");
    add_random(w, FOR_CALL_ID, 16);
    add_random(w, FOR_CALL_ID + 1, 16);
    add(w, "@");
    bench_text_ip(w->out, phone_end(bench_call_phone(w->call)).ip);
    add(w, "\r\nCSeq: ");
    bench_text_number(w->out, w->tx->cseq);
    add(w, " ");
    add(w, w->tx->method);
    add(w, "\r\n");
}

static void add_credentials(const struct writing *w)
{
    add(w, is(w, "REGISTER") ? "Authorization" : "Proxy-Authorization");
    add(w, ": Digest username=\"");
    add_user(w, bench_call_phone(w->call));
    add(w, "\", realm=\"example.com\", nonce=\"");
    add_random(w, FOR_NONCE, 16);
    add_random(w, FOR_NONCE + 1, 16);
    add(w, "\", uri=\"");
    if (is(w, "REGISTER"))
        add(w, "sip:example.com");
    else
        add_aor(w, other_phone(w->call));
    add(w, "\", response=\"");
    add_random(w, FOR_RESPONSE, 16);
    add_random(w, FOR_RESPONSE + 1, 16);
    add(w, "\", algorithm=MD5, cnonce=\"");
    add_random(w, FOR_RESPONSE + 2, 8);
    add(w, "\", qop=auth, nc=00000001\r\n");
}

static void add_challenge(const struct writing *w)
{
    add(w, w->step->status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate");
    add(w, ": Digest realm=\"example.com\", nonce=\"");
    add_random(w, FOR_NONCE, 16);
    add_random(w, FOR_NONCE + 1, 16);
    add(w, "\", algorithm=MD5, qop=\"auth\"\r\nServer: Kamailio (5.6.3 (x86_64/linux))\r\n");
}

static void add_contact(const struct writing *w, bool caller)
{
    unsigned phone = caller ? bench_call_phone(w->call) : other_phone(w->call);
    add(w, "Contact: <");
    add_contact_uri(w, phone, caller ? phone_end(phone) : callee_end(w->call));
    add(w, is(w, "REGISTER") && w->step->status ? ">;expires=3600\r\n" : ">\r\n");
}

static const char allow[] = "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, "
                            "INFO, PUBLISH, MESSAGE, UPDATE, PRACK\r\n"
                            "Supported: replaces, 100rel, timer, path\r\n";

static void add_request_rest(const struct writing *w)
{
    if (w->tx->in_dialog && !w->tx->from_proxy && !w->step->hop) {
        add(w, "Route: ");
        add_proxy_uri(w);
    }
    if (is(w, "ACK") || is(w, "CANCEL") || is(w, "BYE")) {
        add(w, is(w, "BYE") ? "Reason: Q.850;cause=16;text=\"Terminated\"\r\n" : "");
        add(w, "User-Agent: Yealink SIP-T46U 108.86.0.20\r\n");
        return;
    }
    if (is(w, "INVITE") && w->step->hop) {
        add(w, "Record-Route: ");
        add_proxy_uri(w);
    }
    if (w->tx->authorised && !w->step->hop)
        add_credentials(w);
    if (w->step->hop) {
        add(w, "P-Asserted-Identity: <");
        add_aor(w, bench_call_phone(w->call));
        add(w, ">\r\n");
    }
    if (!w->tx->from_proxy && !is(w, "MESSAGE"))
        add_contact(w, true);
    add(w, allow);
    if (is(w, "INVITE"))
        add(w, "Session-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\n");
    if (is(w, "REGISTER"))
        add(w, "Expires: 3600\r\n");
    if (is(w, "SUBSCRIBE"))
        add(w, "Event: dialog\r\nExpires: 600\r\nAccept: application/dialog-info+xml\r\n");
    if (is(w, "NOTIFY")) {
        add(w, w->tx->cseq == 1 ? "Subscription-State: active;expires=599\r\n"
                                : "Subscription-State: terminated;reason=noresource\r\n");
        add(w, "Event: dialog\r\nContact: ");
        add_proxy_uri(w);
    }
    if (is(w, "OPTIONS"))
        add(w, "Accept: application/sdp\r\n");
    add(w, "User-Agent: Yealink SIP-T46U 108.86.0.20\r\n");
}

static void add_response_rest(const struct writing *w)
{
    unsigned status = w->step->status;
    if (status == 401 || status == 407) {
        add_challenge(w);
        return;
    }
    if (status == 100) {
        add(w, "Server: Kamailio (5.6.3 (x86_64/linux))\r\n");
        return;
    }
    bool invite = is(w, "INVITE") && status < 300;
    if (invite) {
        add(w, "Record-Route: ");
        add_proxy_uri(w);
    }
    if (invite || is(w, "REGISTER") || is(w, "NOTIFY"))
        add_contact(w, !invite);
    if (is(w, "SUBSCRIBE")) {
        add(w, "Expires: 600\r\nContact: ");
        add_proxy_uri(w);
    }
    if (invite || is(w, "OPTIONS"))
        add(w, allow);
    if (invite && status == 200)
        add(w, "Session-Expires: 1800;refresher=uac\r\nRequire: timer\r\n");
    if (w->step->hop) {
        add(w, "P-Asserted-Identity: \"Extension\" <");
        add_aor(w, other_phone(w->call));
        add(w, ">\r\n");
    }
    add(w, "User-Agent: snomD785/10.1.159.12\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\n");
}

/* ---- bodies ---- */

static void write_sdp(const struct writing *w, struct bench_text *body)
{
    bool answer = w->step->status != 0;
    uint32_t ip = answer ? callee_end(w->call).ip : phone_end(bench_call_phone(w->call)).ip;
    bench_text_add(body, "v=0\r\no=- ");
    bench_text_number(body, 20000000 + w->call->number % 10000000 + answer);
    bench_text_add(body, " 1 IN IP4 ");
    bench_text_ip(body, ip);
    bench_text_add(body, "\r\ns=call\r\nc=IN IP4 ");
    bench_text_ip(body, ip);
    bench_text_add(body, "\r\nt=0 0\r\nm=audio ");
    bench_text_number(body, 10000 + w->call->number % 20000 * 2);
    bench_text_add(body, " RTP/AVP 9 8 0 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\n"
                         "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
                         "a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
                         "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:");
    bench_text_hex(body, draw(w->call, FOR_RESPONSE + 3), 16);
    bench_text_add(body, "c29tZSBrZXkgb2Ygc3J0cCE=\r\n");
}

/* Longer than an MTU: over UDP it comes in two fragments. */
static void write_dialog_info(const struct writing *w, struct bench_text *body)
{
    enum { LINES = 12 };
    bench_text_add(body, "<?xml version=\"1.0\"?>\r\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:"
                         "dialog-info\" version=\"1\" state=\"full\">\r\n");
    for (unsigned i = 0; i < LINES; i++) {
        bench_text_add(body, "<dialog id=\"");
        bench_text_hex(body, bench_random(w->call->number, 200 + i), 16);
        bench_text_add(body, "\" direction=\"recipient\"><state>terminated</state></dialog>\r\n");
    }
    bench_text_add(body, "</dialog-info>\r\n");
}

static const char *write_body(const struct writing *w, struct bench_text *body)
{
    bool request = w->step->status == 0;
    if (is(w, "INVITE") && (request || w->step->status == 200)) {
        write_sdp(w, body);
        return "application/sdp";
    }
    if (request && is(w, "NOTIFY")) {
        write_dialog_info(w, body);
        return "application/dialog-info+xml";
    }
    if (request && is(w, "MESSAGE")) {
        bench_text_add(body, "I am on the train, and shall be with you in half an hour or so.");
        return "text/plain;charset=UTF-8";
    }
    return NULL;
}

static void add_body(const struct writing *w)
{
    struct bench_text body;
    body.n = 0;
    const char *type = write_body(w, &body);
    if (type) {
        add(w, "Content-Type: ");
        add(w, type);
        add(w, "\r\n");
    }
    add(w, "Content-Length: ");
    bench_text_number(w->out, body.n);
    add(w, "\r\n\r\n");
    bench_text_put(w->out, body.p, body.n);
}

void bench_call_message(const struct bench_call *c, unsigned step, struct bench_text *out)
{
    const struct writing w = {c, step_of(c, step), transaction_of(c, step), out};
    bool request = w.step->status == 0;
    out->n = 0;
    if (request)
        add_request_line(&w);
    else
        add_status_line(&w);
    add_vias(&w);
    if (request)
        add(&w, w.step->hop ? "Max-Forwards: 69\r\n" : "Max-Forwards: 70\r\n");
    add_from_to(&w);
    add_call(&w);
    if (request)
        add_request_rest(&w);
    else
        add_response_rest(&w);
    add_body(&w);
}
