# The lab's building blocks, sourced by make.sh: a switch and hosts (network
# namespaces), a tap, peers, and the clean-up of all of it.
#
# A capture script (captures/NAME.sh) is a list of calls of these functions.
# Each capture has a lab of its own, so several can be made at the same time.

LAB_ID=rslab-$$
LAB_TMP=$(mktemp -d /tmp/rslab.XXXXXX)
LAB_PIDS=$LAB_TMP/pids
: >"$LAB_PIDS"

# The numbering plan: one line a host, in every capture the same.
address() {
    case $1 in
    proxy) echo 10 ;;
    alice) echo 21 ;;
    bob) echo 31 ;;
    carol) echo 32 ;;
    mallory) echo 66 ;;
    mallory[1-5]) echo "7${1#mallory}" ;;
    *) echo "lab: no host $1" >&2; exit 1 ;;
    esac
}
ipv4() { echo "10.9.0.$(address "$1")"; }
ipv6() { echo "fd00:9::$(address "$1")"; }

in_host() {
    where=$1
    shift
    ip netns exec "$LAB_ID-$where" "$@"
}

# start HOST COMMAND...: in the background, its pid remembered. `ip netns exec`
# execs, so that $! is the command itself (of a function it would be a shell).
start() {
    log=$LAB_TMP/$1-$(wc -l <"$LAB_PIDS").log
    ns=$LAB_ID-$1
    shift
    ip netns exec "$ns" "$@" >"$log" 2>&1 </dev/null &
    echo $! >>"$LAB_PIDS"
    LAST_PID=$! LAST_LOG=$log
}

# stop PID: ends one started process and waits for it (at most 5 s).
stop() {
    kill -TERM "$1" 2>/dev/null || return 0
    n=0
    while kill -0 "$1" 2>/dev/null && [ $n -lt 50 ]; do
        sleep 0.1
        n=$((n + 1))
    done
    kill -KILL "$1" 2>/dev/null || :
}

lab_close() {
    status=$?
    trap - EXIT
    for pid in $(cat "$LAB_PIDS"); do stop "$pid"; done
    for ns in $(ip netns list | awk -v id="$LAB_ID-" 'index($1, id) == 1 { print $1 }'); do
        ip netns del "$ns"
    done
    if [ "${KEEP_LOGS:-}" ]; then echo "logs: $LAB_TMP" >&2; else rm -rf "$LAB_TMP"; fi
    exit "$status"
}
trap lab_close EXIT
trap 'exit 130' INT TERM

# wait_for WHAT FILE: until the text is in the file, at most 5 s.
wait_for() {
    n=0
    until grep -q "$1" "$2" 2>/dev/null; do
        n=$((n + 1))
        [ $n -lt 100 ] || { echo "lab: no '$1' in $2" >&2; cat "$2" >&2; exit 1; }
        sleep 0.05
    done
}

# hosts NAME...: the switch, and each host on a port of it. Checksums and
# segmentation are done by the (virtual) cards only on the wire that does not
# exist here: without ethtool the capture would hold empty checksums and
# segments longer than the MTU.
hosts() {
    ip netns add "$LAB_ID-sw"
    ip -n "$LAB_ID-sw" link add br0 type bridge forward_delay 0 mcast_snooping 0
    in_host sw sysctl -qw net.ipv6.conf.all.disable_ipv6=1
    ip -n "$LAB_ID-sw" link set br0 up
    for host in "$@"; do
        ip netns add "$LAB_ID-$host"
        ip link add "p-$host" netns "$LAB_ID-sw" type veth peer name eth0 netns "$LAB_ID-$host"
        for dev in "sw p-$host" "$host eth0"; do
            # shellcheck disable=SC2086  # two words on purpose
            set_real_checksums $dev
        done
        ip -n "$LAB_ID-sw" link set "p-$host" master br0 up
        if [ "${IPV6:-}" ]; then
            ip -n "$LAB_ID-$host" addr add "$(ipv6 "$host")/64" dev eth0 nodad
        else
            in_host "$host" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
        fi
        ip -n "$LAB_ID-$host" addr add "$(ipv4 "$host")/24" dev eth0
        ip -n "$LAB_ID-$host" link set lo up
        ip -n "$LAB_ID-$host" link set eth0 up
    done
}

