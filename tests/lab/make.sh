#!/bin/sh
# Makes the captures of pcaps/: sh tests/lab/make.sh [NAME...]
#
# NAME is that of a script in captures/, of a scenario in lync/ or of a log in
# lync/logs; without names
# all are made, JOBS (4) at a time. Needs root: the lab is made of network
# namespaces (rslab-...), nothing leaves them. KEEP_LOGS=1 keeps the peers' logs.
# Scenarios and logs need scenario2pcap and scenario2log from the build: BUILD_DIR=build.
set -eu

LAB=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$LAB/../.." && pwd)
PCAPS=${PCAPS:-$ROOT/pcaps}
BUILD_DIR=${BUILD_DIR:-$ROOT/build}

# tool:package
TOOLS="sipp:sip-tester kamailio:kamailio baresip:baresip-core sipsak:sipsak nft:nftables
    ip:iproute2 ss:iproute2 ethtool:ethtool tcpdump:tcpdump sysctl:procps xargs:findutils"
PRESENCE=kamailio-presence-modules

check_tools() {
    missing=
    for row in $TOOLS; do
        command -v "${row%%:*}" >/dev/null || missing="$missing ${row##*:}"
    done
    set -- /usr/lib/*/kamailio/modules/presence.so
    [ -e "$1" ] || missing="$missing $PRESENCE"
    if [ "$missing" ]; then
        echo "missing: apt-get install$missing" >&2
        exit 1
    fi
    [ "$(id -u)" = 0 ] || { echo "the lab needs root for its namespaces" >&2; exit 1; }
}

names() {
    sed -n 's/^\([^# ][^ ]*\) .*/\1/p' "$LAB/lync/logs"
    for file in "$LAB"/captures/*.sh "$LAB"/lync/*.scn; do
        basename "${file%.*}"
    done
}

# Runs in a process of its own, so that the clean-up of lib.sh is per capture.
make_capture() {
    NAME=$1
    OUT=$PCAPS/$NAME.pcap
    if [ -f "$LAB/captures/$NAME.sh" ]; then
        . "$LAB/lib.sh"
        PACKED=
        . "$LAB/captures/$NAME.sh"
        untap
        if [ "$PACKED" ]; then
            gzip -9nf "$OUT"
            OUT=$OUT.gz
        fi
    elif grep -q "^$NAME " "$LAB/lync/logs"; then
        OUT=$PCAPS/$NAME
        if [ ! -x "$BUILD_DIR/tests/scenario2log" ]; then
            echo "$NAME: skipped, there is no $BUILD_DIR/tests/scenario2log"
            return
        fi
        grep "^$NAME " "$LAB/lync/logs" | while read -r _ form host scenario; do
            "$BUILD_DIR/tests/scenario2log" "$form" "$host" "$LAB/lync/$scenario.scn" "$OUT"
        done
    elif [ -f "$LAB/lync/$NAME.scn" ]; then
        if [ ! -x "$BUILD_DIR/tests/scenario2pcap" ]; then
            echo "$NAME: skipped, there is no $BUILD_DIR/tests/scenario2pcap"
            return
        fi
        "$BUILD_DIR/tests/scenario2pcap" "$LAB/lync/$NAME.scn" "$OUT"
    else
        echo "$NAME: no such capture" >&2
        exit 1
    fi
    echo "$NAME: $(wc -c <"$OUT") octets"
}

if [ "${1:-}" = --one ]; then
    make_capture "$2"
else
    check_tools
    mkdir -p "$PCAPS"
    { [ $# -eq 0 ] && names || printf '%s\n' "$@"; } |
        BUILD_DIR=$BUILD_DIR PCAPS=$PCAPS xargs -P "${JOBS:-4}" -n 1 sh "$0" --one
fi
