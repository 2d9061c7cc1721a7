#!/bin/sh
# One interface through several of the kernel's rings: rings.py. Needs root and
# network namespaces. Usage: rings.sh RINGSIDE SOURCE_DIR BINARY_DIR
[ "$(id -u)" = 0 ] && command -v ip >/dev/null && command -v python3 >/dev/null &&
    command -v tcpreplay >/dev/null || {
    echo "skipped: not root, or ip, python3 or tcpreplay is missing"
    exit 77
}
net=rsring-$$
ip netns add "$net" 2>/dev/null || { echo "skipped: no network namespaces here"; exit 77; }
trap 'ip netns del "$net"' EXIT
in_net() { ip netns exec "$net" "$@"; }
in_net ip link add rsra mtu 9000 type veth peer name rsrb mtu 9000 || {
    echo "skipped: no veth pairs here"
    exit 77
}
in_net sysctl -qw net.ipv6.conf.all.disable_ipv6=1
in_net ip link set rsra up
in_net ip link set rsrb up
in_net python3 -B "$2/tests/sensor/rings.py" "$1" "$2"
