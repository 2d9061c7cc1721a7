#!/usr/bin/env python3
"""The fields of subscriptions, the session and its timer, registrations and sign-ins.

fields.py RINGSIDE SOURCE_DIR BUILD_DIR

Scenarios as packets, and what each frame has; the sensor must say the same of
the same message. No field of ours stands on a frame without SIP.
"""
import glob
import json
import os
import subprocess
import sys

from with_plugin import Report, Wireshark


class Scenarios:
    def __init__(self, ringside, source, build, wireshark):
        self.ringside, self.wireshark = ringside, wireshark
        self.writer = os.path.join(build, "tests", "scenario2pcap")
        self.source = os.path.join(source, "tests", "scenarios")

    def capture(self, name):
        path = os.path.join(self.wireshark.folder, name + ".pcap")
        subprocess.run([self.writer, os.path.join(self.source, name + ".scn"), path], check=True)
        os.chmod(path, 0o644)
        return path

    def sensor(self, path):
        """frame -> what the sensor's record of that message has in ringside{}."""
        out = subprocess.run([self.ringside, "-r", path, "-o", "eve:-", "--log", "message"],
                             capture_output=True, text=True, check=True).stdout
        records = (json.loads(line) for line in out.splitlines())
        return {r["pcap_cnt"]: r["ringside"] for r in records}


def column(wireshark, capture, name):
    """frame -> the field's value, of frames that have it; what is true is 1, as before 4.4."""
    rows = wireshark.fields(capture, ["frame.number", "ringside." + name], "-2")
    return {int(number[0]): "1" if values[0] == "True" else values[0]
            for number, values in rows if values}


# scenario, field without "ringside.": what its frames have, all of them
WANTED = [
    ("subscribe", "subscription", {1: "1", 2: "1", 3: "1", 4: "1", 5: "1", 6: "1", 7: "1", 8: "1",
                                   9: "1", 10: "1"}),
    ("session-timer", "session_timer",
     {12: "running", 15: "running", 17: "running", 19: "expired", 21: "expired", 23: "running",
      25: "none", 29: "running", 31: "none"}),
    ("session-timer", "session_timer.expired", {19: "1", 21: "1", 23: "1", 25: "1", 31: "1"}),
    ("session-timer", "session_timer.refresher",
     {12: "caller", 15: "caller", 17: "caller", 19: "caller", 21: "caller", 23: "caller",
      25: "caller", 29: "callee", 31: "callee"}),
    ("hold", "sdp.hold", {5: "1"}),
    ("hold", "sdp.resume", {8: "1"}),
    ("hold", "sdp.held_by", {5: "callee", 7: "callee"}),
    ("hold", "sdp", {1: "offer", 2: "answer", 4: "offer", 5: "answer", 7: "offer", 8: "answer"}),
    ("hold", "sdp.by", {1: "caller", 2: "callee", 4: "callee", 5: "caller", 7: "callee",
                        8: "caller"}),
    ("register", "registration.bindings", {4: "1", 6: "0"}),
    ("register", "registration.removed", {6: "1"}),
    ("register", "registration.state", {1: "pending", 3: "pending", 5: "registered"}),
    ("register", "auth.sign_in", {2: "1", 3: "1", 4: "1", 6: "5"}),
    ("registration-contacts", "registration.expires",
     {1: "600", 2: "500", 3: "3600", 4: "1800", 5: "900", 6: "900"}),
    ("registration-contacts", "registration.learned", {2: "1", 8: "1"}),
]

# field: key of the sensor's record of the same message
SAME = {
    "subscription": "subscription",
    "subscription.state": "subscription_state",
    "subscription.expires": "subscription_expires",
    "session_timer": "session_timer",
    "session_timer.interval": "session_expires",
    "session_timer.refresher": "refresher",
    "sdp": "sdp",
    "sdp.by": "sdp_by",
    "sdp.held_by": "held_by",
    "registration.state": "binding",
    "registration.expires": "expires",
    "registration.added": "bindings_added",
    "registration.refreshed": "bindings_refreshed",
    "registration.removed": "bindings_removed",
    "registration.learned": "bindings_learned",
}
COMPARED = ["subscribe", "subscription-active", "subscription-lapsed", "session-timer", "hold",
            "hold-who", "offer-patterns", "offer-refused", "register", "register-ntlm",
            "registration-contacts", "binding-life"]


def check_wanted(report, scenarios, wireshark):
    made = {}
    for name, field, wanted in WANTED:
        made[name] = made.get(name) or scenarios.capture(name)
        report.same("%s: %s" % (name, field), column(wireshark, made[name], field), wanted)
    events = column(wireshark, made["subscribe"], "subscription.event")
    report.same("an event on each message of it", set(events.values()), {"presence"})
    report.same("... and on each", len(events), 10)
    said = column(wireshark, made["hold"], "summary")
    report.true("the line that says it all has the hold", "held by the callee" in said[5])
    report.true("... and its end", said[8].endswith("resumed"))
    report.true("... and a subscription", "presence subscription 1 active" in
                column(wireshark, made["subscribe"], "summary")[2])
    report.true("... and a registration", "1 binding" in
                column(wireshark, made["register"], "summary")[4])
    ends = column(wireshark, made["subscribe"], "subscription.end")
    report.same("why it ended", list(ends.values())[:1], ["timeout"])


def check_sensor(report, scenarios, wireshark):
    for name in COMPARED:
        capture = scenarios.capture(name)
        told = scenarios.sensor(capture)
        rows = wireshark.fields(capture, ["frame.number"] + ["ringside." + f for f in SAME], "-2")
        for row in rows:
            record = told.get(int(row[0][0]), {})
            for field, values in zip(SAME, row[1:]):
                ours = record.get(SAME[field])
                report.same("%s frame %s: %s" % (name, row[0][0], field), values,
                            [] if ours is None else [str(ours)])


def check_nothing_elsewhere(report, source, wireshark):
    for path in glob.glob(os.path.join(source, "pcaps", "*.pcap"))[::6]:
        place = wireshark.place(path)
        stray = wireshark.tshark("-2", "-r", place, "-Y", "ringside and not sip", "-T", "fields",
                                 "-e", "frame.number")
        report.same("%s: ours without SIP" % os.path.basename(path), stray, "")


def main():
    ringside, source, build = sys.argv[1:4]
    wireshark, report = Wireshark(build), Report()
    scenarios = Scenarios(ringside, source, build, wireshark)
    check_wanted(report, scenarios, wireshark)
    check_sensor(report, scenarios, wireshark)
    check_nothing_elsewhere(report, source, wireshark)
    report.end()


if __name__ == "__main__":
    main()
