#!/bin/sh
# Makes pcaps/tls-*.pcapng: calls over TLS between two hosts, a connection each,
# with the secrets inside (Decryption Secrets Block). sh tests/lab/tls.sh [NAME...]
# The peers are tls/peer.py on OpenSSL; root, as for make.sh. What OpenSSL does
# that Python's ssl has no words for (key updates, renegotiation, 0-RTT, no
# encrypt-then-MAC) is in tests/sensor/packet/test_tls.c.
set -eu

LAB=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$LAB/../.." && pwd)
PCAPS=${PCAPS:-$ROOT/pcaps}

# NAME:VERSION:CIPHERS, see tls/peer.py
rows() {
    case $1 in
    tls-to-12) echo cbc10:1.0:AES256-SHA,cbc11:1.1:AES128-SHA,cbc12:1.2:AES256-SHA256,$(
        )gcm12:1.2:ECDHE-RSA-AES256-GCM-SHA384,ccm12:1.2:AES128-CCM,$(
        )ccm8:1.2:AES256-CCM8,chacha12:1.2:ECDHE-RSA-CHACHA20-POLY1305,$(
        )null12:1.2:NULL-SHA256,resumed12:1.2:NULL-SHA256:resume ;;
    tls-13) echo first13:1.3:any,resumed13:1.3:any:resume,retried13:1.3:any:secp384r1 ;;
    tls-no-keys) echo gcm12:1.2:ECDHE-RSA-AES128-GCM-SHA256,call13:1.3:any ;;
    *) echo "tls.sh: no capture $1" >&2; exit 1 ;;
    esac
}

certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=bob.lab.example \
        -keyout "$LAB_TMP/key.pem" -out "$LAB_TMP/cert.pem" 2>/dev/null
    cat "$LAB_TMP/cert.pem" "$LAB_TMP/key.pem" >"$LAB_TMP/both.pem"
}

make_capture() {
    NAME=$1 ROWS=$(rows "$1") OUT=$LAB_TMP/plain.pcap
    certificate
    hosts alice bob
    tap
    start bob python3 "$LAB/tls/peer.py" server "$(ipv4 bob)" "$LAB_TMP/both.pem" "$ROWS"
    wait_for listening "$LAST_LOG"
    in_host alice timeout 60 python3 "$LAB/tls/peer.py" client "$(ipv4 alice)" "$(ipv4 bob)" \
        "$LAB_TMP/keys.log" "$ROWS"
    untap
    if [ "$NAME" = tls-no-keys ]; then
        editcap "$OUT" "$PCAPS/$NAME.pcapng"
    else
        editcap --inject-secrets "tls,$LAB_TMP/keys.log" "$OUT" "$PCAPS/$NAME.pcapng"
    fi
    echo "$NAME: $(wc -c <"$PCAPS/$NAME.pcapng") octets"
}

if [ "${1:-}" = --one ]; then
    . "$LAB/lib.sh"
    make_capture "$2"
else
    [ $# -gt 0 ] || set -- tls-to-12 tls-13 tls-no-keys
    for name in "$@"; do sh "$0" --one "$name"; done
fi
