#!/bin/sh
# fuzz.sh BUILD_DIR [RUNS [CAPTURE...]]: the plugin on damaged captures. Each run
# damages one capture (editcap -E 0.02, its number is the seed) and dissects it in
# one pass and in two, with all trees, while Wireshark aborts on any dissector bug
# and checks its memory pools. By hand; a run that fails keeps its capture.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
runs=${2:-500}
[ $# -lt 2 ] && shift || shift 2
[ $# -gt 0 ] || set -- "$top"/pcaps/*.pcap
dir=$(mktemp -d "${TMPDIR:-/tmp}/ringside-fuzz.XXXXXX")
chmod 755 "$dir"
failed=0
run=0
while [ "$run" -lt "$runs" ]; do
    for capture in "$@"; do
        run=$((run + 1))
        [ "$run" -le "$runs" ] || break
        editcap -E 0.02 --seed "$run" "$capture" "$dir/$run.pcap" 2>/dev/null
        chmod 644 "$dir/$run.pcap"
        good=yes
        for passes in "" -2; do
            # shellcheck disable=SC2086 # no option is no argument
            python3 -B "$top/tests/plugin/with_plugin.py" "$build" \
                env WIRESHARK_ABORT_ON_DISSECTOR_BUG=1 WIRESHARK_DEBUG_WMEM_OVERRIDE=strict \
                tshark -n $passes -V -x -r "$dir/$run.pcap" >/dev/null 2>"$dir/$run.err" ||
                good=no
        done
        if [ "$good" = yes ] && ! grep -q "ringside" "$dir/$run.err"; then
            rm -f "$dir/$run.pcap" "$dir/$run.err"
        else
            failed=$((failed + 1))
            echo "run $run ($capture): $dir/$run.pcap: $(tail -1 "$dir/$run.err")"
        fi
    done
done
[ "$failed" -gt 0 ] || rmdir "$dir"
echo "$runs runs, $failed failed"
[ "$failed" -eq 0 ]
