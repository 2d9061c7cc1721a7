#!/bin/sh
# Builds the release laid out by a profile: a build that counts, runs of it over
# captures of the tree's own, and the release once more by what was counted.
# From a fresh clone, GCC 12 or later; installs what is missing as quickstart.sh does.
#
#   sh sensor/build-trained.sh [DIRECTORY [CMAKE_ARGUMENT ...]]
#
# DIRECTORY (default: build/trained) is a build directory like build/release, the
# counts are in its folder profile. They fit the sources they were made of: when
# a source has changed, building in it stops with an error; start this again.
# RS_EXACT=1 trains with one worker alone: threads do not take the same turns twice, and without
# them two builds are equal to the octet. Then two workers gain some per cent less.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/sensor/packages.sh"
# shellcheck disable=SC2086 # the list is meant to be split
rs_need_packages $RS_BUILD_PACKAGES

build=${1:-$top/build/trained}
[ $# -eq 0 ] || shift
mkdir -p "$build"
build=$(cd "$build" && pwd)
counting=$build/counting profile=$build/profile
work=$(mktemp -d)
trap 'rm -rf "$work" "$counting"' EXIT INT TERM
cd "$top"

# quietly COMMAND...: its output is shown when it fails.
quietly() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
}

# watch ARGUMENT...: the counting build at work. Without the sandbox, which would keep the counts from being
# written; where the system lets us, at the same addresses each time. 2: something in a directory is no capture.
fixed=
setarch -R true 2>/dev/null && fixed="setarch -R"
watch() {
    status=0
    $fixed "$counting/sensor/ringside" --no-sandbox "$@" >/dev/null 2>"$work/log" || status=$?
    [ $status -eq 0 ] || [ $status -eq 2 ] || { cat "$work/log"; exit 1; }
}

echo "Building what counts ..."
rm -rf "$counting"
quietly cmake --preset release -B "$counting" "$@" -DRS_PROFILE=make -DRS_PROFILE_DIR="$profile" -DRS_BENCH=ON -DRS_TESTS=OFF
quietly cmake --build "$counting" --target ringside bench-generate
rm -rf "$profile" # the build runs the program too

echo "Training ..."
workers_trained="1 2"
[ -z "${RS_EXACT:-}" ] || workers_trained=1
all=alert,message,transaction,dialog,registration,tls,stats
for kind in "udp-mix 2000" "tcp-mix 2000" "noise 400" "flood 60000"; do
    "$counting/tests/bench/bench-generate" "${kind% *}" "${kind#* }" "$work/${kind% *}.pcap" >/dev/null
done
for capture in "$work/udp-mix.pcap" "$work/tcp-mix.pcap" "$work/noise.pcap"; do
    for workers in $workers_trained; do
        watch --workers "$workers" -r "$capture"
        watch --workers "$workers" -r "$capture" -o eve --log alert
        watch --workers "$workers" -r "$capture" -o eve --log $all
    done
    watch --workers 1 -r "$capture" -o text --log $all
    watch --workers 1 -r "$capture" -o ladder
    watch --workers 1 -r "$capture" -o pcapng
done
watch --workers 1 -r "$work/flood.pcap" -o eve --log alert
watch --workers 1 -r "$work/flood.pcap" -o eve --log alert --memory 64M
for workers in $workers_trained; do
    for output in text ladder eve pcapng; do
        watch --workers "$workers" --once -r pcaps -r pcaps/tunnels -o $output --log $all
    done
done

echo "Building the release by what was counted ..."
quietly cmake --preset release -B "$build" "$@" -DRS_PROFILE=use -DRS_PROFILE_DIR="$profile"
quietly cmake --build "$build"
echo "The trained sensor stands at $build/sensor/ringside; cmake --install $build puts it into place"
