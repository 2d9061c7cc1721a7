#!/usr/bin/env python3
"""Write the seeds of fuzz_watcher: tests/fuzz/corpus/watcher.

Beside the scenarios that stand there: flows made here, the messages of
tests/messages in sequence, and the SIP datagrams of the captures named on the
command line. The steps' layout stands in fuzz_watcher.c.
Usage: make_watcher_seeds.py [FOLDER [PCAP...]]
"""
import glob
import math
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
UDP, TCP = 0, 1
EXPIRE, GAP, BACKWARDS = 0x08, 0x10, 0x80
LONGEST = 255 * 255 / 1000  # seconds that one step can wait


def step(octets=b"", wait=0.0, src=0, dst=1, how=UDP):
    out = b""
    while wait > LONGEST and len(out) < 1000:
        out += struct.pack(">BBBH", 255, 0, EXPIRE, 0)
        wait -= LONGEST
    root = min(255, math.isqrt(max(0, int(wait * 1000))))
    octets = octets[:0xffff]
    return out + struct.pack(">BBBH", root, src | dst << 3, how, len(octets)) + octets


def again(first, wait):
    """The same message once more."""
    return struct.pack(">B", math.isqrt(int(wait * 1000))) + first[1:]


# ---- messages ----

SDP = ("v=0\r\no=- 1 1 IN IP4 192.0.2.%d\r\ns=-\r\nc=IN IP4 192.0.2.%d\r\nt=0 0\r\n"
       "m=audio 4000 RTP/AVP 0\r\n")


class Call:
    """Two parties; builds their messages."""

    def __init__(self, name="1", transport="UDP"):
        self.name, self.transport = name, transport
        self.last = None

    def request(self, method, cseq=1, to_tag="", branch=None, caller=True, sdp=0, more="",
                cseq_method=None, vias=()):
        a, b = ("a", "b") if caller else ("b", "a")
        own = "fa" if caller else "tb"
        peer = to_tag or ("" if caller else "fa")
        branch = branch or "z9hG4bK%s%s%d%s" % (self.name, method, cseq, a)
        via = "".join("Via: SIP/2.0/%s %s;branch=%s\r\n" % (self.transport, h, br)
                      for h, br in list(vias) + [("192.0.2.%d" % (1 if caller else 2), branch)])
        self.last = (via, "From: <sip:%s@x>;tag=%s\r\n" % (a, own),
                     "To: <sip:%s@x>%s\r\n" % (b, peer and ";tag=" + peer),
                     "Call-ID: %s\r\nCSeq: %d %s\r\n" % (self.name, cseq, cseq_method or method))
        return self.finish("%s sip:%s@x SIP/2.0\r\n" % (method, b) + "".join(self.last) +
                           "Max-Forwards: 70\r\nContact: <sip:%s@192.0.2.%d>\r\n"
                           % (a, 1 if caller else 2) + more, sdp)

    def response(self, status, to_tag="tb", sdp=0, more=""):
        via, sender, to, rest = self.last
        if to_tag and ";tag=" not in to:
            to = to[:-2] + ";tag=%s\r\n" % to_tag
        return self.finish("SIP/2.0 %d X\r\n" % status + via + sender + to + rest +
                           "Contact: <sip:b@192.0.2.2>\r\n" + more, sdp)

    @staticmethod
    def finish(head, sdp):
        body = SDP % (sdp, sdp) if sdp else ""
        kind = "Content-Type: application/sdp\r\n" if sdp else ""
        return (head + kind + "Content-Length: %d\r\n\r\n" % len(body) + body).encode()


# ---- flows ----

def there(c, *args, wait=0.15, **kw):
    how = kw.pop("how", 0) | (TCP if c.transport == "TCP" else UDP)
    return step(c.request(*args, **kw), wait, 0, 1, how)


def back(c, *args, wait=0.15, **kw):
    how = kw.pop("how", 0) | (TCP if c.transport == "TCP" else UDP)
    return step(c.response(*args, **kw), wait, 1, 0, how)


def opened(c):
    return [there(c, "INVITE", sdp=1), back(c, 100, to_tag=""), back(c, 180), back(c, 200, sdp=2),
            there(c, "ACK", to_tag="tb", branch="z9hG4bKack" + c.name)]


