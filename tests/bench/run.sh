#!/bin/sh
# Build the release, plain and trained (sensor/build-trained.sh), make captures, measure, print the
# tables of README.md. What says "trained" is the trained build's, all other figures are the plain one's.
#
#   sh tests/bench/run.sh [DIRECTORY]
#
# DIRECTORY (default: one of mktemp, removed at the end) holds the captures, 11 GB;
# they are read from the page cache, and tshark takes 5 GB beside it.
# BENCH_BIG=4 also reads a file of 1 GB and one of 4 GB and compares peak memory;
# they are made in the same directory, 5 GB more. BENCH_RUNS: runs a program (5).
# BENCH_BUILD: a build directory to measure as it is, instead of building;
# BENCH_TRAINED: the same for the trained build, or no: it is left out.
# BENCH_SCALE: how large the captures are, in percent (100: two million messages
# each), for a machine that others use too; below 100 live objects are not
# measured, which takes a million.
set -eu

source=$(cd "$(dirname "$0")/../.." && pwd)
build=${BENCH_BUILD:-$source/build/release}
runs=${BENCH_RUNS:-5}
scale=${BENCH_SCALE:-100}

if [ $# -gt 0 ]; then
    dir=$1
    mkdir -p "$dir"
else
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT INT TERM
fi

[ -n "${BENCH_BUILD:-}" ] || (cd "$source" && cmake --preset release -DRS_BENCH=ON >"$dir/build.log" &&
    cmake --build --preset release >>"$dir/build.log") || { cat "$dir/build.log"; exit 1; }
bench=$build/tests/bench
ringside=$build/sensor/ringside

# The same trained, in a directory of its own.
trained=${BENCH_TRAINED:-$source/build/trained}
if [ "$trained" = no ]; then
    trained=
elif [ -z "${BENCH_TRAINED:-}" ]; then
    sh "$source/sensor/build-trained.sh" "$trained" -DRS_BENCH=ON >"$dir/build.log" || { cat "$dir/build.log"; exit 1; }
fi

# with PROGRAM COMMAND...: the command, where that program is installed.
with() {
    if command -v "$1" >/dev/null 2>&1; then
        shift
        "$@"
    fi
}

# make NAME KIND COUNT: a capture, and how many messages are in it.
make() {
    "$bench/bench-generate" "$2" $(($3 * scale / 100)) "$dir/$1.pcap" >"$dir/$1.txt"
    sed 's/^/  /' "$dir/$1.txt"
}
messages() { sed 's/.* calls, \([0-9]*\) messages.*/\1/' "$dir/$1.txt"; }

# row NAME WHAT COMMAND...: one line of the table of whole programs, kept for the bars.
row() {
    name=$1 what=$2
    shift 2
    "$bench/bench-measure" "$runs" "$@" | awk -v n="$(messages "$name")" -v name="$name" -v what="$what" \
        -v rows="$dir/rows" '{
        printf "| %-8s | %-43s | %7.2f | %4.1f | %7.2f | %6.0f | %9.0f | %6.0f |%s\n", name, what, $1, $2, $3,
               $1 * 1e9 / n, n / $1, $4 / 1024, $5 ? " exit status " $5 : ""
        print name "|" what "|" $1 "|" $3 "|" $4 / 1024 "|" n >>rows }'
}
# rows NAME WHAT ARGUMENT...: the sensor's, plain and trained in turn.
rows() {
    name=$1 what=$2
    shift 2
    row "$name" "$what" "$ringside" "$@"
    [ -z "$trained" ] || row "$name" "trained, $what" "$trained/sensor/ringside" "$@"
}
head_row() {
    printf '| %-8s | %-43s | %7s | %4s | %7s | %6s | %9s | %6s |\n' "$@"
    printf '|%s|\n' '---|---|---:|---:|---:|---:|---:|---:'
}

# bars: what issue 7 asks of whole programs, from the rows above: the plain build, the trained one.
bars() {
    awk -F'|' '{ cpu[$1, $2] = $3; wall[$1, $2] = $4; mb[$1, $2] = $5; rate[$1, $2] = $6 / $3 }
        function ratio(what, by) { return what && by ? sprintf("%.1f times", what / by) : "not measured" }
        function mib(what) { return what ? sprintf("%.0f MiB", what) : "not measured" }
        function share(what, by) { return what && by ? sprintf("%.2f", what / by) : "not measured" }
        function line(bar, plain, trained) { printf "| %-62s | %s | %s |\n", bar, plain, trained }
        function less(bar, other) { line(bar, ratio(other, cpu["udp-mix", p]), ratio(other, cpu["udp-mix", t])) }
        END {
            p = "--workers 1, alerts"
            t = "trained, " p
            floor = cpu["udp-mix", "bench-floor"]
            line("udp-mix: CPU of bench-floor, at most 4 times", ratio(cpu["udp-mix", p], floor),
                 ratio(cpu["udp-mix", t], floor))
            floor = cpu["noise", "bench-floor"]
            line("noise: CPU of bench-floor, at most 1.5 times", ratio(cpu["noise", p], floor),
                 ratio(cpu["noise", t], floor))
            less("udp-mix: less CPU than Suricata, at least 6 times", cpu["udp-mix", "suricata"])
            less("udp-mix: less CPU than tshark, at least 12 times", cpu["udp-mix", "tshark"])
            less("udp-mix: less CPU than sngrep, at least 15 times", cpu["udp-mix", "sngrep"])
            line("udp-mix: two workers by the clock, at least 1.5 times",
                 ratio(wall["udp-mix", p], wall["udp-mix", "--workers 2, alerts"]),
                 ratio(wall["udp-mix", t], wall["udp-mix", "trained, --workers 2, alerts"]))
            line("udp-mix: resident memory, at most 256 MiB", mib(mb["udp-mix", p]), mib(mb["udp-mix", t]))
            split("64M 256M 1G", sizes, " ")
            for (i = 1; i <= 3; i++)
                line("flood, --memory " sizes[i] ": messages a second of udp-mix, at least half",
                     share(rate["flood", p ", --memory " sizes[i]], rate["udp-mix", p]),
                     share(rate["flood", t ", --memory " sizes[i]], rate["udp-mix", t]))
        }' "$dir/rows"
}

