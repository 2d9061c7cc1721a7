#!/usr/bin/env python3
"""In a single pass the plugin works only where somebody asks: whoever asks must be heard.

asked.py RINGSIDE SOURCE_DIR BUILD_DIR

A finding that is known on the first pass (T204: a request retransmitted) is
asked for in every way that tshark has; each must show it, and what nobody
asked for must not change what tshark says.
"""
import os
import sys

from with_plugin import Report, Wireshark


def main():
    _, source, build = sys.argv[1:4]
    w, report = Wireshark(build), Report()
    place = w.place(os.path.join(source, "pcaps", "dead-callee-proxied.pcap"))

    def run(*options):
        return w.tshark("-r", place, *options)

    frames = run("-Y", 'ringside.finding == "T204"', "-T", "fields", "-e", "frame.number").split()
    report.true("the capture has the finding", frames)
    first = frames[0]

    def frames_of(filter_text):
        return run("-Y", filter_text, "-T", "fields", "-e", "frame.number").split()

    # filters and fields: ours, the protocol, Wireshark's expert infos
    report.true("filter on the protocol", first in frames_of("ringside"))
    report.same("filter on the expert info",
                frames_of('_ws.expert.message contains "T204"'), frames)
    report.true("filter on any expert info", first in frames_of("_ws.expert"))
    rows = dict(line.split("\t") for line in
                run("-T", "fields", "-e", "frame.number", "-e", "ringside.finding").splitlines())
    report.same("a field", rows[first], "T204")
    rows = dict(line.split("\t") for line in
                run("-T", "fields", "-e", "frame.number", "-e", "_ws.expert.message").splitlines())
    report.true("the expert info as a field", "T204" in rows[first])
    # shown trees
    for options in (["-V"], ["-O", "ringside"], ["-T", "pdml"], ["-T", "json"], ["-T", "ek"]):
        report.true("in the tree of %s" % options, "T204" in run(*options))
    # columns
    column = 'gui.column.format:"F","%Cus:ringside.finding:0:R","I","%i"'
    report.true("a column", "T204" in run("-o", column))
    report.true("the Info column", "T204" in run("-o", "ringside.info:findings"))
    # taps
    report.true("-z expert", "T204" in run("-q", "-z", "expert"))
    report.true("-z ringside,tree", "T204" in run("-q", "-z", "ringside,tree"))
    report.true("-z ringside,srt", "INVITE" in run("-q", "-z", "ringside,srt"))
    counted = run("-q", "-z", 'io,stat,0,COUNT(ringside.finding)ringside.finding=="T204"')
    report.true("-z io,stat", "| %d |" % len(frames) in " ".join(counted.split()))
    # and where nobody asks
    for options in ([], ["-T", "fields", "-e", "frame.protocols", "-e", "sip.Method"]):
        want = w.tshark("-r", place, *options, plugin=False)
        report.same("unasked %s" % options, run(*options).replace(":ringside", ""), want)
    marked = dict(line.split("\t") for line in run("-T", "fields", "-e", "frame.number", "-e",
                                                   "frame.protocols").splitlines())
    asked = dict(line.split("\t")[:2] for line in
                 run("-T", "fields", "-e", "frame.number", "-e", "frame.protocols", "-e",
                     "ringside.method").splitlines())
    report.same("a frame's protocols, asked or not", marked, asked)
    report.end()


if __name__ == "__main__":
    main()
