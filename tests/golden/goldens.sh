#!/bin/sh
# What the sensor says of each capture in pcaps/, against the texts in this
# folder: everything as text, the ladders, and the alerts and dialogs as EVE.
# Also: the same bytes each time, and after reordercap of a capture in order.
# Usage: goldens.sh RINGSIDE SOURCE_DIR; RS_UPDATE=1 writes the texts anew
# (read the difference before you commit it).
set -u
ringside=$1
source=$2
here=$source/tests/golden
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$source" || exit 1
failures=0
count=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# render FILE INTO: everything that is compared, with nothing that names the path
render() {
    cp "$1" "$work/capture" || return 1
    (cd "$work" && "$ringside" -r capture \
        -o "text:$2.txt" -o "ladder:$2.ladder" --log alert,message,transaction,dialog,registration,tls,stats) ||
        return 1
    (cd "$work" && "$ringside" -r capture -o "eve:$2.json" --log alert,dialog,registration,tls)
}

compare() {
    [ -n "${RS_UPDATE:-}" ] && cp "$1" "$2"
    diff -u "$2" "$1" >"$work/diff" 2>&1 && return
    fail "$2 differs"
    head -n 20 "$work/diff"
}

for capture in pcaps/*.pcap pcaps/*.pcapng pcaps/*.txt pcaps/*.uccapilog pcaps/*.log; do
    [ -e "$capture" ] || continue
    name=$(basename "$capture" | sed 's/\.[^.]*$//')
    count=$((count + 1))
    render "$capture" "$work/first" || fail "$capture: status $?"
    for kind in txt ladder json; do
        compare "$work/first.$kind" "$here/$name.$kind"
    done
    rm -f "$work/ordered"
    # Logs are no captures, and it leaves out the secrets of a pcapng file: those go again as they are.
    case $capture in
    *.pcap) reordercap "$capture" "$work/ordered" >/dev/null 2>&1 || rm -f "$work/ordered" ;;
    esac
    if [ -s "$work/ordered" ]; then
        render "$work/ordered" "$work/again" || fail "$capture after reordercap"
    else
        render "$capture" "$work/again" || fail "$capture again"
    fi
    for kind in txt ladder json; do
        cmp -s "$work/first.$kind" "$work/again.$kind" ||
            fail "$capture: other $kind the second time"
    done
done
[ "$count" -gt 0 ] || fail "no captures in pcaps/"
echo "$count captures, $failures failures"
[ "$failures" -eq 0 ]