def flow_call(c):
    return opened(c) + [there(c, "BYE", 2, "tb", wait=5), back(c, 200), step(wait=64, how=EXPIRE)]


def flow_again(c):
    return [x for s in flow_call(c) for x in (s, again(s, 0.001), again(s, 0.5))]


def flow_cancel(c):
    first = [there(c, "INVITE"), back(c, 100, to_tag=""), back(c, 183, sdp=2)]
    kept = c.last
    out = [there(c, "CANCEL", branch="z9hG4bK%sINVITE1a" % c.name), back(c, 200)]
    c.last = kept
    return first + out + [back(c, 487), there(c, "ACK", to_tag="tb",
                                              branch="z9hG4bK%sINVITE1a" % c.name)]


def flow_race(c):
    first = [there(c, "INVITE"), back(c, 180)]
    kept = c.last
    out = [there(c, "CANCEL", branch="z9hG4bK%sINVITE1a" % c.name), back(c, 200)]
    c.last = kept
    return first + out + [back(c, 200, sdp=2), step(wait=64, how=EXPIRE)]


def flow_register(c):
    challenge = "WWW-Authenticate: Digest realm=\"x\",nonce=\"n\"\r\n"
    answer = "Authorization: Digest username=\"a\",realm=\"x\",nonce=\"n\",response=\"0\"\r\n"
    out = []
    for cseq, more in ((1, ""), (2, answer), (3, answer), (4, answer + "Expires: 0\r\n")):
        out += [there(c, "REGISTER", cseq, more=more),
                back(c, 200 if cseq in (3, 4) else 401, more="" if cseq > 2 else challenge)]
    return out


def flow_prack(c):
    out = [there(c, "INVITE", sdp=1, more="Supported: 100rel\r\n"),
           back(c, 183, sdp=2, more="Require: 100rel\r\nRSeq: 7\r\n"),
           back(c, 183, sdp=2, more="Require: 100rel\r\nRSeq: 9\r\n")]
    kept = c.last
    out += [there(c, "PRACK", 2, "tb", more="RAck: 7 1 INVITE\r\n"), back(c, 200)]
    c.last = kept
    return out + [back(c, 200), there(c, "ACK", to_tag="tb", branch="z9hG4bKack2")]


def flow_forks(c):
    out = [there(c, "INVITE", sdp=1)]
    out += [back(c, 180, to_tag="t%d" % i) for i in range(6)]
    return out + [back(c, 200, to_tag="t3"), back(c, 200, to_tag="t1"),
                  there(c, "ACK", to_tag="t3", branch="z9hG4bKf"), step(wait=64, how=EXPIRE)]


def flow_reinvite(c):
    return opened(c) + [
        there(c, "INVITE", 2, "tb", sdp=4), back(c, 491), there(c, "ACK", 2, "tb"),
        step(c.request("INVITE", 7, to_tag="fa", caller=False, sdp=3), 0.5, 1, 0),
        step(c.response(200), 0.15, 0, 1), step(c.request("ACK", 7, "fa", caller=False), 0, 1, 0),
        there(c, "UPDATE", 1, "tb"), back(c, 481), there(c, "INFO", 4, "tb"), back(c, 408),
        step(c.request("BYE", 9, "fa", caller=False), 1, 4, 0), step(c.response(200), 0.1, 0, 4)]


def flow_silence(c):
    first = there(c, "INVITE")
    return [first] + [again(first, w) for w in (0.5, 1, 4)] + [
        step(wait=64, how=EXPIRE), back(c, 200), there(c, "OPTIONS", 5),
        step(wait=190, how=EXPIRE)]


def flow_subscribe(c):
    out = [there(c, "SUBSCRIBE", more="Event: presence\r\nExpires: 60\r\n"), back(c, 202)]
    for i in range(3):
        out += [step(c.request("NOTIFY", 1 + i, "fa", caller=False,
                               more="Event: presence\r\nSubscription-State: %s\r\n"
                               % ("terminated" if i == 2 else "active")), 1, 1, 0),
                step(c.response(200), 0.1, 0, 1)]
    return out + [there(c, "BENOTIFY", 3, "tb"), there(c, "REFER", 4, "tb",
                                                      more="Refer-To: <sip:c@x>\r\n"), back(c, 202)]


