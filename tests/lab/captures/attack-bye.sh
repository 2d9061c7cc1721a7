# Three calls go on; somebody else sends each called phone a BYE, which it takes.
hosts proxy alice bob
kamailio_start proxy
register bob
sed 's/milliseconds="1000"/milliseconds="4000"/' "$LAB/sipp/uac-call.xml" >"$LAB_TMP/uac-call-long.xml"
tap
attacker bye 3
answer bob uas-call -m 3
MAY_FAIL=yes TIMEOUT=20 call alice "$LAB_TMP/uac-call-long.xml" proxy -s bob -m 3 -r 1
stop "$ATTACKER_PID"
PACKED=yes
