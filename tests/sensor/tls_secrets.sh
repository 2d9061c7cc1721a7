#!/bin/sh
# Secrets of TLS by every way, early and late. Usage: tls_secrets.sh RINGSIDE SOURCE_DIR
command -v python3 >/dev/null || { echo "skipped: python3 is missing"; exit 77; }
python3 "$2/tests/sensor/tls_secrets.py" "$1" "$2/pcaps/tls-13.pcapng" 18 &&
    python3 "$2/tests/sensor/tls_secrets.py" "$1" "$2/pcaps/tls-to-12.pcapng" 54
