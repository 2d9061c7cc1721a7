#!/bin/sh
# As many messages as tshark finds with the same keys.
# Usage: tshark_messages.sh RINGSIDE SOURCE_DIR
command -v tshark >/dev/null && command -v python3 >/dev/null || {
    echo "skipped: tshark or python3 is missing"
    exit 77
}
exec python3 -B "$2/tests/checks/tshark_messages.py" "$1" "$2"
