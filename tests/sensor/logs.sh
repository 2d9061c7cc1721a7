#!/bin/sh
# Logs say what captures say: each Lync scenario written as a log, in every form
# and encoding, gives the alerts and dialogs of its capture. And a log, or any
# capture, becomes a capture that Wireshark opens (-o pcapng): as many messages,
# each with its addresses, the findings as comments; read again it says the same.
# Usage: logs.sh RINGSIDE SOURCE_DIR BINARY_DIR
set -u
ringside=$1
source=$2
write_log=$3/tests/scenario2log
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
checks=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# eve FILE: alerts and dialogs without what a log has no word for: frames and addresses, and
# SIP in clear (S418: a log is written behind the TLS); and without lengths of time, which
# differ by the microseconds between a message's segments (the end of input is later by some, too)
eve() {
    "$ringside" -r "$1" -c "$work/no-wire.conf" -o eve:- --log alert,dialog,registration |
        sed -E 's/"(flow_id|pcap_cnt|src_port|dest_port|ip_v|count)":[0-9]+,?//g
            s/"(src_ip|dest_ip|community_id|pcap_filename|src_host|dest_host|source|filter)":("([^"\\]|\\.)*"),?//g
            s/"(frames|parties)":\[[^]]*\],?//g; s/"([a-z]+_in|(first|last)_frame)":[0-9]+,?//g
            /"end":"end_of_input"/s/"timestamp":"[^"]*",//
            s/"(time_to_[a-z]+|duration|delay|elapsed|time|sent)":[0-9.]+,?//g
            s/(T[0-9:]+\.[0-9]{3})[0-9]{3}/\1/g; s/,\}/}/g'
}

printf '[S418]\nenabled = no\n' >"$work/no-wire.conf"

# never ID FILE...: no log gives it, with the settings of everybody.
never() {
    "$ringside" -r "$2" -o eve:- --log alert >"$work/alerts" || fail "$2: status $?"
    checks=$((checks + 1))
    grep -q "\"finding\":\"$1\"" "$work/alerts" && fail "$2: $1"
}

same() { # WHAT FILE FILE
    checks=$((checks + 1))
    cmp -s "$2" "$3" && return
    fail "$1"
    diff "$2" "$3" | cut -c1-400 | head -n 6
}

# ---- a log and its capture ----

as_logs() { # NAME HOST
    eve "$source/pcaps/$1.pcap" >"$work/wanted"
    [ -s "$work/wanted" ] || fail "$1: the capture says nothing"
    for form in server server16 client client16 avaya; do
        "$write_log" "$form" "$2" "$source/tests/lab/lync/$1.scn" "$work/log.txt" ||
            fail "$1 as $form could not be written"
        eve "$work/log.txt" >"$work/got"
        same "$1 as $form" "$work/wanted" "$work/got"
        tr -d '\r' <"$work/log.txt" >"$work/lf.txt"
        case $form in *16) continue ;; esac
        eve "$work/lf.txt" >"$work/got"
        same "$1 as $form with LF" "$work/wanted" "$work/got"
        gzip -c "$work/log.txt" >"$work/log.gz"
        eve "$work/log.gz" >"$work/got"
        same "$1 as $form, packed" "$work/wanted" "$work/got"
        eve - <"$work/log.txt" >"$work/got"
        same "$1 as $form on standard input" "$work/wanted" "$work/got"
        never S418 "$work/log.txt"
    done
}

for name in lync-signin-ntlm lync-signin-tlsdsk lync-im lync-cancel lync-presence lync-call-failed; do
    as_logs "$name" fe
done
as_logs lync-mpop fe
# Its capture has TCP in clear at port 5061.
"$ringside" -r "$source/pcaps/lync-mpop.pcap" -o eve:- --log alert | grep -q '"finding":"S418"' ||
    fail "lync-mpop's capture without S418"

# ---- cut anywhere, it is read to its end ----

size=$(wc -c <"$source/pcaps/lync-mpop-fe.txt")
at=1
while [ "$at" -lt "$size" ]; do
    head -c "$at" "$source/pcaps/lync-mpop-fe.txt" >"$work/cut.txt"
    "$ringside" -r "$work/cut.txt" -o eve:/dev/null 2>"$work/said"
    status=$?
    checks=$((checks + 1))
    # Too short to be told from any text (2), or a log like any other (0).
    [ "$status" -eq 0 ] || { [ "$status" -eq 2 ] && [ "$at" -lt 150 ]; } ||
        fail "cut at $at: status $status, $(cat "$work/said")"
    at=$((at + 611))
