#!/bin/sh
# The same call in other clothes: UDP in fragments of 8 octets, TCP in segments
# of one octet out of order, WebSocket, WebSocket compressed, SCTP in fragments,
# TURN; each must give the same ladder and the same findings as plain UDP.
# Usage: same_call.sh RINGSIDE SOURCE_DIR BINARY_DIR
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
exec python3 "$2/tests/sensor/same_call.py" "$1" "$2"
