"""The settings file: --check-config, a bad one at start, SIGHUP, trying one on a capture."""
import json
import os
import re
import signal
import struct
import subprocess
import tempfile
import time

from script import PCAP_HEADER, check, frame, main, sip

MANY_WRONG = """[T213]
enabled = maybe
[lists]
peers = 10.0.0.300
[S999]
"""


def packet(seconds, call):
    """Without Max-Forwards: P105."""
    octets = frame(sip(call).replace(b"Max-Forwards: 70\r\n", b""))
    return struct.pack("<IIII", seconds, 0, len(octets), len(octets)) + octets


def write(path, text):
    with open(path, "w") as f:
        f.write(text)


def sensor(ringside, *arguments):
    p = subprocess.run([ringside, *arguments], capture_output=True, text=True, timeout=60)
    return p.returncode, p.stdout, p.stderr.splitlines()


def test_check(ringside):
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/ringside.conf"
        write(path, "[T213]\nenabled = no\n")
        check(sensor(ringside, "-c", path, "--check-config") == (0, path + ": in order\n", []),
              "a good file is in order")
        write(path, MANY_WRONG)
        status, out, lines = sensor(ringside, "--check-config", "-c", path)
        check(status == 1 and out == "", "a wrong file is status 1")
        check([x.split(": ")[2] for x in lines] == ["line 2", "line 4", "line 5"],
              "all lines that are wrong are told: %s" % lines)
        status, _, lines = sensor(ringside, "-c", folder + "/absent", "--check-config")
        check(status == 1 and len(lines) == 1 and "No such file" in lines[0], "an absent file")
        status, _, lines = sensor(ringside, "-c", folder, "--check-config")
        check(status == 1 and len(lines) == 1 and "Is a directory" in lines[0], "a directory")
        status, _, lines = sensor(ringside, "--check-config")
        check(status == 1 and "add -c FILE" in lines[0], "--check-config without a file")
        status, _, lines = sensor(ringside, "-c", path, "-c", path, "-r", "-")
        check(status == 1 and "given already" in lines[0], "two files")


def test_explain(ringside):
    """Thresholds as they are in force, not as they are built in."""
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/ringside.conf"
        write(path, "[S405]\nfailures = 7\nseverity = low\nallow-source = 10.0.0.1\n"
                    "[T204]\nenabled = no\n")
        out = sensor(ringside, "--explain", "S405")[1]
        check("failures = 5 " in out and "svcrack" in out, "the defaults, and the tool")
        check("T1110.001 Password Guessing" in out, "its technique")
        out = sensor(ringside, "-c", path, "--explain", "S405")[1]
        check("failures = 7 " in out and "default 5)" in out, "the threshold in force")
        check("Severity         low" in out and "allow-source: 1" in out, "severity, exceptions")
        out = sensor(ringside, "-c", path, "--explain", "T204")[1]
        check("enabled = no" in out and "tests/cases/T204*.scn" in out, "off; its scenario")
        check("ATT&CK" not in out, "no technique where none fits")
        check(all(len(line) <= 80 for line in out.splitlines()), "80 columns")
        write(path, MANY_WRONG)
        check(sensor(ringside, "-c", path, "--explain", "S405")[0] == 1, "a wrong file")


def test_example(ringside):
    """What is printed is in order, as it is and with nothing commented out; so is the README's."""
    example = sensor(ringside, "--example-config")[1]
    spoken = re.sub(r"^# ([a-z][a-z-]* = )", r"\1", example, flags=re.M)
    check(spoken.count(" = ") > 20 and "failures = 5\n" in spoken, "settings in the example")
    with open(os.path.join(os.path.dirname(__file__), "..", "..", "README.md")) as f:
        section = f.read().split("\n## Settings\n")[1].split("\n## ")[0]
    readme = re.search(r"```\n(.*?)```", section, re.S).group(1)
    with tempfile.TemporaryDirectory() as folder:
        for text in (example, spoken, readme):
            write(folder + "/c", text)
            status, _, lines = sensor(ringside, "-c", folder + "/c", "--check-config")
            check(status == 0, "an example is wrong: %s" % lines)


def test_bad_at_start(ringside):
    with tempfile.TemporaryDirectory() as folder:
        path, out = folder + "/ringside.conf", folder + "/eve.json"
        write(path, MANY_WRONG)
        write(out, "kept\n")
        with open(folder + "/one.pcap", "wb") as f:
            f.write(PCAP_HEADER + packet(1600000000, "one"))
        status, _, lines = sensor(ringside, "-c", path, "-r", folder + "/one.pcap", "-o",
                                  "eve:" + out)
        check(status == 1 and len(lines) == 3, "a wrong file at start ends it: %s" % lines)
        with open(out) as f:
            check(f.read() == "kept\n", "nothing was run: the output is as it was")


