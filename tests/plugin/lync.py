#!/usr/bin/env python3
"""Lync in Wireshark: logs made to captures (-o pcapng) have the sensor's verdicts, and its words.

lync.py RINGSIDE SOURCE_DIR BUILD_DIR
"""
import glob
import os
import subprocess
import sys
import tempfile

from verdicts import compare
from with_plugin import Wireshark

LOGS = ("*.txt", "*.uccapilog", "*.log")

# filter -> frames of lync-mpop-fe.txt as a capture
FRAMES = {
    'ringside.lync.src_role == "client"': "1 22",
    'ringside.lync.src_role == "Front End" && !ringside.lync.dst_role': "2 23",
    'ringside.lync.dst_role == "Mediation Server"': "24",
    'ringside.lync.src_role == "Mediation Server"': "25",
    'ringside.lync.term contains "epid: endpoint id"': "6 7 8 9 10 11 14 15 16 17 18 19 20 21",
    'ringside.lync.conversation == "Ac9S0ND3Eq9rYbKg2XdjKvH3gc="': "1 4 5",
    'ringside.lync.epid == "92a384c9c0"': "6 7 14 15",
    'ringside.ms_diagnostics == 10003': "25 27",
    'ringside.ms_diagnostics.meaning contains "gateway refused"': "25 27",
    'ringside.ms_diagnostics.class == "PSTN / medium"': "25 27",
    'ringside.finding == "L601" && ringside.finding.severity == "medium"': "25 27",
    'frame.comment contains "L601 medium"': "25",
}


def as_captures(ringside, source, folder):
    """Each log of pcaps/ as a capture."""
    made = []
    for pattern in LOGS:
        for log in sorted(glob.glob(os.path.join(source, "pcaps", pattern))):
            capture = os.path.join(folder, os.path.basename(log) + ".pcapng")
            subprocess.run([ringside, "-r", log, "-o", "pcapng:" + capture], check=True)
            made.append(capture)
    return made


def frames(wireshark, capture, wanted):
    out = wireshark.tshark("-2", "-r", wireshark.place(capture), "-Y", wanted, "-T", "fields",
                           "-e", "frame.number")
    return " ".join(out.split())


def main():
    ringside, source, build = sys.argv[1:4]
    wireshark = Wireshark(build)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        captures = as_captures(ringside, source, folder)
        for capture in captures:
            messages, _, differ, passes = compare(ringside, wireshark, capture)
            if differ or passes or not messages:
                print("FAILED:", capture, messages, differ[:6], passes[:6])
                failed += 1
        hops = next(c for c in captures if "mpop" in c)
        for wanted, expected in FRAMES.items():
            got = frames(wireshark, hops, wanted)
            if got != expected:
                print("FAILED: %s: frames %s, not %s" % (wanted, got, expected))
                failed += 1
    print("%d captures, %d filters, %d failures" % (len(captures), len(FRAMES), failed))
    return 1 if failed or not captures else 0


if __name__ == "__main__":
    sys.exit(main())
