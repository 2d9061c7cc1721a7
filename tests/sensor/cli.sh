#!/bin/sh
# The sensor's binary as people and service managers meet it: exit statuses,
# one-line errors, inputs, outputs.
# Usage: cli.sh RINGSIDE, or the folder in which it was built
set -u

ringside=$1
[ ! -d "$ringside" ] || ringside=$ringside/sensor/ringside
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
failures=0
checks=0

# Captures, made here: OPTIONS and its 200 over UDP in an Ethernet frame each.

le32() {
    printf "\\$(printf %03o $(($1 % 256)))\\$(printf %03o $(($1 / 256 % 256)))"
    printf "\\$(printf %03o $(($1 / 65536 % 256)))\\$(printf %03o $(($1 / 16777216)))"
}

be16() {
    printf "\\$(printf %03o $(($1 / 256)))\\$(printf %03o $(($1 % 256)))"
}

pcap_header() {
    printf '\324\303\262\241\002\000\004\000\000\000\000\000\000\000\000\000\377\377\000\000\001\000\000\000'
}

# record SECONDS FILE FROM TO: the file's octets from 10.0.0.FROM to 10.0.0.TO
record() {
    octets=$(($(wc -c < "$2")))
    le32 "$1"; le32 0; le32 $((octets + 42)); le32 $((octets + 42))
    printf '\002\000\000\000\000\002\002\000\000\000\000\001\010\000'
    printf '\105\000'; be16 $((octets + 28))
    printf '\000\000\100\000\100\021\000\000\012\000\000'; printf "\\00$3\\012\\000\\000\\00$4"
    printf '\023\304\023\304'; be16 $((octets + 8)); printf '\000\000'
    cat "$2"
}

headers() {
    printf 'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK%s\r\n' "$1"
    printf 'From: <sip:a@10.0.0.1>;tag=1\r\nTo: <sip:b@10.0.0.2>%s\r\n' "$2"
    printf 'Call-ID: %s@10.0.0.1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n' "$1"
    printf 'Content-Length: 0\r\n\r\n'
}

{ printf 'OPTIONS sip:b@10.0.0.2 SIP/2.0\r\n'; headers one ''; } > "$work/request"
{ printf 'SIP/2.0 200 OK\r\n'; headers one ';tag=2'; } > "$work/response"
{
    pcap_header
    record 1600000000 "$work/request" 1 2
    record 1600000001 "$work/response" 2 1
} > "$work/two.pcap"
size=$(($(wc -c < "$work/two.pcap")))

# Checking

failed() {
    failures=$((failures + 1))
    echo "FAILED: $what: $1"
    sed 's/^/    stderr: /' "$work/err" | head -n 5
}

# run STATUS [ARGUMENTS]: keeps what it writes
run() {
    wanted=$1
    shift
    what="ringside $*"
    checks=$((checks + 1))
    "$ringside" "$@" > "$work/out" 2> "$work/err" < "${input:-/dev/null}"
    status=$?
    [ $status -eq "$wanted" ] || failed "status $status instead of $wanted"
}

# said TEXT: standard error is one line of ours with that text
said() {
    [ "$(wc -l < "$work/err")" -eq 1 ] || failed "not one line on standard error"
    grep -q '^ringside: ' "$work/err" || failed "the line does not begin with ringside:"
    grep -qF -- "$1" "$work/err" || failed "'$1' is not said"
}

silent() {
    [ ! -s "$work/err" ] || failed "standard error is not empty"
}

# written TEXT [FILE]
written() {
    grep -qF -- "$1" "${2:-$work/out}" || failed "'$1' was not written to ${2:-standard output}"
}

# messages COUNT [FILE]: EVE records of messages
messages() {
    count=$(grep -c '"event_type":"sip"' "${2:-$work/out}")
    [ "$count" -eq "$1" ] || failed "$count messages instead of $1"
}

# Usage: status 1

