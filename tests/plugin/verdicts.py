#!/usr/bin/env python3
"""The same bytes, the same verdict: plugin and sensor agree frame for frame.

verdicts.py RINGSIDE SOURCE_DIR BUILD_DIR [CAPTURE...]

For each capture (all of pcaps/ and of ../shared/pcaps by default) the set of
(frame, transaction, dialog, role, retransmission) of messages and of (frame,
finding) from `tshark -2` with the plugin equals that of
`ringside --log message,alert -o eve`. A capture in verdicts.reasons may
differ: its line says why, and it must still differ, or the line is stale.

So does the call with its leg and reason: in a single pass as it was known then,
which is how the sensor tells it; in two passes as it is known at the end, which
is what the sensor's joins add up to.

The messages of a single pass, which takes their octets another way, equal those
of two passes in each capture.
"""
import collections
import concurrent.futures
import glob
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

from with_plugin import Wireshark

SHOWN = 6
SETTINGS = ["-o", "tcp.reassemble_out_of_order:TRUE"]


def sensor(ringside, capture):
    """Messages and findings by the sensor's EVE."""
    out = subprocess.run([ringside, "-r", capture, "-o", "eve:-",
                          "--log", "message,alert"], capture_output=True, timeout=300)
    messages, findings = collections.Counter(), collections.Counter()
    calls, joined = [], {}
    for line in out.stdout.decode("utf-8", "replace").splitlines():
        r = json.loads(line)
        ours = r["ringside"]
        if r["event_type"] == "sip":
            role = ours["role"]
            messages[(r["pcap_cnt"], ours.get("transaction", 0), ours.get("dialog", 0), role,
                      role == "retransmission")] += 1
            findings.update((r["pcap_cnt"], f) for f in ours.get("findings", []))
            call = ours.get("call", 0)
            calls.append((r["pcap_cnt"], call, ours.get("leg", call),
                          ours.get("join", "call-id" if call else "")))
            joined.update((number, call) for number in ours.get("joined", []))
        else:
            findings[(r["pcap_cnt"], ours["finding"])] += 1

    def last(number):
        while number in joined:
            number = joined[number]
        return number
    return messages, findings, calls, [(f, last(c), leg) for f, c, leg, _ in calls]


def plugin(wireshark, capture, options):
    """The same by the plugin. JSON loses repeated keys: PDML does not."""
    messages, findings = collections.Counter(), collections.Counter()
    calls = []
    text = wireshark.tshark("-r", wireshark.place(capture), "-Y", "ringside", "-T", "pdml",
                            "-J", "frame ringside", *options, check=False)
    # status 2: the capture is cut short, which both read up to there
    for packet in ET.fromstring(text).iter("packet"):
        frame = 0
        for field in packet.iter("field"):
            if field.get("name") == "frame.number":
                frame = int(field.get("show"))
        for item in packet.iter("proto"):
            if item.get("name") != "ringside":
                continue
            by_name = collections.defaultdict(list)
            for field in item.iter("field"):
                by_name[field.get("name")].append(field.get("show"))

            def number(name):
                return int(by_name[name][0]) if by_name[name] else 0
            messages[(frame, number("ringside.transaction"), number("ringside.dialog"),
                      by_name["ringside.role"][0], bool(by_name["ringside.retransmission"]))] += 1
            findings.update((frame, f) for f in by_name["ringside.finding"])
            calls.append((frame, number("ringside.call"), number("ringside.call.leg"),
                          "".join(by_name["ringside.call.join"])))
    return messages, findings, calls, [call[:3] for call in calls]


def reasons(path, series):
    """capture name -> reason; what newer Wiresharks do better begins with "before X.Y: "."""
    known = {}
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            name, reason = line.rstrip("\n").split("\t", 1)
            before = re.match(r"before (\d+)\.(\d+): ", reason)
            if not before or series < tuple(int(n) for n in before.groups()):
                known[name] = reason
    return known


def call_differences(wanted, got, once):
    """Calls as they were known then, and as they are known at the end."""
    found = []
    for what, a, b in (("call then", wanted[2], once[2]), ("call at last", wanted[3], got[3])):
        found += [(k, what, "sensor only") for k in set(a) - set(b)]
        found += [(k, what, "plugin only") for k in set(b) - set(a)]
    return found


def differences(one, other):
    """Findings as sets: an alert is given for the first of several alike, each frame shows it."""
    found = []
    for what, a, b in (("message", set(one[0]), set(other[0])),
                       ("finding", set(one[1]), set(other[1]))):
        found += [(k, what, "sensor only") for k in a - b]
        found += [(k, what, "plugin only") for k in b - a]
    return sorted(found, key=str)


def all_captures(source):
    shared = os.environ.get("RS_SHARED", os.path.join(source, "..", "shared"))
    ours = sorted(glob.glob(os.path.join(source, "pcaps", "*.pcap*")) +
                  glob.glob(os.path.join(source, "pcaps", "tunnels", "*.pcap*")))
    theirs = sorted(p for p in glob.glob(os.path.join(shared, "pcaps", "**", "*.*cap*"),
                                         recursive=True)
                    if p.endswith((".pcap", ".pcapng", ".cap", ".pcap.gz", ".pcapng.gz")))
    return ours + theirs


def compare(ringside, wireshark, capture):
    """Messages and findings there are, differences, and what one pass says otherwise than two."""
    wanted = sensor(ringside, capture)
    got = plugin(wireshark, capture, ["-2", *SETTINGS])
    once = plugin(wireshark, capture, SETTINGS)
    return (sum(wanted[0].values()), len(wanted[1]),
            differences(wanted, got) + call_differences(wanted, got, once),
            sorted((once[0] - got[0]) + (got[0] - once[0])))


def made_captures(source, build, folder):
    """What the scenarios say of legs, some of which only an answer joins."""
    made, folder = [], os.path.join(folder, "made")
    os.mkdir(folder)
    for scenario in sorted(glob.glob(os.path.join(source, "tests", "scenarios", "legs-*.scn"))):
        made.append(os.path.join(folder, os.path.basename(scenario) + ".pcap"))
        subprocess.run([os.path.join(build, "tests", "scenario2pcap"), scenario, made[-1]],
                       check=True)
    return made


def main():
    ringside, source, build = sys.argv[1:4]
    wireshark = Wireshark(build)
    known = reasons(os.path.join(source, "tests", "plugin", "verdicts.reasons"),
                    wireshark.series)
    captures = sys.argv[4:] or all_captures(source) + made_captures(source, build,
                                                                    wireshark.folder)
    failed = explained = messages = findings = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda c: compare(ringside, wireshark, c), captures)
        for capture, (m, f, diff, passes) in zip(captures, results):
            name = os.path.basename(capture)
            messages += m
            findings += f
            if passes:
                failed += 1
                print("FAIL %s: one pass and two differ: %r" % (name, passes[:SHOWN]))
            if bool(diff) == (name in known):
                explained += bool(diff)
                continue
            failed += 1
            print("FAIL %s: %s" % (name, "%d differences" % len(diff) if diff
                                   else "in verdicts.reasons, but does not differ"))
            for key, what, where in diff[:SHOWN]:
                print("  %s %s: %r" % (where, what, key))
    print("%d captures, %d messages, %d findings; %d differ for a known reason; %d failed" %
          (len(captures), messages, findings, explained, failed))
    sys.exit(1 if failed or not captures else 0)


if __name__ == "__main__":
    main()
