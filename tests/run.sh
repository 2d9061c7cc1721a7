#!/bin/sh
# Builds and passes all tests, once plain and once under AddressSanitizer and
# UBSan. Installs what is missing (Debian 12, root or sudo); runs from any
# folder, as often as you like. Parts that need ../shared skip and say so.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/sensor/packages.sh"
# shellcheck disable=SC2086 # the list is meant to be split
rs_need_packages $RS_BUILD_PACKAGES libcmocka-dev python3 gzip zstd binutils valgrind openssl curl \
    wireshark-common tshark wireshark-dev libwireshark-dev

cd "$top"
for preset in dev asan; do
    echo "== $preset"
    cmake --preset "$preset" >/dev/null
    cmake --build --preset "$preset"
    ctest --preset "$preset" --parallel "$(nproc)"
done
