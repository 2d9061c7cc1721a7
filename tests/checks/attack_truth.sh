#!/bin/sh
# What group S says of the attack captures, and that it says nothing bad of the
# others: attack_truth.py. Usage: attack_truth.sh RINGSIDE SOURCE_DIR
shared=$2/../shared/pcaps
[ -d "$shared/lab" ] || { echo "skipped: no $shared"; exit 77; }
exec python3 -B "$2/tests/checks/attack_truth.py" "$1" "$shared" "$2/tests/checks/attack_truth.tsv"
