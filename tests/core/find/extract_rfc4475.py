#!/usr/bin/env python3
"""Cut the test messages out of the texts of RFC 4475 and RFC 5118.

usage: extract_rfc4475.py RFC-FOLDER OUTPUT-FOLDER
       extract_rfc4475.py RFC-FOLDER --compare MESSAGES-FOLDER EXPECT-FILE

Writes OUTPUT/rfc4475/NAME.dat from the bit-exact archive of RFC 4475 appendix
A (base64 of a gzipped tar), and OUTPUT/rfc5118/NAME.dat from the sections of
RFC 5118. The archive of RFC 5118 is not used: its members end their lines with
a bare LF, and two lack the empty line; its sections are what the RFC means.

--compare writes nothing: it exits 1 and names the differences when the folder
holds other octets than the RFCs, or the expect file (last column) quotes a
sentence that they do not have.
"""
import base64
import io
import pathlib
import re
import sys
import tarfile

BEGIN, END = "-- BEGIN MESSAGE ARCHIVE --", "-- END MESSAGE ARCHIVE --"


def without_page_breaks(text):
    """Footers, form feeds and headers, with the blank lines around them."""
    return re.sub(r"\n+[^\n]*\[Page \d+\]\n\f\n?RFC \d[^\n]*\n+", "\n\f", text)


def archive_members(text):
    """As the appendix's perl does it: lines of one word between the marks."""
    block = text.split("\n   " + BEGIN + "\n", 1)[1].split(END, 1)[0]
    data = "".join(line.strip() for line in block.splitlines()
                   if re.fullmatch(r"\s*\S+\s*", line) and BEGIN not in line)
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(data)), mode="r:gz") as tar:
        for member in tar:
            if member.isfile():
                name = pathlib.PurePosixPath(member.name).name
                yield name, tar.extractfile(member).read()


def join_all_one_line(lines):
    """RFC 4475 2.1: the lines between the marks are one."""
    joined = None
    for line in lines:
        if line == "<allOneLine>":
            joined = ""
        elif line == "</allOneLine>":
            yield joined
            joined = None
        elif joined is None:
            yield line
        else:
            joined += line


def section_messages(text):
    """The indented block behind each "Message Details: NAME"."""
    text = without_page_breaks(text)
    for part in re.split(r"\n\f?   Message Details: ", text)[1:]:
        name, rest = part.split("\n", 1)
        lines = []
        for line in rest.splitlines():
            line = line.replace("\f", "")
            if line and lines and not line.startswith("      "):
                break
            if line or lines:
                lines.append(line[6:])
        yield name.strip(), list(join_all_one_line(lines))


def message_octets(lines):
    """CRLF behind each line; the empty line that ends the head is sure to be there."""
    while lines and not lines[-1]:
        lines.pop()
    if "" not in lines:
        lines.append("")
    return "".join(line + "\r\n" for line in lines).encode("utf-8")


def all_messages(texts):
    for name, octets in archive_members(texts["rfc4475"]):
        yield "rfc4475/" + name.removesuffix(".dat"), octets
    for name, lines in section_messages(texts["rfc5118"]):
        yield "rfc5118/" + name, message_octets(lines)


def words(text):
    """On one line, with words hyphenated at a line's end whole again."""
    return re.sub(r"\s+", " ", text).replace("- ", "-")


def message_differences(texts, folder):
    wanted = {name: octets for name, octets in all_messages(texts)}
    stored = {f"{p.parent.name}/{p.stem}": p.read_bytes() for p in folder.glob("rfc*/*.dat")}
    for name in sorted(wanted.keys() | stored.keys()):
        if wanted.get(name) != stored.get(name):
            yield f"{name}: not what the RFC has"


def quote_differences(texts, expect):
    said = {name: words(without_page_breaks(text)) for name, text in texts.items()}
    for line in expect.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        fields = line.split("\t")
        if words(fields[-1]) not in said[fields[0].split("/")[0]]:
            yield f"{fields[0]}: the RFC does not say: {fields[-1]}"


def write(folder, messages):
    for name, octets in messages:
        path = folder / (name + ".dat")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)


def main():
    if len(sys.argv) not in (3, 5):
        sys.exit(__doc__)
    rfc = pathlib.Path(sys.argv[1])
    texts = {name: (rfc / (name + ".txt")).read_text("latin-1") for name in ("rfc4475", "rfc5118")}
    if sys.argv[2] != "--compare":
        write(pathlib.Path(sys.argv[2]), all_messages(texts))
        return
    wrong = list(message_differences(texts, pathlib.Path(sys.argv[3])))
    wrong += quote_differences(texts, pathlib.Path(sys.argv[4]))
    sys.exit("\n".join(wrong) if wrong else 0)


main()
