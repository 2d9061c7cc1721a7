#!/bin/sh
# Build the release, make captures, measure, print the tables of README.md.
#
#   sh tests/bench/run.sh [DIRECTORY]
#
# DIRECTORY (default: one of mktemp, removed at the end) holds the captures, 2 GB.
# BENCH_BIG=4 also reads a file of 1 GB and one of 4 GB and compares peak memory;
# they are made in the same directory, 5 GB more. BENCH_RUNS: runs a program (5).
# BENCH_BUILD: a build directory to measure as it is, instead of building.
# BENCH_SCALE: how large the captures are, in percent (100), for a machine that
# others use too; below 100 live objects are not measured, which takes a million.
set -eu

source=$(cd "$(dirname "$0")/../.." && pwd)
build=${BENCH_BUILD:-$source/build/release}
runs=${BENCH_RUNS:-5}
scale=${BENCH_SCALE:-100}

if [ $# -gt 0 ]; then
    dir=$1
    mkdir -p "$dir"
else
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT INT TERM
fi

[ -n "${BENCH_BUILD:-}" ] || (cd "$source" && cmake --preset release -DRS_BENCH=ON >"$dir/build.log" &&
    cmake --build --preset release >>"$dir/build.log") || { cat "$dir/build.log"; exit 1; }
bench=$build/tests/bench
ringside=$build/sensor/ringside

# with PROGRAM COMMAND...: the command, where that program is installed.
with() {
    if command -v "$1" >/dev/null 2>&1; then
        shift
        "$@"
    fi
}

# make NAME KIND COUNT: a capture, and how many messages are in it.
make() {
    "$bench/bench-generate" "$2" $(($3 * scale / 100)) "$dir/$1.pcap" >"$dir/$1.txt"
    sed 's/^/  /' "$dir/$1.txt"
}
messages() { sed 's/.* calls, \([0-9]*\) messages.*/\1/' "$dir/$1.txt"; }

# row NAME WHAT COMMAND...: one line of the table of whole programs.
row() {
    name=$1 what=$2
    shift 2
    "$bench/bench-measure" "$runs" "$@" | awk -v n="$(messages "$name")" -v name="$name" -v what="$what" '{
        printf "| %-8s | %-38s | %7.2f | %4.1f | %7.2f | %6.0f | %9.0f | %6.0f |%s\n", name, what, $1, $2, $3,
               $1 * 1e9 / n, n / $1, $4 / 1024, $5 ? " exit status " $5 : "" }'
}
head_row() {
    printf '| %-8s | %-38s | %7s | %4s | %7s | %6s | %9s | %6s |\n' "$@"
    printf '|%s|\n' '---|---|---:|---:|---:|---:|---:|---:'
}

# bytes_each KIND: peak RSS with a million live ones, less that with 200,000, for each of the difference.
bytes_each() {
    for n in 200000 1000000; do
        "$bench/bench-generate" "$1" $n "$dir/live.pcap" >/dev/null
        "$bench/bench-measure" 1 "$ringside" --memory 8G -r "$dir/live.pcap" -o eve:/dev/null --log alert
    done | awk -v what="$2" '{ kb[NR] = $4 }
        END { printf "| %-58s | %8.0f | %8.0f | %7.0f |\n", what, kb[1] / 1024, kb[2] / 1024,
              (kb[2] - kb[1]) * 1024 / 800000 }'
    rm -f "$dir/live.pcap"
}

echo "## Machine"
lscpu | sed -n 's/^\(Model name\|CPU(s)\|L2 cache\|L3 cache\):  */  \1: /p'
echo
echo "## Captures"
make udp-mix udp-mix 50000
make tcp-mix tcp-mix 50000
make flood flood 500000
make noise noise 10000
make small udp-mix 5000
echo
echo "## Parsers"
"$bench/bench-parser" "$source"/tests/bench/messages/*.sip
echo
echo "## Layers (frames in memory, one thread)"
"$bench/bench-layers" "$dir/udp-mix.pcap" $((300000 * scale / 100))
echo
echo "## Whole programs (one process each, file in the page cache)"
head_row capture program "CPU s" "+- %" "wall s" "ns/msg" "msg/s" "peak MB"
for f in udp-mix tcp-mix flood noise; do
    cat "$dir/$f.pcap" >/dev/null
    row $f "ringside -o eve:/dev/null --log alert" "$ringside" -r "$dir/$f.pcap" -o eve:/dev/null --log alert
    row $f "ringside -o eve:/dev/null --log message" "$ringside" -r "$dir/$f.pcap" -o eve:/dev/null --log message
    row $f "ringside (text)" "$ringside" -r "$dir/$f.pcap"
    row $f "bench-floor: libpcap, every cache line" "$bench/bench-floor" "$dir/$f.pcap"
    with tcpdump row $f "tcpdump -w /dev/null" tcpdump -n -r "$dir/$f.pcap" -w /dev/null
done
runs=1
row small "ringside (text)" "$ringside" -r "$dir/small.pcap"
with tshark row small "tshark -q -z sip,stat" tshark -n -r "$dir/small.pcap" -q -z sip,stat
with sngrep row small "sngrep -N -l 5000000" sngrep -F -N -l 5000000 -I "$dir/small.pcap"
if [ "$scale" -ge 100 ]; then
    echo
    echo "## Memory for each live object (peak RSS of the program)"
    printf '| %-58s | %8s | %8s | %7s |\n' what "200k: MB" "1M: MB" octets
    printf '|%s|\n' '---|---:|---:|---:'
    bytes_each transactions "transaction (OPTIONS unanswered; its request and Call-ID too)"
    bytes_each dialogs "dialog (confirmed; its Call-ID too)"
fi

if [ -n "${BENCH_BIG:-}" ]; then
    echo
    echo "## Constant memory"
    head_row capture program "CPU s" "+- %" "wall s" "ns/msg" "msg/s" "peak MB"
    for gb in 1 "$BENCH_BIG"; do
        scale=100 make "big-$gb" big "$gb" >/dev/null
        row "big-$gb" "ringside -o eve:/dev/null --log alert" "$ringside" -r "$dir/big-$gb.pcap" -o eve:/dev/null --log alert
        rm -f "$dir/big-$gb.pcap"
    done
fi
