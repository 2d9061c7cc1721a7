#!/usr/bin/env python3
"""One settings file gives the same verdicts in the sensor and in Wireshark.

settings.py RINGSIDE SOURCE_DIR BUILD_DIR
"""
import json
import os
import subprocess
import sys

from with_plugin import Report, Wireshark

SETTINGS = ["[T213]\nseverity = critical\n[T204]\nenabled = no\n",
            "[T213]\nallow-aor = alice@lab.example\n",
            "[T213]\nallow-source = 10.9.0.31\n[T204]\nseverity = low\n",
            "[lists]\npeers = 10.9.0.21 pbx\n[T213]\nallow-peer = pbx\n"]
FIELDS = ["frame.number", "ringside.finding", "ringside.finding.severity"]


def main():
    ringside, source, build = sys.argv[1:4]
    w, report = Wireshark(build), Report()
    capture = os.path.join(source, "pcaps", "no-ack.pcap")
    place = w.place(capture)
    path = os.path.join(w.folder, "ringside.conf")

    def settings(text):
        with open(path, "w") as f:
            f.write(text)
        os.chmod(path, 0o644)

    def shown():
        said = w.tshark("-2", "-r", place, "-o", "ringside.settings:" + path, "-Y",
                        "ringside.finding", "-T", "fields", *[x for f in FIELDS for x in ("-e", f)])
        return sorted(tuple(line.split("\t")) for line in said.splitlines())

    def told():
        said = subprocess.run([ringside, "-r", capture, "-c", path, "-o", "eve", "--log", "alert"],
                              capture_output=True, text=True, check=True).stdout
        records = [json.loads(line) for line in said.splitlines()]
        return sorted((str(r["pcap_cnt"]), r["ringside"]["finding"], r["ringside"]["severity"])
                      for r in records)

    settings("")
    plain = told()
    for text in SETTINGS:
        settings(text)
        report.same(text, shown(), told())
        report.true("%r changes something" % text, told() != plain)
    settings("[T213]\nseverity = red\n")
    report.same("a wrong file: the defaults hold", shown(), plain)
    report.end()


main()