run 1;                                        said 'nothing to read: give -r FILE or -i INTERFACE'
run 1 --nonsense;                             said 'unknown option --nonsense'
run 1 -r "$work/two.pcap" -o nonsense;        said 'there is no such output; choose from text'
run 1 -r "$work/two.pcap" --log nonsense;     said "there are no 'nonsense' records"
run 1 -i lo --snaplen many;                   said '--snaplen many: give a whole number from 64'
run 1 -i lo -r "$work/two.pcap";              said 'run the program once for each'
run 1 -r "$work/two.pcap" port nonsense;      said "filter 'port nonsense'"
run 1 --explain nonsense;                     said '--explain nonsense: there is no such finding'

# Answers without an input

run 0 --help; silent; written '--stats-interval'; written 'Exit status'
run 0 -h; silent; written '--stats-interval'
awk 'length > 80 { exit 1 }' "$work/out" || failed 'lines are longer than 80 columns'
run 0 --version; silent; written 'ringside '
run 0 --explain; silent; written 'ack_missing_2xx'
run 0 --explain T213; silent; written 'ack_missing_2xx'; written 'Condition'; written 'Reference'
awk 'length > 80 { exit 1 }' "$work/out" || failed 'lines are longer than 80 columns'
run 0 --explain ack_missing_2xx; silent; written 'T213'

# Captures as they come

run 0 -r "$work/two.pcap"; silent; [ -s "$work/out" ] || failed 'nothing was written'
run 0 -r "$work/two.pcap" -o eve --log message; silent; messages 2
written '"pcap_cnt":1'; written '"pcap_cnt":2'
cp "$work/out" "$work/first"
run 0 -r "$work/two.pcap" -o eve --log message
cmp -s "$work/out" "$work/first" || failed 'the same capture gives other octets'
run 0 -r "$work/two.pcap" -r "$work/two.pcap" -o eve --log message; silent; messages 4
input=$work/two.pcap
run 0 -r - -o eve --log message; silent; messages 2
input=
gzip -c "$work/two.pcap" > "$work/packed"
run 0 -r "$work/packed" -o eve --log message; silent; messages 2
input=$work/packed
run 0 -r - -o eve --log message; silent; messages 2
input=
if command -v zstd > "$work/zstd"; then
    zstd -qfo "$work/packed" "$work/two.pcap"
    run 0 -r "$work/packed" -o eve --log message; silent; messages 2
else
    echo 'no zstd program here: zstd is left to test_file'
fi
if command -v editcap > "$work/editcap"; then
    editcap -F pcapng "$work/two.pcap" "$work/two.pcapng"
    run 0 -r "$work/two.pcapng" -o eve --log message; silent; messages 2
fi

# BPF filters leave the frames' numbers alone

run 0 -r "$work/two.pcap" -o eve --log message src host 10.0.0.2; messages 1
written '"pcap_cnt":2'
said "filter 'src host 10.0.0.2' loses SIP in: VLAN tags"
run 0 -r "$work/two.pcap" -o eve --log message port 5061; messages 0
said 'loses SIP in: later IP fragments, VLAN tags'
run 0 -r "$work/two.pcap" -o eve --log message not arp; silent; messages 2
run 0 -r "$work/two.pcap" -o eve --log message --ports 5060; silent; messages 2
run 0 -r "$work/two.pcap" -o eve --log message --ports 5061,5070-5080; silent; messages 0
run 1 -r "$work/two.pcap" --ports 5060,; said '--ports 5060,: give up to 32 ports or ranges'
run 1 -r "$work/two.pcap" --ports 5060 udp; said '--ports and filter'

# Inputs that break: status 2, and what stands before is reported

run 2 -r "$work/missing"; said "-r $work/missing: No such file or directory"
[ ! -s "$work/out" ] || failed 'something was reported'
run 2 -r "$work/two.pcap" -r "$work/missing"; said 'No such file'
[ ! -s "$work/out" ] || failed 'something was reported'
run 2 -r "$work/request" -o eve --log message; said 'neither pcap nor pcapng'; messages 0
: > "$work/empty"
run 2 -r "$work/empty"; said 'the file is empty'
head -c $((size - 1)) "$work/two.pcap" > "$work/cut"
run 2 -r "$work/cut" -o eve --log message; messages 1
said 'cut off in the middle of a record, behind frame 1 (offset'
run 2 -r "$work/cut" -r "$work/two.pcap" -o eve --log message; messages 3
input=$work/cut
run 2 -r - -o eve --log message; messages 1; said '-r -: the file is cut off'
input=
gzip -c "$work/two.pcap" | head -c 200 > "$work/packed"
run 2 -r "$work/packed"; said 'gzip data is cut off'
{ cat "$work/two.pcap"; le32 1; le32 1; le32 2000000000; le32 60; } > "$work/corrupt"
run 2 -r "$work/corrupt" -o eve --log message; messages 2
said 'a record claims more octets than any packet has, behind frame 2 (offset'
run 2 -i nonsense0; said '-i nonsense0: '

