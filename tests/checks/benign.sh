#!/bin/sh
# The lab's captures, all of them: no finding of severity medium or above but
# those in benign.expected, each with its reason.
# Usage: benign.sh RINGSIDE SOURCE_DIR
set -u
ringside=$1
source=$2
expected=$source/tests/checks/benign.expected
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$source" || exit 1
captures=0
: >"$work/told"
for capture in pcaps/*.pcap pcaps/*.pcapng pcaps/*.pcap.gz pcaps/*.txt pcaps/*.uccapilog pcaps/*.log \
    pcaps/tunnels/*.pcap pcaps/tunnels/*.pcapng; do
    [ -e "$capture" ] || continue
    case $capture in pcaps/attack-*) continue ;; esac # benign they are not; attack captures have tests of their own
    captures=$((captures + 1))
    "$ringside" -r "$capture" -o "eve:$work/eve" --log alert || exit 1
    grep -o '"finding":"[A-Z0-9]*","key":"[a-z0-9_]*","severity":"\(medium\|high\|critical\)"' \
        "$work/eve" | cut -d'"' -f4 | sort -u | sed "s|^|${capture#pcaps/} |" >>"$work/told"
done
grep -v '^#' "$expected" | cut -d' ' -f1,2 | sort >"$work/expected"
sort "$work/told" >"$work/sorted"
comm -23 "$work/sorted" "$work/expected" | sed 's/^/not expected: /' >"$work/wrong"
comm -13 "$work/sorted" "$work/expected" | sed 's/^/not told any more: /' >>"$work/wrong"
cat "$work/wrong"
echo "$captures captures, $(wc -l <"$work/wrong") differences"
[ "$captures" -gt 40 ] && [ ! -s "$work/wrong" ]
