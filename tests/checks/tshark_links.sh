#!/bin/sh
# Stock's links and retransmissions against ours, each difference by RFC rule.
# Usage: tshark_links.sh RINGSIDE SOURCE_DIR
command -v tshark >/dev/null && command -v python3 >/dev/null || {
    echo "skipped: tshark or python3 is missing"
    exit 77
}
exec python3 -B "$2/tests/checks/tshark_links.py" "$1" "$2"
