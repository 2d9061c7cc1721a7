#!/bin/sh
# Runs every fuzz target under ASan and UBSan for a while, two at a time, from
# its named corpus (which is not changed; what is found new stays in
# build/fuzz/corpus). By hand: sh tests/fuzz/run.sh [SECONDS_A_TARGET] [TARGET...]
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/sensor/packages.sh"
rs_need_packages clang libclang-rt-14-dev cmake ninja-build pkg-config libpcap-dev \
    libglib2.0-dev zlib1g-dev libzstd-dev libssl-dev libmicrohttpd-dev \
    libseccomp-dev libcap-ng-dev libcmocka-dev
seconds=${1:-130}
[ $# -gt 0 ] && shift
cd "$top"
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
[ $# -gt 0 ] || set -- $(cd tests/fuzz && ls fuzz_*.c | sed 's/\.c$//')

fuzz() {
    name=${1#fuzz_}
    mkdir -p "build/fuzz/corpus/$name"
    if "build/fuzz/tests/$1" -max_total_time="$seconds" -rss_limit_mb=4096 -timeout=10 \
        -max_len=65536 -artifact_prefix="build/fuzz/$name-" \
        "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" >"build/fuzz/$name.log" 2>&1; then
        echo "$1: $(grep -c . "build/fuzz/$name.log") lines, $(grep '^Done' "build/fuzz/$name.log")"
    else
        echo "$1: FOUND SOMETHING"
        tail -n 40 "build/fuzz/$name.log"
        touch build/fuzz/failed
    fi
}

rm -f build/fuzz/failed
while [ $# -gt 0 ]; do
    fuzz "$1" &
    shift
    if [ $# -gt 0 ]; then
        fuzz "$1" &
        shift
    fi
    wait
done
[ ! -e build/fuzz/failed ]
