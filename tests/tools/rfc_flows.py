#!/usr/bin/env python3
"""Writes the call flows of an RFC as scenarios, with the RFC's own messages.

Usage: rfc_flows.py RFC.txt FOLDER

Each section whose messages ("F1 INVITE Alice -> Bob") are all printed becomes
FOLDER/rfcNNNN-SECTION.scn; the others are named on stderr, with the first
message that the RFC leaves out. Content-Length is counted anew ({len}): the
printed bodies are indented. What is expected stands at the end of the file and
is written by hand: an existing file keeps the lines behind its last message.
"""
import os
import re
import sys

PAGE = re.compile(r"^(\S.*\[Page \d+\]|RFC \d+ .* \d{4})\s*$")
SECTION = re.compile(r"^(\d+(?:\.\d+)+)\.?\s+(\S.*)$")
ARROW = re.compile(r"^\s+F(\d+)[.:]?\s+(.*?)\s*->\s*(\S.*?)\s*$")
REQUEST = re.compile(r"^[A-Z]+ \S+ SIP/2\.0$")
STATUS = re.compile(r"^SIP/2\.0 +\d{3} ")
SAME = re.compile(r"^\s+(?:Same as|Resend of) Message F(\d+)", re.I)


def lines_of(path):
    """The text without page breaks; blank runs at them are one blank line."""
    out = []
    for line in open(path, encoding="latin-1"):
        line = line.rstrip("\r\n\f").replace("\f", "")
        if PAGE.match(line):
            while out and not out[-1].strip():
                out.pop()
            out.append("\f")
        elif out and out[-1] == "\f" and not line.strip():
            continue
        else:
            out.append(line)
    return out


def sections(lines):
    name, title, body = None, "", []
    for line in lines:
        m = SECTION.match(line)
        if m and "..." not in line:
            if name:
                yield name, title, body
            name, title, body = m.group(1), m.group(2), []
        elif name:
            body.append(line)
    if name:
        yield name, title, body


def message_of(block):
    """Start line, headers, body; None when it is not printed."""
    text = [l for l in block if l != "\f"]
    start = next((i for i, l in enumerate(text)
                  if REQUEST.match(l.strip()) or STATUS.match(l.strip())), None)
    if start is None:
        return None
    indent = len(text[start]) - len(text[start].lstrip())
    head, body, in_body = [], [], False
    for line in text[start:]:
        bare = line[indent:] if line[:indent].strip() == "" else line.strip()
        if not in_body and not bare.strip():
            in_body = True
        elif not in_body:
            if bare[0] in " \t" or re.match(r"^[A-Za-z0-9-]+\s*:", bare) or len(head) == 0:
                head.append(bare.rstrip())
            elif head[-1].endswith((":", ",")):  # folded, but not indented
                head[-1] += " " + bare.rstrip()
            else:
                break
        elif re.match(r"^[a-z]=", bare) or (body and bare.strip() and not bare.startswith(("/*", "F"))
                                            and re.match(r"^[a-z]=", bare)):
            body.append(bare.rstrip())
        elif body:
            break
        elif bare.strip():
            break
    if len(head) < 6:
        return None  # "..." or the first line alone
    head = [re.sub(r"^(Content-Length|l)\s*:.*", r"\1: {len}", h, flags=re.I) for h in head]
    if not any(h.lower().startswith("content-length") for h in head):
        head.append("Content-Length: {len}")
    return head, body


def flow(body):
    """(number, text, from, to, message) in the order printed."""
    steps, at = [], None
    for line in body:
        m = ARROW.match(line)
        if m:
            at = [int(m.group(1)), m.group(2), m.group(3), []]
            steps.append(at)
        elif at:
            at[3].append(line)
    for step in steps: # "Same as Message F1", "Resend of Message F4"
        same = next((SAME.match(l) for l in step[3] if SAME.match(l)), None)
        for other in steps:
            if same and other[0] == int(same.group(1)):
                step[3] = other[3]
    return steps


def sender_of(words, known):
    """'200 OK SIP Server' -> 'SIP Server': the longest known name, else the last words."""
    for name in sorted(known, key=len, reverse=True):
        if words == name or words.endswith(" " + name):
            return name
    m = re.search(r"((?:Proxy|User|Server|SIP Server|Gateway|Device|Agent) ?\w*|\w+)$", words)
    return m.group(1)


def transport_of(head):
    for h in head:
        m = re.match(r"^(?:Via|v)\s*:\s*SIP\s*/\s*2\.0\s*/\s*(\w+)", h, re.I)
        if m:
            return m.group(1).lower()
    return "udp"


def kept(path):
    """What was written by hand behind the last message."""
    if not os.path.exists(path):
        return ""
    text = open(path).read()
    return text[text.rindex("\n.\n") + 3:]


def write(path, rfc, name, title, steps):
    known = {s[2] for s in steps}
    hosts, out, transport = {}, [], None

    def host(label):
        return hosts.setdefault(re.sub(r"\W+", "", label).lower()[:20], len(hosts) + 1) and \
            re.sub(r"\W+", "", label).lower()[:20]

    for number, words, to, block in steps:
        message = message_of(block)
        src, dst = host(sender_of(words, known)), host(to)
        via = transport_of(message[0])
        if via != transport:
            transport = via
            out.append("transport %s\n" % via)
        out.append("# F%d\n+0.1 %s > %s\n%s\n\n%s.\n" % (
            number, src, dst, "\n".join(message[0]), "".join(b + "\n" for b in message[1])))
    tail = kept(path)
    with open(path, "w") as f:
        f.write("# RFC %s %s: %s. By tests/tools/rfc_flows.py; the end is written by hand.\n" %
                (rfc, name, title))
        for label, n in hosts.items():
            f.write("host %s 10.36.0.%d:5060\n" % (label, n))
        f.write("".join(out) + tail)


def main():
    source, folder = sys.argv[1:]
    rfc = re.search(r"(\d+)", os.path.basename(source)).group(1)
    for name, title, body in sections(lines_of(source)):
        steps = flow(body)
        if not steps:
            continue
        missing = next((s for s in steps if message_of(s[3]) is None), None)
        if missing:
            print("%s: F%d %s is not printed" % (name, missing[0], missing[1]), file=sys.stderr)
            continue
        write(os.path.join(folder, "rfc%s-%s.scn" % (rfc, name)), rfc, name, title, steps)


if __name__ == "__main__":
    main()
