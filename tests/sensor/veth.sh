#!/bin/sh
# The sensor's own filter on a veth pair. Usage: veth.sh RINGSIDE SOURCE_DIR
[ "$(id -u)" = 0 ] && command -v ip >/dev/null && command -v python3 >/dev/null || {
    echo "skipped: not root, or ip or python3 is missing"
    exit 77
}
net=rsv-$$
ip netns add "$net" 2>/dev/null || { echo "skipped: no network namespaces here"; exit 77; }
trap 'ip netns del "$net"' EXIT
in_net() { ip netns exec "$net" "$@"; }
in_net ip link add rsva mtu 1600 type veth peer name rsvb mtu 1600 || {
    echo "skipped: no veth pairs here"
    exit 77
}
in_net sysctl -qw net.ipv6.conf.all.disable_ipv6=1
in_net ip link set rsva up
in_net ip link set rsvb up
in_net python3 -B "$2/tests/sensor/veth.py" "$1" "$2"
