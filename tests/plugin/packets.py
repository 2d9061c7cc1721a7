"""Packets around SIP messages, for what scenario2pcap does not write: several
messages in a segment, segments out of order, WebSocket, SCTP, TLS with its key
log in the capture. Standard library only; the TLS is OpenSSL's, through ssl.

A message is (time in s, source, destination, octets), an end (address, port).
"""
import os
import ssl
import struct
import subprocess

FIN, SYN, PSH, ACK = 1, 2, 8, 16


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def address(text):
    return bytes(int(n) for n in text.split("."))


def ethernet(src, dst, protocol, payload):
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0x4000, 64, protocol, 0)
    ends = address(src[0]) + address(dst[0])
    head = head[:10] + struct.pack("!H", checksum(head + ends)) + ends
    macs = b"\2\0" + address(dst[0]) + b"\2\0" + address(src[0])
    return macs + b"\x08\0" + head + payload


def sealed(src, dst, protocol, segment, at):
    """The segment with its checksum over the pseudo header put in."""
    pseudo = address(src[0]) + address(dst[0]) + struct.pack("!HH", protocol, len(segment))
    return segment[:at] + struct.pack("!H", checksum(pseudo + segment)) + segment[at + 2:]


def udp(src, dst, payload):
    datagram = struct.pack("!HHHH", src[1], dst[1], 8 + len(payload), 0) + payload
    return ethernet(src, dst, 17, sealed(src, dst, 17, datagram, 6))


class Capture:
    """pcapng, with a key log in front of the packets where there is one."""

    def __init__(self, keylog=b""):
        self.out = [self.block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
                    self.block(1, struct.pack("<HHI", 1, 0, 262144))]
        if keylog:
            self.out.append(self.block(10, struct.pack("<II", 0x544C534B, len(keylog)) + keylog))

    @staticmethod
    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        n = len(body) + 12
        return struct.pack("<II", kind, n) + body + struct.pack("<I", n)

    def add(self, time_s, frame):
        us = int(round(time_s * 1e6))
        self.out.append(self.block(6, struct.pack("<IIIII", 0, us >> 32, us & 0xffffffff,
                                                  len(frame), len(frame)) + frame))

    def write(self, path):
        with open(path, "wb") as f:
            f.write(b"".join(self.out))
        os.chmod(path, 0o644)
        return path


class Tcp:
    """One connection; say() makes the segment, and what is not added was lost or comes later."""

    def __init__(self, capture, time_s, client, server):
        self.capture, self.ends = capture, (client, server)
        self.next = [1000, 7000]
        for side, flags in ((0, SYN), (1, SYN | ACK), (0, ACK)):
            capture.add(time_s, self.segment(side, flags, b""))

    def segment(self, side, flags, data):
        src, dst = self.ends[side], self.ends[1 - side]
        head = struct.pack("!HHIIBBHHH", src[1], dst[1], self.next[side],
                           self.next[1 - side] if flags & ACK else 0, 0x50, flags, 65535, 0, 0)
        self.next[side] += len(data) + (1 if flags & (SYN | FIN) else 0)
        return ethernet(src, dst, 6, sealed(src, dst, 6, head + data, 16))

    def side_of(self, src):
        return self.ends.index(src)

    def say(self, src, data):
        return self.segment(self.side_of(src), PSH | ACK, data)

    def send(self, time_s, src, data):
        self.capture.add(time_s, self.say(src, data))


def over_tcp(path, messages, groups=None):
    """Messages over one connection; groups: how many of them go in each segment."""
    capture = Capture()
    flow = Tcp(capture, messages[0][0], messages[0][1], messages[0][2])
    rest = list(messages)
    for count in groups or [1] * len(messages):
        now, rest = rest[:count], rest[count:]
        flow.send(now[0][0], now[0][1], b"".join(m[3] for m in now))
    return capture.write(path)


def over_tcp_disordered(path, messages, late):
    """Each message in two segments; those of message number `late` swap places."""
    capture = Capture()
    flow = Tcp(capture, messages[0][0], messages[0][1], messages[0][2])
    for i, (time_s, src, _, octets) in enumerate(messages):
        half = len(octets) // 2
        pair = [flow.say(src, octets[:half]), flow.say(src, octets[half:])]
        for segment in reversed(pair) if i == late else pair:
            capture.add(time_s, segment)
    return capture.write(path)


# ---- WebSocket, RFC 6455 and 7118 ----

UPGRADE = (b"GET / HTTP/1.1\r\nHost: sip.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n"
           b"Sec-WebSocket-Version: 13\r\n\r\n")
