#!/bin/sh
# Every packet of a capture up to 200 ms late: no T or D finding changes.
# Usage: shuffle_captures.sh RINGSIDE SOURCE_DIR
command -v python3 >/dev/null || {
    echo "skipped: python3 is missing"
    exit 77
}
exec python3 -B "$2/tests/checks/shuffle_captures.py" "$1" "$2"
