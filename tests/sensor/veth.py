#!/usr/bin/env python3
"""The sensor's own filter on a real interface: frames of pcaps/ go over a veth pair
in a network namespace of its own, and it finds as many messages as in the files.

Usage: veth.py RINGSIDE SOURCE_DIR (inside the namespace, with the pair rsva, rsvb).
Fragments, VLAN tags (which the kernel takes off and libpcap puts back) and
tunnels must pass `-i` alone and `--ports`; what a filter of the user's loses is
said in one line, and lost.
"""
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

CAPTURES = ["invite-fragmented", "call-tcp", "baresip-call", "tunnels/plain", "tunnels/qinq",
            "tunnels/802.1ad", "tunnels/mpls", "tunnels/pppoe", "tunnels/gre-key", "tunnels/erspan2",
            "tunnels/vxlan", "tunnels/geneve", "tunnels/gtp-u", "tunnels/ipip", "tunnels/6in4",
            "tunnels/capwap-fragments", "cancel-sctp"]


def frames(path):
    with open(path, "rb") as f:
        data = f.read()
    at = 24
    while at + 16 <= len(data):
        n = struct.unpack_from("<I", data, at + 8)[0]
        yield data[at + 16:at + 16 + n]
        at += 16 + n


def counted(text):
    """The last statistics of packets; services have records of their own behind them."""
    records = [json.loads(line) for line in text.splitlines()]
    return [r for r in records if "packets" in r["ringside"]][-1]


def live(ringside, path, options):
    """Messages and the last statistics; what was said on standard error."""
    with tempfile.TemporaryDirectory() as folder:
        out = folder + "/eve"
        sensor = subprocess.Popen([ringside, "-i", "rsvb", "-o", "eve:" + out, "--log", "stats"] +
                                  options, stderr=subprocess.PIPE, text=True)
        deadline = time.time() + 20
        while not os.path.exists(out) and time.time() < deadline and sensor.poll() is None:
            time.sleep(0.05)
        time.sleep(1.0)
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as s:
            s.bind(("rsva", 0))
            for frame in frames(path):
                s.send(frame)
                time.sleep(0.0005)
        time.sleep(1.0)
        sensor.send_signal(signal.SIGINT)
        said = sensor.communicate(timeout=60)[1]
        with open(out) as f:
            last = counted(f.read())
    return last["ringside"]["packets"]["messages"], last["stats"]["capture"]["kernel_packets"], said


def stored(ringside, path):
    out = subprocess.run([ringside, "-r", path, "-o", "eve", "--log", "stats"], check=True,
                         capture_output=True, text=True).stdout
    return counted(out)["ringside"]["packets"]["messages"]


def joined(source, folder):
    """All of them as one capture; live, each sensor costs seconds."""
    path = folder + "/all.pcap"
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        at = 0
        for name in CAPTURES:
            for frame in frames("%s/pcaps/%s.pcap" % (source, name)):
                if len(frame) <= 1514 + 22:
                    at += 1000
                    out.write(struct.pack("<IIII", 1700000000 + at // 1000000,
                                              at % 1000000, len(frame), len(frame)) + frame)
    return path


def main():
    ringside, source = sys.argv[1:3]
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        path = joined(source, folder)
        wanted = stored(ringside, path)
        for options in ([], ["--ports", "5060-5090"]):
            found, packets, said = live(ringside, path, options)
            print("%s: %d messages of %d, %d packets" % (options, found, wanted, packets))
            if found != wanted or "lose" in said or "loses" in said:
                failures += 1
                print("FAILED: %s: %s" % (options, said))
        found, packets, said = live(ringside, path, ["port", "5060"])
        print("port 5060: %d messages of %d; said: %s" % (found, wanted, said.strip()))
        if found >= wanted or not all(word in said for word in ("fragments", "VLAN")):
            failures += 1
            print("FAILED: a filter of the user's: no word of what it loses, or it lost nothing")
    return 1 if failures or not wanted else 0


sys.exit(main())