# bytes_each KIND: peak RSS with a million live ones, less that with 200,000, for each of the difference.
bytes_each() {
    for n in 200000 1000000; do
        "$bench/bench-generate" "$1" $n "$dir/live.pcap" >/dev/null
        "$bench/bench-measure" 1 "$ringside" --memory 8G -r "$dir/live.pcap" -o eve:/dev/null --log alert
    done | awk -v what="$2" '{ kb[NR] = $4 }
        END { printf "| %-58s | %8.0f | %8.0f | %7.0f |\n", what, kb[1] / 1024, kb[2] / 1024,
              (kb[2] - kb[1]) * 1024 / 800000 }'
    rm -f "$dir/live.pcap"
}

echo "## Machine"
lscpu | sed -n 's/^\(Model name\|CPU(s)\|L2 cache\|L3 cache\):  */  \1: /p'
echo
echo "## Captures"
make udp-mix udp-mix 185000
make tcp-mix tcp-mix 185000
make flood flood 2000000
make noise noise 185000
echo
echo "## Parsers"
"$bench/bench-parser" "$source"/tests/bench/messages/*.sip
if [ -n "$trained" ]; then
    echo
    echo "## Parsers, trained (core alone; the profile has seen none of these messages)"
    "$trained/tests/bench/bench-parser" "$source"/tests/bench/messages/*.sip
fi
echo
echo "## Layers (frames in memory, one thread)"
"$bench/bench-layers" "$dir/udp-mix.pcap" $((300000 * scale / 100))
if [ -n "$trained" ]; then
    echo
    echo "## Layers, trained"
    "$trained/tests/bench/bench-layers" "$dir/udp-mix.pcap" $((300000 * scale / 100))
fi
echo
echo "## Whole programs (one process each, file in the page cache)"
head_row capture program "CPU s" "+- %" "wall s" "ns/msg" "msg/s" "peak MB"
alerts="-o eve:/dev/null --log alert"
for f in udp-mix tcp-mix flood noise; do
    pcap=$dir/$f.pcap
    cat "$pcap" >/dev/null
    for workers in 1 2; do
        # shellcheck disable=SC2086
        rows $f "--workers $workers, alerts" --workers $workers -r "$pcap" $alerts
    done
    rows $f "--workers 1, messages" --workers 1 -r "$pcap" -o eve:/dev/null --log message
    rows $f "--workers 1, text" --workers 1 -r "$pcap"
    row $f bench-floor "$bench/bench-floor" "$pcap"
    with tcpdump row $f tcpdump tcpdump -n -r "$pcap" -w /dev/null
done
for size in 64M 256M 1G; do
    # shellcheck disable=SC2086
    rows flood "--workers 1, alerts, --memory $size" --workers 1 --memory $size -r "$dir/flood.pcap" $alerts
done
# The others once each, which takes a minute and up to 5 GB, on the same file and in the same run.
# Suricata decodes SIP and writes each message; no rules, one thread, no checksums.
runs=1 pcap=$dir/udp-mix.pcap
cat "$pcap" >/dev/null
printf '%%YAML 1.1\n---\noutputs: [ { eve-log: { enabled: yes, filetype: regular, filename: /dev/null, types: [ sip ] } } ]
app-layer: { protocols: { sip: { enabled: yes } } }\n' >"$dir/suricata.yaml"
with suricata row udp-mix suricata suricata -c "$dir/suricata.yaml" -r "$pcap" --runmode single -k none -S /dev/null -l "$dir"
with tshark row udp-mix tshark tshark -n -r "$pcap" -q -z sip,stat
with sngrep row udp-mix sngrep sngrep -F -N -l 5000000 -I "$pcap"
echo
echo "## Bars"
echo "| bar | plain | trained |"
echo "|---|---:|---:|"
bars
echo
echo "## Calls confirmed before a flood, --memory 64M"
sh "$source/tests/sensor/flood.sh" "$ringside" "$source" "$build" $((2000000 * scale / 100)) 1000
if [ "$scale" -ge 100 ]; then
    echo
    echo "## Memory for each live object (peak RSS of the program)"
    printf '| %-58s | %8s | %8s | %7s |\n' what "200k: MB" "1M: MB" octets
    printf '|%s|\n' '---|---:|---:|---:'
    bytes_each transactions "transaction (OPTIONS unanswered; its request and Call-ID too)"
    bytes_each dialogs "dialog (confirmed; its Call-ID too)"
fi

if [ -n "${BENCH_BIG:-}" ]; then
    echo
    echo "## Constant memory"
    head_row capture program "CPU s" "+- %" "wall s" "ns/msg" "msg/s" "peak MB"
    for gb in 1 "$BENCH_BIG"; do
        scale=100 make "big-$gb" big "$gb" >/dev/null
        row "big-$gb" "ringside -o eve:/dev/null --log alert" "$ringside" -r "$dir/big-$gb.pcap" -o eve:/dev/null --log alert
        rm -f "$dir/big-$gb.pcap"
    done
fi
