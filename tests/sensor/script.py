"""What the script tests of the sensor share: messages, captures, a running sensor."""
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

FAILURES = []


def check(holds, what):
    if not holds:
        FAILURES.append(what)
        print("FAILED: " + what)


def sip(call):
    return ("OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%s\r\n"
            "From: <sip:a@192.0.2.1>;tag=1\r\nTo: <sip:b@192.0.2.2>\r\nCall-ID: %s\r\n"
            "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n" % (call, call)).encode()


def free_port(family=socket.AF_INET):
    with socket.socket(family, socket.SOCK_STREAM) as s:
        s.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        return s.getsockname()[1]


class Sensor:
    """Runs, until it is stopped; its records are read from a file."""

    def __init__(self, ringside, *arguments):
        self.folder = tempfile.TemporaryDirectory()
        self.eve = self.folder.name + "/eve.json"
        self.process = subprocess.Popen(
            [ringside, *arguments, "-o", "eve:" + self.eve, "--log", "message,stats"],
            stderr=subprocess.PIPE, text=True)

    def records(self):
        try:
            with open(self.eve) as f:
                return [json.loads(line) for line in f if line.endswith("\n")]
        except FileNotFoundError:
            return []

    def messages(self):
        return [r for r in self.records() if r["event_type"] == "sip"]

    def wait_for(self, count, seconds=10):
        until = time.time() + seconds
        while len(self.messages()) < count and time.time() < until:
            time.sleep(0.05)
        return len(self.messages())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        errors = self.process.communicate(timeout=20)[1]
        return self.process.returncode, errors


ETHERNET_IP_UDP = (bytes([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0]),
                   bytes([64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]))


def frame(payload):
    ethernet, rest = ETHERNET_IP_UDP
    udp = struct.pack(">HHHH", 5060, 5060, len(payload) + 8, 0) + payload
    return ethernet + struct.pack(">BBHHH", 0x45, 0, len(udp) + 20, 0, 0) + rest + udp


PCAP_HEADER = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)


def record(seconds, call):
    octets = frame(sip(call))
    return struct.pack("<IIII", int(seconds), int(seconds % 1 * 1000000), len(octets),
                       len(octets)) + octets


def pcap(*records):
    """Each is (seconds, Call-ID)."""
    return PCAP_HEADER + b"".join(record(*r) for r in records)


def run(ringside, *arguments, **how):
    """To its end: status, messages, standard error."""
    p = subprocess.run([ringside, *arguments, "-o", "eve", "--log", "message"],
                       capture_output=True, timeout=60, **how)
    records = [json.loads(line) for line in p.stdout.splitlines()]
    return p.returncode, records, p.stderr.decode()


def calls(records):
    return [r["ringside"]["call_id"] for r in records]


def main(*tests):
    ringside = sys.argv[1]
    if os.path.isdir(ringside):
        ringside += "/sensor/ringside"
    for test in tests:
        test(ringside)
    print("%s: %d failures" % (os.path.basename(sys.argv[0]), len(FAILURES)))
    sys.exit(1 if FAILURES else 0)
