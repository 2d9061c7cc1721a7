#!/usr/bin/env python3
"""Seeds for fuzz_packet from pcaps/tunnels: the shortest frame of each capture,
the first ones where one message takes several.

Usage: make_packet_seeds.py [PCAPS_DIR [CORPUS_DIR]]. The link types are those
of LINKS in fuzz_packet.c, by their place; what has no place there is left out.
"""
import os
import re
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def links():
    with open(HERE + "/fuzz_packet.c") as f:
        text = re.search(r"LINKS\[\] = \{([^}]*)\}", f.read()).group(1)
    names = {"RS_LINK_HEP": 0x4845, "RS_LINK_EXPORTED": 252}
    return [names.get(n.strip()) or int(n) for n in text.split(",")]


def write(path, place, chosen):
    with open(path, "wb") as f:
        f.write(bytes((place,)))
        for frame in chosen:
            f.write(struct.pack(">HB", len(frame), 1) + frame)


def frames(path):
    with open(path, "rb") as f:
        data = f.read()
    link = struct.unpack_from("<I", data, 20)[0]
    at, out = 24, []
    while at < len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        out.append(data[at + 16:at + 16 + length])
        at += 16 + length
    return link, out


def main():
    source = sys.argv[1] if len(sys.argv) > 1 else HERE + "/../../pcaps/tunnels"
    target = sys.argv[2] if len(sys.argv) > 2 else HERE + "/corpus/packet"
    places = links()
    for name in sorted(os.listdir(source)):
        if not name.endswith(".pcap"):
            continue
        link, all_frames = frames(os.path.join(source, name))
        if link not in places:
            continue
        several = "-fragments" in name
        write(os.path.join(target, name[:-5]), places.index(link),
              all_frames[:4] if several else [min(all_frames, key=len)])
    streams = {"cancel-hep": 16, "cancel-websocket": 24, "cancel-sctp": 14, "cancel-turn": 2}
    for name, count in streams.items():
        link, all_frames = frames(os.path.join(source, "..", name + ".pcap"))
        write(os.path.join(target, name), places.index(link), all_frames[:count])


if __name__ == "__main__":
    main()
