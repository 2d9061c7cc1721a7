#!/usr/bin/env python3
"""profile.py RINGSIDE SOURCE_DIR BINARY_DIR: the profile "Ringside" fits the plugin.

Every field it names exists, every filter compiles, tshark -C Ringside loads it
without a word, and its columns, colours and buttons give what they say.
"""
import csv
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from with_plugin import Report, Wireshark  # noqa: E402

# What a button must find in a capture; None: some frames, not all.
BUTTONS = {"errors": ("cancel", {12, 14}), "unanswered": ("dead-callee", None),
           "retransmissions": ("no-ack", None), "findings": ("no-ack", None)}

# Which rule colours which frame of pcaps/cancel.pcap, whose ladder is in the README.
COLOURS = {3: "Request", 4: "Information", 7: "Information", 8: "Request", 10: "Success",
           12: "Client Error", 15: "Request"}


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [line for line in f.read().splitlines() if line and not line.startswith("#")]


def colour_rules(folder):
    rules = [re.fullmatch(r"!?@([^@]*)@([^@]*)@\[([\d,]+)\]\[([\d,]+)\]", line)
             for line in lines(os.path.join(folder, "colorfilters"))]
    return [r.groups() for r in rules if r], None in rules


def buttons(folder):
    rows = csv.reader(lines(os.path.join(folder, "dfilter_buttons")))
    return {label: expression for _, label, expression, _ in rows}


def luminance(colour):
    """WCAG's, of a colour in 16 bits a channel."""
    channels = [int(c) / 65535 for c in colour.split(",")]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def check_fields(report, wireshark, folder):
    known = set(re.findall(r"\t(ringside[\w.]*)\t", wireshark.run("tshark", "-G", "fields").stdout))
    for name in os.listdir(folder):
        text = "\n".join(lines(os.path.join(folder, name)))
        for field in set(re.findall(r"ringside\.[a-z_.]*[a-z]", text)):
            report.true("%s names %s, which is a field" % (name, field), field in known)


def check_filters(report, wireshark, folder, capture):
    rules, damaged = colour_rules(folder)
    report.true("colour rules are well-formed", rules and not damaged)
    for name, expression, back, front in rules:
        done = wireshark.run("tshark", "-r", capture, "-Y", expression, check=False)
        report.same("rule %s compiles" % name, (done.returncode, done.stderr), (0, ""))
        wanted = 2.8 if name.startswith(("Retransmission", "Other")) else 4.5 # those are to be dim
        report.true("rule %s can be read: %.1f" % (name, contrast(back, front)),
                    contrast(back, front) >= wanted)
    for label, expression in buttons(folder).items():
        done = wireshark.run("tshark", "-2", "-r", capture, "-Y", expression, check=False)
        report.same("button %s compiles" % label, (done.returncode, done.stderr), (0, ""))


def check_load(report, wireshark, capture):
    done = wireshark.run("tshark", "-n", "-C", "Ringside", "-2", "-r", capture)
    report.same("tshark -C Ringside says nothing", done.stderr, "")
    first = next(line for line in done.stdout.splitlines() if " CANCEL " in line)
    report.true("columns: " + first, re.search(r" CANCEL +3 +1 +early +Request", first))


def check_colours(report, wireshark, capture):
    rows = wireshark.fields(capture, ["frame.number", "frame.coloring_rule.name"], "-2", "-C",
                            "Ringside", "--color")
    got = {int(row[0][0]): row[1][0] for row in rows}
    report.same("colours", {n: got[n] for n in COLOURS}, COLOURS)


def frames(wireshark, capture, expression):
    out = wireshark.tshark("-2", "-r", capture, "-Y", expression, "-T", "fields", "-e",
                           "frame.number")
    return {int(n) for n in out.split()}


def check_buttons(report, wireshark, source_dir, folder):
    made = buttons(folder)
    report.same("buttons", sorted(made),
                ["errors", "findings", "retransmissions", "this dialog", "unanswered"])
    for label, (name, wanted) in BUTTONS.items():
        capture = wireshark.place(os.path.join(source_dir, "pcaps", name + ".pcap"))
        got = frames(wireshark, capture, made[label])
        if wanted is None:
            report.true("button %s finds some of %s" % (label, name),
                        got and got < frames(wireshark, capture, "frame"))
        else:
            report.same("button %s in %s" % (label, name), got, wanted)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    source_dir, build_dir = sys.argv[2:4]
    wireshark, report = Wireshark(build_dir), Report()
    folder = os.path.join(source_dir, "plugin", "profile", "Ringside")
    capture = wireshark.place(os.path.join(source_dir, "pcaps", "cancel.pcap"))
    wireshark.add_profile(folder)
    check_fields(report, wireshark, folder)
    check_filters(report, wireshark, folder, capture)
    check_load(report, wireshark, capture)
    check_colours(report, wireshark, capture)
    check_buttons(report, wireshark, source_dir, folder)
    report.end()


main()
