#!/usr/bin/env python3
"""The UDP captures of pcaps/ carried by other transports, and what the sensor says of each.

Usage: same_call.py RINGSIDE SOURCE_DIR [KEEP_IN]. Only the Via's transport is
changed in the messages. The order of octets is shuffled by a fixed seed, within
what the sensor holds behind a hole (32 segments). Needs python3 and openssl.
"""
import json
import os
import random
import re
import ssl
import struct
import subprocess
import sys
import tempfile
import zlib

CAPTURES = ["call-proxied", "call-callee-bye", "cancel", "fork-one-cancelled", "info", "refer",
            "reinvite-hold", "update", "register-digest", "stalled"]
MASK = b"\x37\xfa\x21\x3d"
WINDOW = 32
SYN, ACK, PSH = 2, 16, 8


# ---- reading ----

def read_messages(path):
    """(time in us, source, destination, octets) of each UDP datagram with SIP in it."""
    with open(path, "rb") as f:
        data = f.read()
    at, out, parts = 24, [], {}
    while at + 16 <= len(data):
        s, us, n, _ = struct.unpack_from("<IIII", data, at)
        frame, at = data[at + 16:at + 16 + n], at + 16 + n
        if frame[12:14] != b"\x08\0" or frame[23] != 17:
            continue
        ip = frame[14:14 + struct.unpack_from("!H", frame, 16)[0]]
        place = struct.unpack_from("!H", ip, 6)[0]
        key = ip[4:6] + ip[12:20]
        whole = parts.pop(key, b"") + ip[20:]
        if place & 0x2000:
            parts[key] = whole
            continue
        ports = struct.unpack_from("!HH", whole)
        if whole[8:].strip(b"\r\n\0"):
            out.append((s * 1000000 + us, (ip[12:16], ports[0]), (ip[16:20], ports[1]), whole[8:]))
    return out


# ---- writing ----

