#!/usr/bin/env python3
"""Captures as they come: several at once, over TCP, directories that grow.

Usage: captures.py RINGSIDE
"""
import gzip
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time

from script import PCAP_HEADER, Sensor, calls, check, free_port, main, pcap, record, run

T = 1700000000


def write(path, octets, how="wb"):
    with open(path, how) as f:
        f.write(octets)


def merged_by_time(ringside):
    with tempfile.TemporaryDirectory() as d:
        write(d + "/a", pcap((T, "a1"), (T + 2, "a2"), (T + 9, "a3")))
        write(d + "/b", pcap((T + 1, "b1"), (T + 2, "b2"), (T + 3, "b3")))
        write(d + "/c", gzip.compress(pcap((T + 20, "c1"))))
        status, records, errors = run(ringside, "-r", d + "/c", "-r", d + "/b", "-r", d + "/a")
        check(status == 0 and not errors, "merged: %r" % errors)
        check(calls(records) == ["a1", "b1", "b2", "a2", "b3", "a3", "c1"],
              "by time, then in the order given: %r" % calls(records))
        check([r["pcap_cnt"] for r in records] == [1, 1, 2, 2, 3, 3, 1], "numbers of each file")
        many, wanted = [], []
        for n in range(150):  # each overlaps the next one
            write("%s/%d" % (d, n), pcap((T + n, "m%d" % n), (T + n + 1.5, "n%d" % n)))
            many = ["-r", "%s/%d" % (d, n)] + many
            wanted += [(T + n, "m%d" % n), (T + n + 1.5, "n%d" % n)]
        status, records, errors = run(ringside, *many)
        check(status == 0 and not errors, "150 files: %r" % errors)
        check(calls(records) == [c for _, c in sorted(wanted)], "150 files, by time")


def broken_among_others(ringside):
    with tempfile.TemporaryDirectory() as d:
        write(d + "/a", pcap((T, "a1"), (T + 2, "a2")))
        write(d + "/cut", pcap((T + 1, "b1"), (T + 3, "b2"))[:-1])
        write(d + "/empty", b"")
        status, records, errors = run(ringside, "-r", d + "/a", "-r", d + "/cut", "-r",
                                      d + "/empty")
        check(status == 2 and errors.count("\n") == 2, "two lines: %r" % errors)
        check(calls(records) == ["a1", "b1", "a2"], "the others go on: %r" % calls(records))


