#!/bin/sh
# A real call wrapped into every encapsulation here and now, by scapy, and read
# by tshark too where it is installed. Usage: tunnels_made.sh RINGSIDE SOURCE_DIR
set -u
ringside=$1
source=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# scapy is Debian's, whatever other Python stands first in the path.
PYTHONWARNINGS=ignore /usr/bin/python3 "$source/tests/lab/tunnels.py" \
    "$source/pcaps/call-proxied.pcap" "$work" >"$work.log" 2>&1
status=$?
tail -n 1 "$work.log"
rm -f "$work.log"
[ "$status" -eq 0 ] || exit "$status"
set -- "$ringside" "$work"
command -v tshark >/dev/null && set -- "$@" --tshark
python3 "$source/tests/golden/tunnels.py" "$@"
