#!/bin/sh
# JA4 as told, and as made from tshark's fields. Usage: ja4.sh RINGSIDE SOURCE_DIR
command -v tshark >/dev/null && command -v python3 >/dev/null || {
    echo "skipped: tshark or python3 is missing"
    exit 77
}
set -- "$1" "$2" "$2"/pcaps/tls-*.pcapng
for lab in "$2"/../shared/pcaps/lab/benign-tls12.pcap "$2"/../shared/pcaps/lab/benign-tls13.pcap; do
    [ -e "$lab" ] && set -- "$@" "$lab"
done
ringside=$1 source=$2
shift 2
exec python3 -B "$source/tests/checks/ja4.py" "$ringside" "$@"
