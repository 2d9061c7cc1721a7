"""One capture's SIP messages with their links, by tshark and by the sensor: tshark_links.py's input.

The header fields are read here from tshark's own text of each message, so that
what is said about a difference rests neither on the sensor nor on stock's links.
"""
import collections
import json
import re
import subprocess

OPTIONS = ["-o", "tcp.try_heuristic_first:TRUE", "-o", "udp.try_heuristic_first:TRUE",
           "-o", "tcp.reassemble_out_of_order:TRUE"]
FIELDS = ["frame.number", "frame.time_epoch", "ip.src", "ipv6.src", "ip.dst", "ipv6.dst",
          "udp.srcport", "udp.dstport", "sip.Request-Line", "sip.Status-Line", "sip.msg_hdr",
          "sip.response-request", "sip.resend", "sip.resend-original", "icmp", "icmpv6"]
CELL, PART = "\x1d", "\x1e"  # which no message here holds
SHORT = {"v": "via", "f": "from", "t": "to", "i": "call-id"}


class Message:
    """What RFC 3261 matches by, and where the message went."""

    def __init__(self, start, text):
        self.start, self.text = start, text
        self.is_request = not start.upper().startswith("SIP/")
        self.code = "" if self.is_request else (start.split() + ["", ""])[1]
        fields = collections.defaultdict(list)
        head = re.sub(r"\r?\n[ \t]+", " ", text).split("\r\n\r\n")[0].split("\n\n")[0]
        for line in re.split(r"\r\n|\n", head):
            name, colon, value = line.partition(":")
            if colon:
                name = name.strip().lower()
                fields[SHORT.get(name, name)].append(value.strip())
        self.via = ("".join(fields["via"][:1])).split(",")[0]
        self.branch = self.parameter(self.via, "branch")
        self.sent_by = "".join(self.via.split(";")[0].split()[1:]).lower()
        self.from_tag = self.parameter("".join(fields["from"][:1]).rpartition(">")[2], "tag")
        self.to_tag = self.parameter("".join(fields["to"][:1]).rpartition(">")[2], "tag")
        self.call_id = "".join(fields["call-id"][:1])
        cseq = ("".join(fields["cseq"][:1])).split()
        self.cseq = cseq[0].lstrip("0") if cseq else ""
        self.method = cseq[1] if len(cseq) > 1 else ""
        self.ours = self.theirs = None      # the request's frame, 0: none
        self.copy_ours = self.copy_theirs = 0   # the frame that this one repeats
        self.role = ""

    @staticmethod
    def parameter(value, name):
        found = re.search(r";\s*" + name + r"\s*=\s*([^;,\s]+)", value, re.I)
        return found.group(1) if found else ""

    @property
    def cookie(self):
        return self.branch.lower().startswith("z9hg4bk")


def number(text):
    return int(text) if text else 0


def inner(row, end):
    """The innermost addresses of both families: which of the two is the message's does not matter."""
    return tuple((row[k + end] or [""])[-1] for k in ("ip.", "ipv6."))


def aligned(values, places, count):
    """values, one for each of places messages of count; None where that cannot be told."""
    if not values:
        return [""] * count
    if len(values) == count:
        return values
    return None if len(values) != len(places) else [
        values[places.index(i)] if i in places else "" for i in range(count)]


def messages_of_frame(row):
    """The frame's messages with stock's links; None where stock lost a start line or header."""
    lines = row["sip.Request-Line"] + row["sip.Status-Line"]
    texts = row["sip.msg_hdr"]
    if len(lines) != len(texts):
        return None
    if len(lines) > 1 and row["sip.Request-Line"] and row["sip.Status-Line"]:
        return None  # which came first is not told
    made = [Message(line, text.encode().decode("unicode_escape", "replace"))
            for line, text in zip(lines, texts)]
    linked = aligned(row["sip.response-request"],
                     [i for i, m in enumerate(made) if not m.is_request], len(made))
    again = aligned(row["sip.resend"], [], len(made))
    of = aligned(row["sip.resend-original"],
                 [i for i, v in enumerate(again or []) if v in ("1", "True")], len(made))
    if linked is None or again is None or of is None:
        return None
    for m, request, copy in zip(made, linked, of):
        m.theirs, m.copy_theirs = number(request), number(copy)
        m.frame = int(row["frame.number"][0])
        m.time = float(row["frame.time_epoch"][0])
        m.src, m.dst = inner(row, "src"), inner(row, "dst")
        m.udp = bool(row["udp.srcport"])
        m.ports = (row["udp.srcport"][-1], row["udp.dstport"][-1]) if m.udp else ("", "")
    return made


def tshark(path, keylog):
    """{frame: its messages}, and the number of frames that cannot be taken apart."""
    command = ["tshark", "-n", "-2", "-r", path, *OPTIONS, "-Y", "sip", "-T", "fields", "-E",
               "separator=" + CELL, "-E", "aggregator=" + PART]
    if keylog:
        command += ["-o", "tls.keylog_file:" + keylog]
    for name in FIELDS:
        command += ["-e", name]
    out = subprocess.run(command, capture_output=True, text=True, errors="replace").stdout
    frames, odd = {}, 0
    for line in out.split("\n"):
        cells = [cell.split(PART) if cell else [] for cell in line.split(CELL)]
        row = dict(zip(FIELDS, cells))
        if len(cells) != len(FIELDS) or row["icmp"] or row["icmpv6"]:
            odd += bool(line) and len(cells) != len(FIELDS)
            continue  # an ICMP error quotes a message, it is none
        made = messages_of_frame(row)
        if made:
            frames[made[0].frame] = made
        else:
            odd += 1
    return frames, odd


def sensor(ringside, path, keylog):
    """{frame: its message records}."""
    command = [ringside, "-r", path, "-o", "eve", "--log", "message"]
    if keylog:
        command += ["--keylog", keylog]
    out = subprocess.run(command, capture_output=True).stdout
    frames = collections.defaultdict(list)
    for line in out.decode("utf-8", "replace").splitlines():
        record = json.loads(line)
        frames[record["pcap_cnt"]].append(record["ringside"])
    return frames


def read(ringside, path, keylog=None):
    """(messages that both see, with all links; the frames whose messages one alone sees)."""
    theirs, odd = tshark(path, keylog)
    ours = sensor(ringside, path, keylog)
    both, apart = [], collections.Counter({-1: odd})
    for frame in sorted(set(theirs) | set(ours)):
        a, b = ours.get(frame, []), theirs.get(frame, [])
        if len(a) != len(b):
            apart[frame] = max(len(a), len(b))
            continue
        for record, m in zip(a, b):
            m.ours = record.get("request_in", 0)
            m.copy_ours = record.get("retransmission_of", 0)
            m.role = record["role"]
            both.append(m)
    return both, apart
