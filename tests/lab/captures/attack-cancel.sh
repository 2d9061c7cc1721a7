# Three calls ring; somebody else cancels each at the proxy.
hosts proxy alice bob
kamailio_start proxy
register bob
tap
attacker cancel 3
answer bob uas-ring -m 3
MAY_FAIL=yes TIMEOUT=20 call alice uac-call proxy -s bob -m 3 -r 1
stop "$ATTACKER_PID"
