#!/usr/bin/env python3
"""stats.py RINGSIDE SOURCE_DIR BINARY_DIR: what tshark -z says, against the sensor's records.

The tree's counts and the response times are reckoned again from EVE; a followed
call is held against the octets that were written into the capture.
"""
import collections
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import packets  # noqa: E402
from with_plugin import Report, Wireshark  # noqa: E402

CAPTURES = ["cancel", "call-proxied", "call-tcp", "dead-callee", "fork-two-answers",
            "lync-call-failed", "no-ack", "register-digest", "responses", "span-dup",
            "tcp-shared-segment"]
SIP = ("-o", "tcp.reassemble_out_of_order:TRUE", "-o", "tcp.try_heuristic_first:TRUE",
       "-o", "udp.try_heuristic_first:TRUE")


def records(ringside, capture):
    out = subprocess.run([ringside, "-r", capture, "--log", "message", "-o", "eve"],
                         capture_output=True, text=True, check=True).stdout
    return [r for r in map(json.loads, out.splitlines()) if r["event_type"] == "sip"]


def tree(wireshark, capture):
    """{path of names: count} of the statistics tree."""
    out = wireshark.tshark("-2", "-q", "-r", capture, *SIP, "-z", "ringside,tree")
    counts, path = {}, []
    for line in out.splitlines():
        found = re.match(r"^( *)(\S.*?)  +(\d+)\b", line)
        if found and not line.startswith("Topic"):
            depth = len(found.group(1))
            path = path[:depth] + [found.group(2)]
            counts["/".join(path)] = int(found.group(3))
    return counts


def expected_tree(messages):
    counts = collections.Counter()
    for r in messages:
        code, method = r["sip"].get("code"), r["ringside"].get("method")
        counts["SIP messages"] += 1
        if code:
            counts["SIP messages/Responses"] += 1
            counts["SIP messages/Responses/" + r["ringside"]["class"]] += 1
            counts["SIP messages/Responses/%s/%s" % (r["ringside"]["class"], code)] += 1
        else:
            counts["SIP messages/Requests"] += 1
            counts["SIP messages/Requests/" + method] += 1
        kind = {"retransmission": "Sent again", "duplicate": "Captured twice",
                "unmatched": "Belonging to nothing seen"}.get(r["ringside"]["role"])
        if kind:
            name = "%s of %s" % (code, method) if code else method
            counts[kind] += 1
            counts["%s/%s" % (kind, name)] += 1
    return counts


def without_phrases(counts):
    """"200 OK of INVITE" is "200 of INVITE": phrases are the core's own table on both sides."""
    return {re.sub(r"/(\d{3}) .*?( of [A-Z]+)?$", lambda m: "/" + m.group(1) + (m.group(2) or ""),
                   path): n for path, n in counts.items()}


def check_tree(report, wireshark, name, capture, messages):
    got = without_phrases(tree(wireshark, capture))
    findings = {p: n for p, n in got.items() if p.startswith("Findings")}
    counted = {p: n for p, n in got.items() if n and p not in findings}
    report.same(name + ": tree", counted, dict(expected_tree(messages)))
    rows = wireshark.fields(capture, ["ringside.finding"], "-2", "-Y", "ringside.finding", *SIP)
    ids = collections.Counter(i for row in rows for i in row[0])
    told = {p.split("/")[1].split()[0]: n for p, n in findings.items() if "/" in p}
    report.same(name + ": findings in the tree", told, dict(ids))
    report.same(name + ": sum of findings", findings.get("Findings", 0), sum(ids.values()))


def check_only_sip(report, wireshark, name, capture):
    """No field of ours on a frame without SIP, and ours on every frame with a message."""
    rows = wireshark.fields(capture, ["frame.number", "sip.Call-ID", "ringside.summary"], "-2",
                            *SIP)
    report.same(name + ": annotated frames", [r[0][0] for r in rows if r[2]],
                [r[0][0] for r in rows if r[1]])


