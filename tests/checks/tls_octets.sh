#!/bin/sh
# The TLS connections of pcaps/ and of ../shared, read by us and by tshark with
# the same secrets. Usage: tls_octets.sh RINGSIDE SOURCE_DIR BINARY_DIR
source=$2 tool=$3/tests/tls2text
command -v tshark >/dev/null && command -v python3 >/dev/null || {
    echo "skipped: tshark or python3 is missing"
    exit 77
}
bad=0
for capture in "$source"/pcaps/tls-*.pcapng; do
    python3 "$source/tests/checks/tls_octets.py" "$tool" "$capture" || bad=1
done
shared=$source/../shared/pcaps/lab
[ -d "$shared" ] || echo "no ../shared/pcaps/lab: its captures are left out"
for keylog in "$shared"/*.keylog; do
    [ -e "$keylog" ] || continue
    python3 "$source/tests/checks/tls_octets.py" "$tool" "${keylog%.keylog}.pcap" "$keylog" || bad=1
done
exit $bad