def serve(octets, pause=0.0):
    """A tap: sends a capture to the first that connects, in two pieces."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()

    def work():
        s, _ = server.accept()
        s.sendall(octets[:100])
        time.sleep(pause)
        s.sendall(octets[100:])
        s.close()
        server.close()
    threading.Thread(target=work, daemon=True).start()
    return "tcp://127.0.0.1:%d" % server.getsockname()[1]


def over_tcp(ringside):
    status, records, errors = run(ringside, "-r", serve(pcap((T, "a"), (T + 1, "b")), 0.5))
    check(status == 0 and not errors and calls(records) == ["a", "b"], "tcp://: %r" % errors)
    status, records, errors = run(ringside, "-r", serve(pcap((T, "a"))),
                                  "-r", serve(pcap((T + 1, "b")), 0.3))
    check(status == 0 and sorted(calls(records)) == ["a", "b"], "two taps: %r" % errors)
    status, records, errors = run(ringside, "-r", serve(pcap((T, "a"), (T + 1, "b"))[:-5]))
    check(status == 2 and calls(records) == ["a"] and "cut off" in errors, "cut: %r" % errors)
    status, _, errors = run(ringside, "-r", "tcp://127.0.0.1:%d" % free_port())
    check(status == 2 and "cannot connect: Connection refused" in errors and
          errors.count("\n") == 1, "nobody there: %r" % errors)
    status, _, errors = run(ringside, "-r", serve(b"HTTP/1.1 200 OK\r\n" * 20))
    check(status == 2 and "neither pcap nor pcapng" in errors, "no capture: %r" % errors)
    status, _, errors = run(ringside, "-r", "tcp://no.such.host.invalid:1")
    check(status == 2 and errors.count("\n") == 1, "no such host: %r" % errors)


def wait_status(process, seconds=10):
    until = time.time() + seconds
    while process.poll() is None and time.time() < until:
        time.sleep(0.05)


def files_and_numbers(records):
    return [(os.path.basename(r["pcap_filename"]), r["pcap_cnt"]) for r in records]


def directory_once(ringside):
    with tempfile.TemporaryDirectory() as d:
        write(d + "/2-new.pcap", pcap((T + 10, "c"), (T + 11, "d")))
        write(d + "/9-old.pcap.gz", gzip.compress(pcap((T, "a"), (T + 1, "b"))))
        write(d + "/3-cut.pcap", pcap((T + 20, "e"), (T + 21, "f"))[:-3])
        write(d + "/4-empty.pcap", b"")
        write(d + "/5-header.pcap", PCAP_HEADER)
        write(d + "/.hidden", pcap((T, "x")))
        os.mkdir(d + "/folder")
        status, records, errors = run(ringside, "-r", d, "--once")
        check(status == 0, "status %d: %r" % (status, errors))
        check(calls(records) == ["a", "b", "c", "d", "e"], "in time order: %r" % calls(records))
        check(files_and_numbers(records) == [("9-old.pcap.gz", 1), ("9-old.pcap.gz", 2),
                                             ("2-new.pcap", 1), ("2-new.pcap", 2),
                                             ("3-cut.pcap", 1)], "file and number in it")
        check(errors.count("\n") == 1 and "3-cut.pcap: the file is cut off" in errors,
              "the cut one is said: %r" % errors)
        write(d + "/README", b"no capture at all")
        status, records, errors = run(ringside, "-r", d, "--once")
        check(status == 0 and "README: this is neither" in errors, "a stranger: %r" % errors)
        write(d + "/6-bad.pcap", pcap((T + 30, "g")) + b"\xff" * 40)
        status, records, errors = run(ringside, "-r", d, "--once")
        check(status == 2 and calls(records)[-1] == "g", "a damaged one: %d %r" % (status, errors))
        status, _, errors = run(ringside, "-r", d + "/folder", "--once")
        check(status == 0 and not errors, "nothing in it: %r" % errors)


def directory_followed(ringside):
    with tempfile.TemporaryDirectory() as d:
        write(d + "/a.pcap", pcap((T, "a1"), (T + 1, "a2")))
        write(d + "/b.pcap", pcap((T + 2, "b1")) + record(T + 3, "b2")[:30])
        sensor = Sensor(ringside, "-r", d)
        check(sensor.wait_for(3) == 3, "what is there")
        write(d + "/b.pcap", record(T + 3, "b2")[30:], "ab")
        check(sensor.wait_for(4) == 4, "the rest of a record")
        write(d + "/b.pcap", record(T + 4, "b3"), "ab")
        write(d + "/c.pcap", b"")
        time.sleep(0.3)
        write(d + "/c.pcap", pcap((T + 5, "c1")), "ab")
        check(sensor.wait_for(6) == 6, "a new file")
        write(d + "/b.pcap", record(T + 6, "b4"), "ab")  # two writers
        check(sensor.wait_for(7) == 7, "the one before it goes on")
        os.rename(d + "/a.pcap", d + "/a.pcap.1")
        with open(d + "/b.pcap", "rb") as f:
            write(d + "/.b", gzip.compress(f.read()))
        os.rename(d + "/.b", d + "/b.pcap.gz")
        os.remove(d + "/b.pcap")
        write(d + "/a.pcap", pcap((T + 7, "d1")))  # the name is used anew
        check(sensor.wait_for(8) == 8, "a name used anew")
        time.sleep(1.5)
        status, errors = sensor.stop()
        check(status == 0 and not errors, "a clean end: %d %r" % (status, errors))
        got = sensor.messages()
        check(calls(got) == ["a1", "a2", "b1", "b2", "b3", "c1", "b4", "d1"],
              "each once, in order: %r" % calls(got))
        check(files_and_numbers(got) == [("a.pcap", 1), ("a.pcap", 2), ("b.pcap", 1),
                                         ("b.pcap", 2), ("b.pcap", 3), ("c.pcap", 1),
                                         ("b.pcap", 4), ("a.pcap", 1)],
              "file and number: %r" % files_and_numbers(got))


def directory_with_state(ringside):
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as other:
        state = other + "/state"
        write(d + "/a.pcap", pcap((T, "a1")))
        write(d + "/b.pcap", pcap((T + 2, "b1"), (T + 3, "b2")))
        sensor = Sensor(ringside, "-r", d, "--state", state)
        check(sensor.wait_for(3) == 3, "what is there")
        check(sensor.stop()[0] == 0, "a clean end")
        write(d + "/b.pcap", record(T + 4, "b3"), "ab")
        write(d + "/c.pcap", pcap((T + 5, "c1")))
        with open(d + "/a.pcap", "rb") as f:
            write(d + "/a.pcap.gz", gzip.compress(f.read()))
        os.remove(d + "/a.pcap")
        status, records, errors = run(ringside, "-r", d + "/", "--state", state, "--once")
        check(status == 0 and not errors, "goes on: %r" % errors)
        check(calls(records) == ["b3", "c1"], "with what is new: %r" % calls(records))
        check(files_and_numbers(records) == [("b.pcap", 3), ("c.pcap", 1)], "numbers go on")
        status, records, errors = run(ringside, "-r", d, "--state", state, "--once")
        check(status == 0 and not records, "nothing twice: %r" % calls(records))
        os.mkdir(other + "/captures")
        shutil.copy(d + "/c.pcap", other + "/captures")
        status, records, errors = run(ringside, "-r", other + "/captures", "--state", state,
                                      "--once")
        check(calls(records) == ["c1"], "another directory, the same state")
        status, records, errors = run(ringside, "-r", d, "--state", state, "--once")
        check(status == 0 and not records, "which keeps the first one's")
        with open(d + "/c.pcap", "r+b") as f:  # a ring: written anew in its place
            f.truncate(0)
            f.write(pcap((T + 50, "n1"), (T + 51, "n2")))
        status, records, errors = run(ringside, "-r", d, "--state", state, "--once")
        check(calls(records) == ["n1", "n2"], "a file written anew: %r" % calls(records))
        write(other + "/mine", b"a text of mine\n")
        status, _, errors = run(ringside, "-r", d, "--state", other + "/mine", "--once")
        check(status == 2 and "is no state that ringside wrote" in errors, "a stranger's file")
        check(open(other + "/mine").read() == "a text of mine\n", "which is left as it was")
        status, _, errors = run(ringside, "-r", d, "--state", other + "/no/such", "--once")
        check(status == 2 and "cannot be written" in errors, "nowhere to write: %r" % errors)


def stop_in_the_middle(ringside):
    """What was read ahead and not analysed is read again."""
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as other:
        write(d + "/a.pcap", pcap(*[(T + n / 1000, "a%d" % n) for n in range(20000)]))
        seen = 0
        for n in range(60):
            out = "eve:" + other + "/eve"
            p = subprocess.Popen([ringside, "-r", d, "--once", "--state", other + "/state",
                                  "-o", out, "--log", "message"], stderr=subprocess.DEVNULL)
            time.sleep(0.03 * (n + 1))  # a slow build gets further each time
            p.terminate()
            wait_status(p)
            with open(other + "/eve") as f:
                count = sum(1 for _ in f)
            seen += count
            if seen >= 20000 and not count:
                break
        check(seen == 20000, "20000 messages over restarts, not %d" % seen)


if __name__ == "__main__":
    main(merged_by_time, broken_among_others, over_tcp, directory_once, directory_followed,
         directory_with_state, stop_in_the_middle)
