#!/bin/sh
# RFC 6076 metrics of the sensor against SIPp's own statistics of the same run:
# sh tests/lab/sipp_stats.sh RINGSIDE. Needs root (a namespace of its own) and SIPp.
set -eu
ringside=$(realpath "$1")
LAB=$(cd "$(dirname "$0")" && pwd)
NAME=sipp-stats
OUT=$(mktemp)
. "$LAB/lib.sh"
hosts alice bob
tap
cd "$LAB_TMP"
start bob sipp -sn uas -i 10.9.0.31 -p 5060 -nostdin -bind_local -rtp_echo
sleep 0.5
# A hundred calls of half a second, ten a second: INVITE, 180, 200, ACK, BYE, 200.
in_host alice timeout 60 sipp -sn uac -i 10.9.0.21 -p 5060 -nostdin -bind_local -d 500 -r 10 -m 100 \
    -trace_stat -stf stat.csv -trace_rtt -rtt_freq 1 10.9.0.31:5060 >sipp.log 2>&1 </dev/null
untap
"$ringside" -r "$OUT" -o eve:eve.json --log stats
rm -f "$OUT"
python3 - <<'PYTHON'
import csv
import glob
import json
import sys

stat = list(csv.DictReader(open("stat.csv"), delimiter=";"))[-1]
rtt = [float(r["response_time_ms"]) for f in glob.glob("*_rtt.csv")
       for r in csv.DictReader(open(f), delimiter=";")]
quality = next(r["ringside"]["quality"] for r in map(json.loads, open("eve.json"))
               if r.get("ringside", {}).get("quality", {}).get("service") == "10.9.0.31:5060")
rows = [
    ("calls made / attempts", int(stat["TotalCallCreated"]), quality["attempts"], 0),
    ("calls that succeeded / answered", int(stat["SuccessfulCall(C)"]), quality["answered"], 0),
    ("calls that succeeded / completed", int(stat["SuccessfulCall(C)"]), quality["completed"], 0),
    ("retransmissions", int(stat["Retransmissions(C)"]), 0, 0),
    ("mean time to the answer / SRD, ms", round(sum(rtt) / len(rtt), 2), quality["session_request_delay"]["mean"], 3),
    ("call length / SDT, ms", 500, quality["session_duration"]["mean"], 10),
]
bad = 0
for name, sipps, ours, apart in rows:
    wrong = abs(sipps - ours) > apart
    bad |= wrong
    print(f"{name:36} SIPp {sipps:8}  ringside {ours:8}  {'DIFFERS' if wrong else 'equal' if not apart else f'within {apart}'}")
sys.exit(bad)
PYTHON
