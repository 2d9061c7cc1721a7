# The same output, octet for octet, whatever the number of workers: every record
# of every output, statistics and exit status, for every capture of pcaps/ and of
# ../shared/pcaps where that is there.
#
#     sh tests/sensor/workers.sh RINGSIDE SOURCE_DIR BINARY_DIR [WORKERS ...]
set -eu

ringside=$1 source=$2
shift 3
[ $# -gt 0 ] || set -- 2 3 4
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

kinds=alert,message,transaction,dialog,registration,tls,stats

# all WORKERS FILE OUT: everything that can be said of it, in one directory.
all() {
    mkdir -p "$3"
    status=0
    "$ringside" --workers "$1" -r "$2" -o "text:$3/text" -o "eve:$3/eve" -o "ladder:$3/ladder" \
        -o "pcapng:$3/pcapng" --log $kinds >"$3/stdout" 2>"$3/stderr" || status=$?
    echo "$status" >"$3/status"
}

captures=0 failures=0 told=0
for file in "$source"/pcaps/*.* $(find "$source/../shared/pcaps/" -type f 2>/dev/null | sort); do
    case $file in *.md | *.txt.license | *.py | *.json) continue ;; esac
    all 1 "$file" "$dir/1"
    captures=$((captures + 1))
    [ ! -s "$dir/1/eve" ] || told=$((told + 1))
    for workers in "$@"; do
        all "$workers" "$file" "$dir/$workers"
        if ! diff -rq "$dir/1" "$dir/$workers" >"$dir/diff"; then
            failures=$((failures + 1))
            echo "$file: $workers workers tell something else than one:"
            diff -ra "$dir/1" "$dir/$workers" | head -5
        fi
        rm -rf "${dir:?}/$workers"
    done
    rm -rf "${dir:?}/1"
done
echo "$captures captures ($told with something to tell), workers 1 $*: $failures differences"
[ "$failures" = 0 ] && [ "$told" -gt 40 ]