# outside HOST ADDRESS OTHER-HOST...: HOST sends from an address of another network
# (198.18.0.0/15, RFC 2544), which the others know to be on the same wire.
outside() {
    from=$1 at=$2
    shift 2
    ip -n "$LAB_ID-$from" addr add "$at/32" dev eth0
    ip -n "$LAB_ID-$from" route replace 10.9.0.0/24 dev eth0 src "$at"
    for other in "$@"; do
        ip -n "$LAB_ID-$other" route replace 198.18.0.0/15 dev eth0
    done
}

set_real_checksums() {
    in_host "$1" ethtool -K "$2" tx off rx off tso off gso off gro off >/dev/null
}

# tap [TCPDUMP-ARGUMENT...]: captures on the bridge, where each forwarded frame
# passes once, until untap. TAP_IF=any sees each frame on every port instead.
tap() {
    start sw tcpdump -Z root -n -s 0 -U --immediate-mode -i "${TAP_IF:-br0}" \
        -w "$LAB_TMP/out.pcap" "$@"
    TAP_PID=$LAST_PID
    wait_for 'listening on' "$LAST_LOG"
}

# Ends the capture, and with it the script's work: the file is in its place
# only when everything before went well.
untap() {
    sleep 0.5
    stop "$TAP_PID"
    mv "$LAB_TMP/out.pcap" "$OUT"
}

# kamailio CONFIG [-A DEFINE]...: a server on host proxy; waits until it serves.
kamailio_start() {
    config=$1
    shift
    mkdir "$LAB_TMP/kamailio"
    start proxy kamailio -DD -E -n 1 -m 16 -M 4 -Y "$LAB_TMP/kamailio" -w "$LAB_TMP/kamailio" \
        -f "${KAMAILIO_DIR:-$LAB/kamailio}/$config.cfg" "$@"
    n=0
    until in_host proxy ss -lnu | grep -q ':5060 '; do
        n=$((n + 1))
        [ $n -lt 100 ] || { cat "$LAST_LOG" >&2; exit 1; }
        sleep 0.1
    done
    sleep 1 # the workers start after the socket is open
}