# Outputs: several at once; one that fails leaves the others alone, status 3

run 0 -r "$work/two.pcap" -o "text:$work/a" -o "eve:$work/b" --log message; silent
[ -s "$work/a" ] || failed 'no text was written'
messages 2 "$work/b"
[ ! -s "$work/out" ] || failed 'standard output is not empty'
run 0 -r "$work/two.pcap" -o text -o eve:- --log message; silent; messages 2
run 0 -r "$work/two.pcap" -o eve:"$work/b" --log message; messages 2 "$work/b"
run 3 -r "$work/two.pcap" -o "eve:$work/no/such/folder"; said "$work/no/such/folder"
[ ! -s "$work/out" ] || failed 'something was reported'
run 3 -r "$work/two.pcap" -o eve:unix:"$work/nobody"; said "$work/nobody"
cp "$work/two.pcap" "$work/self.pcap"
ln -s self.pcap "$work/link.pcap"
run 3 -r "$work/self.pcap" -o "eve:$work/link.pcap"; said 'that is a capture to be read'
cmp -s "$work/self.pcap" "$work/two.pcap" || failed 'the capture was overwritten'
if [ -c /dev/full ]; then
    run 3 -r "$work/two.pcap" -o text:/dev/full -o eve --log message; said '/dev/full'
    messages 2
    run 3 -r "$work/cut" -o text:/dev/full
fi

# No progress where there is no terminal; the line is taken back where there is one

{ cat "$work/two.pcap"; sleep 1; } | "$ringside" -r - > "$work/out" 2> "$work/err"
what='a slow pipe'
silent
if command -v script > "$work/script"; then
    checks=$((checks + 1))
    what='progress on a terminal'
    script -qec "{ cat $work/two.pcap; sleep 1.2; } | $ringside -r - -o text:$work/a" \
        "$work/typescript" > "$work/out" 2> "$work/err" < /dev/null
    written 'messages/s'
    written "$(printf '\r\033[K')"
fi

# Secrets of TLS: what is no file, and what is none of theirs

printf 'CLIENT_RANDOM %064d %096d\n' 1 2 > "$work/keys.log"
run 0 -r "$work/two.pcap" --keylog "$work/keys.log"; silent
run 0 -r "$work/two.pcap" --keylog /dev/null; silent
run 2 -r "$work/two.pcap" --keylog "$work/absent"; said 'absent: No such file'
run 2 -r "$work/two.pcap" --keylog "$work"; said 'Is a directory'
run 1 -r "$work/two.pcap" --keylog "$work/two.pcap"; said 'is no key log'
run 2 -r "$work/two.pcap" --tls-key "$work/absent"; said 'absent: No such file'
run 1 -r "$work/two.pcap" --tls-key "$work/keys.log"; said 'has no RSA private key'

# SIGTERM is a clean end

checks=$((checks + 1))
what='SIGTERM'
mkfifo "$work/fifo"
{ cat "$work/two.pcap"; sleep 20; } > "$work/fifo" &
feeder=$!
"$ringside" -r - -o eve --log message > "$work/out" 2> "$work/err" < "$work/fifo" &
sensor=$!
tries=0
until [ "$(grep -c '"sip"' "$work/out")" -ge 2 ] || [ $tries -ge 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
messages 2
kill -TERM $sensor
wait $sensor
status=$?
[ $status -eq 0 ] || failed "status $status instead of 0"
said 'stopped by a signal'
kill $feeder 2> "$work/err"

[ $failures -eq 0 ] || { echo "$failures failures in $checks runs"; exit 1; }
echo "cli: $checks runs, all as they should be"
