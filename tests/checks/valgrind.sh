#!/bin/sh
# Every capture of pcaps/ through all outputs under valgrind: no error, no leak.
# Usage: valgrind.sh RINGSIDE SOURCE_DIR
set -u
ringside=$1
cd "$2" || exit 1
command -v valgrind >/dev/null || { echo "skipped: no valgrind"; exit 77; }
if nm "$ringside" | grep -q -E '__(a|t)san_init'; then
    echo "skipped: built with a sanitizer, which does not run under valgrind"
    exit 77
fi
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
failures=0
count=0
for capture in pcaps/*.pcap pcaps/*.pcapng; do
    [ -e "$capture" ] || continue
    count=$((count + 1))
    valgrind -q --error-exitcode=9 --leak-check=full "$ringside" -r "$capture" \
        -o text:/dev/null -o eve:/dev/null -o ladder:/dev/null \
        --log alert,message,transaction,dialog,registration,stats >"$log" 2>&1 && continue
    failures=$((failures + 1))
    echo "FAILED: $capture"
    head -n 30 "$log"
done
echo "$count captures, $failures failures"
[ "$count" -gt 0 ] && [ "$failures" -eq 0 ]
