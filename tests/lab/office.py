"""An hour of an ordinary office and its trunk, as a capture: what must not alarm anybody.

Usage: office.py OUT.pcap [SECONDS [SEED]]

Sixty phones behind a registrar re-register each 60 s, each time with a challenge; one has
rebooted behind a NAT that gives it another port; one user mistypes his password twice; one
phone has an old password and tries it each 150 s. Two gateways are pinged by OPTIONS
each 30 s. People call each other and the trunk, hold, transfer, are busy, cancel, do not
answer; a call centre's dialler calls number after number (on the allow list: peers). Two per
cent of the packets are lost behind the tap, and sent again as RFC 3261 17 says.

One file, no packages: the clock is a heap of events, the wire a list of frames.
"""
import hashlib
import heapq
import random
import struct
import sys

REGISTRAR, TRUNK, GATEWAY, DIALLER, NAT = "10.20.0.5", "203.0.113.5", "10.20.0.6", "10.20.9.9", "198.51.100.20"
T1, LOSS, TAKES = 0.5, 0.02, 0.012


class Office:
    def __init__(self, seconds, seed):
        self.r, self.end = random.Random(seed), seconds
        self.heap, self.order, self.frames, self.now, self.serial = [], 0, [], 0.0, 0

    # ---- clock and wire ----

    def at(self, delay, what, *args):
        self.order += 1
        heapq.heappush(self.heap, (self.now + delay, self.order, what, args))

    def run(self):
        while self.heap and self.heap[0][0] < self.end:
            self.now, _, what, args = heapq.heappop(self.heap)
            what(*args)

    def new(self):
        self.serial += 1
        return f"{self.serial:x}{self.r.getrandbits(32):08x}"

    def put(self, src, dst, text):
        """On the wire at the tap; True when it arrives."""
        self.frames.append((self.now, src, dst, text.encode()))
        return self.r.random() >= LOSS

    # ---- transactions: what is lost is sent again ----

    def ask(self, src, dst, text, answers, then=None, n=0, done=None):
        """A request until its final answer: answers is a list of (delay, status line, headers, body)."""
        done = done if done is not None else {"heard": False, "final": None}
        invite = text.startswith("INVITE")
        if done["final"] or (invite and done.get("rang")):
            return
        if self.put(src, dst, text):
            if not done["heard"]:
                done["heard"] = True
                for delay, status, extra, body in answers:
                    self.at(delay, self.answer, dst, src, text, status, extra, body, done, then, invite, 0)
            elif done.get("last"):
                self.at(TAKES, self.answer, dst, src, text, *done["last"], done, then, invite, 0)
        if n < 6:
            wait = T1 * 2 ** n if invite else min(T1 * 2 ** n, 4)
            self.at(wait, self.ask, src, dst, text, answers, then, n + 1, done)

    def answer(self, src, dst, request, status, extra, body, done, then, invite, n):
        final = not status.startswith("1")
        ok = invite and status.startswith("2")
        if final and done.get("acked"):
            return
        done["last"] = (status, extra, body)
        arrived = self.put(src, dst, response(request, status, extra, body))
        if arrived and not final:
            done["rang"] = True
        if arrived and final and not done["final"]:
            done["final"] = status
            if then:
                then(status)
        if final and invite and n < 10:  # until its ACK comes
            if arrived:
                done["acked"] = self.acknowledge(dst, src, request, status, ok)
            if not done.get("acked"):
                self.at(min(T1 * 2 ** n, 4), self.answer, src, dst, request, status, extra, body, done, then,
                        invite, n + 1)

    def acknowledge(self, src, dst, invite, status, ok):
        branch = self.new() if ok else field(invite, "branch")
        uri, call = invite.split(" ")[1], header(invite, "Call-ID")
        to = header(invite, "To") + ("" if ";tag=" in header(invite, "To") else f";tag=t{call[:8]}")
        return self.put(src, dst, request("ACK", uri, src, branch, header(invite, "From"), to, call,
                                          int(header(invite, "CSeq").split()[0])))

    # ---- people and machines ----

    def register(self, phone, password_ok=True, every=60.0, nonce=None, again=True):
        user, at = phone["user"], phone["at"]
        phone["cseq"] = phone.get("cseq", 0) + 1
        line = f"<sip:{user}@office.example>"
        extra = f"Contact: <sip:{user}@{at}>\r\nExpires: 120\r\nUser-Agent: desk phone 4.2\r\n"
        if nonce:
            key = hashlib.md5(f"{user}{nonce}{phone['cseq']}{password_ok}".encode()).hexdigest()
            extra += (f'Authorization: Digest username="{user}",realm="office.example",nonce="{nonce}",'
                      f'uri="sip:office.example",response="{key}",algorithm=MD5,qop=auth,nc=00000001,'
                      f'cnonce="{self.new()}"\r\n')
        text = request("REGISTER", "sip:office.example", at, self.new(), f"{line};tag=r{self.new()}", line,
                       phone["call"], phone["cseq"], extra)
        if not nonce:
            fresh = self.new()
            challenge = f'WWW-Authenticate: Digest realm="office.example",nonce="{fresh}",algorithm=MD5,qop="auth"\r\n'
            self.ask(at, REGISTRAR, text, [(TAKES, "401 Unauthorized", challenge, "")],
                     lambda s: self.register(phone, password_ok, every, fresh, again))
        elif password_ok:
            given = f"Contact: <sip:{user}@{at}>;expires=120\r\n"
            self.ask(at, REGISTRAR, text, [(TAKES, "200 OK", given, "")],
                     lambda s: again and self.at(every * self.r.uniform(0.98, 1.02), self.register, phone))
        else:
            fresh = self.new()
            challenge = f'WWW-Authenticate: Digest realm="office.example",nonce="{fresh}",algorithm=MD5,qop="auth"\r\n'
            self.ask(at, REGISTRAR, text, [(TAKES, "401 Unauthorized", challenge, "")])

    def stale(self, phone):
        self.register(phone, False, again=False)
        self.at(150, self.stale, phone)

    def mistypes(self, phone):
        self.register(phone, False, again=False)
        self.at(8, self.register, phone, False, 60.0, None, False)
        self.at(20, self.register, phone)

    def moves(self, phone):
        phone["at"] = phone["at"].split(":")[0] + f":{self.r.randint(20000, 60000)}"
        phone["call"] = self.new()
        self.register(phone)

    def ping(self, src, dst):
        text = request("OPTIONS", f"sip:{dst}", src, self.new(), f"<sip:ping@{src}>;tag={self.new()}",
                       f"<sip:{dst}>", self.new(), 1)
        self.ask(src, dst, text, [(TAKES, "200 OK", "", "")])
        self.at(30, self.ping, src, dst)

    def call(self, src, dst, caller, called, outcome, talk):
        call, branch = self.new(), self.new()
        me, to = f"<sip:{caller}@office.example>;tag=c{call[:8]}", f"<sip:{called}@office.example>"
        uri = f"sip:{called}@{dst}"
        text = request("INVITE", uri, src, branch, me, to, call, 1,
                       f"Contact: <sip:{caller}@{src}>\r\n", sdp(src, 1))
        rings, party = self.r.uniform(1.5, 9), f"Contact: <sip:{called}@{dst}>\r\n"
        answers = [(TAKES, "100 Trying", "", ""), (0.2, "180 Ringing", party, "")]
        end = {"answered": (rings, "200 OK", party, sdp(dst, 1)), "busy": (0.3, "486 Busy Here", "", ""),
               "none": (25, "480 Temporarily Unavailable", "", ""), "cancel": None}[outcome]
        if end:
            answers.append(end)
        tagged = f"{to};tag=t{call[:8]}"

        def then(status):
            if status.startswith("2"):
                if talk > 60 and self.r.random() < 0.25:
                    self.at(talk * 0.3, self.hold, src, dst, uri, me, tagged, call)
                elif talk > 60 and self.r.random() < 0.1:
                    self.at(talk * 0.5, self.transfer, src, dst, uri, me, tagged, call)
                self.at(talk, self.bye, src, dst, uri, me, tagged, call)
        done = {"heard": False, "final": None}
        self.ask(src, dst, text, answers, then, 0, done)
        if outcome == "cancel":
            self.at(6, self.cancel, src, dst, text, done)

    def cancel(self, src, dst, invite, done):
        if not done.get("rang"):
            return
        text = request("CANCEL", invite.split(" ")[1], src, field(invite, "branch"), header(invite, "From"),
                       header(invite, "To"), header(invite, "Call-ID"), 1)
        self.ask(src, dst, text, [(TAKES, "200 OK", "", "")], lambda s: self.answer(
            dst, src, invite, "487 Request Terminated", "", "", done, None, True, 0))

    def hold(self, src, dst, uri, me, to, call):
        for n, (delay, mode) in enumerate(((0, "sendonly"), (12, "sendrecv")), 2):
            text = request("INVITE", uri, src, self.new(), me, to, call, n, f"Contact: <{uri.replace(dst, src)}>\r\n",
                           sdp(src, n, mode))
            self.at(delay, self.ask, src, dst, text, [(TAKES, "200 OK", f"Contact: <{uri}>\r\n", sdp(dst, n))])

    def transfer(self, src, dst, uri, me, to, call):
        """Blind: REFER, and what becomes of it (RFC 3515)."""
        party = f"Contact: <{uri.replace(dst, src)}>\r\n"
        text = request("REFER", uri, src, self.new(), me, to, call, 4, party + "Refer-To: <sip:230@office.example>\r\n")

        def told(n, state, fragment):
            extra = (f"Contact: <{uri}>\r\nEvent: refer\r\nSubscription-State: {state}\r\n"
                     "Content-Type: message/sipfrag\r\n")
            text = request("NOTIFY", f"sip:back@{src}", dst, self.new(), to, me, call, n, extra)
            text = text.replace("Content-Length: 0\r\n\r\n",
                                f"Content-Length: {len(fragment)}\r\n\r\n{fragment}")
            self.ask(dst, src, text, [(TAKES, "200 OK", "", "")])

        def then(status):
            self.at(0.05, told, 1, "active;expires=60", "SIP/2.0 100 Trying\r\n")
            self.at(3, told, 2, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n")
        self.ask(src, dst, text, [(TAKES, "202 Accepted", f"Contact: <{uri}>\r\n", "")], then)

    def bye(self, src, dst, uri, me, to, call):
        self.ask(src, dst, request("BYE", uri, src, self.new(), me, to, call, 9), [(TAKES, "200 OK", "", "")])

    def people(self, phones):
        a, b = self.r.sample(phones, 2)
        outcome = self.r.choices(["answered", "busy", "none", "cancel"], [88, 5, 4, 3])[0]
        if self.r.random() < 0.4:
            self.call(a["at"], TRUNK, a["user"], f"0049301{self.r.randint(10**6, 10**7)}", outcome,
                      self.r.uniform(20, 300))
        elif self.r.random() < 0.5:
            self.call(TRUNK, b["at"], f"+49891{self.r.randint(10**6, 10**7)}", b["user"], outcome,
                      self.r.uniform(20, 300))
        else:
            self.call(a["at"], b["at"], a["user"], b["user"], outcome, self.r.uniform(10, 200))
        self.at(self.r.expovariate(1 / 9), self.people, phones)

    def dial(self):
        self.call(DIALLER, TRUNK, "campaign", f"0049401{self.r.randint(10**6, 10**7)}",
                  self.r.choices(["answered", "none"], [35, 65])[0], self.r.uniform(15, 120))
        self.at(4, self.dial)


# ---- messages ----

def request(method, uri, src, branch, me, to, call, cseq, extra="", body=""):
    kind = "Content-Type: application/sdp\r\n" if body else ""
    return (f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {src};rport;branch=z9hG4bK{branch}\r\nMax-Forwards: 70\r\n"
            f"From: {me}\r\nTo: {to}\r\nCall-ID: {call}\r\nCSeq: {cseq} {method}\r\n{extra}{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}").replace("z9hG4bKz9hG4bK", "z9hG4bK")


def header(text, name):
    return next(line[len(name) + 2:] for line in text.split("\r\n") if line.startswith(name + ": "))


def field(text, name):
    return header(text, "Via").split(f"{name}=")[1].split(";")[0]


def response(asked, status, extra, body):
    to = header(asked, "To")
    if ";tag=" not in to and not status.startswith("100"):
        to += f";tag=t{header(asked, 'Call-ID')[:8]}"
    kind = "Content-Type: application/sdp\r\n" if body else ""
    return (f"SIP/2.0 {status}\r\nVia: {header(asked, 'Via')}\r\nFrom: {header(asked, 'From')}\r\nTo: {to}\r\n"
            f"Call-ID: {header(asked, 'Call-ID')}\r\nCSeq: {header(asked, 'CSeq')}\r\n{extra}{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}")


def sdp(at, version, mode="sendrecv"):
    ip = at.split(":")[0]
    return (f"v=0\r\no=- 1 {version} IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\n"
            f"m=audio 40000 RTP/AVP 8 0\r\na={mode}\r\n")


# ---- the file ----

def packet(n, src, dst, payload):
    (a, _, p), (b, _, q) = src.partition(":"), dst.partition(":")
    pack = [bytes(int(x) for x in ip.split(".")) for ip in (a, b)]
    udp = struct.pack("!HHHH", int(p or 5060), int(q or 5060), 8 + len(payload), 0)
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 28 + len(payload), n & 0xFFFF or 1, 0, 63, 17, 0) + pack[0] + pack[1]
    total = sum(struct.unpack("!10H", ip))
    total = (total & 0xFFFF) + (total >> 16)
    ip = ip[:10] + struct.pack("!H", ~(total + (total >> 16)) & 0xFFFF) + ip[12:]
    return b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0" + ip + udp + payload


