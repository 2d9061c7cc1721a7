# A live sensor in a network namespace: an alert is out within 100 ms, a silent
# link costs nothing, and neither an interface that goes down and comes up again,
# nor a reader that does not read, nor a full disk stops it; what it read always
# adds up. Needs root and namespaces; LIVE_IDLE_S: how long to be idle (default 10).
#
#     sh tests/sensor/live.sh RINGSIDE SOURCE_DIR BINARY_DIR
set -eu

ringside=$1 source=$2
[ "$(id -u)" = 0 ] || { echo "skipped: needs root"; exit 77; }
for tool in unshare ip tcpreplay python3; do
    command -v $tool >/dev/null || { echo "skipped: needs $tool"; exit 77; }
done
unshare -n -m true 2>/dev/null || { echo "skipped: no namespaces here"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

RINGSIDE=$ringside SOURCE=$source DIR=$dir exec unshare -n -m python3 -B "$source/tests/sensor/live.py"
