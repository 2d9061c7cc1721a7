#!/bin/sh
# What the sensor gives up before it reads, and that all it does afterwards still
# works: as root in a network namespace of its own also as another user and live.
# Usage: sandbox.sh RINGSIDE SOURCE_DIR
command -v python3 >/dev/null || { echo "skipped: python3 is missing"; exit 77; }
net=rsbox-$$
if [ "$(id -u)" = 0 ] && command -v ip >/dev/null && ip netns add "$net" 2>/dev/null; then
    trap 'ip netns del "$net"' EXIT
    in_net() { ip netns exec "$net" "$@"; }
    in_net ip link set lo up
    if in_net ip link add rssa type veth peer name rssb; then
        in_net sysctl -qw net.ipv6.conf.all.disable_ipv6=1
        in_net ip link set rssa up
        in_net ip link set rssb up
    fi
    in_net python3 -B "$2/tests/sensor/sandbox.py" "$1" "$2"
else
    python3 -B "$2/tests/sensor/sandbox.py" "$1" "$2"
fi
