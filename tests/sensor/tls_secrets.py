"""A sensor that gets the secrets of TLS by every way, and when they come late.

tls_secrets.py RINGSIDE CAPTURE MESSAGES: a pcapng file with a Decryption Secrets
Block, and the SIP messages that are in its TLS connections.
"""
import json
import os
import struct
import subprocess
import sys
import tempfile
import time

SECRETS = 10


def split(path):
    """The file without its secrets, and the key log in them."""
    data, rest, keys = open(path, "rb").read(), b"", b""
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if kind == SECRETS:
            size = struct.unpack_from("<I", data, at + 12)[0]
            keys += data[at + 16:at + 16 + size]
        else:
            rest += data[at:at + length]
        at += length
    return rest, keys


def messages(lines):
    stats = [json.loads(line)["ringside"] for line in lines.splitlines() if '"stats"' in line]
    return [s for s in stats if "messages" in s][-1]["messages"]  # services' come behind


def read(ringside, arguments, feed=()):
    """feed: octets for standard input and functions to call, in turn."""
    sensor = subprocess.Popen([ringside, "-o", "eve", "--log", "stats", *arguments],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for part in feed:
        if callable(part):
            part()
        else:
            sensor.stdin.write(part)
            sensor.stdin.flush()
    out, _ = sensor.communicate(timeout=60)
    return messages(out.decode()), sensor.returncode


def main():
    ringside, capture, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
    plain, keys = split(capture)
    half = len(plain) // 2
    failures = 0

    with tempfile.TemporaryDirectory() as folder:
        log, file = os.path.join(folder, "keys.log"), os.path.join(folder, "plain.pcapng")
        open(file, "wb").write(plain)

        def write(text, mode="ab"):
            with open(log, mode) as f:
                f.write(text)

        def pause():
            time.sleep(0.5)

        follow = ["-r", "-", "--keylog", log]
        rows = [
            ("inside the capture", lambda: read(ringside, ["-r", capture]), wanted),
            ("none", lambda: read(ringside, ["-r", file]), 0),
            ("in a key log", lambda: (write(keys, "wb"),
                                      read(ringside, ["-r", file, "--keylog", log]))[1], wanted),
            ("in the middle", lambda: (write(b"", "wb"), read(
                ringside, follow,
                [plain[:half], pause, lambda: write(keys), pause, plain[half:]]))[1], wanted),
            ("behind the last frame", lambda: (write(b"", "wb"), read(
                ringside, follow, [plain, pause, lambda: write(keys), pause]))[1], wanted),
        ]
        for name, run, expected in rows:
            got, status = run()
            if (got, status) != (expected, 0):
                print(f"FAILED: secrets {name}: {got} messages, status {status}, not {expected}")
                failures += 1
    print(f"{len(rows)} ways for secrets to come, {failures} failures")
    return 1 if failures else 0


sys.exit(main())
