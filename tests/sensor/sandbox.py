#!/usr/bin/env python3
"""The sandbox of the whole program: what /proc says of each of its threads, and that
inputs, outputs, settings, key logs and statistics go on behind it.

Usage: sandbox.py RINGSIDE SOURCE_DIR (as root in a network namespace with the pair
rssa, rssb: all of it; else without users and interfaces)
"""
import glob
import os
import pwd
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import hep
from script import Sensor, check, frame, free_port, main, pcap, sip

ROOT = os.geteuid() == 0
LIVE = ROOT and os.path.exists("/sys/class/net/rssa")
SANITIZED = os.path.exists(sys.argv[1]) and any(
    mark in open(sys.argv[1], "rb").read() for mark in (b"__asan_init", b"__tsan_init"))
SLOW = 10 if SANITIZED else 1


def write(path, text):
    with open(path, "w") as f:
        f.write(text)


def replace(path, text):
    """As editors and configuration tools do: another inode."""
    write(path + ".new", text)
    os.rename(path + ".new", path)


def put_capture(folder, name, *records):
    with open("%s/.%s" % (folder, name), "wb") as f:
        f.write(pcap(*records))
    os.rename("%s/.%s" % (folder, name), "%s/%s" % (folder, name))


def threads(pid):
    """What /proc tells of each thread, as dictionaries."""
    every = []
    for path in glob.glob("/proc/%d/task/*/status" % pid):
        with open(path) as f:
            every.append(dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line))
    return every


def is_confined(sensor, what, uid=None, kept=0):
    every = threads(sensor.process.pid)
    check(every, "%s: it runs" % what)
    for t in every:
        name = "%s: %s" % (what, t["Name"])
        check(t["NoNewPrivs"] == "1", name + " could get new rights")
        check(SANITIZED or t["Seccomp"] == "2", name + " has no filter of system calls")
        check(int(t["CapEff"], 16) == kept and int(t["CapPrm"], 16) == kept,
              "%s has capabilities: %s" % (name, t["CapEff"]))
        check(not ROOT or int(t["CapBnd"], 16) == 0, name + " may get capabilities")
        if uid is not None:
            check(t["Uid"].split() == [str(uid)] * 4, "%s is user %s" % (name, t["Uid"]))
            check(t["Groups"].split() == [] or "0" not in t["Groups"].split(),
                  "%s is in groups %s" % (name, t["Groups"]))


def goes_well(sensor, what, status=0):
    code, errors = sensor.stop()
    check(code == status, "%s: status %d: %s" % (what, code, errors))
    last = [r for r in sensor.records() if "frames" in r.get("ringside", {})][-1:]
    for r in last:
        f = r["ringside"]["frames"]
        check(f["read"] == f["analysed"] + f["not_sip"] + f["dropped"], "%s adds up: %s" % (what, f))
    return errors


def user_options():
    """As whoever runs this, and when that is root as nobody too."""
    yield [], None
    if ROOT:
        yield ["--user", "nobody"], pwd.getpwnam("nobody").pw_uid


def followed(ringside):
    """A directory that grows, is rotated and has a link that leads out; settings replaced and
    read again; a key log replaced; the position written; metrics served."""
    for options, uid in user_options():
        with tempfile.TemporaryDirectory() as base:
            for name in ("in", "settings", "keys", "state", "others"):
                os.mkdir("%s/%s" % (base, name))
            if uid:
                os.chmod(base, 0o755)
                os.chown(base + "/state", uid, -1)
            conf, keys, state = base + "/settings/conf", base + "/keys/log", base + "/state/position"
            write(conf, "[T204]\nenabled = no\n")
            write(keys, "CLIENT_RANDOM %s %s\n" % ("11" * 32, "22" * 48))
            put_capture(base + "/in", "1.pcap", (1, "first"))
            port, what = free_port(), "followed %s" % " ".join(options)
            s = Sensor(ringside, "-r", base + "/in", "-c", conf, "--keylog", keys, "--state", state,
                       "-o", "metrics:127.0.0.1:%d" % port, "--stats-interval", "1", "--workers", "3",
                       *options)
            check(s.wait_for(1, 10 * SLOW) == 1, what + ": the first capture")
            is_confined(s, what, uid, 0 if uid or not ROOT else 1 << 1)
            check(len(threads(s.process.pid)) >= 4, what + ": threads of all sorts")
            put_capture(base + "/in", "2.pcap", (2, "second"), (3, "third"))
            check(s.wait_for(3, 15 * SLOW) == 3, what + ": a new capture")
            os.rename(base + "/in/2.pcap", base + "/in/2.pcap.old")
            put_capture(base + "/in", "3.pcap", (4, "fourth"))
            check(s.wait_for(4, 15 * SLOW) == 4, what + ": after a rotation")
            put_capture(base + "/others", "secret.pcap", (5, "not to be seen"))
            os.symlink(base + "/others/secret.pcap", base + "/in/4.pcap")
            put_capture(base + "/in", "5.pcap", (6, "sixth"))
            wanted = 6 if SANITIZED else 5
            check(s.wait_for(wanted, 15 * SLOW) == wanted, what + ": after a link that leads out")
            replace(conf, "[T204]\nenabled = yes\n")
            s.process.send_signal(signal.SIGHUP)
            replace(keys, "CLIENT_RANDOM %s %s\n" % ("33" * 32, "44" * 48))
            time.sleep(1.5 * SLOW)
            text = urllib.request.urlopen("http://127.0.0.1:%d/metrics" % port, timeout=10).read()
            check(b"ringside_" in text and text.endswith(b"# EOF\n"), what + ": metrics")
            errors = goes_well(s, what)
            check("read again, in force now" in errors, what + ": settings: " + errors)
            check(SANITIZED or "4.pcap: Permission denied" in errors, what + ": the link: " + errors)
            with open(state) as f:
                check("5.pcap" in f.read(), what + ": the position")