def response_times(wireshark, capture):
    """[{method: (count, min, max, sum)}] of the two tables, final first."""
    out = wireshark.tshark("-2", "-q", "-r", capture, *SIP, "-z", "ringside,srt")
    tables = []
    for line in out.splitlines():
        if re.match(r"^Index +(Final response|First 1xx) to", line):
            tables.append({})
        found = re.match(r"^ *\d+ +(\S+) +(\d+) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)$", line)
        if found:
            n, low, high, _, total = [float(x) for x in found.groups()[1:]]
            tables[-1][found.group(1)] = (int(n), low, high, total)
    return tables


def expected_times(messages, role, frame, took):
    times = collections.defaultdict(list)
    for r in messages:
        note = r["ringside"]
        if note["role"] == role and note.get(frame) == r["pcap_cnt"] and took in note:
            times[note["method"]].append(note[took])
    return {m: (len(t), min(t), max(t), sum(t)) for m, t in times.items()}


def check_times(report, wireshark, name, capture, messages):
    got = response_times(wireshark, capture)
    wanted = [expected_times(messages, "final", "final_in", "time_to_final"),
              expected_times(messages, "provisional", "provisional_in", "time_to_provisional")]
    report.same(name + ": methods with times", [sorted(t) for t in got], [sorted(t) for t in wanted])
    for table, sums in zip(got, wanted):
        for method in set(table) & set(sums):
            near = all(abs(a - b) < 2e-6 * table[method][0] + 1e-9
                       for a, b in zip(table[method], sums[method]))
            report.true("%s: times of %s: %s is %s" % (name, method, table[method], sums[method]),
                        near)


def followed(wireshark, capture, call):
    """[(called side?, octets)] of -z follow in raw mode."""
    out = wireshark.tshark("-2", "-q", "-r", capture, *SIP, "-z", "follow,ringside,raw,%d" % call)
    lines = [line for line in out.splitlines() if re.fullmatch(r"\t?([0-9a-f]{2})+", line)]
    return [(line.startswith("\t"), bytes.fromhex(line.strip())) for line in lines]


def check_follow(report, wireshark, source_dir, writer):
    def scenario(name):
        out = os.path.join(wireshark.folder, name + ".pcap")
        subprocess.run([writer, os.path.join(source_dir, "tests", "plugin", "defects",
                                             name + ".scn"), out], check=True)
        os.chmod(out, 0o644)
        return packets.datagrams(out), out

    messages, capture = scenario("cancel")
    called = messages[0][2]
    spoken = [(src == called, octets) for _, src, _, octets in messages]
    report.same("follow a call", followed(wireshark, capture, 1), spoken)
    tls = os.path.join(wireshark.folder, "followed.pcapng")
    packets.over_tls(tls, messages, wireshark.folder)
    report.same("follow a call over TLS", followed(wireshark, tls, 1), spoken)
    text = wireshark.tshark("-2", "-q", "-r", capture, "-z", "follow,ringside,ascii,1")
    report.same("follow as text", text.replace("\r", "").count("CSeq: 1 CANCEL\n"), 2)
    messages, _ = scenario("pipeline")
    shared = os.path.join(wireshark.folder, "shared.pcapng")
    packets.over_tcp(shared, messages, [1, 1, 2])
    for call in (1, 2):
        mine = [(src == messages[0][2], octets)
                for i, (_, src, _, octets) in enumerate(messages) if i % 2 == call - 1]
        report.same("follow call %d of a shared segment" % call,
                    followed(wireshark, shared, call), mine)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    ringside, source_dir, build_dir = sys.argv[1:4]
    wireshark, report = Wireshark(build_dir), Report()
    for name in CAPTURES:
        path = os.path.join(source_dir, "pcaps", name + ".pcap")
        capture, messages = wireshark.place(path), records(ringside, path)
        check_tree(report, wireshark, name, capture, messages)
        check_only_sip(report, wireshark, name, capture)
        check_times(report, wireshark, name, capture, messages)
    check_follow(report, wireshark, source_dir, os.path.join(build_dir, "tests", "scenario2pcap"))
    report.end()


main()
