# Sourced by quickstart.sh, build-trained.sh and tests/run.sh: installs Debian packages that are missing.
# Usage: . packages.sh; rs_need_packages NAME...

# What it takes to build the sensor.
# shellcheck disable=SC2034 # whoever reads this uses it
RS_BUILD_PACKAGES="gcc libc6-dev cmake ninja-build pkg-config libpcap-dev libglib2.0-dev
    zlib1g-dev libzstd-dev libssl-dev libmicrohttpd-dev libseccomp-dev libcap-ng-dev"

rs_need_packages() {
    missing=
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null; then
        as_root=sudo
    else
        echo "These packages are missing and neither root nor sudo is at hand:$missing" >&2
        return 1
    fi
    echo "Installing:$missing"
    # A repository of somebody else's that is down must not stop us: the install will tell.
    $as_root apt-get update -qq || true
    # shellcheck disable=SC2086 # the list is meant to be split
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