def main():
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3600.0
    o = Office(seconds, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    phones = [{"user": str(200 + i), "at": f"10.20.1.{i + 1}", "call": o.new()} for i in range(60)]
    remote = {"user": "300", "at": f"{NAT}:31000", "call": o.new()}
    old = {"user": "301", "at": "10.20.1.101", "call": o.new()}
    typist = {"user": "302", "at": "10.20.1.102", "call": o.new()}
    for p in phones + [remote]:
        o.at(o.r.uniform(0, 60), o.register, p)
    o.at(30, o.stale, old)
    o.at(900, o.mistypes, typist)
    o.at(1500, o.moves, remote)
    for src, dst in ((REGISTRAR, TRUNK), (REGISTRAR, GATEWAY)):
        o.at(o.r.uniform(0, 30), o.ping, src, dst)
    for _ in range(3):
        o.at(o.r.uniform(0, 20), o.people, phones)
    o.at(600, o.dial)
    o.run()
    with open(sys.argv[1], "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for n, (when, src, dst, payload) in enumerate(o.frames, 1):
            us = round(when * 1e6) + 1700000000 * 10**6
            octets = packet(n, src, dst, payload)
            f.write(struct.pack("<IIII", us // 10**6, us % 10**6, len(octets), len(octets)) + octets)
    print(f"{len(o.frames)} messages in {seconds:.0f} s")


if __name__ == "__main__":
    main()
