#!/usr/bin/env python3
"""Compare the sensor with tshark on every public capture.

Usage: public_truth.py RINGSIDE SOURCE_DIR. Reads ../shared/pcaps/public/truth.tsv
and runs `ringside -r FILE --log message -o eve` on each. A difference must
stand in public_truth.reasons (capture, field, ours, tshark's, reason; tabs);
one that does not, or a reason that no longer applies, fails. Exit 77 where
../shared is absent.
"""
import collections
import csv
import json
import os
import subprocess
import sys

FIELDS = ["messages", "methods", "status_codes", "callids"]


def counts_text(counter):
    return ";".join("%s:%d" % kv for kv in sorted(counter.items(), key=lambda kv: (-kv[1], kv[0])))


def parse_counts(text):
    out = collections.Counter()
    for part in (text or "").split(";"):
        if ":" in part:
            name, n = part.rsplit(":", 1)
            out[name] += int(n)
    return out


def ours(ringside, path):
    run = subprocess.run([ringside, "-r", path, "--log", "message", "-o", "eve"],
                         capture_output=True)
    methods, statuses, callids, messages = (collections.Counter(), collections.Counter(), set(), 0)
    for line in run.stdout.splitlines():
        record = json.loads(line)
        if record["event_type"] != "sip":
            continue
        messages += 1
        sip = record["sip"]
        if "method" in sip:
            methods[sip["method"]] += 1
        else:
            statuses[sip.get("code", "?")] += 1
        if record["ringside"].get("call_id"):
            callids.add(record["ringside"]["call_id"])
    return {"messages": str(messages), "methods": counts_text(methods),
            "status_codes": counts_text(statuses), "callids": str(len(callids))}


def theirs(row):
    return {"messages": row["sip_total"], "methods": counts_text(parse_counts(row["methods"])),
            "status_codes": counts_text(parse_counts(row["status_codes"])),
            "callids": row["distinct_callids"]}


def read_reasons(path):
    with open(path) as f:
        rows = [line.rstrip("\n").split("\t") for line in f if line.strip() and line[0] != "#"]
    return {(r[0], r[1]): (r[2], r[3], r[4]) for r in rows}


def main():
    ringside, source = sys.argv[1:3]
    public = os.environ.get("RS_SHARED", os.path.join(source, "..", "shared")) + "/pcaps/public"
    if not os.path.exists(public + "/truth.tsv"):
        print("skipped: no ../shared/pcaps/public")
        return 77
    reasons = read_reasons(os.path.join(source, "tests/checks/public_truth.reasons"))
    used, failures, captures = set(), 0, 0
    with open(public + "/truth.tsv") as f:
        for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            captures += 1
            mine, tshark = ours(ringside, os.path.join(public, row["file"])), theirs(row)
            for field in FIELDS:
                if mine[field] == tshark[field]:
                    continue
                known = reasons.get((row["file"], field))
                if known and known[:2] == (mine[field], tshark[field]):
                    used.add((row["file"], field))
                    continue
                failures += 1
                print("DIFFERS\t%s\t%s\t%s\t%s" % (row["file"], field, mine[field], tshark[field]))
    for key in reasons:
        if key not in used:
            failures += 1
            print("NO LONGER: %s %s" % key)
    print("%d captures, %d differences with a reason, %d failures"
          % (captures, len(used), failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
