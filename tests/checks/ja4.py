#!/usr/bin/env python3
"""JA4 of every ClientHello that tshark finds in a capture, made from tshark's fields
as FoxIO's public description of JA4 says, against what the sensor tells of the
session (--log tls). Usage: ja4.py RINGSIDE CAPTURE..."""
import hashlib
import json
import subprocess
import sys

FIELDS = ["ip.src", "tcp.srcport", "tls.handshake.version", "tls.handshake.ciphersuite",
          "tls.handshake.extension.type", "tls.handshake.extensions.supported_version",
          "tls.handshake.sig_hash_alg", "tls.handshake.extensions_alpn_str"]


def numbers(text):
    """GREASE (RFC 8701) is passed over everywhere."""
    found = [int(n, 0) for n in text.split(",") if n]
    return [n for n in found if n & 0x0f0f != 0x0a0a or n >> 8 != n & 0xff]


def digits(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else 12 * "0"


def listed(values):
    return ",".join("%04x" % n for n in values)


def two_signs(alpn):
    if not alpn:
        return "00"
    octets = alpn.encode()
    if all(c < 128 and chr(c).isalnum() for c in (octets[0], octets[-1])):
        return alpn[0] + alpn[-1]
    return octets.hex()[0] + octets.hex()[-1]


def ja4(fields):
    _, _, version, ciphers, extensions, versions, signatures, alpn = fields
    ciphers, extensions, signatures = numbers(ciphers), numbers(extensions), numbers(signatures)
    highest = max(numbers(versions)) if versions else int(version, 0)
    name = {0x304: "13", 0x303: "12", 0x302: "11", 0x301: "10", 0x300: "s3"}.get(highest, "00")
    hashed = listed(sorted(n for n in extensions if n not in (0, 16)))
    if hashed and signatures:
        hashed += "_" + listed(signatures)
    return "t%s%s%02d%02d%s_%s_%s" % (
        name, "d" if 0 in extensions else "i", min(len(ciphers), 99), min(len(extensions), 99),
        two_signs(alpn.split(",")[0]), digits(listed(sorted(ciphers))), digits(hashed))


def wanted(capture):
    """By client: of its first hello. A second one answers a HelloRetryRequest."""
    command = ["tshark", "-n", "-r", capture, "-Y", "tls.handshake.type == 1", "-T", "fields"]
    for field in FIELDS:
        command += ["-e", field]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    first = {}
    for line in out.splitlines():
        fields = line.split("\t")
        first.setdefault((fields[0], int(fields[1])), ja4(fields))
    return first


def given(ringside, capture):
    out = subprocess.run([ringside, "-r", capture, "-o", "eve", "--log", "tls"],
                         capture_output=True, text=True, check=True).stdout
    records = [json.loads(line) for line in out.splitlines()]
    return {(r["src_ip"], r["src_port"]): r["tls"].get("ja4") for r in records}


def main():
    bad = hellos = 0
    for capture in sys.argv[2:]:
        ours, theirs = given(sys.argv[1], capture), wanted(capture)
        hellos += len(theirs)
        if ours != theirs:
            bad += 1
            print("FAILED: %s\n  told   %s\n  wanted %s" % (capture, ours, theirs))
    print("%d captures, %d hellos, %d captures differ" % (len(sys.argv) - 2, hellos, bad))
    return 1 if bad or not hellos else 0


sys.exit(main())
