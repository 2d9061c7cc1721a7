#!/usr/bin/env python3
"""A long wire: delay.py INTERFACE OTHER MILLISECONDS

Each frame that comes in at the one goes out at the other that much later. (The
kernel's netem does this too, where it is there.)
"""
import collections
import select
import socket
import sys
import time

PACKET_OUTGOING = 4


def main():
    ends = []
    for name in sys.argv[1:3]:
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))  # ETH_P_ALL
        s.bind((name, 0))
        ends.append(s)
    delay = float(sys.argv[3]) / 1000
    waiting = collections.deque()  # (when, where, frame), the same delay for all: in order
    print("ready", flush=True)
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, where, frame = waiting.popleft()
            where.send(frame)
        left = max(0, waiting[0][0] - now) if waiting else None
        for s in select.select(ends, [], [], left)[0]:
            frame, where = s.recvfrom(65535)
            if where[2] != PACKET_OUTGOING:
                waiting.append((time.monotonic() + delay, ends[s is ends[0]], frame))


main()
