#!/usr/bin/env python3
"""Several rings tell what one tells: sensors with 1, 2 and 4 rings watch the same
interface at the same time, and write the same records, octet for octet.

Usage: rings.py RINGSIDE SOURCE_DIR (inside the namespace, with the pair rsra, rsrb)
"""
import glob
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import time

CASES = [("1", "1"), ("2", "1"), ("4", "3")]  # rings, workers
SLOW = 10 if any(m in open(sys.argv[1], "rb").read() for m in (b"__asan_init", b"__tsan_init")) else 1


def frames(path):
    """Of an Ethernet capture of microseconds, those that fit."""
    with open(path, "rb") as f:
        data = f.read()
    if len(data) < 24 or struct.unpack_from("<I", data)[0] != 0xa1b2c3d4 or data[20] != 1:
        return
    at = 24
    while at + 16 <= len(data):
        n = struct.unpack_from("<I", data, at + 8)[0]
        if n <= 9000:
            yield data[at + 16:at + 16 + n]
        at += 16 + n


def joined(source, path):
    """All captures of pcaps/ in one: fragments, TCP, tunnels, many flows."""
    count = 0
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for name in sorted(glob.glob(source + "/pcaps/*.pcap") + glob.glob(source + "/pcaps/tunnels/*.pcap")):
            for frame in frames(name):
                count += 1
                out.write(struct.pack("<IIII", 1700000000 + count // 10000, count % 10000 * 100,
                                      len(frame), len(frame)) + frame)
    return count


def ring_threads(pid):
    names = []
    for path in glob.glob("/proc/%d/task/*/comm" % pid):
        with open(path) as f:
            names.append(f.read().strip())
    return names.count("rs-ring")


def cpu_ns(pid):
    total = 0
    for path in glob.glob("/proc/%d/task/*/schedstat" % pid):
        with open(path) as f:
            total += int(f.read().split()[0])
    return total


class Sensor:
    def __init__(self, ringside, folder, rings, workers):
        self.eve = "%s/eve-%s" % (folder, rings)
        self.process = subprocess.Popen(
            [ringside, "-i", "rsrb", "--rings", rings, "--workers", workers, "--memory", "128M",
             "--no-promiscuous", "-o", "eve:" + self.eve, "--log",
             "alert,message,transaction,dialog,registration,stats", "--stats-interval", "0"],
            stderr=subprocess.PIPE, text=True)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        said = self.process.communicate(timeout=60 * SLOW)[1]
        return self.process.returncode, said

    def records(self):
        """What is told; and the last statistics."""
        told, last = [], None
        with open(self.eve) as f:
            for line in f:
                r = json.loads(line)
                if r["event_type"] != "stats":
                    # What the end closes bears the time of the end, which is each one's own.
                    at_end = r.get("ringside", {}).get("alert", {}).get("end") == "end_of_input"
                    told.append(line.split(",", 1)[1] if at_end else line)
                elif "frames" in r["ringside"]:
                    last = r
        return told, last


def main():
    ringside, source = sys.argv[1:3]
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        count = joined(source, folder + "/all.pcap")
        sensors = [Sensor(ringside, folder, *case) for case in CASES]
        time.sleep(1.5 * SLOW)
        for (rings, _), s in zip(CASES, sensors):
            wanted = int(rings) if rings != "1" else 0
            if ring_threads(s.process.pid) != wanted:
                failures.append("--rings %s: %d threads" % (rings, ring_threads(s.process.pid)))
        before = cpu_ns(sensors[2].process.pid)
        time.sleep(2)
        idle_ms = (cpu_ns(sensors[2].process.pid) - before) / 1e6
        if idle_ms > 40 * SLOW:
            failures.append("--rings 4, silent: %.1f ms of CPU in 2 s" % idle_ms)
        subprocess.run(["tcpreplay", "-q", "-i", "rsra", "--pps", str(4000 // SLOW), folder + "/all.pcap"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(2)
        subprocess.run(["ip", "link", "set", "rsrb", "down"], check=True)
        time.sleep(0.5)
        before = cpu_ns(sensors[2].process.pid)
        time.sleep(2)
        down_ms = (cpu_ns(sensors[2].process.pid) - before) / 1e6
        subprocess.run(["ip", "link", "set", "rsrb", "up"], check=True)
        time.sleep(0.5)
        if down_ms > 40 * SLOW:
            failures.append("--rings 4, interface down: %.1f ms of CPU in 2 s" % down_ms)
        subprocess.run(["tcpreplay", "-q", "-i", "rsra", "--pps", "1000", source + "/pcaps/no-ack.pcap"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
        results = []
        for case, s in zip(CASES, sensors):
            code, said = s.stop()
            told, last = s.records()
            f, drops = last["ringside"]["frames"], last["stats"]["capture"]["kernel_drops"]
            print("--rings %s --workers %s: %d of %d frames, %d dropped, %d records" %
                  (*case, f["read"], count, drops, len(told)))
            if code or said.strip():
                failures.append("--rings %s: status %d: %s" % (case[0], code, said))
            if f["read"] != f["analysed"] + f["not_sip"] + f["dropped"] or drops or not told:
                failures.append("--rings %s: %s, %d drops" % (case[0], f, drops))
            results.append((told, f))
        for (rings, _), (told, f) in list(zip(CASES, results))[1:]:
            if f != results[0][1]:
                failures.append("--rings %s: frames %s, not %s" % (rings, f, results[0][1]))
            different = [(a, b) for a, b in zip(results[0][0], told) if a != b]
            if different or len(told) != len(results[0][0]):
                failures.append("--rings %s: %d records, not %d; first difference: %s" %
                                (rings, len(told), len(results[0][0]), different[:1]))
        print("silent %.1f ms, interface down %.1f ms of CPU in 2 s" % (idle_ms, down_ms))
    for text in failures:
        print("FAILED: " + text)
    return 1 if failures else 0


sys.exit(main())
