"""What fires on the captures of attacks, and what must not (semantics 5.11).

Usage: attacks.py RINGSIDE SOURCE_DIR

attacks.tsv says what each capture must make the sensor tell. "S405@" says that this file counts
by itself, with nothing of ours but the rule's words, at which frame that has to be. "S4" among
what must not: no finding of that group of medium or above.
"""
import gzip
import json
import os
import re
import struct
import subprocess
import sys
import tempfile


def datagrams(path):
    """Frame number, source, text of each UDP datagram of IPv4 over Ethernet."""
    octets = (gzip.open if path.endswith(".gz") else open)(path, "rb").read()
    at, n = 24, 0
    while at < len(octets):
        sec, us, length = struct.unpack("<III", octets[at:at + 12])
        frame, n, at = octets[at + 16:at + 16 + length], n + 1, at + 16 + length
        if frame[12:14] == b"\x08\0" and frame[23] == 17:
            ip = 14 + (frame[14] & 15) * 4
            end = ip + struct.unpack("!H", frame[ip + 4:ip + 6])[0]
            yield n, sec + us / 1e6, frame[26:30], frame[30:34], frame[ip + 8:end].decode("latin-1")


def header(text, name):
    m = re.search(rf"^{name}:\s*(.*?)\r$", text, re.M | re.I)
    return m[1] if m else ""


def exchanges(path):
    """Each request seen first, with the frame and status of its final answer."""
    asked = {}
    for n, when, src, dst, text in datagrams(path):
        key = header(text, "Call-ID"), header(text, "CSeq"), header(text, "Via").split("branch=")[-1].split(";")[0]
        if not text.startswith("SIP/2.0"):
            asked.setdefault(key, [n, when, src, dst, text, None, None])
        elif key in asked and text[8:9] != "1" and not asked[key][5]:
            asked[key][5:7] = n, int(text[8:11])
    return list(asked.values())


def fifth_failure(path):
    """S405: credentials answered 401, 403 or 407, five of one source within 60 s."""
    failed = [(when, answer) for _, when, _, _, text, answer, status in exchanges(path)
              if header(text, "Authorization") and status in (401, 403, 407)]
    failed.sort(key=lambda f: f[1])
    return next(failed[i][1] for i in range(4, len(failed)) if failed[i][0] - failed[i - 4][0] <= 60)


def tenth_user(path):
    """S404: the tenth user tried; most are unknown or refused, so the request itself crosses, or its answer."""
    users, frames = set(), []
    for n, _, _, _, text, answer, _ in exchanges(path):
        if header(text, "User-Agent").startswith("friendly"):
            users.add(re.search(r"sip:([^@>;]*)", header(text, "To"))[1])
            frames = [n, answer]
            if len(users) == 10:
                return frames
    return frames


COUNTED = {"S405": fifth_failure, "S404": tenth_user}


# What an operator of the lab would have said of it.
SETTINGS = "[lists]\nwatch-prefixes = 882\n"


def told(ringside, path, settings):
    out = subprocess.run([ringside, "-c", settings, "-r", path, "-o", "eve", "--log", "alert"], capture_output=True, check=True)
    for line in out.stdout.decode().splitlines():
        r = json.loads(line)
        if r["ringside"].get("alert", {}).get("state", "open") == "open":
            yield r["ringside"]["finding"], r["ringside"]["severity"], r["pcap_cnt"]


def check(path, found, must, never):
    ids = {f[0] for f in found}
    for word in must:
        name, counted, _ = word.partition("@")
        if name not in ids:
            yield f"{name} was not told"
        elif counted:
            frames = COUNTED[name](path)
            first = min(f[2] for f in found if f[0] == name)
            if first not in (frames if isinstance(frames, list) else [frames]):
                yield f"{name} was told at frame {first}, not at {frames}"
    for word in never:
        if word == "S4":
            bad = {f[0] for f in found if f[0].startswith("S") and f[1] not in ("info", "low")}
        else:
            bad = {word} & ids
        if bad:
            yield f"told, and should not be: {' '.join(sorted(bad))}"


def main():
    ringside, source = sys.argv[1:3]
    bad = lines = 0
    settings = tempfile.NamedTemporaryFile("w", suffix=".conf")
    settings.write(SETTINGS)
    settings.flush()
    for line in open(os.path.join(source, "tests/checks/attacks.tsv")):
        if line.startswith("#"):
            continue
        name, must, never = line.rstrip("\n").split("\t")
        path = os.path.join(source, "pcaps", name + ".pcap")
        path += "" if os.path.exists(path) else ".gz"
        lines += 1
        found = list(told(ringside, path, settings.name))
        for wrong in check(path, found, must.replace("-", "").split(), never.split()):
            print(f"{name}: {wrong}")
            bad += 1
    print(f"{lines} captures, {bad} wrong")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
