#!/bin/sh
# matrix.sh [SUITE...]: builds the plugin in a chroot of each Debian suite, for
# the Wireshark that the suite has, and passes the plugin's tests there.
# By hand, as root; the chroots (about 1 GB each) stay for the next time in
# $RINGSIDE_MATRIX (/var/tmp/ringside-matrix). What is tested is the work tree; a
# warning in plugin/ fails.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
root=${RINGSIDE_MATRIX:-/var/tmp/ringside-matrix}
mirror=${RINGSIDE_MIRROR:-http://deb.debian.org/debian}
packages="gcc libc6-dev cmake ninja-build pkg-config libpcap-dev libglib2.0-dev zlib1g-dev
    libzstd-dev libssl-dev libmicrohttpd-dev libseccomp-dev libcap-ng-dev libcmocka-dev python3
    openssl util-linux wireshark-dev libwireshark-dev tshark"

make_chroot() { # suite
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    if [ ! -e "$root/$1/.done" ]; then
        rm -rf "${root:?}/$1"
        debootstrap --variant=minbase --keyring=$keys --include=ca-certificates \
            "$1" "$root/$1" "$mirror"
        printf '#!/bin/sh\nexit 101\n' >"$root/$1/usr/sbin/policy-rc.d" # start no service
        chmod 755 "$root/$1/usr/sbin/policy-rc.d"
    fi
    chroot "$root/$1" sh -c 'dpkg-query -W '"$(echo $packages)"' >/dev/null 2>&1' || {
        chroot "$root/$1" apt-get update -q
        DEBIAN_FRONTEND=noninteractive chroot "$root/$1" \
            apt-get install -qy --no-install-recommends $packages
    }
    touch "$root/$1/.done"
}

copy_sources() { # suite
    rm -rf "$root/$1/src" "$root/$1/build"
    mkdir -p "$root/$1/src"
    (cd "$top" && tar cf - --exclude=./build --exclude=./.git --exclude=__pycache__ .) |
        tar xf - -C "$root/$1/src" --no-same-owner
}

run_tests() { # suite
    chroot "$root/$1" nice -n 10 sh -euc '
        cmake -S /src -B /build -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DRS_PLUGIN=ON >/build.log
        ninja -C /build -j "$1" plugin/all ringside scenario2pcap >>/build.log || {
            tail -60 /build.log
            exit 1
        }
        if grep -A6 "^/src/plugin/.*: warning: " /build.log; then exit 1; fi
        cd /build
        ctest -L plugin --output-on-failure --no-tests=error' - "${RINGSIDE_JOBS:-2}"
}

failed=
for suite in ${*:-bookworm trixie sid}; do
    mkdir -p "$root"
    make_chroot "$suite" >"$root/$suite.log" 2>&1 || { tail -20 "$root/$suite.log"; exit 1; }
    copy_sources "$suite"
    echo "== $suite: $(chroot "$root/$suite" tshark --version 2>/dev/null | sed -n 1p)," \
        "$(chroot "$root/$suite" gcc --version | sed -n 1p)"
    run_tests "$suite" || failed="$failed $suite"
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
