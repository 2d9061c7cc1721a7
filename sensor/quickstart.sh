#!/bin/sh
# From a fresh clone on Debian 12 to SIP on the screen: installs what is
# missing, builds the sensor and runs it on the captures in pcaps/.
# Works as root and with sudo, from any folder, as often as you like.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/sensor/packages.sh"
# shellcheck disable=SC2086 # the list is meant to be split
rs_need_packages $RS_BUILD_PACKAGES

cd "$top"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { cmake --preset release && cmake --build --preset release; } >"$log" 2>&1; then
    cat "$log"
    exit 1
fi
ringside=build/release/sensor/ringside

say() {
    printf '\n== %s\n\n' "$*"
}

for capture in no-ack dead-callee lync-call-failed; do
    say "Alerts and summary: $ringside -r pcaps/$capture.pcap"
    "$ringside" -r "pcaps/$capture.pcap"
done

say "One alert as JSON: $ringside -r pcaps/no-ack.pcap -o eve --log alert"
"$ringside" -r pcaps/no-ack.pcap -o eve --log alert | sed -n 1p

say "A call as a ladder: $ringside -r pcaps/cancel.pcap -o ladder"
"$ringside" -r pcaps/cancel.pcap -o ladder

printf '\nThe sensor stands at %s/%s; try --help, or sudo %s -i IFACE\n' "$top" "$ringside" "$ringside"