def test_tried(ringside):
    """The same file on a capture: what is kept back is counted."""
    with tempfile.TemporaryDirectory() as folder:
        path, capture = folder + "/ringside.conf", folder + "/two.pcap"
        with open(capture, "wb") as f:
            f.write(PCAP_HEADER + packet(1600000000, "one") + packet(1600000100, "two"))
        for settings, alerts, suppressed in [
                ("", 2, None), ("[P105]\nallow-source = 192.0.2.1\n", 0, 2),
                ("[P105]\nallow-source = 192.0.2.2\n", 2, None),
                ("[mandatory_header_missing]\nseverity = critical\n", 2, None)]:
            write(path, settings)
            status, out, lines = sensor(ringside, "-c", path, "-r", capture, "-o", "eve")
            records = [json.loads(x) for x in out.splitlines()]
            told = [r for r in records if r["event_type"] == "alert" and
                    r["ringside"]["finding"] == "P105"]
            check(status == 0 and not lines and len(told) == alerts,
                  "%r: %d alerts" % (settings, len(told)))
            check(records[-1]["ringside"].get("suppressed") == suppressed,
                  "%r: kept back %s" % (settings, records[-1]["ringside"].get("suppressed")))
            check(not suppressed or records[-1]["ringside"]["suppressed_findings"] == ["P105"],
                  "%r: which" % settings)
            if "critical" in settings:
                check({r["ringside"]["severity"] for r in told} == {"critical"}, "the severity")
        write(path, "[P105]\nenabled = no\n")
        out = sensor(ringside, "-c", path, "-r", capture)[1]
        check("Kept back by settings          2  P105 2\n" in out, "the summary says it")


class Fed:
    """A sensor that reads a pipe, and what it says while it runs."""

    def __init__(self, ringside, folder, *arguments):
        self.out, self.err = folder + "/out", folder + "/err"
        with open(self.out, "w") as out, open(self.err, "w") as err:
            self.process = subprocess.Popen([ringside, "-r", "-", "-o", "eve", "--log", "message",
                                             *arguments],
                                            stdin=subprocess.PIPE, stdout=out, stderr=err)
        self.give(PCAP_HEADER)

    def give(self, octets):
        self.process.stdin.write(octets)
        self.process.stdin.flush()

    def messages(self):
        with open(self.out) as f:
            return [json.loads(x)["ringside"] for x in f if x.endswith("\n")]

    def said(self):
        with open(self.err) as f:
            return f.read()

    def until(self, holds, what, seconds=10):
        end = time.time() + seconds
        while not holds() and time.time() < end:
            time.sleep(0.02)
        check(holds(), what)

    def end(self):
        self.process.stdin.close()
        return self.process.wait(20)


def test_reload(ringside):
    for workers in ("0", "2"):
        reload(ringside, "--workers", workers)


def reload(ringside, *options):
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/ringside.conf"
        write(path, "# nothing\n")
        fed = Fed(ringside, folder, "-c", path, *options)
        fed.give(packet(1600000000, "one"))
        fed.until(lambda: len(fed.messages()) == 1, "the first message")
        write(path, "[P105]\nenabled = no\n")
        fed.process.send_signal(signal.SIGHUP)
        fed.until(lambda: "in force now" in fed.said(), "SIGHUP is answered")
        fed.give(packet(1600000100, "two"))
        fed.until(lambda: len(fed.messages()) == 2, "the second message")
        write(path, MANY_WRONG)
        fed.process.send_signal(signal.SIGHUP)
        fed.until(lambda: "from before stay in force" in fed.said(), "a wrong file is told")
        check(fed.said().count("line ") == 3, "with its lines")
        fed.give(packet(1600000200, "three") + packet(1600000300, "one"))
        check(fed.end() == 0, "the end")
        found = [m.get("findings", []) for m in fed.messages()]
        check(found == [["P105"], [], [], []], "which settings held: %s" % found)
        numbers = [m["call"] for m in fed.messages()]
        check(numbers[:3] == [1, 2, 3], "the state is kept: %s" % numbers)


def test_without_file(ringside):
    """Without -c SIGHUP ends the program, as it ends any."""
    with tempfile.TemporaryDirectory() as folder:
        fed = Fed(ringside, folder)
        fed.give(packet(1600000000, "one"))
        fed.until(lambda: len(fed.messages()) == 1, "the first message")
        fed.process.send_signal(signal.SIGHUP)
        check(fed.process.wait(20) == -signal.SIGHUP, "SIGHUP without -c")
        fed.process.stdin.close()


main(test_check, test_example, test_explain, test_bad_at_start, test_tried, test_reload, test_without_file)
