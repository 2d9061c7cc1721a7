"""Calls with many messages each, all at once: INVITE, 200, ACK, then INFO and 200 in turns
over all calls, then BYE and 200.

Usage: long_dialogs.py CALLS MESSAGES OUT.pcap (MESSAGES: odd, at least 5)
"""
import struct
import sys

calls, messages = int(sys.argv[1]), int(sys.argv[2])
now = 1_700_000_000_000_000
A, B = (10, 0, 0, 1), (10, 0, 0, 2)


def put(out, src, dst, text):
    global now
    data = text.replace("\n", "\r\n").encode()
    udp = struct.pack(">HHHH", 5060, 5060, 8 + len(data), 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + len(data), 0, 0, 64, 17, 0, bytes(src), bytes(dst))
    octets = ip + udp + data
    out.write(struct.pack("<IIII", now // 10**6, now % 10**6, len(octets), len(octets)) + octets)
    now += 100


def headers(call, cseq, method, to_tag):
    return (f"Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK-{call}-{cseq}-{method[0]}\n"
            f"From: <sip:a@x.example>;tag=f{call}\nTo: <sip:b@y.example>{to_tag}\n"
            f"Call-ID: {call}@x.example\nCSeq: {cseq} {method}\nContact: <sip:a@10.0.0.1>\n"
            f"Max-Forwards: 70\nContent-Length: 0\n\n")


def request(out, call, cseq, method, to_tag):
    put(out, A, B, f"{method} sip:b@10.0.0.2 SIP/2.0\n" + headers(call, cseq, method, to_tag))


def ok(out, call, cseq, method):
    put(out, B, A, "SIP/2.0 200 OK\n" + headers(call, cseq, method, f";tag=t{call}"))


with open(sys.argv[3], "wb", 1 << 20) as out:
    out.write(struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
    for n in range(calls):
        request(out, n, 1, "INVITE", "")
        ok(out, n, 1, "INVITE")
        request(out, n, 1, "ACK", f";tag=t{n}")
    for turn in range((messages - 5) // 2):
        for n in range(calls):
            request(out, n, turn + 2, "INFO", f";tag=t{n}")
            ok(out, n, turn + 2, "INFO")
    for n in range(calls):
        request(out, n, 1000000, "BYE", f";tag=t{n}")
        ok(out, n, 1000000, "BYE")
