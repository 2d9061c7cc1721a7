#!/usr/bin/env python3
"""defects.py RINGSIDE SOURCE_DIR BINARY_DIR: what the stock dissector gets wrong, right.

A function for each row of the table of defects (Wireshark 4.0.17; most are in
4.4 and 4.6 too). With -v it also says what stock answers here.
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import packets  # noqa: E402
from with_plugin import Report, Wireshark  # noqa: E402

OOO = ("-o", "tcp.reassemble_out_of_order:TRUE")


class Bench:
    def __init__(self, source_dir, build_dir, verbose):
        self.wireshark = Wireshark(build_dir)
        self.scenarios = os.path.join(source_dir, "tests", "plugin", "defects")
        self.writer = os.path.join(build_dir, "tests", "scenario2pcap")
        self.report = Report()
        self.verbose = verbose

    def path(self, name):
        return os.path.join(self.wireshark.folder, name)

    def scenario(self, name):
        """The scenario as a capture of UDP."""
        out = self.path(name + ".pcap")
        subprocess.run([self.writer, os.path.join(self.scenarios, name + ".scn"), out], check=True)
        os.chmod(out, 0o644)
        return out

    def messages(self, name, transport):
        """The scenario's messages, their Vias saying another transport."""
        said = b"SIP/2.0/" + transport
        return [(t, src, dst, octets.replace(b"SIP/2.0/UDP", said))
                for t, src, dst, octets in packets.datagrams(self.scenario(name))]

    def read(self, capture, names, *args):
        """{field: its values, one a message, "" where it has none}; frames as numbers of messages."""
        rows = self.wireshark.fields(capture, ["frame.number"] + names, "-2", "-Y", "ringside",
                                     *args)
        number = {row[0][0]: str(i + 1) for i, row in enumerate(rows)}
        answer = {}
        for i, name in enumerate(names):
            cells = [row[i + 1][0] if row[i + 1] else "" for row in rows]
            is_frame = name.endswith(("_in", "_of"))
            answer[name] = [number.get(c, "frame " + c) if c and is_frame else c for c in cells]
        return answer

    def check(self, what, capture, wanted, *args):
        """wanted: {field: "1 - 3": one value a message}, a dash where there is none."""
        got = self.read(capture, list(wanted), *args)
        for name, values in wanted.items():
            values = ["" if v == "-" else v for v in values.split()]
            self.report.same("%s: ringside.%s" % (what, name.split("ringside.")[1]), got[name],
                             values)
        self.tell_stock(what, capture, *args)

    def tell_stock(self, what, capture, *args):
        if not self.verbose:
            return
        rows = self.wireshark.fields(
            capture, ["frame.number", "sip.response-request", "sip.resend", "sip.resend-original"],
            "-2", "-Y", "sip", *args, plugin=False)
        print("%s, stock: (frame, request, resend, of) %s"
              % (what, " ".join("(%s)" % ",".join("|".join(c) for c in r) for r in rows)))


CANCEL = {"ringside.transaction": "1 1 1 2 2 1 1",
          "ringside.transaction.request_in": "- 1 1 - 4 1 1",
          "ringside.transaction.cancel_in": "4 4 4 - - 4 4",
          "ringside.transaction.final_in": "6 6 6 5 - - 6"}
LATE_COPY = {"ringside.transaction": "1 1 1 1 2 2 1",
             "ringside.transaction.request_in": "- 1 1 1 - 5 1",
             "ringside.transaction.retransmission_of": "- - - - - - 3",
             "ringside.role": "request provisional final ack request final retransmission"}


def row_1(b):
    """The 487 and its ACK belong to the INVITE, and the CANCEL has an answer of its own."""
    b.check("1 cancel", b.scenario("cancel"), CANCEL)


def row_2(b):
    """The other phone's 2xx is no retransmission."""
    b.check("2 fork", b.scenario("fork"), {
        "ringside.role": "request provisional provisional final ack final ack",
        "ringside.transaction.retransmission_of": "- - - - - - -",
        "ringside.transaction.request_in": "- 1 1 1 1 1 1",
        "ringside.dialog": "1 1 2 1 1 2 2"})


def row_3(b):
    """Two requests of one dialog on their way at once: each has its answer."""
    b.check("3 overlap", b.scenario("overlap"), {
        "ringside.transaction": "1 1 1 2 3 2 3",
        "ringside.transaction.request_in": "- 1 1 - - 4 5",
        "ringside.dialog": "1 1 1 1 1 1 1"})


def row_4(b):
    """An answer from another port is an answer."""
    b.check("4 other port", b.scenario("other-port"), {
        "ringside.role": "request final", "ringside.transaction.request_in": "- 1",
        "ringside.transaction.final_in": "2 -",
        "ringside.transaction.time_to_final": "- 0.250000000"})


def row_5(b):
    """A copy is known for one when the call has gone on meanwhile."""
    b.check("5 late copy", b.scenario("late-copy"), LATE_COPY)


def row_6(b):
    """The same links over every transport."""
    for name, wanted in (("cancel", CANCEL), ("late-copy", LATE_COPY)):
        for carrier, write in (("TCP", packets.over_tcp), ("WS", packets.over_websocket),
                               ("SCTP", packets.over_sctp)):
            made = write(b.path("%s-%s.pcapng" % (name, carrier)),
                         b.messages(name, carrier.encode()))
            b.check("6 %s over %s" % (name, carrier), made, wanted)
        made = packets.over_tls(b.path(name + "-TLS.pcapng"), b.messages(name, b"TLS"),
                                b.wireshark.folder)
        b.check("6 %s over TLS" % name, made, wanted)


def row_7(b):
    """Answers that share a segment keep their own requests, in one pass and in two."""
    made = packets.over_tcp(b.path("pipeline.pcapng"), b.messages("pipeline", b"TCP"), [1, 1, 2])
    names = ["frame.number", "ringside.transaction", "ringside.transaction.request_in"]
    for passes in ([], ["-2"]):
        rows = b.wireshark.fields(made, names, "-Y", "ringside", *passes)
        b.report.same("7 pipeline %s" % passes, rows,
                      [[["4"], ["1"], []], [["5"], ["2"], []], [["6"], ["1", "2"], ["4", "5"]]])
    b.tell_stock("7 pipeline", made)


def row_8(b):
    """Call-IDs are compared to their end."""
    b.check("8 long Call-ID", b.scenario("ids"), {
        "ringside.call": "1 1 2 2 3 3", "ringside.transaction.retransmission_of": "- - - - - -",
        "ringside.transaction.request_in": "- 1 - 3 - 5"})


def row_9(b):
    """A message whose dissection breaks off is annotated all the same."""
    b.check("9 be-route", b.scenario("ids"), {
        "ringside.transaction": "1 1 2 2 3 3",
        "ringside.role": "request final request final request final"})


def row_10(b):
    """A message whose segments came out of order, with the preference that the README names."""
    made = packets.over_tcp_disordered(b.path("disordered.pcapng"), b.messages("cancel", b"TCP"), 5)
    b.check("10 out of order", made, CANCEL, *OOO)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    bench = Bench(sys.argv[2], sys.argv[3], "-v" in sys.argv)
    for row in (row_1, row_2, row_3, row_4, row_5, row_6, row_7, row_8, row_9, row_10):
        row(bench)
    bench.report.end()


main()
