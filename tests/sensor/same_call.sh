#!/bin/sh
# The same call in other clothes: UDP in fragments of 8 octets, TCP in segments
# of one octet out of order, TLS 1.3, WebSocket, WebSocket compressed, SCTP in
# fragments, TURN, HEP over TCP, three tunnels deep; each must give the same ladder and the same findings as plain UDP.
# Usage: same_call.sh RINGSIDE SOURCE_DIR BINARY_DIR
command -v python3 >/dev/null && command -v openssl >/dev/null || {
    echo "skipped: no python3 or no openssl"
    exit 77
}
exec python3 "$2/tests/sensor/same_call.py" "$1" "$2"
