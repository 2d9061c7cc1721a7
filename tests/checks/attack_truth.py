#!/usr/bin/env python3
"""What group S says of real captures: attack_truth.tsv says which findings of
medium and above fire in each capture of ../shared/pcaps, with the first frame
and why that is right. Any other finding of group S of medium or above fails the
test, and so does one that is missing. Passwords that svcrack guesses stand in
no output.

Usage: attack_truth.py RINGSIDE SHARED TABLE; RS_UPDATE=1 prints the table anew,
with a "?" where a reason is missing.
"""
import collections
import json
import os
import subprocess
import sys

SEVERE = ("medium", "high", "critical")


def captures(shared):
    for folder in ("lab", "public"):
        for place, _, names in os.walk(os.path.join(shared, folder)):
            for name in sorted(names):
                if any(part in name for part in (".pcap", ".cap")) and not name.endswith(".tsv"):
                    yield os.path.join(place, name)


def fired(ringside, path):
    """{(finding, severity, subkind): first frame}, in order."""
    run = subprocess.run(
        [ringside, "-r", path, "-o", "eve", "--log", "alert"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300, check=False)
    found = collections.OrderedDict()
    for line in run.stdout.decode("utf-8", "replace").splitlines():
        record = json.loads(line)
        r = record.get("ringside", {})
        if r.get("finding", "")[:1] != "S" or r["severity"] not in SEVERE:
            continue
        evidence = r.get("evidence", {})
        subkind = evidence.get("subkind", "-") + ("+guess" if "guess" in evidence else "")
        key = (r["finding"], r["severity"], subkind)
        found.setdefault(key, record.get("pcap_cnt", 0))
    return found, run.stdout


def read_table(path):
    table = collections.defaultdict(dict)
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip() and line[0] != "#":
                name, finding, severity, subkind, frame, reason = line.rstrip("\n").split("\t")
                table[name][(finding, severity, subkind)] = (int(frame), reason)
    return table


def secrets_of(path):
    """Guesses that svcrack's From tags have, as hexadecimal digits and plain."""
    run = subprocess.run(
        ["tshark", "-r", path, "-Y", "sip.auth.digest.response", "-T", "fields", "-e", "sip.from.tag"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300, check=False)
    for tag in set(run.stdout.decode().split()):
        try:
            text = bytes.fromhex(tag)
        except ValueError:
            continue
        if b":" in text and b"\x01" in text:
            yield tag.encode()


def main():
    ringside, shared, table_path = sys.argv[1:4]
    table = read_table(table_path)
    bad = 0
    update = os.environ.get("RS_UPDATE")
    for path in captures(shared):
        name = os.path.basename(path)
        found, output = fired(ringside, path)
        wanted = table.get(name, {})
        if update:
            for (finding, severity, subkind), frame in sorted(found.items()):
                reason = wanted.get((finding, severity, subkind), (0, "?"))[1]
                print(name, finding, severity, subkind, frame, reason, sep="\t")
            continue
        for key, frame in found.items():
            if key not in wanted:
                print(f"{name}: {' '.join(key)} in frame {frame}, and nobody says that it is true")
                bad += 1
            elif wanted[key][0] != frame:
                print(f"{name}: {' '.join(key)} in frame {frame}, not {wanted[key][0]}")
                bad += 1
        for key in wanted:
            if key not in found:
                print(f"{name}: no {' '.join(key)}")
                bad += 1
        if name == "attack-svcrack.pcap":
            shown = [tag for tag in secrets_of(path) if tag in output]
            for tag in shown[:3]:
                print(f"{name}: a guess is told: {tag.decode()}")
            bad += len(shown)
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
