# Datagrams are lost after the tap has seen them: each copy of a message is seen.
hosts proxy alice bob
kamailio_start proxy
register bob
for host in proxy alice bob; do lose_after_tap "$host" 15; done
tap
answer bob uas-call-loss -m 4
MAY_FAIL=yes TIMEOUT=40 call alice uac-call proxy -s bob -m 4 -r 2