def flow_hops(c):
    out = []
    for hop in range(3):
        vias = [("192.0.2.%d" % (h + 2), "z9hG4bKhop%d" % h) for h in reversed(range(hop))]
        out.append(step(c.request("INVITE", vias=vias, sdp=1), 0.001, hop, hop + 1))
    for hop in reversed(range(3)):
        vias = [("192.0.2.%d" % (h + 2), "z9hG4bKhop%d" % h) for h in reversed(range(hop))]
        c.request("INVITE", vias=vias)
        out.append(step(c.response(200, sdp=2), 0.02, hop + 1, hop))
    return out + [step(c.response(482), 0.02, 1, 0)]


def flow_early(c):
    """Answers before their requests, ACKs and CANCELs of nothing."""
    c.request("INVITE")
    out = [back(c, s, wait=0.02) for s in (100, 180, 183, 200, 200)]
    return out + [there(c, "INVITE", wait=0.02), there(c, "ACK", 3, "no"), there(c, "CANCEL", 4),
                  there(c, "BYE", 5, "no"), back(c, 481),
                  there(c, "INVITE", 9, branch="old", how=GAP), back(c, 200),
                  there(c, "ACK", 9, "tb", branch="old")]


def flow_flood(c):
    return [there(Call("f%d" % i), "INVITE", wait=0.001) for i in range(30)] + [
        step(wait=64, how=EXPIRE)]


def flow_backwards(c):
    """Time that runs backwards in every second step."""
    return [s[:2] + bytes([s[2] | (BACKWARDS if i & 1 else 0)]) + s[3:]
            for i, s in enumerate(flow_call(c))]


# ---- messages from files and captures ----

def from_files():
    for kind in ("rfc4475", "rfc5118"):
        names = sorted(glob.glob(os.path.join(HERE, "..", "messages", kind, "*.dat")))
        for i in range(0, len(names), 10):
            yield "%s-%d" % (kind, i // 10), [
                step(open(n, "rb").read(), 0.5, k & 1, 1 - (k & 1))
                for k, n in enumerate(names[i:i + 10])]


def datagrams(path):
    """(time, source, destination, octets) of the SIP datagrams of a pcap: Ethernet, IPv4, UDP."""
    data = open(path, "rb").read()
    if data[:4] not in (b"\xd4\xc3\xb2\xa1",) or struct.unpack("<I", data[20:24])[0] != 1:
        return
    at = 24
    while at + 16 <= len(data):
        sec, usec, caplen, _ = struct.unpack("<IIII", data[at:at + 16])
        frame = data[at + 16:at + 16 + caplen]
        at += 16 + caplen
        if frame[12:14] != b"\x08\x00" or frame[23:24] != b"\x11":
            continue
        ip = frame[14:]
        udp = ip[(ip[0] & 15) * 4:]
        if b"SIP/2.0" in udp[8:2000].split(b"\r\n")[0]:
            yield sec + usec / 1e6, ip[12:16], ip[16:20], udp[8:]


def from_capture(path):
    steps, hosts, last = [], [], None
    for time, src, dst, octets in datagrams(path):
        for h in (src, dst):
            if h not in hosts:
                hosts.append(h)  # more than eight share a number
        steps.append(step(octets, max(time - (last or time), 0), hosts.index(src) % 8,
                          hosts.index(dst) % 8))
        last = time
        if sum(map(len, steps)) > 12000:
            break
    return steps


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "corpus", "watcher")
    os.makedirs(folder, exist_ok=True)
    seeds = list(from_files())
    for name, flow in sorted(globals().items()):
        if name.startswith("flow_"):
            seeds.append((name[5:], flow(Call())))
    seeds += [("call-tcp", flow_call(Call("t", "TCP"))),
              ("two-calls", flow_call(Call("1")) + flow_cancel(Call("2")))]
    seeds += [("pcap-" + os.path.basename(p), from_capture(p)) for p in sys.argv[2:]]
    for name, steps in seeds:
        if steps:
            with open(os.path.join(folder, "made-" + name), "wb") as f:
                f.write(b"".join(steps))


if __name__ == "__main__":
    main()
