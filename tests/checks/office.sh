#!/bin/sh
# An hour of an ordinary office, by tests/lab/office.py: no S or D finding of medium
# or above, and none but those that are meant. Usage: office.sh RINGSIDE SOURCE
ringside=$1
source=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
for seed in 1 2; do
    python3 -B "$source/tests/lab/office.py" "$work/office.pcap" 3600 $seed || exit 1
    # The dialler and the trunk as an operator would list them.
    printf '[lists]\npeers = 203.0.113.5 10.20.9.9\nregistrars = 10.20.0.5\n' >"$work/settings"
    for settings in "" "-c $work/settings"; do
        # shellcheck disable=SC2086 # two words or none
        "$ringside" $settings -r "$work/office.pcap" -o "eve:$work/eve" --log alert || bad=1
        python3 -B - "$work/eve" "$seed$settings" <<'PYTHON' || bad=1
import collections
import json
import sys

# Loss makes copies, and by chance many of them for a minute (T205); a phone with an old
# password is told, and low (S405); so is MD5 as the only algorithm (S419): semantics 5.
MEANT = {("T204", "info"), ("T205", "medium"), ("S405", "low"), ("S419", "low")}
met = collections.Counter()
for line in open(sys.argv[1]):
    r = json.loads(line)["ringside"]
    met[r["finding"], r["severity"]] += 1
print(f"seed {sys.argv[2]}:", dict(met))
wrong = set(met) - MEANT
if wrong:
    print("not meant:", sorted(wrong))
sys.exit(bool(wrong))
PYTHON
    done
done
exit $bad
