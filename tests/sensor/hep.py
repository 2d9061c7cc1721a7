#!/usr/bin/env python3
"""HEP received: a real listener on loopback and agents made here.

Usage: hep.py RINGSIDE
"""
import os
import socket
import struct
import subprocess
import time
import zlib

from script import Sensor, check, free_port, main, sip


def chunk(kind, value, vendor=0):
    return struct.pack(">HHH", vendor, kind, len(value) + 6) + value


def hep(*chunks):
    body = b"".join(chunks)
    return b"HEP3" + struct.pack(">H", len(body) + 6) + body


def usual(protocol=17, six=False, when=None):
    when = time.time() if when is None else when
    pair = [chunk(5, bytes(15) + b"\1"), chunk(6, bytes(15) + b"\2")] if six else \
        [chunk(3, bytes([192, 0, 2, 1])), chunk(4, bytes([192, 0, 2, 2]))]
    return [chunk(1, bytes([10 if six else 2])), chunk(2, bytes([protocol]))] + pair + [
        chunk(7, struct.pack(">H", 5060)), chunk(8, struct.pack(">H", 5070)),
        chunk(9, struct.pack(">I", int(when))), chunk(10, struct.pack(">I", 1)),
        chunk(11, b"\1"), chunk(12, struct.pack(">I", 7))]


def message(call, **how):
    return hep(*usual(**how), chunk(15, sip(call)))


def connect(port, host="127.0.0.1"):
    until = time.time() + 10
    while True:
        try:
            s = socket.create_connection((host, port), timeout=10)
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return s
        except ConnectionRefusedError:
            if time.time() > until:
                raise
            time.sleep(0.05)


def datagrams_and_streams(ringside):
    port = free_port()
    sensor = Sensor(ringside, "-r", "hep://127.0.0.1:%d" % port)
    tcp = connect(port)  # it listens now
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    to = ("127.0.0.1", port)
    udp.sendto(message("u1"), to)
    udp.sendto(message("u2", six=True), to)
    udp.sendto(hep(*usual(), chunk(16, zlib.compress(sip("u3")))), to)
    udp.sendto(bytes([2, 16, 2, 17]) + struct.pack(">HH", 5060, 5070) +
               bytes([192, 0, 2, 1, 192, 0, 2, 2]) +
               struct.pack("<IIHH", int(time.time()), 3, 9, 0) + sip("u4"), to)
    udp.sendto(b"no HEP at all", to)
    udp.sendto(hep(*usual(), struct.pack(">HHH", 0, 15, 3)), to)
    udp.sendto(hep(*usual(), chunk(11, b"\x64"), chunk(15, b"a line of a log")), to)
    check(sensor.wait_for(4) == 4, "4 messages in datagrams")

    tcp.sendall(message("t1", protocol=6) + message("t2") + message("t3")[:50])
    check(sensor.wait_for(6) == 6, "2 messages in one segment")
    tcp.sendall(message("t3")[50:])
    for octet in message("t4"):
        tcp.sendall(bytes([octet]))
    other = connect(port)
    other.sendall(b"GET / HTTP/1.1\r\nHost: HEP\r\n\r\n" + message("t5"))
    check(sensor.wait_for(9) == 9, "3 messages in pieces, one behind junk")
    broken = connect(port)
    broken.sendall(message("t6")[:40])
    time.sleep(0.3)
    broken.close()
    time.sleep(1.5)
    status, errors = sensor.stop()
    check(status == 0, "status 0, not %d" % status)
    check(errors.count("\n") == 1 and "no HEP" in errors, "junk is said: %r" % errors)
    check([r["ringside"]["call_id"] for r in sensor.messages()] ==
          ["u1", "u2", "u3", "u4", "t1", "t2", "t3", "t4", "t5"], "all of them, in order")
    check(sensor.messages()[1]["src_ip"] == "0000:0000:0000:0000:0000:0000:0000:0001" or
          sensor.messages()[1]["src_ip"] == "::1", "IPv6 addresses of the message")
    check(sensor.messages()[4]["proto"] == "TCP", "transport of the message")
    final = sensor.records()[-1]
    frames = final["ringside"]["frames"]
    check(frames["read"] == 12 and frames["analysed"] == 9 and frames["not_sip"] == 2 and
          frames["dropped"] == 1, "the sum: %r" % frames)
    check(final["ringside"]["packets"]["hep_bad_chunks"] == 1, "the bad chunk is counted")
    check(final["stats"]["capture"]["kernel_ifdrops"] == 1, "the broken packet is counted")


def many_connections(ringside):
    port = free_port(socket.AF_INET6)
    sensor = Sensor(ringside, "-r", "hep+tcp://[::1]:%d" % port)
    agent = connect(port, "::1")
    agent.sendall(message("first"))
    check(sensor.wait_for(1) == 1, "a message over IPv6")
    idle = [connect(port, "::1") for _ in range(400)]
    late = connect(port, "::1")
    late.sendall(message("late"))
    check(sensor.wait_for(2) == 2, "one more is heard, though 400 say nothing")
    agent.sendall(message("again"))
    check(sensor.wait_for(3) == 3, "who has brought packets keeps its place")
    open_files = len(os.listdir("/proc/%d/fd" % sensor.process.pid))
    check(open_files < 280, "connections are bounded, %d files are open" % open_files)
    for s in idle:
        s.close()
    time.sleep(1.2)
    status, errors = sensor.stop()
    check(status == 0 and "refused" in errors, "refusing is said: %r" % errors)


def mistakes(ringside):
    def run(*arguments):
        p = subprocess.run([ringside, *arguments], capture_output=True, text=True, timeout=30)
        check(p.stderr.count("\n") == 1 and p.stderr.startswith("ringside: "),
              "one line: %r" % p.stderr)
        return p.returncode, p.stderr

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        status, error = run("-r", "hep://127.0.0.1:%d" % s.getsockname()[1])
        check(status == 2 and "already in use" in error, "a port in use: %r" % error)
    status, error = run("-r", "hep://no.such.host.invalid:9060")
    check(status == 2, "no such host: %r" % error)
    status, error = run("-r", "hep://192.0.2.1:9060")
    check(status == 2 and "cannot listen" in error, "not our address: %r" % error)
    for wrong in ["hep://", "hep://:9060", "hep://1.2.3.4:x", "hep://1.2.3.4:0", "hep://[::1",
                  "hep://1.2.3.4:70000"]:
        status, error = run("-r", wrong)
        check(status == 1, "%s: %r" % (wrong, error))
    status, error = run("-r", "hep://127.0.0.1", "port", "5060")
    check(status == 1 and "not filtered" in error, "a filter: %r" % error)


if __name__ == "__main__":
    main(datagrams_and_streams, many_connections, mistakes)
