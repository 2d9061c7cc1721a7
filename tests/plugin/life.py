#!/usr/bin/env python3
"""The plugin as a guest in Wireshark: what it must leave alone, and how it begins and ends.

life.py RINGSIDE SOURCE_DIR BUILD_DIR

Stock's output stays as it is; frames without SIP have no field of ours; what
needs the future is not there on the first pass; preferences and Decode As
work; a disabled plugin is silent; a second capture begins with clean state.
"""
import json
import os
import re
import shutil
import subprocess
import sys

from with_plugin import Report, Wireshark, captures

OURS = re.compile(r"^(\[Ringside: |Ringside: )")


def without_ours(text):
    """-V without our items: a line that begins with Ringside, and the deeper ones below it."""
    kept, inside = [], False
    for line in text.splitlines():
        if OURS.match(line):
            inside = True
        elif not (inside and line.startswith("    ")):
            inside = False
            kept.append(line.replace(":ringside", ""))
    return kept


def first_difference(one, other):
    for a, b in zip(one + [None], other + [None]):
        if a != b:
            return a, b
    return None


def test_stock_unchanged(w, report, source):
    for capture in captures(source):
        place = w.place(capture)
        name = os.path.basename(capture)
        for options in ([], ["-2", "-V"]):
            plain = w.tshark("-r", place, *options, plugin=False).splitlines()
            got = without_ours(w.tshark("-r", place, *options))
            report.same("stock's output %s %s" % (name, options), first_difference(got, plain),
                        None)


def test_no_field_without_sip(w, report, source):
    for capture in captures(source):
        for passes in ([], ["-2"]):
            report.same("no SIP, no field: " + os.path.basename(capture),
                        w.tshark("-r", w.place(capture), *passes, "-Y", "ringside and not sip"), "")


def rows(w, place, filter_text, *options):
    return len(w.tshark("-r", place, "-Y", filter_text, *options).splitlines())


def test_future(w, report, source):
    place = w.place(os.path.join(source, "pcaps", "dead-callee.pcap"))
    for field in ("ringside.transaction.unanswered", 'ringside.finding == "T202"'):
        report.same("one pass does not know: " + field, rows(w, place, field), 0)
        report.true("two passes know: " + field, rows(w, place, field, "-2") > 0)
    report.true("expert info for it", "T202" in w.tshark("-2", "-r", place, "-q", "-z", "expert"))


def test_preferences(w, report, source):
    place = w.place(os.path.join(source, "pcaps", "dead-callee.pcap"))
    count = rows(w, place, "ringside.finding", "-2")
    report.true("there are findings", count > 0)
    report.same("a group that is off", rows(w, place, 'ringside.finding matches "^T"', "-2", "-o",
                                            "ringside.findings_transaction:FALSE"), 0)
    report.same("an expert info of a group that is off",
                rows(w, place, "ringside.finding.invite_timeout", "-2", "-o",
                     "ringside.findings_transaction:FALSE"), 0)
    report.same("ceiling on messages",
                rows(w, place, "ringside", "-2", "-o", "ringside.max_messages:3"), 3)
    report.same("ceiling on findings",
                rows(w, place, "ringside.finding", "-2", "-o", "ringside.max_findings:1"), 1)
    report.true("Info column", "INVITE transaction 2 \u00b7 no response" in
                w.tshark("-2", "-r", place, "-o", "ringside.info:summary"))
    report.true("Info column, findings", re.search(r"\[T2\d\d", w.tshark(
        "-2", "-r", place, "-o", "ringside.info:findings")))


def test_duplicate_window(w, report, source):
    """Every packet of a call over IPv6, which has no identification, 20 ms later again."""
    once = os.path.join(source, "pcaps", "call-ipv6.pcap")
    later, twice = (os.path.join(w.folder, n) for n in ("later.pcap", "twice.pcap"))
    subprocess.run(["editcap", "-t", "0.02", once, later], check=True)
    subprocess.run(["mergecap", "-w", twice, once, later], check=True)
    os.chmod(twice, 0o644)
    for window, role, other in (("5", "retransmission", "duplicate"),
                                ("25", "duplicate", "retransmission")):
        option = ("-o", "ringside.duplicate_window:" + window)
        report.true(role + "s within " + window, rows(w, twice, "ringside." + role, *option) > 5)
        report.same("no %ss" % other, rows(w, twice, "ringside." + other, *option), 0)


def test_disabled(w, report, source):
    place = w.place(os.path.join(source, "pcaps", "cancel.pcap"))
    off = ("--disable-protocol", "ringside")
    report.same("disabled: no field", rows(w, place, "ringside", *off), 0)
    report.same("disabled: no field, two passes", rows(w, place, "ringside", "-2", *off), 0)
    report.same("disabled: nothing of ours in -V",
                w.tshark("-r", place, "-V", *off), w.tshark("-r", place, "-V", plugin=False))


def test_decode_as(w, report, source):
    for name, port in (("cancel.pcap", "udp.port==5060"), ("call-tcp.pcap", "tcp.port==5060")):
        place = w.place(os.path.join(source, "pcaps", name))
        blind = ["--disable-heuristic", "sip_udp", "--disable-heuristic", "sip_tcp", "-d"]
        report.same("stock is blind", rows(w, place, "ringside", *blind, port + ",data"), 0)
        report.same("Decode As Ringside on " + port,
                    rows(w, place, "ringside", *blind, port + ",ringside"),
                    rows(w, place, "ringside"))


def sharkd(w, requests):
    """sharkd's answers, by id: it loads captures one after another in one process."""
    lines = "".join(json.dumps(dict(r, jsonrpc="2.0", id=i + 1)) + "\n"
                    for i, r in enumerate(requests))
    done = subprocess.run(w.command("sharkd", "-"), input=lines, capture_output=True, text=True,
                          env=w.environment(), timeout=120, cwd=w.folder)
    answers = {}
    for line in done.stdout.splitlines():
        try:
            answer = json.loads(line)
        except ValueError:
            continue
        if "id" in answer:
            answers[answer["id"]] = answer.get("result")
    return answers


def test_captures_in_a_row(w, report, source):
    if not shutil.which("sharkd"):
        return
    first, second = (w.place(os.path.join(source, "pcaps", n)) for n in
                     ("cancel.pcap", "call-callee-bye.pcap"))

    def load(place):
        return {"method": "load", "params": {"file": place}}

    def ask(text):
        return {"method": "frames", "params": {"filter": text, "limit": 1000}}
    answers = sharkd(w, [load(first), ask("ringside"), load(second), ask("ringside"),
                         ask("ringside.transaction == 1"), load(first), ask("ringside")])
    counts = {i: len(answers[i] or []) for i in (2, 4, 5, 7) if i in answers}
    report.same("messages of the first", counts.get(2), rows(w, first, "ringside"))
    report.same("messages of the second", counts.get(4), rows(w, second, "ringside"))
    report.same("its transactions count from 1", counts.get(5),
                rows(w, second, "ringside.transaction == 1", "-2"))
    report.same("the first again", counts.get(7), counts.get(2))


def main():
    _, source, build = sys.argv[1:4]
    w, report = Wireshark(build), Report()
    for test in (test_no_field_without_sip, test_future, test_preferences, test_duplicate_window,
                 test_disabled, test_decode_as, test_captures_in_a_row, test_stock_unchanged):
        test(w, report, source)
    report.end()


if __name__ == "__main__":
    main()
