# How the cost of a message grows: with calls in progress at once, with messages
# a dialog, with workers. CPU time, so that others on the machine disturb little.
#
#     sh tests/bench/growth.sh [BUILD]      (default: build/release, with RS_BENCH=ON)
set -eu

source=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$source/build/release}
ringside=$build/sensor/ringside bench=$build/tests/bench
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

# cost FILE: nanoseconds of CPU a message, median of three runs, and peak MB.
cost() {
    n=$("$ringside" -r "$1" -o eve --log stats | python3 -c '
import json, sys
print(max(json.loads(l)["ringside"].get("messages", 0) for l in sys.stdin))')
    "$bench/bench-measure" 3 "$ringside" --workers 1 --memory 4G -r "$1" -o eve:/dev/null --log alert |
        awk -v n="$n" '{ printf "%d | %.0f | %.0f", n, $1 * 1e9 / n, $4 / 1024 }'
}

echo "| confirmed dialogs at once | messages | CPU ns a message | peak MB |"
echo "|---:|---:|---:|---:|"
for n in 1000 10000 100000 300000; do
    "$bench/bench-generate" dialogs $n "$dir/c.pcap" >/dev/null
    echo "| $n | $(cost "$dir/c.pcap") |"
done
echo
echo "| messages a dialog | messages | CPU ns a message | peak MB |"
echo "|---:|---:|---:|---:|"
for n in 5 25 105 1005; do
    python3 -B "$source/tests/bench/long_dialogs.py" $((200000 / n)) $n "$dir/c.pcap"
    echo "| $n | $(cost "$dir/c.pcap") |"
done
echo
"$bench/bench-generate" udp-mix 25000 "$dir/mix.pcap" >/dev/null
python3 -B "$source/tests/bench/threads.py" "$ringside" "$dir/mix.pcap" 1 2 3 4
