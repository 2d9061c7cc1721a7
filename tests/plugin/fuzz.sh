#!/bin/sh
# fuzz.sh BUILD_DIR [RUNS [CAPTURE...]]: the plugin on damaged captures. Each run
# damages one capture (editcap -E 0.02, its number is the seed) and dissects it in
# one pass and in two, with all trees, while Wireshark aborts on any dissector bug
# and checks its memory pools. By hand; a run that fails keeps its capture.
set -eu

run_all() { # runs dir
    export WIRESHARK_ABORT_ON_DISSECTOR_BUG=1 WIRESHARK_DEBUG_WMEM_OVERRIDE=strict
    run=0
    failed=0
    while :; do
        for capture in "$2"/captures/*; do
            [ "$run" -lt "$1" ] || { echo "$run runs, $failed failed"; return "$failed"; }
            run=$((run + 1))
            damaged=$2/work/$run.pcap
            editcap -E 0.02 --seed "$run" "$capture" "$damaged" 2>/dev/null
            if tshark -n -V -r "$damaged" >/dev/null 2>"$2/work/err" &&
                tshark -n -2 -V -r "$damaged" >/dev/null 2>>"$2/work/err"; then
                rm -f "$damaged"
            else
                failed=$((failed + 1))
                echo "run $run, $capture: $damaged: $(tail -1 "$2/work/err")"
            fi
        done
    done
}

if [ "$1" = --inside ]; then
    run_all "$2" "$3"
    exit
fi
top=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
runs=${2:-500}
[ $# -lt 2 ] && shift || shift 2
[ $# -gt 0 ] || set -- "$top"/pcaps/*.pcap
dir=$(mktemp -d "${TMPDIR:-/tmp}/ringside-fuzz.XXXXXX")
mkdir "$dir/captures" "$dir/work"
cp "$@" "$dir/captures"
cp "$0" "$dir/fuzz.sh"
chmod -R a+rX "$dir"
chmod 1777 "$dir/work" # root steps down
python3 -B "$top/tests/plugin/with_plugin.py" "$build" sh "$dir/fuzz.sh" --inside "$runs" "$dir"
rm -rf "$dir"
