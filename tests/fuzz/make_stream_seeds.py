#!/usr/bin/env python3
"""Write the seeds of fuzz_websocket and fuzz_sctp: tests/fuzz/corpus/{websocket,sctp}.

Usage: make_stream_seeds.py [FOLDER]. Seeds are kept in the tree; this is how
they were made.
"""
import os
import struct
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
MASK = b"\x37\xfa\x21\x3d"
SIP = (b"MESSAGE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/WS a.invalid;branch=z9hG4bKa\r\n"
       b"From: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: a\r\n"
       b"CSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n")
HANDSHAKE, HOLE, NARROW = 1, 2, 4


def frame(data, first=0x81, mask=b"", form=0):
    n = len(data)
    form = form or (1 if n < 126 else 2 if n < 65536 else 8)
    bit = 128 if mask else 0
    head = bytes([first]) + {1: bytes([bit | n % 128]), 2: struct.pack("!BH", bit | 126, n),
                             8: struct.pack("!BQ", bit | 127, n)}[form]
    return head + mask + bytes(b ^ mask[i % 4] if mask else b for i, b in enumerate(data))


def deflated(messages):
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    return [(z.compress(m) + z.flush(zlib.Z_SYNC_FLUSH))[:-4] for m in messages]


def stun(kind, data):
    value = struct.pack("!HH", 0x13, len(data)) + data + b"\0" * (-len(data) % 4)
    return struct.pack("!HHI", kind, len(value), 0x2112A442) + b"i" * 12 + value


def websocket_seeds():
    upgrade = b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"
    switched = b"HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
    hello = bytes.fromhex("160301003d010000390303") + b"r" * 32 + bytes.fromhex(
        "000002002f0100000e0000000a0008000005736970732e")
    channel = struct.pack("!HH", 0x4001, len(SIP)) + SIP + b"\0" * (-len(SIP) % 4)
    packed = deflated([SIP, SIP, SIP])
    yield "plain", 9, HANDSHAKE, frame(SIP) + frame(SIP, mask=MASK) + frame(SIP, 0x82, MASK, 8)
    yield "bytes", 0, HANDSHAKE, frame(SIP, mask=MASK) * 2
    yield "fragments", 3, HANDSHAKE, (frame(SIP[:50], 1) + frame(b"ping", 0x89) +
                                      frame(SIP[50:90], 0) + frame(SIP[90:], 0x80))
    yield "deflate", 4, HANDSHAKE, b"".join(frame(p, 0xC1) for p in packed)
    yield "bomb", 9, HANDSHAKE, frame(zlib.compress(b"\0" * 1000000, 9)[2:-4], 0xC1) + frame(SIP)
    yield "hole", 5, HANDSHAKE | HOLE, frame(SIP, mask=MASK) * 4
    yield "narrow", 8, HANDSHAKE | NARROW, frame(SIP[:-2] + b"X: " + b"x" * 3000 + b"\r\n\r\n") * 2
    yield "middle", 9, 0, frame(SIP, mask=MASK) * 3
    yield "opening", 2, 0, upgrade + frame(SIP) + frame(b"close", 0x88)
    yield "answer", 8, 0, switched + frame(SIP)
    yield "turn", 5, 0, stun(3, b"") + channel + stun(0x17, SIP) + channel
    yield "tls", 6, 0, hello + b"\x17\3\3\0\5hello"
    yield "proxy1", 8, 0, b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + SIP
    yield "proxy2", 9, 0, b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0cabcdefghijkl" + SIP
    yield "connect", 9, 0, b"CONNECT a:1 HTTP/1.1\r\n\r\n" + hello
    yield "other", 9, HANDSHAKE, frame(b"not sip") + frame(SIP) + b"\xb1\1x" + frame(SIP)


def chunk(kind, flags, value):
    return struct.pack("!BBH", kind, flags, 4 + len(value)) + value + b"\0" * (-len(value) % 4)


def data(flags, tsn, stream, number, octets):
    return chunk(0, flags, struct.pack("!IHHI", tsn, stream, number, 0) + octets)


def i_data(flags, tsn, message, fragment, octets):
    return chunk(64, flags, struct.pack("!IHHII", tsn, 0, 0, message, fragment) + octets)


def packets(*rows):
    return b"".join(struct.pack("!HBB", len(c), tag, time) + c for tag, time, c in rows)


def sctp_seeds():
    whole, begin, end, unordered = 3, 2, 1, 4
    init = chunk(1, 0, struct.pack("!IIHHI", 7, 0, 1, 1, 100))
    init_ack = chunk(2, 0, struct.pack("!IIHHI", 9, 0, 1, 1, 500))
    yield "whole", 0, packets((9, 0, data(whole | unordered, 1, 0, 0, SIP)),
                              (9, 1, data(whole, 2, 0, 0, SIP) + data(whole, 3, 0, 1, SIP)))
    yield "handshake", 0, packets((0, 0, init), (7, 0x80, init_ack),
                                  (9, 1, data(end, 101, 0, 0, SIP[80:])),
                                  (9, 1, data(begin, 100, 0, 0, SIP[:80])))
    yield "order", 0, packets((9, 0, data(whole, 1, 1, 0, SIP)), (9, 0, data(whole, 3, 1, 1, SIP)),
                              (9, 0, data(whole, 5, 2, 0, SIP)), (9, 100, data(whole, 6, 1, 2, SIP)),
                              (9, 0, data(whole, 2, 3, 0, SIP)))
    yield "interleaved", 0, packets((9, 0, i_data(begin, 1, 0, 99, SIP[:60]) +
                                     i_data(begin | unordered, 2, 0, 9, SIP[:70]) +
                                     i_data(end, 3, 0, 1, SIP[60:]) +
                                     i_data(end | unordered, 4, 0, 1, SIP[70:])))
    yield "narrow", 1, packets(*[(t, 0, data(whole, 1, 0, 0, SIP) +
                                  data(begin, 3, 0, 1, b"x" * 1500)) for t in range(6)])
    yield "forward", 0, packets((9, 0, data(whole, 1, 0, 0, SIP) + data(whole, 4, 0, 1, SIP)),
                                (9, 0, chunk(192, 0, struct.pack("!I", 3))),
                                (9, 0, chunk(14, 0, b"")), (9, 0, chunk(6, 1, b"")))
    yield "other", 0, packets((9, 0, data(whole, 1, 0, 0, b"no")), (9, 0, b"\0\3\0\3"), (9, 0, b"\0"))


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "corpus")
    for name in ("websocket", "sctp"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    for name, cut, flags, octets in websocket_seeds():
        with open(os.path.join(folder, "websocket", name), "wb") as f:
            f.write(bytes([cut, flags]) + octets)
    for name, flags, octets in sctp_seeds():
        with open(os.path.join(folder, "sctp", name), "wb") as f:
            f.write(bytes([flags]) + octets)


main()