# SIPp's arguments that all calls share. The Call-ID names the capture, so that
# no two captures have one in common.
sipp_arguments() {
    case $1 in /*) file=$1 ;; *) file=$LAB/sipp/$1.xml ;; esac
    echo "-sf $file -i ${LOCAL:-$(sip_ip "$2")} -p ${PORT:-5060} -nostdin -bind_local" \
        "-cid_str %u-%p-$NAME@%s -deadcall_wait 0 -t ${TRANSPORT:-u1} -timeout ${TIMEOUT:-60}s"
}
sip_ip() { if [ "${IPV6:-}" ]; then echo "[$(ipv6 "$1")]"; else ipv4 "$1"; fi; }

# answer HOST SCENARIO [SIPP-ARGUMENT...]: a phone that waits for calls. Variables
# for both: LOCAL (the address it sends from), ME (a user other than the host's), PORT, TRANSPORT, TIMEOUT. A scenario
# is a name in sipp/ or a path.
answer() {
    host=$1 scenario=$2
    shift 2
    # shellcheck disable=SC2046  # a list of arguments without spaces in them
    start "$host" sipp $(sipp_arguments "$scenario" "$host") -key me "${ME:-$host}" -m 1 "$@"
    sleep 0.3
}

# call HOST SCENARIO TO-HOST [SIPP-ARGUMENT...]: one call (or what the scenario
# is) sent to TO-HOST; -s names the callee. Must end as the scenario says, or, with
# MAY_FAIL, may be cut short.
call() {
    host=$1 scenario=$2 to=$3 me=${ME:-$1}
    shift 3
    log=$LAB_TMP/$host-$(basename "$scenario").log
    # shellcheck disable=SC2046
    in_host "$host" timeout $((${TIMEOUT:-60} + 5)) sipp $(sipp_arguments "$scenario" "$host") \
        -key me "$me" -au "$me" -ap "pw-$me" -m 1 "$@" "$(sip_ip "$to"):5060" \
        >"$log" 2>&1 </dev/null || {
        [ "${MAY_FAIL:-}" ] && return
        echo "lab: $NAME: $scenario from $host failed" >&2
        tail -40 "$log" >&2
        exit 1
    }
}

# Registers a phone at the proxy before the tap is on.
register() {
    for user in "$@"; do call "$user" register proxy -auth_uri lab.example; done
}

# A host that is there (it answers ARP) but does not hear any SIP.
deafen() {
    in_host "$1" nft -f - <<RULES
table inet lab {
    chain input { type filter hook input priority 0; udp dport 5060 drop; }
}
RULES
}

# lose_before_tap HOST PER-CENT: loses what a host sends, by chance, where it comes
# into the switch. (Not in the host: its sendto() would fail, which is no loss.)
lose_before_tap() {
    in_host sw nft -f - <<RULES
table netdev lab {
    chain $1 {
        type filter hook ingress device "p-$1" priority 0;
        udp dport 5060 numgen random mod 100 < $2 drop
    }
}
RULES
}

# lose_after_tap HOST PER-CENT: loses what a host is sent, by chance, when the tap
# has seen it.
lose_after_tap() {
    in_host "$1" nft -f - <<RULES
table inet lab {
    chain input {
        type filter hook input priority 0;
        udp dport 5060 numgen random mod 100 < $2 drop
    }
}
RULES
}

# lose_method HOST|sw-HOST METHOD: loses the UDP requests of this method that HOST gets, when the
# tap has seen them, or (sw-HOST) that it sends, before; until lose_no_more.
lose_method() {
    octets=$(printf %s "$2" | od -An -v -tx1 | tr -d ' \n')
    match="udp dport 5060 @th,64,$((${#2} * 8)) 0x$octets drop"
    case $1 in
    sw-*) where=sw family=netdev hook="ingress device \"p-${1#sw-}\"" ;;
    *) where=$1 family=inet hook=input ;;
    esac
    in_host "$where" nft -f - <<RULES
table $family method {
    chain x {
        type filter hook $hook priority 0;
        $match
    }
}
RULES
}
lose_no_more() {
    case $1 in
    sw-*) in_host sw nft delete table netdev method ;;
    *) in_host "$1" nft delete table inet method ;;
    esac
}

# far HOST MILLISECONDS: its wire to the switch is that long, each way.
far() {
    ip -n "$LAB_ID-sw" link set "p-$1" nomaster
    ip -n "$LAB_ID-sw" link add "f-$1" type veth peer name "s-$1"
    for dev in "f-$1" "s-$1"; do set_real_checksums sw "$dev"; done
    ip -n "$LAB_ID-sw" link set "f-$1" up
    ip -n "$LAB_ID-sw" link set "s-$1" master br0 up
    start sw python3 -B "$LAB/delay.py" "p-$1" "f-$1" "$2"
    wait_for ready "$LAST_LOG"
}

# The presence server; its tables are text files in the lab's own directory.
presence_start() {
    cp -r /usr/share/kamailio/dbtext/kamailio "$LAB_TMP/tables"
    mkdir "$LAB_TMP/config"
    sed "s,TABLES,$LAB_TMP/tables," "$LAB/kamailio/presence.cfg" >"$LAB_TMP/config/presence.cfg"
    KAMAILIO_DIR=$LAB_TMP/config kamailio_start presence
}

# A baresip on a host, registered as the user of the host's name; baresip_command
# gives it commands over its TCP control port.
baresip_start() {
    mkdir "$LAB_TMP/$1"
    for file in config accounts; do
        sed "s/@USER@/$1/g; s/@ADDRESS@/$(ipv4 "$1")/; s,@DIR@,$LAB_TMP/$1," \
            "$LAB/baresip/$file" >"$LAB_TMP/$1/$file"
    done
    : >"$LAB_TMP/$1/contacts"
    # 4 s of silence as WAV, 8 kHz, 16 bits: header, then 64000 octets
    {
        printf 'RIFF\044\372\000\000WAVEfmt \020\000\000\000\001\000\001\000'
        printf '\100\037\000\000\200\076\000\000\002\000\020\000data\000\372\000\000'
        head -c 64000 /dev/zero
    } >"$LAB_TMP/$1/silence.wav"
    start "$1" baresip -4 -f "$LAB_TMP/$1"
    wait_for 'baresip is ready' "$LAST_LOG"
}

# baresip_command HOST COMMAND [PARAMETER]: JSON in a netstring (LENGTH:JSON,).
baresip_command() {
    json=$(printf '{"command":"%s","params":"%s"}' "$2" "${3:-}")
    # shellcheck disable=SC2016  # expanded by the bash that has /dev/tcp
    in_host "$1" timeout 5 bash -c \
        'exec 3<>/dev/tcp/127.0.0.1/4444; printf "%s:%s," "$1" "$2" >&3; sleep 0.2' \
        - "${#json}" "$json"
}

# b2bua_start HOST TO-HOST CALLS [HEADER]: a back-to-back user agent of two SIPp halves, which
# pass what they hear to each other; HEADER stands in each INVITE of leg B.
b2bua_start() {
    sed "s,\[shared\],${4:-Subject: none}," "$LAB/sipp/b2bua-b.xml" >"$LAB_TMP/b2bua-b.xml"
    # shellcheck disable=SC2046
    PORT=5062 start "$1" sipp $(PORT=5062 sipp_arguments "$LAB_TMP/b2bua-b.xml" "$1") \
        -3pcc 127.0.0.1:8888 -m "$3" -l 1000 "$(sip_ip "$2"):5060"
    sleep 0.5
    # shellcheck disable=SC2046
    start "$1" sipp $(sipp_arguments b2bua-a "$1") -3pcc 127.0.0.1:8888 -m "$3" -l 1000
    sleep 0.5
}

# numbers COUNT PAIRS [CALLED]: who calls whom, for -inf: each pair of numbers again and again;
# or all of them one user.
numbers() {
    NUMBERS=$LAB_TMP/numbers.csv
    echo SEQUENTIAL >"$NUMBERS"
    i=0
    while [ $i -lt "$1" ]; do
        echo "+4930100$((i % $2 + 10));${3:-08955500$((i % $2 + 10))};" >>"$NUMBERS"
        i=$((i + 1))
    done
}

# vicious HOST TOOL [ARGUMENT...]: one of SIPVicious' tools, at most VICIOUS_S (60) seconds. What it
# finds does not matter here; that it ran does.
vicious() {
    host=$1 tool=$2
    shift 2
    (cd "$LAB_TMP" && HOME=$LAB_TMP in_host "$host" timeout "${VICIOUS_S:-60}" "$tool" "$@" \
        >"$LAB_TMP/$host-$tool.log" 2>&1 </dev/null) || :
    [ -s "$LAB_TMP/$host-$tool.log" ] || { echo "lab: $tool said nothing" >&2; exit 1; }
}

# attacker MODE [ARGUMENT...]: attack/attacker.py at the switch, where it sees all and writes frames of
# its own; in the background, its pid in ATTACKER_PID.
attacker() {
    start sw python3 -B "$LAB/attack/attacker.py" br0 "$@"
    ATTACKER_PID=$LAST_PID
    wait_for 'ready' "$LAST_LOG"
}

# users COUNT FIRST: that many users, for -inf.
users() {
    NUMBERS=$LAB_TMP/users-$2.csv
    { echo SEQUENTIAL; seq "$2" $(($2 + $1 - 1)) | sed 's/$/;/'; } >"$NUMBERS"
}
