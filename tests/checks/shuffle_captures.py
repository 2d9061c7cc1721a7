#!/usr/bin/env python3
"""The shuffle test over captures: every packet up to 200 ms late changes no T or D finding.

Usage: shuffle_captures.py RINGSIDE SOURCE_DIR [CAPTURE...]

As test_shuffle.c does with scenarios: each packet gets a delay by chance (SEEDS
times, the same ones on every machine), and the capture is written anew in the
order and with the times that this makes. Of each kind of T or D finding (id,
severity, subkind; bursts, D307 and D308, apart) as many must be told as before.
shuffle_captures.reasons has those that may differ, with the reason; a line that
is no longer needed fails.
"""
import collections
import concurrent.futures
import fnmatch
import glob
import gzip
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

JITTER_S = 0.2
SEEDS = 3
MAGIC = {0xA1B2C3D4: 1e6, 0xA1B23C4D: 1e9}


def packets(path):
    """(header of the file, its byte order, ticks a second, [(time in ticks, lengths, octets)])."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as f:
        data = f.read()
    order = "<" if struct.unpack("<I", data[:4])[0] in MAGIC else ">"
    ticks = int(MAGIC[struct.unpack(order + "I", data[:4])[0]])
    at, found = 24, []
    while at + 16 <= len(data):
        s, part, kept, whole = struct.unpack(order + "IIII", data[at:at + 16])
        found.append((s * ticks + part, (kept, whole), data[at + 16:at + 16 + kept]))
        at += 16 + kept
    return data[:24], order, ticks, found


def stream_of(octets):
    """One way of a TCP connection or SCTP association over Ethernet; None of anything else.

    The octets of a stream are numbered, and what puts them in order again is no
    matter of findings: packets of one stream stay behind each other, as on one
    path they do. What goes the other way, and other streams, move against it.
    """
    kind, at = octets[12:14], 14
    if kind == b"\x08\x00" and octets[at + 9] in (6, 132):
        ports = at + (octets[at] & 15) * 4
        return octets[at + 12:at + 20] + octets[ports:ports + 4]
    if kind == b"\x86\xdd" and octets[at + 6] in (6, 132):
        return octets[at + 8:at + 44]
    return None


def shuffled(path, seed, into):
    head, order, ticks, found = packets(path)
    chance = random.Random(seed)
    late, last = [], {}
    for i, (t, _, octets) in enumerate(found):
        t += int(chance.random() * JITTER_S * ticks)
        stream = stream_of(octets) if head[20:24] in (b"\1\0\0\0", b"\0\0\0\1") else None
        if stream:
            t = last[stream] = max(t, last.get(stream, 0))
        late.append((t, i))
    late.sort()
    with open(into, "wb") as f:
        f.write(head)
        for t, i in late:
            f.write(struct.pack(order + "IIII", t // ticks, t % ticks, *found[i][1]) + found[i][2])


def findings(ringside, path):
    """{(finding, severity, subkind): how many}."""
    out = subprocess.run([ringside, "-r", path, "-o", "eve", "--log", "alert"],
                         capture_output=True, check=True).stdout
    told = collections.Counter()
    for line in out.decode("utf-8", "replace").splitlines():
        r = json.loads(line)["ringside"]
        if r["finding"][0] in "TD" and r["finding"] not in ("D307", "D308") and \
                r.get("alert", {}).get("state", "open") == "open":
            told[(r["finding"], r["severity"], r.get("evidence", {}).get("subkind", ""))] += 1
    return told


def differences(ringside, path):
    """[(seed, kind, before, after)]."""
    plain, found = findings(ringside, path), []
    with tempfile.TemporaryDirectory() as folder:
        into = os.path.join(folder, "shuffled.pcap")
        for seed in range(1, SEEDS + 1):
            shuffled(path, seed, into)
            late = findings(ringside, into)
            found += [(seed, kind, plain[kind], late[kind])
                      for kind in sorted(set(plain) | set(late)) if plain[kind] != late[kind]]
    return found, sum(plain.values())


def reasons(path):
    """[(capture, finding)], each with its reason behind it; both may be patterns."""
    lines = [x.split(":", 1) for x in open(path, encoding="utf-8") if x.strip() and x[0] != "#"]
    return [tuple(x[0].split()) for x in lines]


def main():
    ringside, source = sys.argv[1:3]
    known = reasons(os.path.join(source, "tests", "checks", "shuffle_captures.reasons"))
    shared = os.environ.get("RS_SHARED", os.path.join(source, "..", "shared"))
    listed = sys.argv[3:] or sorted(
        p for folder in (os.path.join(source, "pcaps"), os.path.join(shared, "pcaps", "lab"))
        for p in glob.glob(os.path.join(folder, "*.pcap*")) if not p.endswith("ng"))
    failed = explained = told = 0
    used = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda p: differences(ringside, p), listed)
        for path, (found, count) in zip(listed, results):
            name = os.path.basename(path)
            told += count
            for seed, kind, before, after in found:
                why = [k for k in known if fnmatch.fnmatch(name, k[0]) and
                       fnmatch.fnmatch(kind[0], k[1])]
                used.update(why)
                explained += bool(why)
                if not why:
                    failed += 1
                    print("FAILED: %s: seed %d: %s: %d times, then %d"
                          % (name, seed, " ".join(kind), before, after))
    here = {os.path.basename(p) for p in listed}
    for stale in (k for k in set(known) - used if k[0] in here):
        failed += 1
        print("FAILED: shuffle_captures.reasons: %s %s: nothing differs any more" % stale)
    print("%d captures, %d findings of T and D, each in %d other orders: %d differ for a known "
          "reason, %d failures" % (len(listed), told, SEEDS, explained, failed))
    return 1 if failed or not told else 0


sys.exit(main())