def received(ringside):
    """HEP over UDP, and over connections made afterwards."""
    for options, uid in user_options():
        port, what = free_port(), "received %s" % " ".join(options)
        s = Sensor(ringside, "-r", "hep://127.0.0.1:%d" % port, *options)
        until = time.time() + 10 * SLOW
        while time.time() < until:
            try:
                tcp = socket.create_connection(("127.0.0.1", port), timeout=10)
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        time.sleep(0.3 * SLOW)
        is_confined(s, what, uid)
        tcp.sendall(hep.message("by tcp"))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.sendto(hep.message("by udp"), ("127.0.0.1", port))
        check(s.wait_for(2, 10 * SLOW) == 2, what + ": both came")
        tcp.close()
        goes_well(s, what)


def interface(ringside):
    """Live: alerts and statistics go on, with the interface down and up in between."""
    if not LIVE:
        print("no interfaces here: not tried")
        return
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as out:
        out.bind(("rssa", 0))
        for options, uid in user_options():
            for workers, rings in ("1", "1"), ("3", "2"):
                what = "interface %s --workers %s" % (" ".join(options), workers)
                s = Sensor(ringside, "-i", "rssb", "--stats-interval", "1", "--workers", workers,
                           "--rings", rings, *options)
                time.sleep(1 * SLOW)
                is_confined(s, what, uid)
                out.send(frame(sip("before")))
                check(s.wait_for(1, 10 * SLOW) == 1, what + ": one message")
                subprocess.run(["ip", "link", "set", "rssb", "down"], check=True)
                time.sleep(0.5)
                subprocess.run(["ip", "link", "set", "rssb", "up"], check=True)
                time.sleep(0.5)
                out.send(frame(sip("after")))
                check(s.wait_for(2, 10 * SLOW) == 2, what + ": after down and up")
                time.sleep(1.2)
                goes_well(s, what)
                for r in s.records():
                    if "capture" in r.get("stats", {}):
                        c = r["stats"]["capture"]
                        check(not c.get("kernel_drops") and not c.get("kernel_ifdrops"),
                              "%s: nothing was dropped: %s" % (what, c))


def switched_off(ringside):
    with tempfile.TemporaryDirectory() as base:
        put_capture(base, "1.pcap", (1, "first"))
        s = Sensor(ringside, "-r", base, "--no-sandbox")
        s.wait_for(1, 10 * SLOW)
        every = threads(s.process.pid)
        check(every and all(t["Seccomp"] == os_seccomp() for t in every), "--no-sandbox: no filter")
        goes_well(s, "--no-sandbox")


def os_seccomp():
    with open("/proc/self/status") as f:
        return [line.split()[1] for line in f if line.startswith("Seccomp:")][0]


def said(ringside, *arguments):
    p = subprocess.run([ringside, *arguments, "-o", "eve:/dev/null"], capture_output=True, text=True,
                       timeout=60)
    return p.returncode, p.stderr


def mistakes(ringside):
    with tempfile.TemporaryDirectory() as base:
        put_capture(base, "1.pcap", (1, "first"))
        path = base + "/1.pcap"
        code, text = said(ringside, "-r", path, "--user", "no-such-user-here")
        check(code == 1 and "no such user" in text, "an unknown user: %d %s" % (code, text))
        code, text = said(ringside, "-r", path, "--user", "")
        check(code == 1 and "--user" in text, "an empty user: %d %s" % (code, text))
        code, text = said(ringside, "-r", path, "--user", "nobody", "--no-sandbox")
        check(code == 1 and "one of them" in text, "both: %d %s" % (code, text))
        if not ROOT:
            code, text = said(ringside, "-r", path, "--user", "nobody")
            check(code == 1 and "only root" in text, "not root: %d %s" % (code, text))
            return
        os.chmod(base, 0o700)
        code, text = said(ringside, "-r", path, "--user", "nobody")
        check(code == 0, "a capture that only root may open is open already: %d %s" % (code, text))
        code, text = said(ringside, "-r", base, "--once", "--user", "nobody")
        check(code == 2 and "nobody may not read it" in text, "a directory: %d %s" % (code, text))
        os.mkdir(base + "/state")
        os.chmod(base, 0o755)
        code, text = said(ringside, "-r", base, "--once", "--user", "nobody", "--state",
                          base + "/state/position")
        check(code == 2 and "nobody may not write to" in text, "a state: %d %s" % (code, text))
        write(base + "/conf", "[T204]\nenabled = no\n")
        os.chmod(base + "/conf", 0o600)
        code, text = said(ringside, "-r", path, "--user", "nobody", "-c", base + "/conf")
        check(code == 0 and "nobody may not read it, and" in text, "settings: %d %s" % (code, text))


main(followed, received, interface, switched_off, mistakes)