SWITCHED = (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            b"Sec-WebSocket-Protocol: sip\r\n\r\n")


def websocket_frame(data, mask):
    head = struct.pack("!BBH", 0x81, 126 | (128 if mask else 0), len(data))
    if not mask:
        return head + data
    return head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data))


def over_websocket(path, messages):
    """The first message's source is the client, which masks, to port 80 of the other."""
    capture = Capture()
    client, server = messages[0][1], (messages[0][2][0], 80)
    flow = Tcp(capture, messages[0][0], client, server)
    flow.send(messages[0][0], client, UPGRADE)
    flow.send(messages[0][0], server, SWITCHED)
    for time_s, src, _, octets in messages:
        ours = src == client
        flow.send(time_s, client if ours else server,
                  websocket_frame(octets, b"\x37\xfa\x21\x3d" if ours else b""))
    return capture.write(path)


# ---- SCTP, RFC 4168 ----

def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xffffffff


def verification_tag(end):
    """Chosen by the receiver; here after its address and port."""
    return int.from_bytes(address(end[0]), "big") ^ end[1]


def over_sctp(path, messages):
    """DATA chunks, one a message, of an association whose set-up was not seen."""
    capture = Capture()
    tsn = {}
    for time_s, src, dst, octets in messages:
        tsn[src] = tsn.get(src, 0) + 1
        chunk = struct.pack("!BBHIHHI", 0, 3, 16 + len(octets), tsn[src], 0, tsn[src] - 1, 0)
        packet = struct.pack("!HHII", src[1], dst[1], verification_tag(dst), 0) + chunk + octets
        packet += b"\0" * (-len(octets) % 4)
        packet = packet[:8] + struct.pack("<I", crc32c(packet)) + packet[12:]
        capture.add(time_s, ethernet(src, dst, 132, packet))
    return capture.write(path)


# ---- TLS ----

class TlsPair:
    """Two ends of OpenSSL joined by memory; what one writes is what goes on the wire."""

    def __init__(self, folder):
        key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert,
                        "-days", "2", "-subj", "/CN=sip.example.com"],
                       check=True, capture_output=True)
        self.log = os.path.join(folder, "tls.keys")
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
        client.keylog_filename = self.log
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(cert, key)
        self.inputs = [ssl.MemoryBIO(), ssl.MemoryBIO()]
        self.outputs = [ssl.MemoryBIO(), ssl.MemoryBIO()]
        self.ends = [client.wrap_bio(self.inputs[0], self.outputs[0]),
                     server.wrap_bio(self.inputs[1], self.outputs[1], server_side=True)]

    def flush(self, side):
        """What `side` has to say, given to the other end too."""
        octets = self.outputs[side].read()
        self.inputs[1 - side].write(octets)
        return octets

    def handshake(self):
        """(side, octets) in turn until both are content."""
        for turn in range(8):
            try:
                self.ends[turn % 2].do_handshake()
            except ssl.SSLWantReadError:
                pass
            octets = self.flush(turn % 2)
            if octets:
                yield turn % 2, octets

    def write(self, side, data):
        self.ends[side].write(data)
        return self.flush(side)


def over_tls(path, messages, folder):
    """The first message's source is the client, to port 5061 of the other."""
    pair = TlsPair(folder)
    opening = list(pair.handshake())
    client, server = messages[0][1], (messages[0][2][0], 5061)
    records = [(m[0], 0 if m[1] == client else 1, m[3]) for m in messages]
    spoken = [(t, side, pair.write(side, octets)) for t, side, octets in records]
    with open(pair.log, "rb") as f:
        capture = Capture(f.read())
    ends = (client, server)
    flow = Tcp(capture, messages[0][0], client, server)
    for side, octets in opening:
        flow.send(messages[0][0], ends[side], octets)
    for time_s, side, octets in spoken:
        flow.send(time_s, ends[side], octets)
    return capture.write(path)


# ---- reading what scenario2pcap wrote ----

def datagrams(path):
    """The messages of a capture of plain UDP over Ethernet and IPv4."""
    with open(path, "rb") as f:
        data = f.read()
    at, found = 24, []
    while at < len(data):
        sec, usec, n, _ = struct.unpack("<IIII", data[at:at + 16])
        frame = data[at + 16:at + 16 + n]
        at += 16 + n
        ends = [".".join(str(b) for b in frame[i:i + 4]) for i in (26, 30)]
        sport, dport = struct.unpack("!HH", frame[34:38])
        found.append((sec + usec / 1e6, (ends[0], sport), (ends[1], dport), frame[42:]))
    return found
