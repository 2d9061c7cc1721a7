"""CPU time of each thread of the sensor, by number of workers. On a machine with a processor
for each, a capture takes as long as the busiest thread.

Usage: threads.py RINGSIDE FILE.pcap WORKERS ...
"""
import glob
import os
import subprocess
import sys
import tempfile
import time

ringside, capture = sys.argv[1:3]
only = None


def threads(pid):
    """Name and seconds, the busiest first."""
    found = []
    for path in glob.glob("/proc/%d/task/*" % pid):
        with open(path + "/schedstat") as f, open(path + "/comm") as name:
            found.append((int(f.read().split()[0]) / 1e9, name.read().strip()))
    return sorted(found, reverse=True)


def measure(workers):
    """The capture goes through a pipe that stays open: when all is idle, threads are asked."""
    with tempfile.TemporaryDirectory() as folder:
        pipe = folder + "/pipe"
        os.mkfifo(pipe)
        p = subprocess.Popen([ringside, "--workers", workers, "-r", pipe, "-o", "eve:/dev/null",
                              "--log", "alert"])
        with open(pipe, "wb") as out, open(capture, "rb") as f:
            while octets := f.read(1 << 20):
                out.write(octets)
            out.flush()
            before = None
            while (now := threads(p.pid)) != before:
                before = now
                time.sleep(1)
                now = threads(p.pid)
                if before and sum(s for s, _ in now) - sum(s for s, _ in before) < 0.005:
                    break
        p.wait()
    return now


print("| workers | CPU s, all | busiest thread | CPU s | speed-up at most | the others |")
print("|---:|---:|---|---:|---:|---|")
for workers in sys.argv[3:]:
    runs = sorted((measure(workers) for _ in range(3)), key=lambda r: r[0][0])
    t = runs[1]
    only = only or t[0][0]
    print("| %s | %.2f | %s | %.2f | %.2f | %s |" % (
        workers, sum(s for s, _ in t), t[0][1], t[0][0], only / t[0][0],
        ", ".join("%s %.2f" % (n, s) for s, n in t[1:] if s >= 0.01)), flush=True)
