#!/bin/sh
# Which lines wait for memory, and what nobody asked for ahead (misses.py): minutes, under valgrind.
#
#   sh tests/bench/misses.sh FILE.pcap MESSAGES [MEGABYTES]
#
# MEGABYTES: of the last cache (8); the first is 1 MB, as a core's own second-level cache is.
# BENCH_BUILD: where it is built ($source/build/misses).
set -eu

source=$(cd "$(dirname "$0")/../.." && pwd)
build=${BENCH_BUILD:-$source/build/misses}
out=${MISSES_OUT:-$(mktemp)}
[ -n "${MISSES_OUT:-}" ] || trap 'rm -f "$out"' EXIT INT TERM

cmake -S "$source" -B "$build" --preset release -DCMAKE_C_FLAGS="-g -DRS_PREFETCH_LOADS" >/dev/null
cmake --build "$build" --target ringside >/dev/null
valgrind -q --tool=callgrind --cache-sim=yes --D1=1048576,16,64 --LL=$((${3:-8} * 1048576)),16,64 \
    --compress-strings=no --callgrind-out-file="$out" \
    "$build/sensor/ringside" --no-sandbox --workers 1 -r "$1" -o eve:/dev/null --log alert >/dev/null 2>&1
awk '/^totals:/ { printf "%.0f instructions a message\n", $2 / n }' n="$2" "$out"
python3 "$(dirname "$0")/misses.py" "$out" "$2" 40
