#!/bin/sh
# upstream.sh WIRESHARK_SOURCE: Wireshark's own checks on plugin/*.c. By hand:
# they are not in its packages (apt-get source wireshark). Fields and their uses
# stand in several files here; checkhf.pl wants them in one, as a dissector has them.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
tools=$(cd "$1/tools" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$top/plugin"
failed=0

said() { # what, the checker's words: any is a failure
    [ -z "$2" ] || { echo "$1:" "$2"; failed=1; }
}

sed 's/^int \(hf_\|ett_\|proto_\)/static int \1/' fields.c >"$dir/packet-ringside.c"
cat show.c show_*.c conversation.c srt.c stats_tree.c follow.c experts.c >>"$dir/packet-ringside.c"
said checkAPIs "$(perl "$tools/checkAPIs.pl" --group dissectors-prohibited \
    --group dissectors-restricted ./*.c 2>&1)"
said checkhf "$(perl "$tools/checkhf.pl" "$dir/packet-ringside.c" 2>&1)"
said checkfiltername "$(perl "$tools/checkfiltername.pl" "$dir/packet-ringside.c" 2>&1)"
cd "$tools/.."
for file in "$top"/plugin/*.c "$dir/packet-ringside.c"; do
    said check_typed_item_calls "$(python3 tools/check_typed_item_calls.py --file "$file" \
        --mask --label --consecutive 2>&1 | grep -E 'Warning|Error' || true)"
done
[ "$failed" -ne 0 ] || echo "clean"
exit "$failed"
