#!/bin/sh
# The metrics output over HTTP: well-formed OpenMetrics, the numbers of a
# capture, refusals, and the dashboard that uses its names.
# Usage: metrics.sh RINGSIDE SOURCE_DIR
ringside=$1
source=$2
command -v curl >/dev/null || { echo "curl is not installed"; exit 77; }
work=$(mktemp -d) || exit 1
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
bad=0
wrong() {
    echo "metrics: $*"
    bad=1
}

# A directory that is followed: what is in it is read, then the sensor waits.
mkdir "$work/in"
cp "$source/pcaps/call-proxied.pcap" "$source/pcaps/register-digest.pcap" "$work/in/"
port=$((20000 + $$ % 20000))
"$ringside" -r "$work/in" --stats-interval 1 -o "metrics:127.0.0.1:$port" 2>"$work/err" &
pid=$!
tries=0
until curl -sf "http://127.0.0.1:$port/metrics" >"$work/text" 2>/dev/null &&
    grep -q '^ringside_service_attempts_total{' "$work/text"; do
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || { wrong "nothing was served: $(cat "$work/err")"; cat "$work/text"; exit 1; }
    sleep 0.2
done

python3 "$source/tests/sensor/openmetrics.py" "$work/text" "$source/sensor/outputs/grafana.json" || bad=1
grep -q '^ringside_service_answered_total{service="10.9.0.10:5060"} 1$' "$work/text" ||
    wrong "one call was answered: $(grep answered "$work/text")"
grep -q '^ringside_service_registration_request_delay_seconds_count{service="10.9.0.10:5060",scheme="Digest"}' \
    "$work/text" || wrong "no delay of a registration with Digest"
type=$(curl -sI "http://127.0.0.1:$port/metrics" | tr -d '\r' | sed -n 's/^[Cc]ontent-[Tt]ype: //p')
[ "$type" = 'application/openmetrics-text; version=1.0.0; charset=utf-8' ] || wrong "type: $type"
for try in "404 /" "405 -X POST /metrics"; do
    code=$(curl -s -o /dev/null -w '%{http_code}' $(echo "${try#* }" | sed "s|/|http://127.0.0.1:$port/|"))
    [ "$code" = "${try%% *}" ] || wrong "$try: $code"
done
kill "$pid"
wait "$pid"
pid=

# What a person may get wrong: one line, status 3 (an output could not be opened).
for target in '' ':9464' ':no.such.host.invalid:1' ':127.0.0.1:99999x'; do
    "$ringside" -r "$source/pcaps/options.pcap" -o "metrics$target" >"$work/out" 2>&1
    [ $? = 3 ] || wrong "-o metrics$target: status is not 3"
    grep -q 'metrics' "$work/out" || wrong "-o metrics$target: $(cat "$work/out")"
done
[ "$bad" = 0 ] && echo "metrics: in order"
exit "$bad"
