# A live sensor over a veth pair with calls that come and go, no Call-ID twice, and
# a flood of INVITEs in the middle, for as long as it is told: what soak.py tells
# of its memory, of lost frames, and of calls that were confirmed before the flood
# and end behind it.
#
#     sh tests/bench/soak.sh MINUTES [RINGSIDE [BENCH-GENERATE]]      (root; 20 for the bar)
#
# SOAK_PPS, SOAK_FLOOD_PPS: packets a second (3000, 8000); SOAK_MEMORY: --memory (256M);
# SOAK_LOG: where a line a sample goes. 20 minutes take 3.5 GB in a temporary directory.
set -eu

minutes=${1:-20}
source=$(cd "$(dirname "$0")/../.." && pwd)
ringside=${2:-$source/build/release/sensor/ringside}
generate=${3:-$source/build/release/tests/bench/bench-generate}
pps=${SOAK_PPS:-3000} flood_pps=${SOAK_FLOOD_PPS:-8000}
for tool in ip tcpreplay python3; do
    command -v $tool >/dev/null || { echo "soak: $tool is missing"; exit 77; }
done
dir=$(mktemp -d)
net=rsoak-$$
ip netns add "$net"
trap 'ip netns del "$net"; rm -rf "$dir"' EXIT INT TERM
# About eleven packets a call, and a tenth of the time is the flood's.
"$generate" udp-mix $((minutes * 60 * pps / 11)) "$dir/mix.pcap"
"$generate" flood $((minutes * 6 * flood_pps)) "$dir/flood.pcap"
in_net() { ip netns exec "$net" "$@"; }
in_net ip link add tap type veth peer name peer
in_net sysctl -qw net.ipv6.conf.all.disable_ipv6=1
in_net ip link set tap up
in_net ip link set peer up
in_net env MINUTES="$minutes" PPS="$pps" FLOOD_PPS="$flood_pps" \
    python3 -B "$source/tests/bench/soak.py" "$ringside" "$dir"
