#!/bin/sh
# Legs of one call as the whole sensor tells them: EVE, --join-header, and the
# ladder that shows all of them.
# Usage: legs.sh RINGSIDE SOURCE_DIR BINARY_DIR
set -u
ringside=$1
source=$2
pcap=$3/tests/scenario2pcap
[ -x "$pcap" ] || exit 77
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

# expect WHAT PATTERN FILE TIMES
expect() {
    n=$(grep -c -- "$2" "$3")
    [ "$n" -eq "$4" ] && return
    echo "FAILED: $1: $n times, not $4: $2"
    cat "$3"
    failures=$((failures + 1))
}

"$pcap" "$source/tests/scenarios/legs-better.scn" "$work/better.pcap" || exit 1
"$ringside" -r "$work/better.pcap" -o eve --log message,dialog >"$work/eve"
expect "guess" '"call":1,"leg":2,"join":"numbers","join_score":60,"join_guessed":true,"joined":\[2\]' "$work/eve" 1
expect "proof" '"call":1,"leg":2,"join":"header","join_score":100,' "$work/eve" 2
expect "dialog" '"event_type":"sip_dialog".*"dialog":2,"call":1,"leg":2,"join":"header","join_score":100,"joined":\[1\]' "$work/eve" 1
"$ringside" -r "$work/better.pcap" -o eve --log message --strict-eve >"$work/eve"
expect "strict" join "$work/eve" 0

# A header of one's own joins only when it is named, in any case.
cat >"$work/own.scn" <<SCN
host alice 10.0.0.1:5060
host pbx   10.0.0.9:5060
host bob   10.0.0.2:5060
+0 alice > pbx : INVITE call=a from=u1/t1 to=n1 h="X-HDAP-TraceId: 12216766131493206427110"
+9 pbx > bob : INVITE call=b from=u2/t2 to=n2
+1 bob > pbx : 200 INVITE call=b h="x-hdap-traceid: 12216766131493206427110"
SCN
"$pcap" "$work/own.scn" "$work/own.pcap" || exit 1
"$ringside" -r "$work/own.pcap" -o eve --log message >"$work/eve"
expect "not named" '"join"' "$work/eve" 0
"$ringside" -r "$work/own.pcap" --join-header x-HDAP-traceid -o eve --log message >"$work/eve"
expect "named" '"call":1,"leg":2,"join":"header"' "$work/eve" 1

# Legs that an answer joins were two calls before: asked for by either number or
# Call-ID, the ladder shows both, in order of time.
"$pcap" "$source/tests/scenarios/legs-sdp.scn" "$work/sdp.pcap" || exit 1
for call in 4 5 e@ringside.test; do
    "$ringside" -r "$work/sdp.pcap" -o ladder --call "$call" >"$work/ladder"
    expect "--call $call" '^Call 4' "$work/ladder" 1
    expect "--call $call" '^Call ' "$work/ladder" 1
    expect "--call $call" 'leg A: Call-ID d@ringside.test$' "$work/ladder" 1
    expect "--call $call" 'leg B: Call-ID e@ringside.test, guessed by SDP o= line, score 80' "$work/ladder" 1
    expect "--call $call" '^    [4567] .*   [AB]   .*[►◄]' "$work/ladder" 4
    order=$(awk '/^    [4567] / { printf "%s%s ", $1, $4 }' "$work/ladder")
    [ "$order" = "4A 5B 6B 7A " ] || expect "order $order" nothing "$work/ladder" 1
done
"$ringside" -r "$work/sdp.pcap" -o ladder >"$work/ladder"
expect "all" '^Call ' "$work/ladder" 3
expect "one leg is not marked" ' leg [A-Z]: ' "$work/ladder" 7
"$ringside" -r "$work/better.pcap" -o ladder >"$work/ladder"
expect "proved" 'leg B: Call-ID b@ringside.test, joined by a header that names the other leg$' "$work/ladder" 1

# The lab's captures. Of two SIPp halves the Call-ID of leg B ends in that of leg
# A, behind ///; a proxy that hides topology leaves the From tag as it is: by that
# the test knows, whatever the sensor goes by, who belongs together.
truth() {
    "$ringside" -r "$source/pcaps/$1.pcap.gz" -o eve --log message |
        sed 's/.*"call":\([0-9]*\).*"call_id":"\([^"]*\)","from_tag":"\([^"]*\)".*/\1 \2 \3/' |
        awk -v way="$2" '
            { call[$2] = $1; tag[$2] = $3 }
            END {
                for (id in call) {
                    key = way == "halves" ? id : tag[id]
                    sub(/.*\/\/\//, "", key)
                    legs[key]++
                    if (key in whole && whole[key] != call[id]) apart++
                    whole[key] = call[id]
                }
                for (key in whole) {
                    calls++
                    if (legs[key] == 2) pairs++
                    if (seen[whole[key]]++) mixed++
                }
                print calls + 0, pairs + 0, apart + 0, mixed + 0
            }'
}
for row in "b2bua-header halves 50" "b2bua-numbers halves 50" "topoh tags 10"; do
    set -- $row
    got=$(truth "$1" "$2")
    [ "$got" = "$3 $3 0 0" ] && continue
    echo "FAILED: $1: calls, pairs, apart, mixed: $got"
    failures=$((failures + 1))
done
"$ringside" -r "$source/pcaps/b2bua-numbers.pcap.gz" -o eve --log dialog >"$work/eve"
expect "numbers" '"join":"numbers","join_score":60,"join_guessed":true' "$work/eve" 100
"$ringside" -r "$source/pcaps/b2bua-header.pcap.gz" -o eve --log dialog >"$work/eve"
expect "header" '"join":"header","join_score":100,"joined"' "$work/eve" 100
"$ringside" -r "$source/pcaps/topoh.pcap.gz" -o eve --log dialog >"$work/eve"
expect "topology hidden" '"join":"from-tag"' "$work/eve" 20

echo "$failures failures"
[ "$failures" -eq 0 ]
