#!/usr/bin/env python3
"""Compares what was said in TLS connections: tls2text and tshark, octet by octet.

tls_octets.py TLS2TEXT CAPTURE [KEYLOG]
"""
import subprocess
import sys


def ours(tool, capture, keylog):
    """Per connection that was read: the client's and the server's octets."""
    out = subprocess.run([tool, capture] + keylog, capture_output=True, text=True, check=True)
    texts = [line.split(" ")[1] for line in out.stdout.splitlines()
             if line.startswith(("client ", "server "))]
    return list(zip(texts[0::2], texts[1::2]))


def tshark(*arguments):
    return subprocess.run(["tshark", "-n", *arguments], capture_output=True, text=True,
                          check=True).stdout


def theirs(capture, keylog):
    options = ["-r", capture] + (["-o", "tls.keylog_file:" + keylog[0]] if keylog else [])
    hellos = tshark(*options, "-Y", "tls.handshake.type == 1", "-T", "fields", "-e", "tcp.stream")
    seen = []
    for stream in dict.fromkeys(hellos.split()):
        follow = tshark(*options, "-q", "-z", f"follow,tls,raw,{stream}")
        client, server = [], []
        for line in follow.splitlines():
            text = line.strip()
            if text and all(c in "0123456789abcdef" for c in text):
                (server if line.startswith("\t") else client).append(text)
        seen.append(("".join(client), "".join(server)))
    return seen


def unordered(connections):
    """For tshark the first to send a protected record comes first, ticket or not."""
    return [sorted(pair) for pair in connections]


def main():
    tool, capture, *keylog = sys.argv[1:]
    mine, other = ours(tool, capture, keylog), theirs(capture, keylog)
    octets = sum(len(c) + len(s) for c, s in mine) // 2
    if unordered(mine) == unordered(other):
        print(f"{capture}: {len(mine)} connections, {octets} octets, the same")
        return 0
    print(f"{capture}: {len(mine)} connections here, {len(other)} in tshark")
    for i, (a, b) in enumerate(zip(mine, other)):
        if sorted(a) != sorted(b):
            print(f"  connection {i}: {[len(t) // 2 for t in a]} and {[len(t) // 2 for t in b]}")
    return 1


sys.exit(main())
