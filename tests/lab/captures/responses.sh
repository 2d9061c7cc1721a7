# Answers of every class, with Reason, Warning, Retry-After and Contact where they belong.
hosts proxy alice bob
kamailio_start answers
tap
# 1xx and 2xx: from a phone
answer bob uas-progress
call alice uac-progress bob -s bob
# one request a code, from the server: METHOD CODE [header]
filled() {
    sed "s/@METHOD@/$2/g; s/@CODE@/$3/; s/@EXTRA@/${4:-Supported: path}/" \
        "$LAB/sipp/$1.xml" >"$LAB_TMP/filled.xml"
    call alice "$LAB_TMP/filled.xml" proxy -s "$3"
}
filled request-answered OPTIONS 200
filled request-answered MESSAGE 202
filled request-answered PUBLISH 405 'Event: presence'
filled request-answered OPTIONS 420 'Require: timer'
filled request-answered SUBSCRIBE 489 'Event: weather'
filled request-answered REFER 501 'Refer-To: <sip:carol@lab.example>'
for code in 302 400 403 404 408 410 415 480 484 486 488 500 503 504 600 603 604; do
    filled uac-refused INVITE "$code"
done