class Capture:
    def __init__(self, path):
        self.out = open(path, "wb")
        self.out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        self.id = 0

    def packet(self, src, dst, protocol, payload, flags=0x4000, number=None):
        if number is None:
            self.id = number = (self.id + 1) & 0xffff
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), number, flags, 64, protocol, 0)
        return head + src[0] + dst[0] + payload

    def frame(self, us, src, dst, packet):
        frame = ethernet(src, dst, packet)
        self.out.write(struct.pack("<IIII", us // 1000000, us % 1000000, len(frame), len(frame)))
        self.out.write(frame)

    def ip(self, us, src, dst, *packet):
        self.frame(us, src, dst, self.packet(src, dst, *packet))

    def close(self):
        self.out.close()


def ethernet(src, dst, packet):
    return b"\2\0" + dst[0] + b"\2\0" + src[0] + b"\x08\0" + packet


def shuffled(rng, items):
    """Each within its window; the last one stays the last: it makes the message whole."""
    out = []
    for at in range(0, len(items), WINDOW):
        part = items[at:at + WINDOW]
        head, last = part[:-1], part[-1:]
        rng.shuffle(head)
        out += head + last
    return out


def by_port(servers, src, dst, port):
    """The one spoken to first has the port by which Wireshark knows what it carries."""
    servers.setdefault((src, dst), dst)
    server = servers.setdefault((dst, src), servers[src, dst])
    return tuple((end[0], port if end == server else 50000 + end[1] % 10000)
                 for end in (src, dst))


def udp(src, dst, payload):
    return struct.pack("!HHHH", src[1], dst[1], 8 + len(payload), 0) + payload


class Udp:
    via = b"UDP"

    def __init__(self, capture, rng):
        self.capture, self.rng = capture, rng

    def send(self, us, src, dst, octets):
        self.capture.ip(us, src, dst, 17, udp(src, dst, octets))


class Fragments(Udp):
    def send(self, us, src, dst, octets):
        whole = udp(src, dst, octets)
        self.capture.id = number = (self.capture.id + 1) & 0xffff
        parts = [(at, whole[at:at + 8]) for at in range(0, len(whole), 8)]
        for at, part in shuffled(self.rng, parts):
            more = 0x2000 if at + 8 < len(whole) else 0
            self.capture.ip(us, src, dst, 17, part, more | at // 8, number)


class Deep(Udp):
    """GTP-U in VXLAN in GRE with a key; the ends of each are others, one a direction."""

    @staticmethod
    def ends(net, src, dst, port=0):
        turned = src > dst
        pair = [(bytes((172, 16, net, last)), port) for last in (1, 2)]
        return pair[turned], pair[not turned]

    def send(self, us, src, dst, octets):
        capture = self.capture
        a, b = self.ends(1, src, dst, 2152)
        packet = capture.packet(src, dst, 17, udp(src, dst, octets))
        gtp = struct.pack("!BBHI", 0x30, 255, len(packet), 7 + (src > dst)) + packet
        packet = ethernet(a, b, capture.packet(a, b, 17, udp(a, b, gtp)))
        a, b = self.ends(2, src, dst, 4789)
        vxlan = struct.pack("!II", 8 << 24, 42 << 8) + packet
        packet = ethernet(a, b, capture.packet(a, b, 17, udp((a[0], 50000), b, vxlan)))
        a, b = self.ends(3, src, dst)
        gre = struct.pack("!HHI", 0x2000, 0x6558, 99) + packet
        capture.frame(us, a, b, capture.packet(a, b, 47, gre))


class Turn(Udp):
    def __init__(self, capture, rng):
        super().__init__(capture, rng)
        self.servers = {}

    def send(self, us, src, dst, octets):
        src, dst = by_port(self.servers, src, dst, 3478)
        data = struct.pack("!HH", 0x4001, len(octets)) + octets
        self.capture.ip(us, src, dst, 17, udp(src, dst, data))


class Tcp(Udp):
    via = b"TCP"
    step = 1

    def __init__(self, capture, rng):
        super().__init__(capture, rng)
        self.next = {}

    def segment(self, us, src, dst, flags, seq, data):
        head = struct.pack("!HHIIBBHHH", src[1], dst[1], seq & 0xffffffff, 0, 0x50, flags,
                           65535, 0, 0)
        self.capture.ip(us, src, dst, 6, head + data)

    def opening(self, us, src, dst):
        pass

    def stream(self, us, src, dst, data, step):
        seq = self.next[src, dst]
        self.next[src, dst] += len(data)
        parts = [(seq + at, data[at:at + step]) for at in range(0, len(data), step)]
        for place, part in shuffled(self.rng, parts):
            self.segment(us, src, dst, ACK | PSH, place, part)

    def connect(self, us, src, dst):
        if (src, dst) in self.next:
            return
        for a, b in ((src, dst), (dst, src)):
            self.next[a, b] = 0xfffffe00  # and over the wrap
            self.segment(us, a, b, SYN, self.next[a, b], b"")
            self.next[a, b] += 1
        self.opening(us, src, dst)

    def carried(self, src, dst, octets):
        return octets

    def send(self, us, src, dst, octets):
        self.connect(us, src, dst)
        self.stream(us, src, dst, self.carried(src, dst, octets), self.step)


class HepTcp(Tcp):
    """As one capture agent sends it to its server."""
    via = b"UDP"
    step = 50
    agent, server = (bytes((10, 9, 0, 98)), 40000), (bytes((10, 9, 0, 99)), 9060)

    def packet(self, us, src, dst, octets):
        chunks = [(1, b"\2"), (2, b"\x11"), (3, src[0]), (4, dst[0]),
                  (7, struct.pack("!H", src[1])), (8, struct.pack("!H", dst[1])),
                  (9, struct.pack("!I", us // 1000000)), (10, struct.pack("!I", us % 1000000)),
                  (11, b"\1"), (12, struct.pack("!I", 2001)), (15, octets)]
        body = b"".join(struct.pack("!HHH", 0, kind, 6 + len(v)) + v for kind, v in chunks)
        return b"HEP3" + struct.pack("!H", 6 + len(body)) + body

    def send(self, us, src, dst, octets):
        self.connect(us, self.agent, self.server)
        self.stream(us, self.agent, self.server, self.packet(us, src, dst, octets), self.step)


class Tls13(Tcp):
    """Real TLS: OpenSSL's, in memory, by Python's ssl; a key log beside the capture."""
    via = b"TLS"
    step = 29
    certificate = None  # set by main

    def __init__(self, capture, rng):
        super().__init__(capture, rng)
        self.bios, self.ends = {}, {}
        self.client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.client.check_hostname, self.client.verify_mode = False, ssl.CERT_NONE
        self.client.keylog_filename = capture.out.name + ".keylog"
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(self.certificate)
        for context in (self.client, self.server):
            context.minimum_version = ssl.TLSVersion.TLSv1_3

    def end(self, src, dst, context, is_server):
        """The end that sends from src to dst."""
        self.bios[src, dst] = (ssl.MemoryBIO(), ssl.MemoryBIO())
        self.ends[src, dst] = context.wrap_bio(*self.bios[src, dst], server_side=is_server)

    def flight(self, us, src, dst):
        data = self.bios[src, dst][1].read()
        if data:
            self.stream(us, src, dst, data, self.step)
            self.bios[dst, src][0].write(data)
        return len(data)

    def opening(self, us, src, dst):
        self.end(src, dst, self.client, False)
        self.end(dst, src, self.server, True)
        said = 1
        while said:
            said = 0
            for a, b in ((src, dst), (dst, src)):
                try:
                    self.ends[a, b].do_handshake()
                except ssl.SSLWantReadError:
                    pass
                said += self.flight(us, a, b)

    def send(self, us, src, dst, octets):
        self.connect(us, src, dst)
        self.ends[src, dst].write(octets)
        self.flight(us, src, dst)


class WebSocket(Tcp):
    via = b"WS"
    step = 40
    extension = b""

    def __init__(self, capture, rng):
        super().__init__(capture, rng)
        self.clients, self.zlib, self.servers = set(), {}, {}

    def send(self, us, src, dst, octets):
        super().send(us, *by_port(self.servers, src, dst, 80), octets)

    def opening(self, us, src, dst):
        self.clients.add((src, dst))
        agreed = b"Upgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n" + self.extension + b"\r\n"
        self.stream(us, src, dst, b"GET / HTTP/1.1\r\nHost: a\r\n" + agreed, self.step)
        self.stream(us, dst, src, b"HTTP/1.1 101 Switching Protocols\r\n" + agreed, self.step)

    def frame(self, first, data, mask):
        n, bit = len(data), 128 if mask else 0
        head = (struct.pack("!BB", first, bit | n) if n < 126 else
                struct.pack("!BBH", first, bit | 126, n))
        return head + mask + bytes(b ^ mask[i % 4] if mask else b for i, b in enumerate(data))

    def message(self, src, dst, octets):
        return 0, octets

    def carried(self, src, dst, octets):
        mask = MASK if (src, dst) in self.clients else b""
        bits, data = self.message(src, dst, octets)
        third = len(data) // 3
        return (self.frame(1 | bits, data[:third], mask) + self.frame(0x89, b"ping", mask) +
                self.frame(0, data[third:2 * third], mask) +
                self.frame(0x80, data[2 * third:], mask))


class Deflated(WebSocket):
    extension = b"Sec-WebSocket-Extensions: permessage-deflate\r\n"

    def message(self, src, dst, octets):
        z = self.zlib.setdefault((src, dst), zlib.compressobj(9, zlib.DEFLATED, -15))
        return 0x40, (z.compress(octets) + z.flush(zlib.Z_SYNC_FLUSH))[:-4]


class Sctp(Udp):
    via = b"SCTP"
    step = 90

    def __init__(self, capture, rng):
        super().__init__(capture, rng)
        self.tags, self.tsn, self.ssn = {}, {}, {}

    def packet(self, us, src, dst, tag, chunk):
        self.capture.ip(us, src, dst, 132, struct.pack("!HHII", src[1], dst[1], tag, 0) + chunk)

    def chunk(self, kind, flags, value):
        return struct.pack("!BBH", kind, flags, 4 + len(value)) + value + b"\0" * (-len(value) % 4)

    def associate(self, us, src, dst):
        if (src, dst) in self.tags:
            return
        for a, b in ((src, dst), (dst, src)):
            self.tags[a, b] = 1000 + len(self.tags)  # of packets from a to b
            self.tsn[a, b] = 0xfffffff0
            self.ssn[a, b] = 0
        init = [self.chunk(kind, 0, struct.pack("!IIHHI", self.tags[b, a], 65535, 1, 1,
                                                self.tsn[a, b]))
                for kind, a, b in ((1, src, dst), (2, dst, src))]
        self.packet(us, src, dst, 0, init[0])
        self.packet(us, dst, src, self.tags[dst, src], init[1])

    def send(self, us, src, dst, octets):
        self.associate(us, src, dst)
        parts = [octets[at:at + self.step] for at in range(0, len(octets), self.step)]
        rows = []
        for i, part in enumerate(parts):
            flags = (2 if i == 0 else 0) | (1 if i == len(parts) - 1 else 0)
            head = struct.pack("!IHHI", self.tsn[src, dst] & 0xffffffff, 0,
                               self.ssn[src, dst] & 0xffff, 0)
            rows.append(self.chunk(0, flags, head + part))
            self.tsn[src, dst] += 1
        self.ssn[src, dst] += 1
        for row in shuffled(self.rng, rows):
            self.packet(us, src, dst, self.tags[src, dst], row)


CLOTHES = [("udp", Udp), ("fragments", Fragments), ("turn", Turn), ("tcp", Tcp),
           ("deep", Deep), ("tls13", Tls13), ("hep", HepTcp),
           ("websocket", WebSocket), ("deflate", Deflated), ("sctp", Sctp)]


# ---- comparing ----

def write(path, messages, kind):
    capture = Capture(path)
    carrier = kind(capture, random.Random(5060))
    for us, src, dst, octets in messages:
        carrier.send(us, src, dst, octets.replace(b"SIP/2.0/UDP", b"SIP/2.0/" + kind.via))
    capture.close()


def certificate(folder):
    """For TLS; made anew each time."""
    pem, key = os.path.join(folder, "end.pem"), os.path.join(folder, "end.key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-subj", "/CN=lab.example", "-keyout", key, "-out", pem],
                   check=True, capture_output=True)
    with open(pem, "ab") as out, open(key, "rb") as private:
        out.write(private.read())
    return pem


def run(ringside, path, *options):
    keylog = path + ".keylog"
    if os.path.exists(keylog):
        options += ("--keylog", keylog)
    done = subprocess.run([ringside, "-r", path, *options], capture_output=True)
    if done.returncode:
        raise SystemExit("%s: status %d, %s" % (path, done.returncode, done.stderr.decode()))
    return done.stdout.decode()


def ladder(ringside, path):
    """Without frame numbers, the name of the transport and the note that it came in fragments."""
    text = run(ringside, path, "-o", "ladder")
    text = re.sub(r"◄ P116 [^│\n]*", "", text)
    text = re.sub(r"^ *\d+ (?= *\d+\.\d+ )", "", text, flags=re.M)
    text = re.sub(r"frames? \d+(?:(?:, | to | and )\d+)*", "frames", text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line for line in lines if line.strip("│ ")]


def findings(ringside, path):
    out = []
    for line in run(ringside, path, "-o", "eve", "--log", "alert,message").splitlines():
        record = json.loads(line)
        if record["event_type"] == "alert":
            r = record["ringside"]
            if r["finding"] != "P116":  # that a datagram came in fragments is a finding of its own
                out.append((r["finding"], r["key"], r["confidence"], r.get("call_id", "")))
        else:
            out.append(("message", record["timestamp"], json.dumps(record["sip"]).replace(
                "SIP/2.0/", "")))
    return out


def compare(ringside, name, messages, folder):
    failures, plain = 0, None
    for clothes, kind in CLOTHES:
        path = os.path.join(folder, "%s-%s.pcap" % (name, clothes))
        write(path, messages, kind)
        said = (ladder(ringside, path), findings(ringside, path))
        plain = plain or said
        for what, ours, theirs in zip(("ladder", "findings"), said, plain):
            if ours == theirs and ours:
                continue
            failures += 1
            print("FAILED: %s over %s: another %s" % (name, clothes, what))
            for line in [x for x in ours if x not in theirs][:5]:
                print("   over %s: %s" % (clothes, line))
            for line in [x for x in theirs if x not in ours][:5]:
                print("   over udp: %s" % (line,))
    return failures


def main():
    ringside, source = sys.argv[1:3]
    failures, count = 0, 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = sys.argv[3] if len(sys.argv) > 3 else temporary
        Tls13.certificate = certificate(temporary)
        for name in CAPTURES:
            messages = read_messages(os.path.join(source, "pcaps", name + ".pcap"))
            if not messages:
                raise SystemExit(name + ": no messages")
            count += len(messages)
            failures += compare(ringside, name, messages, folder)
    print("%d captures, %d messages, %d ways, %d failures"
          % (len(CAPTURES), count, len(CLOTHES), failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
