#!/bin/sh
# Does the program that build-trained.sh makes say what the others say? Builds it,
# and the plain release; then the goldens, made-up captures told by both in every
# way with one, two and three workers, and the unit tests over core and sensor as
# the profile compiles them (without LTO: each of them would be linked for long).
#
#     sh tests/trained.sh [DIRECTORY]
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
if [ $# -gt 0 ]; then
    mkdir -p "$1"
    dir=$(cd "$1" && pwd)
else
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT INT TERM
fi
cd "$top"

sh sensor/build-trained.sh "$dir/trained"
cmake --preset release -B "$dir/plain" -DRS_BENCH=ON -DRS_PLUGIN=OFF >/dev/null
cmake --build "$dir/plain" --target ringside bench-generate | tail -n 1
trained=$dir/trained/sensor/ringside plain=$dir/plain/sensor/ringside
failures=0

echo "== goldens"
sh tests/golden/goldens.sh "$trained" "$top" || failures=$((failures + 1))

echo "== made-up captures, trained against plain"
# tell RINGSIDE WORKERS CAPTURE INTO: all that can be said of it.
tell() {
    rm -rf "$4"
    mkdir "$4"
    "$1" --workers "$2" -r "$3" -o "text:$4/text" -o "eve:$4/eve" -o "ladder:$4/ladder" -o "pcapng:$4/pcapng" \
        --log alert,message,transaction,dialog,registration,tls,stats
}
cd "$dir"
for kind in udp-mix tcp-mix noise flood; do
    count=1500
    [ $kind != flood ] || count=30000
    plain/tests/bench/bench-generate $kind $count capture
    tell "$plain" 1 capture told
    for workers in 1 2 3; do
        tell "$trained" $workers capture told-trained
        diff -rq told told-trained || failures=$((failures + 1))
    done
done
cd "$top"

echo "== units"
cmake --preset release -B "$dir/units" -DRS_PROFILE=use -DRS_PROFILE_DIR="$dir/trained/profile" \
    -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=OFF -DRS_TESTS=ON -DRS_PLUGIN=OFF >/dev/null
units=$(find tests -name 'test_*.c' -exec basename {} .c \; | sort)
# shellcheck disable=SC2086 # the list is meant to be split
cmake --build "$dir/units" --target $units | tail -n 1
ctest --test-dir "$dir/units" -j2 --output-on-failure -R "^($(echo "$units" | paste -sd '|' -))\$" >"$dir/ctest" ||
    failures=$((failures + 1))
tail -n 12 "$dir/ctest"

echo "$failures failures"
[ "$failures" -eq 0 ]
