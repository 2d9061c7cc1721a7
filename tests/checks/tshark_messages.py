#!/usr/bin/env python3
"""As many messages as tshark finds with the same keys, in TLS and WebSocket captures.

Usage: tshark_messages.py RINGSIDE SOURCE_DIR. Of pcaps/: those with TLS (their
secrets are inside) and WebSocket; of ../shared/pcaps: all of the lab, TLS with
its key logs, and the public ones with TLS. Messages quoted in ICMP errors are
none. A difference has its reason in DIFFERS.
"""
import glob
import json
import os
import subprocess
import sys

OPTIONS = ["-o", "tcp.try_heuristic_first:TRUE", "-o", "udp.try_heuristic_first:TRUE",
           "-o", "tcp.reassemble_out_of_order:TRUE"]

# capture: (ours, tshark's, why)
DIFFERS = {
    "cancel-deflate.pcap": (13, 0, "tshark 4.0 does not open permessage-deflate"),
    "benign-keepalives.pcap": (
        124, 117, "tshark loses messages behind a CRLF keep-alive in a TCP segment of its own"),
}


def ours(ringside, path, keylog):
    command = [ringside, "-r", path, "-o", "eve", "--log", "stats"]
    if keylog:
        command += ["--keylog", keylog]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    records = [json.loads(line)["ringside"] for line in out.splitlines()]
    return [r for r in records if "messages" in r][-1]["messages"]  # services' come behind


def theirs(path, keylog):
    command = ["tshark", "-n", "-r", path, *OPTIONS, "-Y", "sip && !icmp && !icmpv6", "-T", "fields", "-E",
               "aggregator=^", "-e", "sip.Request-Line", "-e", "sip.Status-Line"]
    if keylog:
        command += ["-o", "tls.keylog_file:" + keylog]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [part for line in out.splitlines() for cell in line.split("\t")
             for part in cell.split("^")]
    return sum(1 for line in lines if line)


def captures(source):
    """(path, key log or None)."""
    for pattern in ("tls-*.pcapng", "cancel-websocket.pcap", "cancel-deflate.pcap"):
        for path in sorted(glob.glob(os.path.join(source, "pcaps", pattern))):
            yield path, None
    lab = os.path.join(source, "..", "shared", "pcaps", "lab")
    if not os.path.isdir(lab):
        print("no ../shared/pcaps: its captures are left out")
        return
    for path in sorted(glob.glob(os.path.join(lab, "*.pcap"))):
        keylog = path.rsplit(".", 1)[0] + ".keylog"
        yield path, keylog if os.path.exists(keylog) else None
    for path in sorted(glob.glob(os.path.join(lab, "..", "public", "*tls*"))):
        yield path, None


def main():
    ringside, source = sys.argv[1:3]
    failures = count = messages = 0
    for path, keylog in captures(source):
        name = os.path.basename(path)
        mine = ours(ringside, path, keylog)
        other = theirs(path, keylog)
        count += 1
        messages += mine
        if mine == other:
            continue
        wanted = DIFFERS.get(name)
        if wanted and wanted[:2] == (mine, other):
            print("%s: %d here, %d in tshark: %s" % (name, mine, other, wanted[2]))
            continue
        failures += 1
        print("FAILED: %s: %d messages here, %d in tshark" % (name, mine, other))
    print("%d captures, %d messages, %d failures" % (count, messages, failures))
    return 1 if failures or not count else 0


sys.exit(main())