done

# ---- as a capture for Wireshark ----

command -v tshark >/dev/null || { echo "no tshark: its part is skipped"; exit "$failures"; }


as_capture() {
    messages=$("$ringside" -r "$1" -o eve:- --log message | wc -l)
    # What goes on has a record when it begins, and more of the same alert: an update
    # where it gets worse, which is a comment, or only goes on, which is none.
    "$ringside" -r "$1" -o eve:- --log alert | grep -v '"alert":{"state":"close"' >"$work/alerts"
    alerts=$(wc -l <"$work/alerts")
    begun=$(grep -vc '"alert":{"state":"update"' "$work/alerts")
    sed -E 's/.*"ringside":\{"finding":"([A-Z0-9]+)","key":"[a-z0-9_]+","severity":"([a-z]+)".*/\1 \2/' \
        "$work/alerts" | sort -u >"$work/told"
    "$ringside" -r "$1" -o "pcapng:$work/out.pcapng" || fail "$1: status $?"
    # A field's values: occurrences are parted by a character that no comment has.
    tshark -n -r "$work/out.pcapng" -T fields -E separator='|' -E aggregator='^' -e sip.CSeq.seq \
        -e frame.comment -e exported_pdu.ipv4_src -e exported_pdu.ipv6_src -e _ws.malformed \
        >"$work/rows" 2>"$work/said" || fail "$1: tshark: $(cat "$work/said")"
    checks=$((checks + 1))
    [ "$(wc -l <"$work/rows")" -eq "$messages" ] ||
        fail "$1: $messages messages, $(wc -l <"$work/rows") packets"
    # A capture's own text may have a line that is no SIP for tshark; each has an address.
    [ "$(awk -F'|' '$3 == "" && $4 == ""' "$work/rows" | wc -l)" -eq 0 ] ||
        fail "$1: packets without address"
    cut -d'|' -f2 "$work/rows" | grep -oE '(^|\^)(about frame [0-9]+: )?[PTDSQCL][0-9]{3} [a-z]+: ' |
        sed -E 's/.*([PTDSQCL][0-9]{3} [a-z]+): $/\1/' >"$work/comments"
    comments=$(wc -l <"$work/comments")
    [ "$messages" -eq 0 ] && return
    [ "$comments" -ge "$begun" ] && [ "$comments" -le "$alerts" ] ||
        fail "$1: $begun to $alerts findings, $comments comments"
    sort -u "$work/comments" | cmp -s - "$work/told" ||
        fail "$1: other comments than findings: $(sort -u "$work/comments" | diff - "$work/told" | tr '\n' ' ')"
}

for file in "$source"/pcaps/*.pcap "$source"/pcaps/*.txt "$source"/pcaps/*.uccapilog "$source"/pcaps/*.log; do
    as_capture "$file"
done

for file in "$source"/pcaps/*.txt "$source"/pcaps/*.uccapilog "$source"/pcaps/*.log; do
    "$ringside" -r "$file" -o "pcapng:$work/out.pcapng"
    eve "$file" >"$work/wanted"
    eve "$work/out.pcapng" >"$work/got"
    same "$(basename "$file") as a capture, read again" "$work/wanted" "$work/got"
    "$ringside" -r "$work/out.pcapng" -o "pcapng:$work/again.pcapng"
    tshark -n -r "$work/out.pcapng" -x >"$work/wanted" 2>/dev/null
    tshark -n -r "$work/again.pcapng" -x >"$work/got" 2>/dev/null
    same "$(basename "$file") as a capture, twice" "$work/wanted" "$work/got"
done

# Names of a log stand in Wireshark's columns.
"$ringside" -r "$source/pcaps/lync-mpop-fe.txt" -o "pcapng:$work/out.pcapng"
names=$(tshark -N dn -r "$work/out.pcapng" -T fields -e _ws.col.Source 2>/dev/null | sort -u | tr '\n' ' ')
[ "$names" = "alice.contoso.com bob1.contoso.com bob2.contoso.com fe med.contoso.com " ] ||
    fail "names in Wireshark: $names"

echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
