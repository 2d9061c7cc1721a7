#!/usr/bin/env python3
"""Write header_hash.h: the perfect hash over the names of headers.def, and the
names as they are compared: the case bit set in each octet, a colon behind.

The key of a name with the CRLF before it is four octets from its first quarter
on and its last four, with the case bit set (header_find.h); multipliers are
tried until no two names share a slot. The result is checked in; test_header
fails when it is stale. Usage: python3 header_hash.py
"""
import os
import random
import re

HERE = os.path.dirname(os.path.abspath(__file__))
BITS = 11


def rows():
    with open(os.path.join(HERE, "headers.def")) as f:
        for m in re.finditer(r'^RS_HEADER_ROW\((\w+), "([^"]+)"', f.read(), re.M):
            yield m.group(1), m.group(2)


def word(octets):
    return int.from_bytes(octets, "little") | 0x20202020


def slot(name, k):
    raw = b"\r\n" + name.encode()
    key = word(raw[len(name) // 4:][:4]) | word(raw[-4:]) << 32
    return (key * k & (1 << 64) - 1) >> (64 - BITS)


def folded(text):
    return "".join(chr(ord(c) | 0x20) if c != "_" else "\\x7f" for c in text)


def search(names):
    rng = random.Random(5060)
    while True:
        k = rng.getrandbits(64) | 1
        if len({slot(n, k) for n in names}) == len(names):
            return k


def macro(out, name, lines):
    out.write("#define %s \\\n%s\n" % (name, " \\\n".join("    " + line for line in lines)))


def main():
    table = list(rows())
    k = search([name for _, name in table])
    slots = [0] * (1 << BITS)
    for number, (_, name) in enumerate(table, 1):
        slots[slot(name, k)] = number
    with open(os.path.join(HERE, "header_hash.h"), "w") as out:
        out.write("/* Made by header_hash.py from headers.def; do not edit. */\n")
        out.write("enum { RS_HEADER_HASH_BITS = %d };\n" % BITS)
        out.write("#define RS_HEADER_HASH_K 0x%016xull\n" % k)
        macro(out, "RS_HEADER_HASH_SLOTS",
              [",".join(map(str, slots[i:i + 24])) + "," for i in range(0, len(slots), 24)])
        macro(out, "RS_HEADER_FOLDED_NAMES",
              ["{%s}," % ", ".join(["32"] * 32)] + ['"%s",' % folded(name + ":") for _, name in table])


if __name__ == "__main__":
    main()
